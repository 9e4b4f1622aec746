"""What somebody's leave would hit, shown before it is saved."""

from collections.abc import Sequence

from dispatch.store.queries import assignments as queries
from foundation.database.work import UnitOfWork
from foundation.text.message import LazyText, say
from foundation.times.spans import Span
from foundation.times.zones import local_clock, local_day
from interpreters.domain.ids import InterpreterId


def sessions_hit(
    uow: UnitOfWork, interpreter_id: InterpreterId, spans: Sequence[Span]
) -> list[LazyText]:
    """One sentence for each assignment that the leave would take away, in time order."""
    zone = uow.settings.zone
    hit = [
        assignment
        for span in spans
        for assignment in queries.list_live_of_interpreter(uow.db, interpreter_id, span)
    ]
    return [
        say(
            "%(day)s, %(clock)s: this assignment goes to somebody else.",
            day=local_day(assignment.starts_at, zone),
            clock=local_clock(assignment.starts_at, zone),
        )
        for assignment in sorted(hit, key=lambda assignment: assignment.starts_at)
    ]
