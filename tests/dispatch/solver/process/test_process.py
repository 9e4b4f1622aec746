"""The engine in its own process, as the product runs it."""

import json
import signal
import subprocess
import sys
from typing import Any

from dispatch.solver.problem.check import violations
from dispatch.solver.problem.files import plan_from, problem_text
from dispatch.solver.problem.problem import Problem
from tests.dispatch.solver.builders import a_problem, a_session

COMMAND = [sys.executable, "-m", "dispatch.solver", "--seconds", "20", "--seed", "1"]


def question(problem: Problem) -> str:
    """What the product writes to the engine."""
    return json.dumps({"problem": json.loads(problem_text(problem)), "previous": None})


def start() -> "subprocess.Popen[str]":
    """The engine, waiting for a problem."""
    pipe = subprocess.PIPE
    return subprocess.Popen(COMMAND, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def test_the_first_line_brings_a_plan_and_the_last_line_the_best() -> None:
    problem = a_problem(a_session(), a_session("s2", start=800))
    process = start()
    out, errors = process.communicate(question(problem), timeout=60)
    lines: list[dict[str, Any]] = [json.loads(line) for line in out.splitlines()]
    assert process.returncode == 0, errors
    assert lines[0]["event"] == "progress"
    assert violations(problem, plan_from(json.dumps(lines[0]["plan"]))) == []
    assert lines[-1]["event"] == "plan"
    assert lines[-1]["plan"]["status"] == "optimal"


def test_a_bad_problem_is_refused_in_one_line() -> None:
    process = start()
    out, errors = process.communicate('{"problem": {"format": "x"}}', timeout=60)
    assert (process.returncode, out) == (2, "")
    assert errors == 'problem.format: must be "ieum-problem/1", not "x"\n'


def test_a_stopped_engine_leaves_its_best_plan() -> None:
    sessions = [
        a_session(f"s{k}", start=540 + 5 * (k % 90), latest_start=560 + 5 * (k % 90))
        for k in range(60)
    ]
    process = start()
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(question(a_problem(*sessions)))
    process.stdin.close()
    process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    last = process.stdout.read().splitlines()[-1]
    assert process.wait(timeout=30) == 0
    assert json.loads(last)["event"] == "plan"
    process.stdout.close()
    if process.stderr is not None:
        process.stderr.close()
