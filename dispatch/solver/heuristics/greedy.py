"""The first plan: most urgent session first, to whoever it costs least; there at once."""

from dispatch.solver.compiled.problem import Days
from dispatch.solver.compiled.schedule import Rota
from dispatch.solver.problem.plan import Plan


def greedy(days: Days, previous: Plan | None = None) -> Rota:
    """A lawful rota, beginning with what is still lawful of a previous plan."""
    rota = Rota(days)
    pinned = [s for s, names in enumerate(days.pinned) if names]
    for s in pinned:
        rota.fill(s)
    if previous is not None:
        rota.adopt(previous.assignments)
    for s in sorted(range(len(days.able)), key=lambda s: _urgency(days, s)):
        if days.able[s] and not rota.team.get(s):
            rota.fill(s)
    return rota


def _urgency(days: Days, s: int) -> tuple[int, int, int, int]:
    session = days.problem.sessions[s]
    promised = 0 if days.held_by[s] else 1
    return (-session.unfilled_cost, promised, session.earliest_start, s)
