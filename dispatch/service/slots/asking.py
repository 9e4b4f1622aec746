"""Asking many people at once, as a plan does: few statements, however many are asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from dispatch.domain.ids import RunId
from dispatch.domain.pay import expected_pay
from dispatch.domain.states import OfferState
from dispatch.service.situation import travel
from dispatch.service.slots import deadlines
from dispatch.service.slots.offers import OPEN_QUESTION, pay_rule
from dispatch.store.tables import CounsellingSession, Interpreter, Offer
from foundation.database.base import names_constraint
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict
from foundation.text.message import say
from interpreters.domain.qualifications import Modality


@dataclass(frozen=True, kw_only=True)
class OneToAsk:
    """Somebody to be asked for one slot of a session, at the start and in the way that the session has."""

    session: CounsellingSession
    interpreter: Interpreter
    slot_no: int

    @property
    def starts_at(self) -> datetime:
        """From when."""
        return self.session.starts_at


def ask_many(uow: UnitOfWork, asks: Sequence[OneToAsk], run_id: UUID) -> list[Offer]:
    """Write the offers of a plan; nobody has been told of them yet, though the app shows them.

    The caller has locked sessions and interpreters, and has asked the rules under these locks. It tells
    the people, and syncs the sessions.
    """
    offers = [_offer(uow, ask, RunId(run_id)) for ask in asks]
    try:
        with uow.db.begin_nested():
            uow.db.add_all(offers)
    except IntegrityError as error:
        if not any(names_constraint(error, name) for name in OPEN_QUESTION):
            raise
        raise Conflict(say("Somebody in this draft has been asked already.")) from error
    for offer in offers:
        uow.record(
            "offer.sent",
            subject=offer.id,
            session=offer.session_id,
            interpreter=offer.interpreter_id,
            wave=offer.wave,
            set_aside=[],
        )
    return offers


def _offer(uow: UnitOfWork, ask: OneToAsk, run_id: RunId) -> Offer:
    session = ask.session
    remote = session.modality is not Modality.ON_SITE
    return Offer(
        session_id=session.id,
        slot_no=ask.slot_no,
        interpreter_id=ask.interpreter.id,
        run_id=run_id,
        state=OfferState.SENT,
        starts_at=ask.starts_at,
        travel_minutes=travel.minutes_from_home(uow.settings, session, ask.interpreter),
        pay_won=expected_pay(session.minutes, pay_rule(uow.settings)),
        sent_at=uow.now,
        expires_at=deadlines.deadline_for(uow, starts_at=ask.starts_at, remote=remote),
    )
