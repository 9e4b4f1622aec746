"""The first plan: most urgent session first, to whoever it costs least; there at once."""

from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.compiled.schedule import Schedule
from dispatch.solver.problem.plan import Plan


def greedy(compiled: CompiledProblem, previous: Plan | None = None) -> Schedule:
    """A lawful rota, beginning with what is still lawful of a previous plan."""
    schedule = Schedule(compiled)
    pinned = [s for s, names in enumerate(compiled.pinned) if names]
    for s in pinned:
        schedule.fill(s)
    if previous is not None:
        schedule.adopt(previous.assignments)
    for s in sorted(range(len(compiled.able)), key=lambda s: _urgency(compiled, s)):
        if compiled.able[s] and not schedule.team.get(s):
            schedule.fill(s)
    return schedule


def _urgency(compiled: CompiledProblem, s: int) -> tuple[int, int, int, int]:
    session = compiled.problem.sessions[s]
    promised = 0 if compiled.held_by[s] else 1
    return (-session.unfilled_cost, promised, session.earliest_start, s)
