"""What the demo does from the board: one requester is asked for another start or mode."""

from datetime import date, datetime

from dispatch.domain.board import BoardState
from dispatch.service.board.day import read_day
from dispatch.service.explain.candidates import OpenSlot
from dispatch.service.explain.fixes import one_change_fixes
from foundation.database.work import UnitOfWork
from interpreters.domain.qualifications import Modality
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
