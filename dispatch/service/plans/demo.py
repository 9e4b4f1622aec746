"""What the demo does with its plan: one day is out, another was sent and taken back; and a comparison of weights."""

from collections.abc import Sequence
from datetime import date, timedelta

from dispatch.domain.settings import DispatchSettings
from dispatch.domain.wishes import Wishes
from dispatch.service.plans import send, trials, undo
from dispatch.service.plans.parts import Part, to_send
from dispatch.store.queries import board as board_queries
from dispatch.store.queries import plans as queries
from dispatch.store.queries import trials as trial_queries
from dispatch.store.tables import PlanTrial
from foundation.database.work import UnitOfWork

STAFF_FIRST = "120"


def send_a_part(uow: UnitOfWork, *, out: date, taken_back: date) -> int:
    """Send one day of the draft and leave it so, send another and take it back; how many offers are out."""
    run = board_queries.newest_run(uow.db, out)
    if run is None:
        return 0
    drafts = queries.drafts_of(uow.db, run.id)
    if to_send(drafts, Part(day=taken_back)):
        send.send(uow, run.id, Part(day=taken_back))
        undo.undo(uow, run.id)
    return send.send(uow, run.id, Part(day=out)) if to_send(drafts, Part(day=out)) else 0


def ask_for_a_comparison(uow: UnitOfWork, monday: date, seconds: int) -> Sequence[PlanTrial]:
    """Ask what a week would come to if staff counted three times as much: its trial, and that of the usual weights."""
    usual = Wishes.of(uow.settings.of(DispatchSettings)).as_json()
    weights = {wish: str(weight) for wish, weight in usual.items()} | {"staff": STAFF_FIRST}
    sunday = monday + timedelta(days=6)
    trials.ask(uow, monday, sunday, min(seconds, trials.MOST_SECONDS), weights)
    return trial_queries.list_of_days(uow.db, monday, sunday)
