"""Asking many people at once, as a plan does: few statements, however many are asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from dispatch.domain.ids import RunId
from dispatch.domain.states import OfferState
from dispatch.service.rates.estimates import Estimates
from dispatch.service.situation import travel
from dispatch.service.slots import deadlines
from dispatch.service.slots.offers import OPEN_QUESTION
from dispatch.store.tables import CounsellingSession, Interpreter, Offer
from foundation.database.base import names_constraint
from foundation.database.many import write_new
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict
from foundation.text.message import say
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Modality


@dataclass(frozen=True, kw_only=True)
class OneToAsk:
    """Somebody to be asked for one slot of a session, at the start and in the way that the session has."""

    session: CounsellingSession
    interpreter: Interpreter
    slot_no: int
    other_language: Language | None = None

    @property
    def starts_at(self) -> datetime:
        """From when."""
        return self.session.starts_at


def ask_many(uow: UnitOfWork, asks: Sequence[OneToAsk], run_id: UUID) -> list[Offer]:
    """Write the offers of a plan; nobody has been told of them yet, though the app shows them.

    What comes back is what was written, not rows of this session.

    The caller has locked sessions and interpreters, and has asked the rules under these locks. It tells
    the people, and syncs the sessions.
    """
    until, pay = _Deadlines(uow), Estimates(uow, {ask.interpreter.id for ask in asks})
    offers = [_offer(uow, ask, RunId(run_id), until, pay) for ask in asks]
    try:
        with uow.db.begin_nested():
            write_new(uow.db, offers)
    except IntegrityError as error:
        if not any(names_constraint(error, name) for name in OPEN_QUESTION):
            raise
        raise Conflict(say("Somebody in this draft has been asked already.")) from error
    uow.record_many(
        "offer.sent",
        (
            (
                offer.id,
                {
                    "session": offer.session_id,
                    "interpreter": offer.interpreter_id,
                    "wave": offer.wave,
                    "set_aside": [],
                },
            )
            for offer in offers
        ),
    )
    return offers


class _Deadlines:
    """Answer deadlines, each reckoned once: many sessions begin at the same time."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._known: dict[tuple[datetime, bool], datetime] = {}

    def of(self, ask: OneToAsk) -> datetime:
        remote = ask.session.modality is not Modality.ON_SITE
        key = (ask.starts_at, remote)
        if key not in self._known:
            self._known[key] = deadlines.deadline_for(
                self._uow, starts_at=ask.starts_at, remote=remote
            )
        return self._known[key]


def _offer(
    uow: UnitOfWork, ask: OneToAsk, run_id: RunId, until: _Deadlines, estimates: Estimates
) -> Offer:
    session = ask.session
    pay = estimates.of(session, ask.interpreter, ask.starts_at, ask.other_language)
    return Offer(
        session_id=session.id,
        slot_no=ask.slot_no,
        interpreter_id=ask.interpreter.id,
        run_id=run_id,
        state=OfferState.SENT,
        starts_at=ask.starts_at,
        travel_minutes=travel.minutes_from_home(uow.settings, session, ask.interpreter),
        pay_won=pay.won,
        pay_lines=[line.kept() for line in pay.lines],
        rate_card_id=pay.card_id,
        sent_at=uow.now,
        expires_at=until.of(ask),
        other_language=ask.other_language,
    )
