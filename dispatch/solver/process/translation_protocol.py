"""The wire for translation jobs: the question, and the plans and advice that come back."""

import json
from dataclasses import dataclass

from dispatch.solver.problem.fields import Field
from dispatch.solver.translations import wire
from dispatch.solver.translations.advice import TranslationAdvice
from dispatch.solver.translations.problem import TranslationPlan, TranslationProblem


@dataclass(frozen=True, slots=True)
class TranslationQuestion:
    """Asks for the best plan of translation jobs, and what would help those that are late or nobody's."""

    problem: TranslationProblem

    def to_line(self) -> str:
        """The question as a line of the wire."""
        asked = {"kind": "translations", "problem": wire.problem_as_json(self.problem)}
        return json.dumps(asked, ensure_ascii=False) + "\n"

    @staticmethod
    def read(line: Field) -> "TranslationQuestion":
        """The question out of a line of the wire."""
        return TranslationQuestion(wire.problem_from_json(line["problem"]))


@dataclass(frozen=True, slots=True)
class TranslationEvent:
    """The best plan of translation jobs so far; with `advice`, perhaps none, it is the last line."""

    plan: TranslationPlan
    advice: tuple[TranslationAdvice, ...] | None = None

    def to_line(self) -> str:
        """The event as a line of the wire."""
        advice = None if self.advice is None else [wire.advice_as_json(one) for one in self.advice]
        said = {"event": "translations", "plan": wire.plan_as_json(self.plan), "advice": advice}
        return json.dumps(said, ensure_ascii=False) + "\n"

    @staticmethod
    def read(line: Field) -> "TranslationEvent":
        """The event out of a line of the wire."""
        return TranslationEvent(
            wire.plan_from_json(line["plan"]), line.get("advice", _advice_or_none, None)
        )


def _advice_or_none(field: Field) -> tuple[TranslationAdvice, ...] | None:
    if field.value is None:
        return None
    return tuple(wire.advice_from_json(each) for each in field.items())
