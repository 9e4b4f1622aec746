"""A fix put into effect with one button: at once where only the office must agree, else by asking the requester."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from accounts.domain.ids import SiteId
from dispatch.domain.permissions import DispatchPermission
from dispatch.service.explain import explain
from dispatch.service.explain.candidates import OpenSlot, read_question
from dispatch.service.explain.fix_search import Fix
from dispatch.service.plans import handover, send
from dispatch.service.plans.handover import Handover
from dispatch.service.rules.locks import lock_session, sync_session_state
from dispatch.service.situation.reading import read_situation
from dispatch.service.slots import offers
from dispatch.service.slots.offers import OfferQuestion, get_interpreter, write_offer
from dispatch.store.tables import CounsellingSession
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, DomainError
from foundation.text.i18n import translate
from foundation.text.message import LazyText, say
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Modality
from scheduling.domain.states import LIVE
from scheduling.service import proposals

# With what a fix is known again when its button is pressed; whom it would ask may change meanwhile.
TOLD_APART_BY = {
    "shift": ("starts_at",),
    "modality": ("modality",),
    "language": ("language",),
    "organisation": ("site_id",),
    "level": ("interpreter_id",),
    "swap": ("interpreter_id", "other_session_id", "other_interpreter_id"),
}
# What stands as the reason of an offer to somebody certified one level lower.
AGREED = say("The requester agreed to one level lower.")
# The office keeps its reasons in Korean.
KOREAN = "ko"


class Effect(StrEnum):
    """What pressing the button has done."""

    REQUESTER_ASKED = "requester_asked"
    OFFERED = "offered"
    SWAPPED = "swapped"


@dataclass(frozen=True)
class Done:
    """The effect, and who was asked: nobody yet where the requester answers first."""

    effect: Effect
    people: tuple[str, ...] = ()


def put_into_effect(
    uow: UnitOfWork, session_id: UUID, kind: str, action: Mapping[str, str]
) -> Done:
    """Do what a fix says, as it was shown: `action` names it (`TOLD_APART_BY`).

    A swap asks both people in one transaction and can be undone as every sending. A lower level to which
    the requester has agreed asks that person at once. Everything else asks the requester, whose yes changes
    the session and asks whoever was found. Conflict, with how things stand, once it no longer helps.
    """
    uow.require(DispatchPermission.ASSIGNMENT_CHANGE)
    question = read_question(uow, session_id)
    fix = _still(uow, question, kind, action)
    if fix.kind == "swap":
        return _swap(uow, question.session, fix)
    if fix.kind == "level" and fix.action["agreed"]:
        return _offer_lower(uow, question, fix)
    proposals.propose(
        uow,
        session_id,
        **_change(fix),
        then_ask=InterpreterId(UUID(fix.action["interpreter_id"])),
    )
    return Done(Effect.REQUESTER_ASKED)


def _still(uow: UnitOfWork, question: OpenSlot, kind: str, action: Mapping[str, str]) -> Fix:
    """The fix as it stands now; Conflict says how things are where it is gone."""
    unfilled = explain.why_nobody(uow, question)
    names = TOLD_APART_BY.get(kind, ())
    for fix in unfilled.fixes:
        if fix.kind == kind and all(str(fix.action[n]) == action.get(n, "") for n in names):
            return fix
    raise Conflict(say("This no longer helps. %(now)s", now=_how_it_stands(question, unfilled)))


def _how_it_stands(question: OpenSlot, unfilled: explain.Unfilled) -> LazyText:
    if question.session.state not in LIVE:
        return say("This session is over or cancelled.")
    if question.missing < 1:
        return say("This session has its interpreters by now.")
    if unfilled.candidates:
        return say("%(name)s can take it as it is.", name=unfilled.candidates[0].person.name)
    return unfilled.why


def _change(fix: Fix) -> dict[str, Any]:
    """What the requester is asked for."""
    action = fix.action
    match fix.kind:
        case "shift":
            return {"starts_at": datetime.fromisoformat(action["starts_at"])}
        case "modality":
            return {"modality": Modality(action["modality"])}
        case "language":
            return {"language": Language(action["language"])}
        case "organisation":
            return {"site_id": SiteId(UUID(action["site_id"]))}
        case _:
            return {"lower_level": True}


def _swap(uow: UnitOfWork, session: CounsellingSession, fix: Fix) -> Done:
    wish = Handover(
        session_id=session.id,
        giver=UUID(fix.action["interpreter_id"]),
        starts_at=datetime.fromisoformat(fix.action["starts_at"]),
        modality=Modality(fix.action["modality"]),
        other_session_id=UUID(fix.action["other_session_id"]),
        taker=UUID(fix.action["other_interpreter_id"]),
    )
    run = handover.draft_handover(uow, wish, alone=True)
    send.send(uow, run.id)
    both = (get_interpreter(uow, who).full_name for who in (wish.giver, wish.taker))
    return Done(Effect.SWAPPED, tuple(both))


def _offer_lower(uow: UnitOfWork, question: OpenSlot, fix: Fix) -> Done:
    offer = offers.send_offer(
        uow,
        session_id=question.session.id,
        slot_no=_empty_slot(question),
        interpreter_id=UUID(fix.action["interpreter_id"]),
        starts_at=datetime.fromisoformat(fix.action["starts_at"]),
        modality=Modality(fix.action["modality"]),
        override_reason=translate(AGREED, KOREAN),
    )
    return Done(Effect.OFFERED, (offer.interpreter.full_name,))


def _empty_slot(question: OpenSlot) -> int:
    """The first slot that nobody has or is asked for."""
    situation, session = question.situation, question.session
    tables = (situation.holdings, situation.waves)
    taken = {held.slot_no for table in tables for held in table.get(session.id, ())}
    free = (n for n in range(1, session.request.team + 1) if n not in taken)
    return next(free, session.request.team)


def ask_after_consent(uow: UnitOfWork, session_id: UUID, interpreter_id: UUID) -> bool:
    """Ask whoever was found with a change, now that its requester has agreed; False when they no longer can.

    A consequence and nobody's act, so it asks for no permission. Why they were not asked is in the audit trail.
    """
    session = lock_session(uow, session_id)
    who = get_interpreter(uow, interpreter_id)
    question = OpenSlot.of(read_situation(uow, session.day, session.day), session)
    person = question.situation.people.get(who.id)
    found = [] if person is None else question.ranked([person])
    lower = session.request.lower_level_agreed and not found
    asked = OfferQuestion(
        slot_no=_empty_slot(question),
        starts_at=found[0].starts_at if found else question.need.earliest,
        modality=found[0].way.modality if found else question.need.modality,
        override_reason=translate(AGREED, KOREAN) if lower else "",
    )
    try:
        write_offer(uow, session, who, asked)
    except DomainError as error:
        uow.record(
            "offer.not_repeated",
            subject=session.id,
            interpreter=who.id,
            reason=error.reason.text,
        )
        return False
    sync_session_state(uow, session)
    return True
