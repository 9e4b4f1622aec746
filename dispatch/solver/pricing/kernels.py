"""Pricing, compiled by Numba: the best routes through a block's day, exactly.

A forward dynamic programme over the nodes in order of their starts, with the session minutes used as
its second index, because the day has a cap of them and load has a cost (Irnich and Desaulniers,
"Shortest path problems with resource constraints", 2005). Reduced profits are maximised. A route may
come back to a session within its window: such a route is never part of a plan, and only makes the
bound weaker.
"""

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
    """The day graph as arrays, the same from one pricing to the next; see `DayGraph`.

    Travel in minutes: `to_site[interpreter, site]` from home, `from_site` back, `between[site, site]`;
    `rate` is the cost of a minute of it, `tight_cost` that of a transfer with less than `tight_minutes`
    to spare.

    `pause[b]` is the least pause of block b's interpreter, `rest[j]` the least one after node j.
    The nodes of a block also stand in a second order, site by site and by their ends, those with another
    rest apart as if at another site:
    `node_at_position` is that order, `position[j]` where node j stands in it, and `end_at_position`
    the ends in it. `sites` holds each block's sites from `group_ptr[b]` on, `groups` where each site's
    nodes begin in the second order, and `group[j]` the number of node j's site within its block.

    `start_before[j]` is the start before node j's at which its session could be taken instead,
    `may_repeat[j]` whether its session could follow itself later, in the same way or in another, and
    `own_groups[j]` numbers the sites of its session within its block, -1 where there are no more.
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
    rest: Any
    load: Any
    to_site: Any
    from_site: Any
    between: Any
    buffer: int
    rate: float
    tight_cost: float
    tight_minutes: int
    position: Any
    end_at_position: Any
    group_ptr: Any
    group: Any
    groups: Any
    sites: Any
    start_before: Any
    node_at_position: Any
    may_repeat: Any
    own_groups: Any
    strain: Any
    strain_cap: Any
    leaves: Any
    returns: Any
    max_away: Any


class Workspace(NamedTuple):
    """One worker's memory, and the reduced profits of this pricing, by node.

    `table[row, q]` belongs to the dynamic programme of one block: row after row its kept nodes (`kept`),
    column q the units of session minutes used. `best_at` is the running maximum of it along the second
    order of nodes, `row_of` the row of a node, -1 where it is not kept. The rest is for one node or pair
    of sites at a time.
    """

    table: Any
    kept: Any
    profit: Any
    best_at: Any
    line: Any
    travel_from: Any
    travel_cost: Any
    need: Any
    arrived: Any
    at_ease: Any
    rows: Any
    row_cost: Any
    row_of: Any


class PricedRoutes(NamedTuple):
    """The best few routes of each block, best first.

    `values[b, k]` is the reduced profit, positive or 0 for none; `lengths[b, k]` the number of nodes
    and `routes[b, k]` the nodes themselves, last node first.
    """

    values: Any
    lengths: Any
    routes: Any


@njit(nogil=True, inline="always")
def transfer_cost(rates: Any, travel: Any, spare: Any) -> Any:
    """What a transfer costs: its minutes of travel, and being tight with so few minutes to spare.

    `rates`: the cost of a minute, that of a tight transfer, and what must be to spare. Given apart from the
    graph, whose arrays each call would count.
    """
    rate, tight_cost, tight_minutes = rates
    cost = rate * travel
    if travel > 0 and spare < tight_minutes:
        cost += tight_cost
    return cost


@njit(nogil=True, cache=True, fastmath=FAST)
def travel_minutes_to(b: Any, site: Any, graph: Any, travel_from: Any) -> None:
    """Write travel_from[u]: minutes from the block's u-th site to a site; below zero is home."""
    sites, group_ptr, interpreter = graph.sites, graph.group_ptr, graph.interpreter
    between, from_site, to_site = graph.between, graph.from_site, graph.to_site
    who, low = interpreter[b], group_ptr[b]
    for u in range(low, group_ptr[b + 1]):
        there = sites[u]
        if there >= 0 and site >= 0:
            travel_from[u - low] = between[there, site]
        elif there >= 0:
            travel_from[u - low] = from_site[who, there]
        elif site >= 0:
            travel_from[u - low] = to_site[who, site]
        else:
            travel_from[u - low] = 0


@njit(nogil=True, cache=True, fastmath=FAST)
def prepare_travel(b: Any, graph: Any, workspace: Any) -> Any:
    """Write cost of travel and least time between end and start for all pairs of a block's sites.

    Returns how many sites it has, and marks that no node has been arrived at yet, in time or with time to
    spare (`at_ease`).
    """
    groups, sites, low = graph.groups, graph.sites, graph.group_ptr[b]
    count = graph.group_ptr[b + 1] - low
    least, buffer, rate = graph.pause[b], graph.buffer, graph.rate
    node_at_position, rest_of = graph.node_at_position, graph.rest
    travel_cost, need, arrived, at_ease, travel_from = (
        workspace.travel_cost,
        workspace.need,
        workspace.arrived,
        workspace.at_ease,
        workspace.travel_from,
    )
    for v in range(count):
        travel_minutes_to(b, sites[low + v], graph, travel_from)
        for u in range(count):
            travel_cost[v, u] = rate * travel_from[u]
            rest = rest_of[node_at_position[groups[low + u]]]
            need[v, u] = pause_between(least, rest, travel_from[u], buffer)
            arrived[v, u] = at_ease[v, u] = groups[low + u]
    return count


@njit(nogil=True, cache=True, fastmath=FAST)
def list_arrivals(j: Any, bounds: Any, workspace: Any, graph: Any) -> Any:
    """List, by site, the row of `best_at` from which a node is reached in time; how many there are.

    Where a transfer can be tight, the row from which it is not as well. Starts only rise from one node to
    the next, so that arrivals at a site only grow.
    """
    first, low, count = bounds
    arrived, need, travel_cost = workspace.arrived, workspace.need, workspace.travel_cost
    rows, row_cost, groups, end_at_position = (
        workspace.rows,
        workspace.row_cost,
        graph.groups,
        graph.end_at_position,
    )
    v, start, may_repeat = graph.group[j], graph.start[j], graph.may_repeat[j]
    own_groups, at_ease = graph.own_groups, workspace.at_ease
    tight_cost, tight_minutes = graph.tight_cost, graph.tight_minutes
    some = 0
    for u in range(count):
        at, top, latest = arrived[v, u], groups[low + u + 1], start - need[v, u]
        while at < top and end_at_position[at] <= latest:
            at += 1
        arrived[v, u] = at
        by_itself = False
        if may_repeat:
            for n in range(own_groups.shape[1]):
                by_itself = by_itself or own_groups[j, n] == u
        if at > groups[low + u] and not by_itself:
            rows[some] = at - 1 - first
            row_cost[some] = travel_cost[v, u]
            if tight_cost > 0 and travel_cost[v, u] > 0:
                row_cost[some] += tight_cost
                at = at_ease[v, u]
                while at < top and end_at_position[at] <= latest - tight_minutes:
                    at += 1
                at_ease[v, u] = at
                if at > groups[low + u]:
                    some += 1
                    rows[some] = at - 1 - first
                    row_cost[some] = travel_cost[v, u]
            some += 1
    return some


@njit(nogil=True, cache=True, fastmath=FAST)
def add_own_sites(j: Any, begun: Any, bounds: Any, workspace: Any, graph: Any) -> Any:
    """Raise the line by other sessions at the sites of the node's session, one by one; how many there are."""
    first, low, _ = bounds
    table, line, row_of, session = workspace.table, workspace.line, workspace.row_of, graph.session
    arrived, travel_cost, own_groups = workspace.arrived, workspace.travel_cost, graph.own_groups
    need, end_at_position, start = workspace.need, graph.end_at_position, graph.start[j]
    v = graph.group[j]
    some = 0
    if not begun:
        line[:] = NOWHERE
    for n in range(own_groups.shape[1]):
        u = own_groups[j, n]
        if u < 0:
            break
        for p in range(graph.groups[low + u], arrived[v, u]):
            k = graph.node_at_position[p]
            row = row_of[k - first]
            if row < 0 or session[k] == session[j]:
                continue
            some += 1
            spare = start - need[v, u] - end_at_position[p]
            cost = travel_cost[v, u]
            if cost > 0 and spare < graph.tight_minutes:
                cost += graph.tight_cost
            for q in range(len(line)):
                line[q] = max(line[q], table[row, q] - cost)
    return some


@njit(nogil=True, cache=True, fastmath=FAST)
def best_of_rows(some: Any, chunk: Any, workspace: Any) -> None:
    """line[q] for eight q: the best over all listed rows, less their cost of travel."""
    best_at, rows, row_cost, line = (
        workspace.best_at,
        workspace.rows,
        workspace.row_cost,
        workspace.line,
    )
    a = b = c = d = e = f = g = h = NOWHERE
    for k in range(some):
        row, travel_cost = rows[k], row_cost[k]
        a = max(a, best_at[row, chunk] - travel_cost)
        b = max(b, best_at[row, chunk + 1] - travel_cost)
        c = max(c, best_at[row, chunk + 2] - travel_cost)
        d = max(d, best_at[row, chunk + 3] - travel_cost)
        e = max(e, best_at[row, chunk + 4] - travel_cost)
        f = max(f, best_at[row, chunk + 5] - travel_cost)
        g = max(g, best_at[row, chunk + 6] - travel_cost)
        h = max(h, best_at[row, chunk + 7] - travel_cost)
    line[chunk], line[chunk + 1], line[chunk + 2], line[chunk + 3] = a, b, c, d
    line[chunk + 4], line[chunk + 5], line[chunk + 6], line[chunk + 7] = e, f, g, h


@njit(nogil=True, cache=True, fastmath=FAST)
def fill_table(b: Any, count: Any, graph: Any, workspace: Any) -> None:
    """Write table[j, q]: the most that a route ending in node j after q units of minutes earns.

    Of all that ended at a site in time only the best is looked at, except where a session could
    follow itself later: there each other node of its sites is looked at.
    """
    table, kept, profit, row_of = (
        workspace.table,
        workspace.kept,
        workspace.profit,
        workspace.row_of,
    )
    best_at, line, may_repeat = workspace.best_at, workspace.line, graph.may_repeat
    site, units, opens = graph.site, graph.units, graph.opens
    position, groups, group_of = graph.position, graph.groups, graph.group
    first, last, rate = graph.ptr[b], graph.cap[b], graph.rate
    to_home = graph.to_site[graph.interpreter[b]]
    low = graph.group_ptr[b]
    width = best_at.shape[1]
    best_at[: graph.ptr[b + 1] - first] = NOWHERE
    bounds = (first, low, prepare_travel(b, graph, workspace))
    row_of[: graph.ptr[b + 1] - first] = -1
    for jj in range(count):
        j = kept[jj]
        d = units[j]
        row_of[j - first] = jj
        for q in range(width):
            table[jj, q] = NOWHERE
        if d > last:
            continue
        some = list_arrivals(j, bounds, workspace, graph)
        for chunk in range(0, last if some else 0, LANES):
            best_of_rows(some, chunk, workspace)
        if may_repeat[j]:
            some += add_own_sites(j, some > 0, bounds, workspace, graph)
        for q in range(last + 1 - d if some else 0):
            table[jj, q + d] = line[q] + profit[j]
        if opens[j]:
            out = 0 if site[j] < 0 else to_home[site[j]]
            table[jj, d] = max(table[jj, d], profit[j] - rate * out)
        for p in range(position[j], groups[low + group_of[j] + 1]):
            for chunk in range(0, last, LANES):
                for q in range(LANES):
                    at = chunk + q
                    best_at[p - first, at] = max(best_at[p - first, at], table[jj, at])


@njit(nogil=True, cache=True, fastmath=FAST)
def trace_route(b: Any, end_at: Any, graph: Any, workspace: Any, route: Any) -> Any:
    """Write the best route with this end into `route`, last node first; returns its length."""
    table, kept, profit, travel_from = (
        workspace.table,
        workspace.kept,
        workspace.profit,
        workspace.travel_from,
    )
    start, end, session, group = graph.start, graph.end, graph.session, graph.group
    least, rest, buffer = graph.pause[b], graph.rest, graph.buffer
    rates = (graph.rate, graph.tight_cost, graph.tight_minutes)
    jj, q = end_at
    count = 0
    while True:
        j = kept[jj]
        route[count] = j
        count += 1
        left = q - graph.units[j]
        best, at = NOWHERE / 2, -1
        travel_minutes_to(b, graph.site[j], graph, travel_from)
        for kk in range(jj if left > 0 else 0):
            k = kept[kk]
            travel = travel_from[group[k]]
            spare = start[j] - end[k] - pause_between(least, rest[k], travel, buffer)
            if spare < 0 or session[k] == session[j]:
                continue
            worth = table[kk, left] - transfer_cost(rates, travel, spare)
            if worth > best:
                best, at = worth, kk
        if at < 0 or best + profit[j] < table[jj, q] - SAME_VALUE:
            return count
        jj, q = at, left


@njit(nogil=True, cache=True, fastmath=FAST)
def keep_best_routes(b: Any, count: Any, graph: Any, workspace: Any, priced: Any) -> None:
    """The best routes of a filled table, with different last nodes."""
    table, kept, site, load = workspace.table, workspace.kept, graph.site, graph.load
    values, lengths = priced.values, priced.lengths
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
            lengths[b, slot] = trace_route(
                b, ends_at[slot], graph, workspace, priced.routes[b, slot]
            )


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
def price_blocks(which: Any, keep: Any, graph: Any, workspace: Any, priced: Any) -> None:
    """The best routes of several blocks; nodes not worth keeping are left out."""
    for b in which:
        count = keep_nodes(b, keep, graph, workspace)
        fill_table(b, count, graph, workspace)
        keep_best_routes(b, count, graph, workspace, priced)
