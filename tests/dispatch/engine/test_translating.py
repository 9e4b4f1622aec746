"""Translation jobs and the engine's process: asked, answered, and answered without it."""

import sys
from pathlib import Path

import pytest

from dispatch.service.engine.translating import plan_jobs
from dispatch.solver.problem.problem import Limits
from dispatch.solver.process.protocol import (
    TranslationEvent,
    TranslationQuestion,
    event_from_line,
    question_from_line,
)
from dispatch.solver.translations.advice import advise
from dispatch.solver.translations.check import judge_translations
from dispatch.solver.translations.engine import plan_translations
from tests.dispatch.solver.translations.test_translation_engine import OFFICE
from tests.dispatch.solver.translations.tiny import a_tiny_problem


@pytest.mark.parametrize("seed", range(8))
def test_what_is_asked_and_answered_comes_through_the_wire_unchanged(seed: int) -> None:
    problem = a_tiny_problem(seed)
    plan = plan_translations(problem)
    advice = advise(problem, plan)

    assert question_from_line(TranslationQuestion(problem).to_line()) == TranslationQuestion(
        problem
    )
    said = TranslationEvent(plan, advice)
    heard = event_from_line(said.to_line())
    assert isinstance(heard, TranslationEvent)
    assert heard.advice == advice
    assert (heard.plan.steps, heard.plan.cost, heard.plan.late) == (
        plan.steps,
        plan.cost,
        plan.late,
    )


def test_the_process_answers_with_the_same_plan() -> None:
    found = plan_jobs(OFFICE, Limits(seconds=20))

    assert found.plan.cost == plan_translations(OFFICE).cost
    assert found.advice == ()


def test_an_engine_that_dies_leaves_a_lawful_plan(tmp_path: Path) -> None:
    dead = tmp_path / "dead.py"
    dead.write_text("raise SystemExit(1)")

    found = plan_jobs(OFFICE, Limits(seconds=20), engine=(sys.executable, str(dead)))

    assert found.advice is None
    assert judge_translations(OFFICE, found.plan.steps).violations == ()
    assert found.plan.steps
