"""What the demo does with its plan: one day of the draft is out, another was sent and taken back."""

from datetime import date

from dispatch.service.plans import send, undo
from dispatch.service.plans.parts import Part, to_send
from dispatch.store.queries import board as board_queries
from dispatch.store.queries import plans as queries
from foundation.database.work import UnitOfWork


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
