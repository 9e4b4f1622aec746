"""The engine in this process and by counted work: whoever plays weeks gets the same plans every time.

A server never does this: OR-Tools in its process would hold up pages, and a crash would end them.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

from dispatch.solver.problem.plan import Plan, Progress
from dispatch.solver.problem.problem import Limits
from dispatch.solver.process.protocol import PlanQuestion, RepairQuestion

_SECONDS: ContextVar[float | None] = ContextVar("counted_seconds", default=None)


@dataclass(frozen=True)
class CountedAnswer:
    """A plan, and of a repair how few changes must be made, where that is known, and those that make fewer."""

    plan: Plan
    fewest: int | None = None
    smaller: tuple[Plan, ...] = ()


@contextmanager
def counted_work(seconds: float) -> Generator[None]:
    """Inside, every plan and repair of this thread takes at most so many counted seconds, whatever was asked for."""
    token = _SECONDS.set(seconds)
    try:
        yield
    finally:
        _SECONDS.reset(token)


def is_counted() -> bool:
    """Whether the engine works here and by counted work."""
    return _SECONDS.get() is not None


def answer(
    question: PlanQuestion | RepairQuestion,
    limits: Limits,
    on_progress: Callable[[Progress], None] | None = None,
) -> CountedAnswer:
    """Answer a question here; the limits' seconds count where they are fewer."""
    # The engine's own libraries are loaded by whoever plays, and by no server.
    from dispatch.solver.repair.alternatives import smaller_repairs
    from dispatch.solver.repair.repair import repair
    from dispatch.solver.solve import solve

    seconds = _SECONDS.get()
    assert seconds is not None
    counted = replace(
        limits, seconds=min(seconds, limits.seconds), workers=1, deterministic=True, processor=False
    )
    if isinstance(question, RepairQuestion):
        found = repair(question.problem, question.previous, counted, on_progress=on_progress)
        smaller = (
            smaller_repairs(question.problem, question.previous, found, counted)
            if question.several
            else ()
        )
        return CountedAnswer(found.plan, found.fewest, tuple(each.plan for each in smaller))
    plan = solve(question.problem, counted, previous=question.previous, on_progress=on_progress)
    return CountedAnswer(plan)
