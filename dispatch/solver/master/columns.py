"""From columns to a plan whose gaps are filled, and from a plan back to columns."""

from collections.abc import Iterable, Iterator

from dispatch.solver.compiled.schedule import Schedule
from dispatch.solver.master.pool import Pool
from dispatch.solver.pricing.pricing import Route
from dispatch.solver.problem.plan import Assignment


def assignments_of(pool: Pool, columns: Iterable[int]) -> Iterator[Assignment]:
    """Who serves what from when in some columns."""
    blocks, problem = pool.blocks, pool.rows.problem
    for c in columns:
        person = problem.interpreters[int(blocks.interpreter[pool.block[c]])]
        for n in pool.nodes[c]:
            session = problem.sessions[int(blocks.session[n])]
            yield Assignment(session.id, person.id, int(blocks.start[n]))


def filled(pool: Pool, columns: Iterable[int], left: Iterable[int] = ()) -> tuple[Assignment, ...]:
    """The plan of some columns, with the dearest gaps filled first; but those that are left."""
    days, rows = pool.blocks.days, pool.rows
    rota = Schedule(days)
    rota.adopt(assignments_of(pool, columns))
    never = set(left)
    for s in sorted(range(len(days.able)), key=lambda s: -rows.unfilled_cost[s]):
        if days.able[s] and s not in never and not rota.team.get(s):
            rota.fill(s)
    return rota.assignments()


def columns_of(pool: Pool, assignments: Iterable[Assignment]) -> dict[int, int]:
    """The columns of a plan, by block."""
    blocks, days = pool.blocks, pool.blocks.days
    seats: dict[int, list[tuple[int, int]]] = {}
    for a in assignments:
        s, i = days.session_at[a.session], days.interpreter_at[a.interpreter]
        b = blocks.index_of[i, days.problem.sessions[s].day]
        seats.setdefault(b, []).append((a.start, s))
    routes = [Route(b, tuple(blocks.route(b, day)), 0.0) for b, day in seats.items()]
    whole_days = [route for route in routes if route.nodes]
    columns = pool.add(whole_days)
    return {route.block: c for route, c in zip(whole_days, columns, strict=True)}
