"""The first plan: most urgent session first, to whoever it costs least; there at once."""

from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.compiled.schedule import Schedule
from dispatch.solver.problem.plan import Plan


def greedy(days: CompiledProblem, previous: Plan | None = None) -> Schedule:
    """A lawful rota, beginning with what is still lawful of a previous plan."""
    rota = Schedule(days)
    pinned = [s for s, names in enumerate(days.pinned) if names]
    for s in pinned:
        rota.fill(s)
    if previous is not None:
        rota.adopt(previous.assignments)
    for s in sorted(range(len(days.able)), key=lambda s: _urgency(days, s)):
        if days.able[s] and not rota.team.get(s):
            rota.fill(s)
    return rota


def _urgency(days: CompiledProblem, s: int) -> tuple[int, int, int, int]:
    session = days.problem.sessions[s]
    promised = 0 if days.held_by[s] else 1
    return (-session.unfilled_cost, promised, session.earliest_start, s)
