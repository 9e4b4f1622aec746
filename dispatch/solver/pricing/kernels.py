"""The pricing loops, compiled: the best routes through a block's day, exactly."""

# Numba's decorators are untyped: what they return is unknown to the type checker.
# pyright: reportUnknownMemberType=false, reportUntypedFunctionDecorator=false

from typing import Any, NamedTuple

from numba import njit

from dispatch.solver.problem.problem import pause_minutes

NOWHERE = -1e17
SAME_VALUE = 1e-6
# Tables are a multiple of this wide, so that whole registers are filled.
LANES = 8
# Arrays are taken out of their tuples before a loop: inside it each access would count references.
# Only finite numbers are added, so maxima may be vectorised.
FAST = {"nnan", "nsz"}

# The rule itself, compiled into the loops that ask for it.
pause_between = njit(nogil=True, inline="always")(pause_minutes)


class PricingData(NamedTuple):
    """What stays the same from one pricing to the next: nodes, people, roads, and seats by site.

    The nodes of a block are also listed site by site in order of their ends: `place[j]` is where
    node j stands in that list, `ends` its ends, `groups` the bounds of the block's `sites` in it,
    and `group[j]` the number of node j's site within its block. `at_place` is the list itself.
    `before[j]` is the start before node j's at which its session could be taken instead, and
    `wide[j]` whether its session could follow itself later in its own window.
    """

    ptr: Any
    session: Any
    start: Any
    end: Any
    opens: Any
    site: Any
    units: Any
    interpreter: Any
    cap: Any
    pause: Any
    load: Any
    to_site: Any
    from_site: Any
    between: Any
    buffer: int
    rate: float
    place: Any
    ends: Any
    group_ptr: Any
    group: Any
    groups: Any
    sites: Any
    before: Any
    at_place: Any
    wide: Any
    strain: Any
    strain_cap: Any


class Workspace(NamedTuple):
    """One worker's table and list of kept nodes, with the gains of this pricing."""

    table: Any
    kept: Any
    profit: Any
    best_at: Any
    line: Any
    ways: Any
    toll: Any
    need: Any
    arrived: Any
    rows: Any
    tolls: Any
    number: Any


class PricedRoutes(NamedTuple):
    """The best routes of each block: values, lengths and nodes, last node first."""

    values: Any
    lengths: Any
    routes: Any


@njit(nogil=True, cache=True, fastmath=FAST)
def ways_to(b: Any, site: Any, graph: Any, ways: Any) -> None:
    """ways[u]: travel minutes to a site from each of the block's sites, below zero being home."""
    sites, group_ptr, interpreter = graph.sites, graph.group_ptr, graph.interpreter
    between, from_site, to_site = graph.between, graph.from_site, graph.to_site
    who, low = interpreter[b], group_ptr[b]
    for u in range(low, group_ptr[b + 1]):
        there = sites[u]
        if there >= 0 and site >= 0:
            ways[u - low] = between[there, site]
        elif there >= 0:
            ways[u - low] = from_site[who, there]
        elif site >= 0:
            ways[u - low] = to_site[who, site]
        else:
            ways[u - low] = 0


@njit(nogil=True, cache=True, fastmath=FAST)
def lay_ways(b: Any, graph: Any, workspace: Any) -> Any:
    """Between a block's sites: costs of the ways, minutes from end to start; nobody arrived yet."""
    groups, sites, low = graph.groups, graph.sites, graph.group_ptr[b]
    count = graph.group_ptr[b + 1] - low
    rest, buffer, rate = graph.pause[b], graph.buffer, graph.rate
    toll, need, arrived, ways = workspace.toll, workspace.need, workspace.arrived, workspace.ways
    for v in range(count):
        ways_to(b, sites[low + v], graph, ways)
        for u in range(count):
            toll[v, u] = rate * ways[u]
            need[v, u] = pause_between(rest, ways[u], buffer)
            arrived[v, u] = groups[low + u]
    return count


@njit(nogil=True, cache=True, fastmath=FAST)
def arrive(j: Any, bounds: Any, workspace: Any, graph: Any) -> Any:
    """List for a node the best that could come from each site in time; how many sites there are.

    Starts only rise from one node to the next, so that arrivals at a site only grow.
    """
    first, low, count = bounds
    arrived, need, toll = workspace.arrived, workspace.need, workspace.toll
    rows, tolls, groups, ends = workspace.rows, workspace.tolls, graph.groups, graph.ends
    v, start, wide = graph.group[j], graph.start[j], graph.wide[j]
    some = 0
    for u in range(count):
        at, top, latest = arrived[v, u], groups[low + u + 1], start - need[v, u]
        while at < top and ends[at] <= latest:
            at += 1
        arrived[v, u] = at
        if at > groups[low + u] and not (u == v and wide):
            rows[some] = at - 1 - first
            tolls[some] = toll[v, u]
            some += 1
    return some


@njit(nogil=True, cache=True, fastmath=FAST)
def arrive_here(j: Any, begun: Any, bounds: Any, workspace: Any, graph: Any) -> Any:
    """Add to the line what could come from other sessions of a node's own site; how many."""
    first, low, _ = bounds
    table, line, number, session = workspace.table, workspace.line, workspace.number, graph.session
    v = graph.group[j]
    some = 0
    if not begun:
        line[:] = NOWHERE
    for p in range(graph.groups[low + v], workspace.arrived[v, v]):
        k = graph.at_place[p]
        row = number[k - first]
        if row < 0 or session[k] == session[j]:
            continue
        some += 1
        for q in range(len(line)):
            line[q] = max(line[q], table[row, q])
    return some


@njit(nogil=True, cache=True, fastmath=FAST)
def best_of_rows(some: Any, chunk: Any, workspace: Any) -> None:
    """line[q] for eight q: the best over all listed rows, less their tolls; kept in registers."""
    best_at, rows, tolls, line = workspace.best_at, workspace.rows, workspace.tolls, workspace.line
    a = b = c = d = e = f = g = h = NOWHERE
    for k in range(some):
        row, toll = rows[k], tolls[k]
        a = max(a, best_at[row, chunk] - toll)
        b = max(b, best_at[row, chunk + 1] - toll)
        c = max(c, best_at[row, chunk + 2] - toll)
        d = max(d, best_at[row, chunk + 3] - toll)
        e = max(e, best_at[row, chunk + 4] - toll)
        f = max(f, best_at[row, chunk + 5] - toll)
        g = max(g, best_at[row, chunk + 6] - toll)
        h = max(h, best_at[row, chunk + 7] - toll)
    line[chunk], line[chunk + 1], line[chunk + 2], line[chunk + 3] = a, b, c, d
    line[chunk + 4], line[chunk + 5], line[chunk + 6], line[chunk + 7] = e, f, g, h


@njit(nogil=True, cache=True, fastmath=FAST)
def fill(b: Any, count: Any, graph: Any, workspace: Any) -> None:
    """table[j, q]: the most that a route ending in node j after q units of minutes has gained.

    Of all that ended at a site in time only the best is looked at, except where a session could
    follow itself later in its own window: there each other node of its site is looked at.
    """
    table, kept, profit, number = (
        workspace.table,
        workspace.kept,
        workspace.profit,
        workspace.number,
    )
    best_at, line, wide = workspace.best_at, workspace.line, graph.wide
    site, units, opens = graph.site, graph.units, graph.opens
    place, groups, group_of = graph.place, graph.groups, graph.group
    first, last, rate = graph.ptr[b], graph.cap[b], graph.rate
    to_home = graph.to_site[graph.interpreter[b]]
    low = graph.group_ptr[b]
    width = best_at.shape[1]
    best_at[: graph.ptr[b + 1] - first] = NOWHERE
    bounds = (first, low, lay_ways(b, graph, workspace))
    number[: graph.ptr[b + 1] - first] = -1
    for jj in range(count):
        j = kept[jj]
        d = units[j]
        number[j - first] = jj
        for q in range(width):
            table[jj, q] = NOWHERE
        if d > last:
            continue
        some = arrive(j, bounds, workspace, graph)
        for chunk in range(0, last if some else 0, LANES):
            best_of_rows(some, chunk, workspace)
        if wide[j]:
            some += arrive_here(j, some > 0, bounds, workspace, graph)
        for q in range(last + 1 - d if some else 0):
            table[jj, q + d] = line[q] + profit[j]
        if opens[j]:
            out = 0 if site[j] < 0 else to_home[site[j]]
            table[jj, d] = max(table[jj, d], profit[j] - rate * out)
        for p in range(place[j], groups[low + group_of[j] + 1]):
            for chunk in range(0, last, LANES):
                for q in range(LANES):
                    at = chunk + q
                    best_at[p - first, at] = max(best_at[p - first, at], table[jj, at])


@njit(nogil=True, cache=True, fastmath=FAST)
def trace(b: Any, end_at: Any, graph: Any, workspace: Any, route: Any) -> Any:
    """Write the best route with this end into `route`, last node first; returns its length."""
    table, kept, profit, ways = workspace.table, workspace.kept, workspace.profit, workspace.ways
    start, end, session, group = graph.start, graph.end, graph.session, graph.group
    rest, buffer, rate = graph.pause[b], graph.buffer, graph.rate
    jj, q = end_at
    count = 0
    while True:
        j = kept[jj]
        route[count] = j
        count += 1
        left = q - graph.units[j]
        best, at = NOWHERE / 2, -1
        ways_to(b, graph.site[j], graph, ways)
        for kk in range(jj if left > 0 else 0):
            k = kept[kk]
            way = ways[group[k]]
            need = pause_between(rest, way, buffer)
            if end[k] + need > start[j] or session[k] == session[j]:
                continue
            if table[kk, left] - rate * way > best:
                best, at = table[kk, left] - rate * way, kk
        if at < 0 or best + profit[j] < table[jj, q] - SAME_VALUE:
            return count
        jj, q = at, left


@njit(nogil=True, cache=True, fastmath=FAST)
def keep_best(b: Any, count: Any, graph: Any, workspace: Any, found: Any) -> None:
    """The best routes of a filled table, with different last nodes."""
    table, kept, site, load = workspace.table, workspace.kept, graph.site, graph.load
    values, lengths = found.values, found.lengths
    cap, rate, from_home = graph.cap[b], graph.rate, graph.from_site[graph.interpreter[b]]
    wanted = values.shape[1]
    values[b, :] = 0.0
    lengths[b, :] = 0
    ends_at = [(0, 0)] * wanted
    for jj in range(count):
        j = kept[jj]
        top, at = NOWHERE, 0
        for q in range(cap + 1):
            if table[jj, q] - load[b, q] > top:
                top, at = table[jj, q] - load[b, q], q
        top -= rate * (0 if site[j] < 0 else from_home[site[j]])
        if top <= values[b, wanted - 1] + SAME_VALUE:
            continue
        slot = wanted - 1
        while slot > 0 and values[b, slot - 1] < top:
            values[b, slot] = values[b, slot - 1]
            ends_at[slot] = ends_at[slot - 1]
            slot -= 1
        values[b, slot] = top
        ends_at[slot] = (jj, at)
    for slot in range(wanted):
        if values[b, slot] > 0:
            lengths[b, slot] = trace(b, ends_at[slot], graph, workspace, found.routes[b, slot])


@njit(nogil=True, cache=True, fastmath=FAST)
def keep_nodes(b: Any, keep: Any, graph: Any, workspace: Any) -> Any:
    """Write a block's nodes worth keeping; returns how many."""
    ptr, kept = graph.ptr, workspace.kept
    count = 0
    for j in range(ptr[b], ptr[b + 1]):
        if keep[j]:
            kept[count] = j
            count += 1
    return count


@njit(nogil=True, cache=True, fastmath=FAST)
def price_blocks(which: Any, keep: Any, graph: Any, workspace: Any, found: Any) -> None:
    """The best routes of several blocks; nodes not worth keeping are left out."""
    for b in which:
        count = keep_nodes(b, keep, graph, workspace)
        fill(b, count, graph, workspace)
        keep_best(b, count, graph, workspace, found)
