"""The guard of the solver's figures: it lets noise pass and names what got worse."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dispatch.cli.bench_guard import bench_guard
from dispatch.solver.bench import guard
from dispatch.solver.bench.generate import SETS, SetSize
from dispatch.solver.bench.guard import Figures, Guarded, what_got_worse

A_DAY = date(2026, 11, 30)
KEPT = Figures(cost=100_000, bound=99_990, seconds=2.0)


@pytest.mark.parametrize(
    ("found", "named"),
    [
        (Figures(100_051, 99_991), "cost"),
        (Figures(100_000, 99_939), "bound"),
        (Figures(100_040, 99_950), "gap"),
        (Figures(100_000, 99_990, violations=1), "rules"),
        (Figures(100_000, 99_990, seconds=guard.CEILING + 1), "processor"),
    ],
)
def test_one_thing_that_got_worse_is_named(found: Figures, named: str) -> None:
    faults = what_got_worse("a day", found, KEPT)
    assert any(named in fault for fault in faults)
    assert all(fault.startswith("a day: ") for fault in faults)


@pytest.mark.parametrize(
    "found", [KEPT, Figures(99_995, 99_995), Figures(100_040, 99_990), Figures(100_000, 99_950)]
)
def test_what_is_better_or_within_the_margin_passes(found: Figures) -> None:
    assert what_got_worse("a day", found, KEPT) == []


def test_a_problem_without_figures_is_a_fault() -> None:
    assert what_got_worse("a day", KEPT, None) == ["a day: no figures are kept of it"]


def test_figures_are_kept_of_every_guarded_problem() -> None:
    assert set(guard.kept_figures()) == {guarded.name for guarded in guard.GUARDED}


NEEDED = [(guarded, name) for guarded in guard.GUARDED for name in guarded.needs]


@pytest.mark.wide
@pytest.mark.parametrize(("guarded", "strategy"), NEEDED)
def test_that_a_strategy_is_left_out_is_noticed(guarded: Guarded, strategy: str) -> None:
    kept = guard.kept_figures()[guarded.name]
    found = guard.measure(guarded, [strategy])
    assert what_got_worse(guarded.name, found, kept, guarded.margin)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Guarded:
    """One small problem in place of those guarded, its figures in a file of its own."""
    small = Guarded("day-20", 1, 1.0)
    monkeypatch.setitem(SETS, small.set, SetSize(20, 12, 1, 0.9))
    monkeypatch.setattr(guard, "GUARDED", [small])
    path = tmp_path / "figures.json"
    monkeypatch.setattr(guard.kept_figures, "__defaults__", (path,))
    monkeypatch.setattr(guard.keep, "__defaults__", (path,))
    return small


def run(*more: str) -> Result:
    """`ieum bench-guard`."""
    return CliRunner().invoke(bench_guard, more)


def test_figures_just_kept_hold_to_the_last_digit(small: Guarded) -> None:
    assert run("--update").exit_code == 0
    assert guard.kept_figures()[small.name].bound == guard.measure(small).bound
    again = run()
    assert (again.exit_code, again.stderr) == (0, "")


def test_a_figure_better_than_what_is_reached_ends_with_one(small: Guarded) -> None:
    run("--update")
    kept = guard.kept_figures()[small.name]
    guard.keep({small.name: Figures(kept.cost // 2, kept.bound // 2)}, A_DAY)
    worse = run()
    assert worse.exit_code == 1
    assert f"{small.name}: cost {kept.cost:,}, was {kept.cost // 2:,}" in worse.stderr


def test_what_is_left_out_is_named_and_never_kept(small: Guarded) -> None:
    run("--update")
    assert run("--without", "cuts").exit_code == 0
    assert "luck: known strategies" in run("--without", "luck").output
    assert run("--without", "cuts", "--update").exit_code == 2
    assert set(guard.kept_figures()) == {small.name}
