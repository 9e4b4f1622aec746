"""Rows of dispatch with sensible defaults."""

from datetime import date, timedelta
from typing import Any

from accounts.domain.roles import Role
from accounts.store.tables import User
from dispatch.domain.claims import ClaimKind, ClaimState
from dispatch.domain.rates import PayLineKind
from dispatch.domain.states import AssignmentState, OfferState
from dispatch.store.tables import Assignment, ClaimLine, Offer, PayClaim, RateCard
from foundation.database.work import UnitOfWork
from interpreters.store.tables import Interpreter
from scheduling.store.tables import CounsellingSession
from tests.factories import a_session, a_user, an_interpreter, available


def a_signed_up_interpreter(
    uow: UnitOfWork, name: str = "응우옌 티 하인", *, language: str = "ko", **values: Any
) -> tuple[Interpreter, User]:
    """Somebody free from nine to six every day, with an account."""
    user = a_user(uow, Role.INTERPRETER, full_name=name, language=language)
    interpreter = an_interpreter(uow, name, user=user, **values)
    available(uow, interpreter)
    return interpreter, user


def an_offer(
    uow: UnitOfWork,
    session: CounsellingSession | None = None,
    interpreter: Interpreter | None = None,
    **values: Any,
) -> Offer:
    """An open question about the first slot, to be answered within two hours."""
    about = session or a_session(uow)
    columns: dict[str, Any] = {
        "session_id": about.id,
        "slot_no": 1,
        "interpreter_id": (interpreter or a_signed_up_interpreter(uow)[0]).id,
        "state": OfferState.SENT,
        "starts_at": about.starts_at,
        "travel_minutes": 20,
        "pay_won": 30000,
        "sent_at": uow.now,
        "told_at": uow.now,
        "expires_at": uow.now + timedelta(hours=2),
        **values,
    }
    offer = Offer(**columns)
    uow.db.add(offer)
    uow.db.flush()
    return offer


def a_rate_card(uow: UnitOfWork, **values: Any) -> RateCard:
    """General rates of 30,000 won an hour that have counted for long, unless `values` say otherwise."""
    columns: dict[str, Any] = {
        "valid_from": date(2026, 1, 1),
        "hour_won": 30_000,
        "source": "이사회 2026-01-01",
        "entered_at": uow.now,
        **values,
    }
    card = RateCard(**columns)
    uow.db.add(card)
    uow.db.flush()
    uow.read_once.clear()
    return card


def a_claim(
    uow: UnitOfWork,
    interpreter: Interpreter | None = None,
    *,
    won: int = 30_000,
    approver: User | None = None,
    **values: Any,
) -> PayClaim:
    """An hour of today at 30,000 won that somebody claims, for the organisation of a new session."""
    about = a_session(uow)
    decided: dict[str, Any] = {}
    state = values.pop("state", ClaimState.PROPOSED)
    if state is ClaimState.APPROVED:
        by = approver or a_user(uow, Role.COORDINATOR)
        decided = {"state": state, "approved_by_id": by.id, "approved_at": uow.now}
    columns: dict[str, Any] = {
        "interpreter_id": (interpreter or a_signed_up_interpreter(uow)[0]).id,
        "organisation_id": about.request.organisation_id,
        "kind": ClaimKind.SESSION,
        "source_id": about.id,
        "day": uow.today,
        "starts_at": uow.now,
        "state": ClaimState.PROPOSED if decided else state,
        "won": won,
        "proposed_at": uow.now,
        "changed_at": uow.now,
        **values,
    }
    claim = PayClaim(**columns)
    uow.db.add(claim)
    uow.db.flush()
    line = ClaimLine(
        claim_id=claim.id,
        position=0,
        kind=PayLineKind.TIME,
        won=won,
        rate=won,
        minutes=60,
        of_minutes=40,
    )
    uow.db.add(line)
    uow.db.flush()
    # What is approved takes no lines any more.
    for name, value in decided.items():
        setattr(claim, name, value)
    uow.db.flush()
    return claim


def an_assignment(
    uow: UnitOfWork,
    session: CounsellingSession | None = None,
    interpreter: Interpreter | None = None,
    **values: Any,
) -> Assignment:
    """A confirmed first slot, for the session's own time unless `values` say otherwise."""
    about = session or a_session(uow)
    ends_at = about.starts_at + timedelta(minutes=about.minutes)
    columns: dict[str, Any] = {
        "session_id": about.id,
        "slot_no": 1,
        "interpreter_id": (interpreter or a_signed_up_interpreter(uow)[0]).id,
        "state": AssignmentState.CONFIRMED,
        "starts_at": about.starts_at,
        "ends_at": ends_at,
        "busy_from": about.starts_at,
        "busy_to": ends_at,
        "created_at": uow.now,
        **values,
    }
    assignment = Assignment(**columns)
    uow.db.add(assignment)
    uow.db.flush()
    return assignment
