"""The engine in its own process, by the very command that the product runs."""

import signal
import subprocess
from collections.abc import Generator
from contextlib import contextmanager

from dispatch.service.engine.child import ENGINE, ROOT
from dispatch.solver.problem.check import judge, violations
from dispatch.solver.problem.plan import Plan
from dispatch.solver.problem.problem import ONLY_WAY, Problem
from dispatch.solver.process.protocol import (
    ErrorEvent,
    Event,
    PlanEvent,
    PlanQuestion,
    ProgressEvent,
    RepairQuestion,
    ValueEvent,
    ValueQuestion,
    event_from_line,
)
from tests.dispatch.solver.builders import a_plan, a_problem, a_session, an_interpreter

TWO = (an_interpreter("i1"), an_interpreter("i2"))
BOTH = ("i1", "i2")


@contextmanager
def engine() -> Generator["subprocess.Popen[str]"]:
    """The engine, waiting for a question; ended afterwards."""
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        [*ENGINE, "--seconds=20", "--seed=1"],
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
        text=True,
        cwd=ROOT,
        start_new_session=True,
    )
    with process:
        yield process
        process.kill()


def ask(process: "subprocess.Popen[str]", line: str) -> None:
    """Write a question and leave standard input open."""
    assert process.stdin is not None
    process.stdin.write(line)
    process.stdin.flush()


def hear(process: "subprocess.Popen[str]") -> list[Event]:
    """All events until the engine has ended."""
    assert process.stdout is not None
    return [event_from_line(line) for line in process.stdout]


def judged(problem: Problem, *assignments: tuple[str, str, int]) -> Plan:
    """A plan with its cost."""
    return judge(problem, a_plan(*assignments).assignments).plan()


def test_the_first_event_brings_a_plan_and_the_last_one_the_best() -> None:
    problem = a_problem(a_session(), a_session("s2", start=800))
    with engine() as process:
        ask(process, PlanQuestion(problem).to_line())
        first, *_, last = hear(process)
        assert process.wait(timeout=30) == 0
    assert isinstance(first, ProgressEvent)
    assert first.progress.plan is not None
    assert violations(problem, first.progress.plan) == []
    assert isinstance(last, PlanEvent)
    assert (last.plan.status, last.fewest) == ("optimal", None)


def test_a_repair_says_how_few_changes_there_must_be() -> None:
    problem = a_problem(a_session(candidates=("i2",), held_by=("i1",)), interpreters=TWO)
    with engine() as process:
        ask(process, RepairQuestion(problem, judged(problem, ("s1", "i1", 600))).to_line())
        *_, last = hear(process)
        assert process.wait(timeout=30) == 0
    assert isinstance(last, PlanEvent)
    assert [a.interpreter for a in last.plan.assignments] == ["i2"]
    assert last.fewest == 1


def test_values_come_one_by_one() -> None:
    problem = a_problem(a_session(candidates=()), interpreters=TWO)
    could_serve = {"i1": frozenset({("s1", ONLY_WAY)}), "i2": frozenset[tuple[str, str]]()}
    with engine() as process:
        ask(process, ValueQuestion(problem, judged(problem), could_serve).to_line())
        one, both = hear(process)
        assert process.wait(timeout=30) == 0
    assert isinstance(one, ValueEvent)
    assert isinstance(both, ValueEvent)
    assert both.values == (*one.values, 0)
    assert one.values[0] > 0


def test_a_bad_question_is_refused_in_one_line() -> None:
    with engine() as process:
        ask(process, '{"kind": "plan", "problem": {"format": "x"}}\n')
        refusal = ErrorEvent(
            'problem.format: must be "ieum-problem/2" or "ieum-problem/1", not "x"'
        )
        assert hear(process) == [refusal]
        assert process.wait(timeout=30) == 2


def test_a_stopped_engine_leaves_its_best_plan() -> None:
    sessions = [
        a_session(f"s{k}", start=540 + 5 * (k % 90), latest_start=560 + 5 * (k % 90))
        for k in range(60)
    ]
    with engine() as process:
        ask(process, PlanQuestion(a_problem(*sessions)).to_line())
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        *_, last = hear(process)
        assert process.wait(timeout=30) == 0
    assert isinstance(last, PlanEvent)


def test_what_a_library_prints_does_not_come_between_the_events() -> None:
    """HiGHS prints a line of its own now and then, straight to the descriptor."""
    code = (
        "import os; from dispatch.solver.__main__ import keep_the_wire; keep_the_wire();"
        "os.write(1, b'a library\\n'); print('an event')"
    )
    told = subprocess.run(
        [ENGINE[0], "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert (told.stdout, told.stderr) == ("an event\n", "a library\n")
