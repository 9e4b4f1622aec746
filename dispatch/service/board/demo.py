"""What the demo does from the board: a requester is asked for a change, and some people for a yes by telephone."""

from datetime import date, datetime

from dispatch.domain.board import BoardState
from dispatch.domain.states import DeclineReason
from dispatch.service.board.day import read_day
from dispatch.service.explain.candidates import OpenSlot, rank
from dispatch.service.explain.fixes import one_change_fixes
from dispatch.service.slots import calls, offers
from dispatch.store.tables import Offer
from foundation.database.work import UnitOfWork
from interpreters.domain.qualifications import Modality
from interpreters.service import reach
from scheduling.service import proposals


def ask_for_a_change(uow: UnitOfWork, day: date) -> bool:
    """Ask about the first session of a day that another start or mode would fill; false if none would."""
    board = read_day(uow, day)
    for session in board.in_state(BoardState.UNFILLED):
        question = OpenSlot.of(board.situation, session)
        for fix in one_change_fixes(question, question.others()):
            if fix.kind == "shift":
                start = datetime.fromisoformat(fix.action["starts_at"])
                proposals.propose(uow, session.id, starts_at=start)
                return True
            if fix.kind == "modality":
                way = Modality(fix.action["modality"])
                proposals.propose(uow, session.id, modality=way)
                return True
    return False


def ask_by_telephone(uow: UnitOfWork, day: date, most: int = 6) -> int:
    """Ask some people whom the product does not reach about sessions of a day; how many.

    One did not pick up, one said no: so the call list of the demo has something on it.
    """
    board = read_day(uow, day)
    asked: list[Offer] = []
    for session in board.in_state(BoardState.UNFILLED):
        question = OpenSlot.of(board.situation, session)
        able = rank(board.situation, question.others(), question.need)
        called = reach.to_be_called(uow, [c.person.id for c in able])
        chosen = (c for c in able if c.person.id in called)
        known = {offer.interpreter_id for offer in asked}
        new = next((c for c in chosen if c.person.id not in known), None)
        if new is not None:
            offer = offers.send_offer(
                uow,
                session_id=session.id,
                slot_no=1,
                interpreter_id=new.person.id,
                starts_at=new.starts_at,
                modality=new.way.modality,
            )
            asked.append(offer)
        if len(asked) == most:
            break
    for offer in asked[:1]:
        calls.record_no_answer(uow, offer.id)
    for offer in asked[1:2]:
        calls.record_no(uow, offer.id, DeclineReason.BUSY)
    return len(asked)
