"""`ieum solve` asked to end: by a terminal, by a machine, or with its engine shot, a plan is written."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from dispatch.cli.interrupts import Interrupts
from dispatch.service.engine import solving
from dispatch.service.engine.child import ROOT
from dispatch.solver.bench.generate import generate
from dispatch.solver.problem.check import violations
from dispatch.solver.problem.files import plan_from, problem_text
from dispatch.solver.problem.plan import Plan, Progress
from dispatch.solver.problem.problem import Limits, Problem
from tests.dispatch.planned import THINKS
from tests.dispatch.plans.test_killed import children, is_gone, wait_for
from tests.dispatch.solver.builders import a_problem, a_session

BROKEN_OFF = 3
PROGRESS = re.compile(r"best +(?P<best>[\d,]+)  bound +[\d,]+  gap +[\d.]+%")


@cache
def a_week() -> Problem:
    """A week that no search proves in the time of a test. Made for the first who asks: whoever only looks for tests need not wait for it."""
    whole = generate("week-1000", 3)
    return replace(whole, sessions=whole.sessions[::3])


class Solving:
    """`ieum solve` in a process group of its own, as in a terminal."""

    def __init__(self, process: "subprocess.Popen[str]", out: Path) -> None:
        self.process = process
        self.out = out

    def lines(self) -> Iterator[str]:
        """What it says of its progress, as it says it."""
        assert self.process.stderr is not None
        return iter(self.process.stderr)

    def wait_until(self, word: str) -> None:
        """Until a line says so."""
        assert any(word in line for line in self.lines()), "it ended without saying so"

    def wait_until_proven(self) -> int:
        """Until something is proven: linear programmes have been solved. The cost of the plan until then."""
        return next(self._bests())

    def wait_until_bettered(self) -> None:
        """Until the search has found a better plan: all of OR-Tools has been at work."""
        bests = self._bests()
        first = next(bests)
        assert any(best < first for best in bests), "it ended without a better plan"

    def _bests(self) -> Iterator[int]:
        told = (PROGRESS.search(line) for line in self.lines())
        return (int(found["best"].replace(",", "")) for found in told if found)

    def ctrl_c(self) -> None:
        """The terminal tells every process of the group."""
        os.killpg(self.process.pid, signal.SIGINT)

    def end(self) -> tuple[int, str]:
        """Its exit code and what else it said."""
        _, rest = self.process.communicate(timeout=60)
        return self.process.returncode, rest

    def plan(self) -> Plan:
        """What it wrote."""
        return plan_from(self.out.read_text(encoding="utf-8"))


@contextmanager
def solving_in_a_terminal(folder: Path) -> Generator[Solving]:
    """`ieum solve` with ten minutes for a problem; nothing of it is left afterwards."""
    given, out = folder / "problem.json", folder / "plan.json"
    given.write_text(problem_text(a_week()), encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "solve", given, "--out", out, "--seconds", "600"],
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        start_new_session=True,
    )
    with process:
        try:
            yield Solving(process, out)
        finally:
            process.kill()


def test_ctrl_c_in_the_midst_of_the_search_writes_the_best_plan(tmp_path: Path) -> None:
    with solving_in_a_terminal(tmp_path) as running:
        running.wait_until_proven()
        is_written_after(running, signal.SIGINT)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan.json", "problem.json"]


@pytest.mark.wide
@pytest.mark.timeout(300)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_after_a_better_plan_was_found_writes_it(
    tmp_path: Path, number: signal.Signals
) -> None:
    with solving_in_a_terminal(tmp_path) as running:
        running.wait_until_bettered()
        is_written_after(running, number)


def is_written_after(running: Solving, number: signal.Signals) -> None:
    """The terminal signals, and the best plan so far is there, with what was proven of it."""
    (engine,) = children(running.process.pid)
    os.killpg(running.process.pid, number)
    code, said = running.end()
    assert code == 0, said
    assert is_gone(engine)
    plan = running.plan()
    assert violations(a_week(), plan) == []
    assert 0 < plan.bound <= plan.cost


@pytest.mark.wide
def test_a_signal_before_the_engine_has_said_anything_leaves_the_first_plan(tmp_path: Path) -> None:
    with solving_in_a_terminal(tmp_path) as running:
        wait_for(lambda: bool(children(running.process.pid)))
        running.ctrl_c()
        code, said = running.end()
    assert code == 0, said
    assert violations(a_week(), running.plan()) == []


@pytest.mark.wide
def test_a_second_ctrl_c_does_not_wait_for_an_engine_that_does_not_answer(tmp_path: Path) -> None:
    with solving_in_a_terminal(tmp_path) as running:
        running.wait_until("best")
        (engine,) = children(running.process.pid)
        os.kill(engine, signal.SIGSTOP)
        running.ctrl_c()
        running.wait_until("Stopping")
        running.ctrl_c()
        code, said = running.end()
    assert code == 0, said
    assert "engine.killed" not in said, "it waited until the engine's time was up"
    assert is_gone(engine)
    assert violations(a_week(), running.plan()) == []


@pytest.mark.wide
def test_a_shot_engine_is_told_and_its_best_plan_is_written(tmp_path: Path) -> None:
    with solving_in_a_terminal(tmp_path) as running:
        running.wait_until("best")
        (engine,) = children(running.process.pid)
        os.kill(engine, signal.SIGKILL)
        code, said = running.end()
    assert code == BROKEN_OFF
    assert "The computer ended the search" in said
    assert "optimal" not in said
    assert violations(a_week(), running.plan()) == []


def test_whoever_does_not_want_to_wait_gets_what_has_been_heard(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(solving, "STOP_SECONDS", 600)
    problem = a_problem(a_session(), a_session("s2", start=800))
    heard: list[Progress] = []
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    watch = solving.Watch(
        on_progress=heard.append,
        should_stop=lambda: bool(heard),
        should_leave=lambda: bool(heard),
        engine=(*THINKS[:2], deaf + THINKS[2]),
    )
    assert solving.solve(problem, Limits(seconds=600), watch).assignments


def test_the_third_signal_is_an_interrupt_and_the_handlers_come_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with Interrupts() as wish:
        assert (wish.should_stop(), wish.should_leave()) == (False, False)
        signal.raise_signal(signal.SIGTERM)
        assert (wish.should_stop(), wish.should_leave()) == (True, False)
        signal.raise_signal(signal.SIGINT)
        assert (wish.should_stop(), wish.should_leave()) == (True, True)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGTERM) is before
