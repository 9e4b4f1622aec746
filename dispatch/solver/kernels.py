"""The pricing loops, compiled: the best routes through a block's day, exactly."""

# Numba's decorators are untyped: what they return is unknown to the type checker.
# pyright: reportUnknownMemberType=false, reportUntypedFunctionDecorator=false

from typing import Any, NamedTuple

from numba import njit

NOWHERE = -1e17
SAME_VALUE = 1e-6
# Arrays are taken out of their tuples before a loop: inside it each access would count references.
# Only finite numbers are added, so maxima may be vectorised.
FAST = {"nnan", "nsz"}


class Ground(NamedTuple):
    """What stays the same from one pricing to the next: nodes, people, roads, and seats by site.

    The nodes of a block are also listed site by site in order of their ends: `place[j]` is where
    node j stands in that list, `ends` its ends, `groups` the bounds of the block's `sites` in it,
    and `group[j]` the number of node j's site within its block.
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
    pairwise: Any


class Scratch(NamedTuple):
    """One worker's table and list of kept nodes, with the gains of this pricing."""

    table: Any
    kept: Any
    gain: Any
    best_at: Any
    active: Any
    line: Any
    ways: Any


class Found(NamedTuple):
    """The best routes of each block: values, lengths and nodes, last node first."""

    values: Any
    lengths: Any
    routes: Any


@njit(nogil=True, cache=True, fastmath=FAST)
def ways_to(b: Any, site: Any, ground: Any, ways: Any) -> None:
    """ways[u]: travel minutes to a site from each of the block's sites, below zero being home."""
    sites, group_ptr, interpreter = ground.sites, ground.group_ptr, ground.interpreter
    between, from_site, to_site = ground.between, ground.from_site, ground.to_site
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
def fill_pairwise(b: Any, count: Any, ground: Any, scratch: Any) -> None:
    """table[j, q]: the most that a route ending in node j after q units of minutes has gained."""
    table, kept, gain, ways = scratch.table, scratch.kept, scratch.gain, scratch.ways
    start, end, site, session = ground.start, ground.end, ground.site, ground.session
    units, opens, group = ground.units, ground.opens, ground.group
    last, rest, buffer, rate = ground.cap[b], ground.pause[b], ground.buffer, ground.rate
    to_home = ground.to_site[ground.interpreter[b]]
    for jj in range(count):
        j = kept[jj]
        d = units[j]
        table[jj, : last + 1] = NOWHERE
        if d > last:
            continue
        if opens[j]:
            table[jj, d] = gain[j] - rate * (0 if site[j] < 0 else to_home[site[j]])
        ways_to(b, site[j], ground, ways)
        for kk in range(jj):
            k = kept[kk]
            way = ways[group[k]]
            need = max(rest, way + buffer) if way > 0 else rest
            if end[k] + need > start[j] or session[k] == session[j]:
                continue
            worth = gain[j] - rate * way
            for q in range(last + 1 - d):
                table[jj, q + d] = max(table[jj, q + d], table[kk, q] + worth)


@njit(nogil=True, cache=True, fastmath=FAST)
def fill_by_site(b: Any, count: Any, ground: Any, scratch: Any) -> None:  # noqa: PLR0912 - one loop
    """The same table, faster: of all that ended at a site in time only the best is looked at."""
    table, kept, gain, ways = scratch.table, scratch.kept, scratch.gain, scratch.ways
    best_at, active, line = scratch.best_at, scratch.active, scratch.line
    start, site, units, opens = ground.start, ground.site, ground.units, ground.opens
    place, ends, groups, group_of = ground.place, ground.ends, ground.groups, ground.group
    first, last, rest = ground.ptr[b], ground.cap[b], ground.pause[b]
    buffer, rate = ground.buffer, ground.rate
    to_home = ground.to_site[ground.interpreter[b]]
    low, sites = ground.group_ptr[b], ground.group_ptr[b + 1] - ground.group_ptr[b]
    best_at[: ground.ptr[b + 1] - first, : last + 1] = NOWHERE
    for u in range(sites):
        active[u] = groups[low + u]
    for jj in range(count):
        j = kept[jj]
        d = units[j]
        table[jj, : last + 1] = NOWHERE
        if d > last:
            continue
        room = last + 1 - d
        line[:room] = NOWHERE
        ways_to(b, site[j], ground, ways)
        for u in range(sites):
            bottom, at = groups[low + u], active[u]
            while at < groups[low + u + 1] and ends[at] <= start[j] - rest:
                at += 1
            active[u] = at
            way = ways[u]
            if way > 0:
                while at > bottom and ends[at - 1] > start[j] - way - buffer:
                    at -= 1
            if at == bottom:
                continue
            cost = rate * way
            row = at - 1 - first
            for q in range(room):
                line[q] = max(line[q], best_at[row, q] - cost)
        for q in range(room):
            table[jj, q + d] = line[q] + gain[j]
        if opens[j]:
            out = 0 if site[j] < 0 else to_home[site[j]]
            table[jj, d] = max(table[jj, d], gain[j] - rate * out)
        for p in range(place[j], groups[low + group_of[j] + 1]):
            for q in range(last + 1):
                best_at[p - first, q] = max(best_at[p - first, q], table[jj, q])


@njit(nogil=True, cache=True, fastmath=FAST)
def trace(b: Any, end_at: Any, ground: Any, scratch: Any, route: Any) -> Any:
    """Write the best route with this end into `route`, last node first; returns its length."""
    table, kept, gain, ways = scratch.table, scratch.kept, scratch.gain, scratch.ways
    start, end, session, group = ground.start, ground.end, ground.session, ground.group
    rest, buffer, rate = ground.pause[b], ground.buffer, ground.rate
    jj, q = end_at
    count = 0
    while True:
        j = kept[jj]
        route[count] = j
        count += 1
        left = q - ground.units[j]
        best, at = NOWHERE / 2, -1
        ways_to(b, ground.site[j], ground, ways)
        for kk in range(jj if left > 0 else 0):
            k = kept[kk]
            way = ways[group[k]]
            need = max(rest, way + buffer) if way > 0 else rest
            if end[k] + need > start[j] or session[k] == session[j]:
                continue
            if table[kk, left] - rate * way > best:
                best, at = table[kk, left] - rate * way, kk
        if at < 0 or best + gain[j] < table[jj, q] - SAME_VALUE:
            return count
        jj, q = at, left


@njit(nogil=True, cache=True, fastmath=FAST)
def keep_best(b: Any, count: Any, ground: Any, scratch: Any, found: Any) -> None:
    """The best routes of a filled table, with different last nodes."""
    table, kept, site, load = scratch.table, scratch.kept, ground.site, ground.load
    values, lengths = found.values, found.lengths
    cap, rate, from_home = ground.cap[b], ground.rate, ground.from_site[ground.interpreter[b]]
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
            lengths[b, slot] = trace(b, ends_at[slot], ground, scratch, found.routes[b, slot])


@njit(nogil=True, cache=True, fastmath=FAST)
def price_blocks(which: Any, keep: Any, ground: Any, scratch: Any, found: Any) -> None:
    """The best routes of several blocks; nodes not worth keeping are left out."""
    ptr, pairwise, kept = ground.ptr, ground.pairwise, scratch.kept
    for b in which:
        count = 0
        for j in range(ptr[b], ptr[b + 1]):
            if keep[j]:
                kept[count] = j
                count += 1
        if pairwise[b]:
            fill_pairwise(b, count, ground, scratch)
        else:
            fill_by_site(b, count, ground, scratch)
        keep_best(b, count, ground, scratch, found)
