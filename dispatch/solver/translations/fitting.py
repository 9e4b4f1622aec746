"""Work put into somebody's days: as early as it fits, or spans of many steps at once."""

from collections.abc import Sequence

from dispatch.solver.translations.problem import fewest_days, working_days

Words = tuple[tuple[int, int], ...]


def earliest(
    capacity: tuple[int, ...], free: Sequence[int], first: int, work: int, slack: int
) -> Words | None:
    """The words by day that end some work soonest, from a first day on, where `free` is what is left.

    Of those with the same last day the one that begins last; None where none ends within the days.
    """
    best: Words | None = None
    for start in range(first, len(free)):
        if best is not None and start > best[-1][0]:
            break
        found = _from(capacity, free, start, work, slack)
        if found is not None and (best is None or found[-1][0] <= best[-1][0]):
            best = found
    return best


def _from(
    capacity: tuple[int, ...], free: Sequence[int], start: int, work: int, slack: int
) -> Words | None:
    needed = fewest_days(capacity, start, work)
    if needed is None or free[start] <= 0:
        return None
    words: list[tuple[int, int]] = []
    for day in range(start, len(free)):
        if working_days(capacity, start, day) > needed + slack:
            return None
        done = min(work, free[day])
        if done > 0:
            words.append((day, done))
            work -= done
        if work == 0:
            return tuple(words)
    return None


def spread(free: Sequence[int], spans: Sequence[tuple[int, int, int]]) -> list[Words]:
    """Words by day for several works of one person that fit, each a first day, a last day and its words.

    Earliest end first, which finds a way whenever there is one.
    """
    left = list(free)
    rest = [work for _, _, work in spans]
    words: list[list[tuple[int, int]]] = [[] for _ in spans]
    for day in range(len(left)):
        waiting = sorted(
            (last, k) for k, (first, last, _) in enumerate(spans) if first <= day and rest[k] > 0
        )
        for _, k in waiting:
            done = min(rest[k], left[day])
            if done > 0:
                words[k].append((day, done))
                rest[k] -= done
                left[day] -= done
    return [tuple(each) for each in words]
