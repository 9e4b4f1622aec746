"""Translation jobs put before the engine: its process is asked, listened to and gone afterwards."""

import queue
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import structlog

from dispatch.service.engine import child
from dispatch.service.engine.child import ENGINE
from dispatch.solver.problem.fields import BadFile
from dispatch.solver.problem.problem import Limits
from dispatch.solver.process.protocol import (
    ErrorEvent,
    TranslationEvent,
    TranslationQuestion,
    event_from_line,
)
from dispatch.solver.translations.advice import TranslationAdvice
from dispatch.solver.translations.check import judge_translations
from dispatch.solver.translations.first import first_plan
from dispatch.solver.translations.problem import TranslationPlan, TranslationProblem
from foundation.logs import kind_of
from foundation.times.clock import monotonic

# What would help is asked when the plan is there; together with the plan's own limit this ends the process.
ADVICE_SECONDS = 60.0
LISTEN_SECONDS = 0.2

log = structlog.get_logger()


@dataclass(frozen=True)
class PlannedTranslations:
    """The best plan that the engine handed in, and its advice; None where it ended before that."""

    plan: TranslationPlan
    advice: tuple[TranslationAdvice, ...] | None


def plan_jobs(
    problem: TranslationProblem,
    limits: Limits,
    should_stop: Callable[[], bool] = lambda: False,
    engine: Sequence[str] = ENGINE,
) -> PlannedTranslations:
    """The best plan there is at the end of the engine, after its time, or when nobody wants to wait.

    An engine that dies before its first plan leaves the one that is made here at once, with nothing proven.
    """
    best: TranslationEvent | None = None
    end = monotonic() + limits.seconds + ADVICE_SECONDS
    with child.running(TranslationQuestion(problem), limits, engine) as process:
        while monotonic() < end and not should_stop():
            with suppress(queue.Empty):
                line = process.lines.get(timeout=LISTEN_SECONDS)
                if line is None:
                    break
                best = _heard(line) or best
                if best is not None and best.advice is not None:
                    break
    if best is None:
        log.error("engine.without_plan")
        return PlannedTranslations(
            judge_translations(problem, first_plan(problem)).plan(), advice=None
        )
    return PlannedTranslations(best.plan, best.advice)


def _heard(line: str) -> TranslationEvent | None:
    try:
        event = event_from_line(line)
    except BadFile as error:
        # A killed engine leaves half a line; what it said before stands.
        log.warning("engine.unreadable", error=kind_of(error))
        return None
    if isinstance(event, ErrorEvent):
        log.error("engine.died", error=event.message.partition(":")[0])
    return event if isinstance(event, TranslationEvent) else None
