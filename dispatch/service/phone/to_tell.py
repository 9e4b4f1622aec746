"""Whom somebody has to call because no letter told them: what to say, and no more than they may know."""

from collections.abc import Sequence
from dataclasses import dataclass

from dispatch.domain.disclosure import DisclosureStage
from dispatch.domain.permissions import DispatchPermission
from dispatch.service.phone.offers_seen import SeenSession, see
from dispatch.service.slots import calls, details
from dispatch.store.queries import telephone as queries
from dispatch.store.tables import Interpreter, TelephoneNews
from foundation.database.work import UnitOfWork
from interpreters.domain.contact import CallReason
from interpreters.domain.ids import InterpreterId
from interpreters.service import reach


@dataclass(frozen=True, kw_only=True)
class ToTell:
    """One call to make: who, under which number, why by telephone, and what may be said."""

    news: TelephoneNews
    person: Interpreter
    reason: CallReason | None
    number: str
    sight: SeenSession


def read_to_tell(uow: UnitOfWork) -> list[ToTell]:
    """Everything that has to be told by telephone, the soonest session first."""
    uow.require(DispatchPermission.OFFER_RECORD)
    found = queries.list_due(uow.db, uow.now)
    reasons = reach.to_be_called(uow, {each.interpreter_id for each in found})
    people = {each.interpreter_id: each.interpreter for each in found}
    numbers = reach.numbers_of(uow, people.values())
    return [_to_tell(uow, news, reasons.get(news.interpreter_id), numbers) for news in found]


def list_told(uow: UnitOfWork) -> Sequence[TelephoneNews]:
    """What was recorded as told in the last minutes and may still be undone."""
    uow.require(DispatchPermission.OFFER_RECORD)
    return queries.list_told(uow.db, calls.undo_from(uow), uow.now)


def _to_tell(
    uow: UnitOfWork,
    news: TelephoneNews,
    reason: CallReason | None,
    numbers: dict[InterpreterId, str],
) -> ToTell:
    return ToTell(
        news=news,
        person=news.interpreter,
        reason=reason,
        number=numbers.get(news.interpreter_id, ""),
        sight=see(uow, news.session, news.starts_at, _stage(uow, news)),
    )


def _stage(uow: UnitOfWork, news: TelephoneNews) -> DisclosureStage:
    """What they serve is open to them; of what they do not serve they learn nothing new."""
    served = (
        queries.find_served(uow.db, news.session_id, news.interpreter_id)
        if news.news.is_booking
        else None
    )
    return DisclosureStage.CLOSED if served is None else details.stage_of(uow, served)
