"""Whoever was let down, their session cancelled late, comes first for what is open."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from dispatch.domain.wishes import MINUTE_COST
from dispatch.solver.problem import problem as engine
from interpreters.domain.ids import InterpreterId

# Before others, unless their way is this many minutes longer.
LET_DOWN_MINUTES = 180


def let_down_first(
    people: Iterable[engine.Interpreter], let_down: Collection[InterpreterId]
) -> Iterator[engine.Interpreter]:
    """Everybody as they are, the others dearer by session than those who were let down."""
    first, more = {str(who) for who in let_down}, MINUTE_COST * LET_DOWN_MINUTES
    for person in people:
        dearer = replace(person, session_cost=person.session_cost + more)
        yield dearer if first and person.id not in first else person
