"""The first plan, there at once: the most urgent session first, by cheapest insertion."""

from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.compiled.schedule import Schedule
from dispatch.solver.problem.plan import Plan


def greedy(compiled: CompiledProblem, previous: Plan | None = None) -> Schedule:
    """A lawful plan, beginning with what is still lawful of a previous one.

    Pins come first, then the previous plan, then each session with the team that costs least.
    """
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
    """Sorts the most urgent session first: by cost if unfilled, then held ones, then by start."""
    session = compiled.problem.sessions[s]
    is_new = 0 if compiled.held_by[s] else 1
    return (-session.unfilled_cost, is_new, session.earliest_start, s)
