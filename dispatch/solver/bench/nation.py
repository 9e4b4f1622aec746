"""A nation of made-up provinces side by side, each with an office and interpreters of its own."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from dispatch.solver.problem.problem import Problem

# Degrees of longitude from one province to the next.
APART = 3.0


def nation(provinces: Sequence[Problem]) -> Problem:
    """The provinces as one problem; nobody works in two of them."""
    moved = [_moved(province, k) for k, province in enumerate(provinces)]
    return replace(
        moved[0],
        places=tuple(place for each in moved for place in each.places),
        interpreters=tuple(person for each in moved for person in each.interpreters),
        sessions=tuple(session for each in moved for session in each.sessions),
    )


def _moved(problem: Problem, k: int) -> Problem:
    """A province beside the others, everything in it named after its number."""

    def named(ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(f"{k}.{name}" for name in ids)

    return replace(
        problem,
        places=tuple(
            replace(p, id=f"{k}.{p.id}", lon=round(p.lon + APART * k, 5)) for p in problem.places
        ),
        interpreters=tuple(
            replace(i, id=f"{k}.{i.id}", home=f"{k}.{i.home}") for i in problem.interpreters
        ),
        sessions=tuple(
            replace(
                s,
                id=f"{k}.{s.id}",
                ways=tuple(
                    replace(
                        way,
                        place=None if way.place is None else f"{k}.{way.place}",
                        candidates=named(way.candidates),
                    )
                    for way in s.ways
                ),
                preferred=named(s.preferred),
                case=f"{k}.{s.case}" if s.case else "",
            )
            for s in problem.sessions
        ),
    )
