"""Route enumeration, compiled: all routes of a block whose reduced profit is above a floor.

Backwards through the table of the dynamic programme, which says of every node and minutes used what
can still be reached; so nothing is walked in vain. Routes near the best are all that an optimal plan
can use within a known gap (Baldacci, Christofides and Mingozzi, Mathematical Programming 115, 2008).
Each is enumerated once, its sessions at the earliest start that follows the one before.
"""

# Numba's decorators are untyped: what they return is unknown to the type checker.
# pyright: reportUnknownMemberType=false, reportUntypedFunctionDecorator=false

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from dispatch.solver.pricing.kernels import (
    FAST,
    NOWHERE,
    fill_table,
    keep_nodes,
    pause_between,
    transfer_cost,
    travel_minutes_to,
)

NARROW, LEAST_SPAN = 0.5, 1.0


class EnumeratedRoutes(NamedTuple):
    """Routes of several blocks, one a row, first node first.

    `block`, `nodes`, `lengths` and `values` (reduced profits) have one entry a route; `best` and
    `whole` one for each block asked for: its best reduced profit, and whether all its routes are here.
    """

    block: Any
    nodes: Any
    lengths: Any
    values: Any
    best: Any
    whole: Any


@njit(nogil=True, cache=True, fastmath=FAST)
def keep_and_fill(b: Any, keep: Any, graph: Any, workspace: Any) -> Any:
    """Keep a block's nodes and fill its table; returns how many were kept."""
    count = keep_nodes(b, keep, graph, workspace)
    fill_table(b, count, graph, workspace)
    return count


@njit(nogil=True, cache=True, fastmath=FAST)
def best_value(b: Any, count: Any, graph: Any, table: Any, kept: Any) -> Any:
    """The best reduced profit in a filled table, at least 0 for staying at home."""
    cap, load, site, rate = graph.cap[b], graph.load, graph.site, graph.rate
    from_home = graph.from_site[graph.interpreter[b]]
    best = 0.0
    for jj in range(count):
        j = kept[jj]
        home = rate * (0 if site[j] < 0 else from_home[site[j]])
        for q in range(cap + 1):
            best = max(best, table[jj, q] - load[b, q] - home)
    return best


@njit(nogil=True, cache=True, fastmath=FAST)
def travel_between(b: Any, one: Any, other: Any, graph: Any) -> Any:
    """Travel minutes between two nodes of a block."""
    who, here, there = graph.interpreter[b], graph.site[one], graph.site[other]
    if here >= 0 and there >= 0:
        return graph.between[here, there]
    if here >= 0:
        return graph.from_site[who, here]
    return graph.to_site[who, there] if there >= 0 else 0


@njit(nogil=True, cache=True, fastmath=FAST)
def enumerate_ending(b: Any, end_at: Any, wanted: Any, graph: Any, workspace: Any, out: Any) -> Any:  # noqa: PLR0915, PLR0917 - one walk
    """Write all routes with this end and worth at least `wanted`; how many there are now.

    Backwards from the last node, into nodes from which the table still reaches what is missing, and
    within the strain and the time away that the day may hold, of which the table knows nothing.
    `out` holds the rows to write to, their lengths and surpluses, and where to go on; the answer
    is -1 where the rows do not suffice.
    """
    table, kept, profit = workspace.table, workspace.kept, workspace.profit
    start, end, session, start_before = graph.start, graph.end, graph.session, graph.start_before
    units, opens, site, strain = graph.units, graph.opens, graph.site, graph.strain
    least, rest, buffer, rate = graph.pause[b], graph.rest, graph.buffer, graph.rate
    leaves, returns, max_away = graph.leaves, graph.returns, graph.max_away[b]
    rates = (rate, graph.tight_cost, graph.tight_minutes)
    to_home = graph.to_site[graph.interpreter[b]]
    routes, lengths, surplus, found = out
    longest = routes.shape[1]
    path = np.empty(longest, dtype=np.int32)
    at = np.empty(longest, dtype=np.int32)
    left = np.empty(longest, dtype=np.int32)
    spare = np.empty(longest, dtype=np.int32)
    last_back = np.empty(longest, dtype=np.int64)
    first_left = np.empty(longest, dtype=np.int64)
    missing = np.empty(longest, dtype=np.float64)
    upcoming = np.empty(longest, dtype=np.int32)
    depth = 0
    at[0], missing[0], upcoming[0] = end_at[0], wanted, 0
    path[0] = kept[at[0]]
    left[0] = end_at[1] - units[path[0]]
    spare[0] = graph.strain_cap[b] - strain[path[0]]
    last_back[0], first_left[0] = returns[path[0]], leaves[path[0]]
    while depth >= 0:
        k = path[depth]
        if left[depth] == 0:
            out_of_home = profit[k] - rate * (0 if site[k] < 0 else to_home[site[k]])
            if opens[k] and out_of_home >= missing[depth]:
                if found >= routes.shape[0]:
                    return -1
                for m in range(depth + 1):
                    routes[found, m] = path[depth - m]
                lengths[found] = depth + 1
                surplus[found] = out_of_home - missing[depth]
                found += 1
            depth -= 1
            continue
        mm = upcoming[depth]
        went_on = False
        while mm < at[depth] and depth + 1 < longest:
            m = kept[mm]
            mm += 1
            if end[m] + least > start[k]:
                continue
            travel = travel_between(b, m, k, graph)
            ready = end[m] + pause_between(least, rest[m], travel, buffer)
            wants = missing[depth] - profit[k] + transfer_cost(rates, travel, start[k] - ready)
            if ready > start[k] or ready <= start_before[k] or table[mm - 1, left[depth]] < wants:
                continue
            back, left_home = max(last_back[depth], returns[m]), min(first_left[depth], leaves[m])
            if strain[m] > spare[depth] or back - left_home > max_away:
                continue
            again = False
            for p in range(depth + 1):
                again = again or session[path[p]] == session[m]
            if again:
                continue
            upcoming[depth] = mm
            depth += 1
            path[depth], at[depth], missing[depth], upcoming[depth] = m, mm - 1, wants, 0
            left[depth] = left[depth - 1] - units[m]
            spare[depth] = spare[depth - 1] - strain[m]
            last_back[depth], first_left[depth] = back, left_home
            went_on = True
            break
        if not went_on:
            depth -= 1
    return found


@njit(nogil=True, cache=True, fastmath=FAST)
def enumerate_block(  # noqa: PLR0917  Numba takes no keywords
    b: Any, count: Any, floor: Any, graph: Any, workspace: Any, out: Any
) -> Any:
    """Write all routes of a filled table worth at least `floor`; -1 if they are too many."""
    table, kept, site, load = workspace.table, workspace.kept, graph.site, graph.load
    rate, units, cap = graph.rate, graph.units, graph.cap[b]
    from_home = graph.from_site[graph.interpreter[b]]
    routes, lengths, surplus = out
    found = 0
    for jj in range(count):
        j = kept[jj]
        home = rate * (0 if site[j] < 0 else from_home[site[j]])
        for q in range(units[j], cap + 1):
            wanted = floor + load[b, q] + home
            if table[jj, q] < wanted:
                continue
            rows = (routes, lengths, surplus, found)
            found = enumerate_ending(b, (jj, q), wanted, graph, workspace, rows)
            if found < 0:
                return -1
    return found


@njit(nogil=True, cache=True, fastmath=FAST)
def enumerate_blocks(  # noqa: PLR0917  Numba takes no keywords
    which: Any, keep: Any, floors: Any, graph: Any, workspace: Any, enumerated: Any
) -> Any:
    """Enumerate the routes of several blocks worth more than the floor of each; how many.

    A block with more of them than its share of the room is not whole: its floor is raised, halfway to its best
    route each time, until they fit; of many that are as good as the best any will do.
    """
    total, most = 0, len(enumerated.block) // max(1, len(which))
    for k in range(len(which)):
        b, floor, found = which[k], floors[k], -1
        count = keep_and_fill(b, keep, graph, workspace)
        best = best_value(b, count, graph, workspace.table, workspace.kept)
        enumerated.best[k], enumerated.whole[k] = best, True
        if best <= floor:
            continue
        last = total + most
        out = (
            enumerated.nodes[total:last],
            enumerated.lengths[total:last],
            enumerated.values[total:last],
        )
        while found < 0:
            found = enumerate_block(b, count, floor, graph, workspace, out)
            if found < 0:
                enumerated.whole[k] = False
                if best - floor < LEAST_SPAN:
                    found = most
                else:
                    floor = best - NARROW * (best - floor)
        for row in range(total, total + found):
            enumerated.block[row] = b
            enumerated.values[row] += floor
        total += found
    return total


@njit(nogil=True, cache=True, fastmath=FAST)
def best_through_nodes(which: Any, keep: Any, graph: Any, workspace: Any, best: Any) -> None:
    """Write best[j]: the best reduced profit of a route through node j; NOWHERE where there is none."""
    table, after, kept = workspace.table, workspace.best_at, workspace.kept
    profit, travel_from = workspace.profit, workspace.travel_from
    start, end, session, group = graph.start, graph.end, graph.session, graph.group
    site, units, load, ptr = graph.site, graph.units, graph.load, graph.ptr
    rest, buffer, rate = graph.rest, graph.buffer, graph.rate
    rates = (rate, graph.tight_cost, graph.tight_minutes)
    for b in which:
        least, cap = graph.pause[b], graph.cap[b]
        from_home = graph.from_site[graph.interpreter[b]]
        best[ptr[b] : ptr[b + 1]] = NOWHERE
        count = keep_and_fill(b, keep, graph, workspace)
        for jj in range(count):
            j = kept[jj]
            home = rate * (0 if site[j] < 0 else from_home[site[j]])
            for q in range(cap + 1):
                after[jj, q] = -home - load[b, q]
        for jj in range(count - 1, -1, -1):
            j = kept[jj]
            d = units[j]
            top = NOWHERE
            for q in range(d, cap + 1):
                top = max(top, table[jj, q] + after[jj, q])
            best[j] = top
            travel_minutes_to(b, site[j], graph, travel_from)
            for kk in range(jj):
                k = kept[kk]
                travel = travel_from[group[k]]
                spare = start[j] - end[k] - pause_between(least, rest[k], travel, buffer)
                if spare < 0 or session[k] == session[j]:
                    continue
                worth = profit[j] - transfer_cost(rates, travel, spare)
                for q in range(cap + 1 - d):
                    after[kk, q] = max(after[kk, q], after[jj, q + d] + worth)
