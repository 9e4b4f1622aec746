"""Translation jobs over the wire of the engine's process."""

import subprocess
import sys

import pytest

from dispatch.solver.problem.fields import BadFile
from dispatch.solver.process.protocol import event_from_line, question_from_line
from dispatch.solver.process.translation_protocol import TranslationEvent, TranslationQuestion
from dispatch.solver.translations.advice import advise
from dispatch.solver.translations.engine import plan_translations
from tests.dispatch.solver.translations.test_translation_engine import OFFICE
from tests.dispatch.solver.translations.tiny import a_tiny_problem


@pytest.mark.parametrize("seed", range(6))
def test_what_is_asked_and_answered_comes_through_the_wire_unchanged(seed: int) -> None:
    problem = a_tiny_problem(seed)
    plan = plan_translations(problem)
    advice = advise(problem, plan)

    assert question_from_line(TranslationQuestion(problem).to_line()) == TranslationQuestion(
        problem
    )
    heard = event_from_line(TranslationEvent(plan, advice).to_line())
    assert isinstance(heard, TranslationEvent)
    assert heard.advice == advice
    assert (heard.plan.steps, heard.plan.cost, heard.plan.late) == (
        plan.steps,
        plan.cost,
        plan.late,
    )


def test_a_line_with_an_unknown_translator_is_refused_by_name() -> None:
    line = (
        TranslationQuestion(OFFICE)
        .to_line()
        .replace('"translator": "mai"', '"translator": "eve"', 1)
    )

    with pytest.raises(
        BadFile, match=r"problem\.jobs\[0\]\.steps\[0\]\.candidates\[0\]\.translator"
    ):
        question_from_line(line)


def test_the_process_answers_with_the_plan_and_its_advice() -> None:
    asked = [sys.executable, "-m", "dispatch.solver", "--seconds=20"]
    with subprocess.Popen(
        asked, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(TranslationQuestion(OFFICE).to_line())
        process.stdin.flush()
        said = [event_from_line(line) for line in process.stdout]

    last = said[-1]
    assert isinstance(last, TranslationEvent)
    assert last.plan.cost == plan_translations(OFFICE).cost
    assert last.advice == ()
