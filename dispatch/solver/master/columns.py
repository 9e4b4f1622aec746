"""From columns of the pool to a plan whose gaps are filled, and from a plan back to columns."""

from collections.abc import Iterable, Iterator

from dispatch.solver.compiled.schedule import Schedule
from dispatch.solver.master.pool import Pool
from dispatch.solver.pricing.pricing import Route
from dispatch.solver.problem.plan import Assignment


def assignments_of(pool: Pool, columns: Iterable[int]) -> Iterator[Assignment]:
    """Who serves which session from which minute in some columns, by the ids of the problem."""
    graph, problem = pool.graph, pool.rows.problem
    for c in columns:
        person = problem.interpreters[int(graph.interpreter[pool.block[c]])]
        for n in pool.nodes[c]:
            session = problem.sessions[int(graph.session[n])]
            way = graph.compiled.ways[int(graph.way[n])]
            yield Assignment(session.id, person.id, int(graph.start[n]), way.name)


def filled(pool: Pool, columns: Iterable[int], left: Iterable[int] = ()) -> tuple[Assignment, ...]:
    """The plan of some columns; unserved sessions are inserted where they fit, the dearest first.

    The sessions in `left` are not. Of columns that collide the first are kept.
    """
    compiled, rows = pool.graph.compiled, pool.rows
    schedule = Schedule(compiled)
    schedule.adopt(assignments_of(pool, columns))
    never = set(left)
    for s in sorted(range(len(compiled.able)), key=lambda s: -rows.unfilled_cost[s]):
        if compiled.able[s] and s not in never and not schedule.team.get(s):
            schedule.fill(s)
    return schedule.assignments()


def columns_of(pool: Pool, assignments: Iterable[Assignment]) -> dict[int, int]:
    """The columns of a plan, by block; days whose order is no route of the graph are left out."""
    graph, compiled = pool.graph, pool.graph.compiled
    seats: dict[int, list[tuple[int, int]]] = {}
    for a in assignments:
        s, i = compiled.session_at[a.session], compiled.interpreter_at[a.interpreter]
        b = graph.index_of[i, compiled.problem.sessions[s].day]
        w = compiled.way_at(s, a.way)
        assert w is not None
        seats.setdefault(b, []).append((a.start, w))
    routes = [Route(b, tuple(graph.route(b, day)), 0.0) for b, day in seats.items()]
    whole_days = [route for route in routes if route.nodes]
    columns = pool.add(whole_days)
    return {route.block: c for route, c in zip(whole_days, columns, strict=True)}
