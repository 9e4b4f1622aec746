"""The wire: what one side writes the other reads, and what is wrong is refused by its name."""

import json

import pytest

from dispatch.solver.problem.check import judge
from dispatch.solver.problem.fields import BadFile
from dispatch.solver.problem.plan import Progress
from dispatch.solver.problem.problem import ONLY_WAY
from dispatch.solver.process.protocol import (
    ErrorEvent,
    Event,
    PlanEvent,
    PlanQuestion,
    ProgressEvent,
    Question,
    RepairQuestion,
    ValueEvent,
    ValueQuestion,
    event_from_line,
    question_from_line,
)
from tests.dispatch.solver.builders import a_plan, a_problem

PROBLEM = a_problem()
PLAN = judge(PROBLEM, a_plan(("s1", "i1", 600)).assignments).plan(bound=3, seconds=1.5, seed=2)


@pytest.mark.parametrize(
    "question",
    [
        PlanQuestion(PROBLEM),
        PlanQuestion(PROBLEM, PLAN),
        RepairQuestion(PROBLEM, PLAN),
        ValueQuestion(PROBLEM, PLAN, {"i1": frozenset({("s1", ONLY_WAY)})}),
    ],
)
def test_a_question_is_read_as_it_was_written(question: Question) -> None:
    line = question.to_line()
    assert line.count("\n") == 1
    assert question_from_line(line) == question


@pytest.mark.parametrize(
    "event",
    [
        ProgressEvent(Progress(9, 3, 0, 1.25)),
        ProgressEvent(Progress(9, 3, 0, 1.25, PLAN)),
        PlanEvent(PLAN),
        PlanEvent(PLAN, fewest=2),
        ValueEvent((5, 0)),
        ErrorEvent("sessions: missing"),
    ],
)
def test_an_event_is_read_as_it_was_written(event: Event) -> None:
    line = event.to_line()
    assert line.count("\n") == 1
    assert event_from_line(line) == event


def spoilt(line: str, **changes: object) -> str:
    """A line with some members changed."""
    return json.dumps({**json.loads(line), **changes})


VALUE = ValueQuestion(PROBLEM, PLAN, {"i1": frozenset({("s1", ONLY_WAY)})}).to_line()
PROGRESS = ProgressEvent(Progress(9, 3, 0, 1.25)).to_line()


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        ("", "not JSON"),
        ('{"kind": "pla', "not JSON"),
        ("{}", "kind: missing"),
        (spoilt(VALUE, kind="ask"), "kind: must be the id of a kind of question"),
        (spoilt(VALUE, could_serve={"i9": []}), "could_serve: must be the id of an interpreter"),
        (
            spoilt(VALUE, could_serve={"i1": [{"session": "s9", "way": ONLY_WAY}]}),
            r"could_serve.i1\[0\].session: must be the id of a session",
        ),
        (
            spoilt(VALUE, could_serve={"i1": [{"session": "s1", "way": "video"}]}),
            r"could_serve.i1\[0\].way: must be the id of a way of the session",
        ),
        (RepairQuestion(PROBLEM, PLAN).to_line().replace("previous", "earlier"), "previous: miss"),
    ],
)
def test_a_wrong_question_is_refused_by_its_field(line: str, refusal: str) -> None:
    with pytest.raises(BadFile, match=refusal):
        question_from_line(line)


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        (PROGRESS[:20], "not JSON"),
        (spoilt(PROGRESS, event="news"), "event: must be the id of an event"),
        (spoilt(PROGRESS, best=None), "best: must be a whole number"),
        (spoilt(PROGRESS, plan={}), "plan.format: missing"),
    ],
)
def test_a_wrong_event_is_refused_by_its_field(line: str, refusal: str) -> None:
    with pytest.raises(BadFile, match=refusal):
        event_from_line(line)
