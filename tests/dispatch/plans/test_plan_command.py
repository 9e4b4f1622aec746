"""`ieum plan`: the same plan as on the board, as a table in plain text."""

import os
import signal
import sys
import threading
from functools import partial

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

import app as roof
from dispatch.cli.plan import plan, table_of
from dispatch.domain.states import RunState
from dispatch.service.engine import solving
from dispatch.service.plans import runs
from dispatch.store.tables import PlanRun
from foundation.cli.context import CliContext
from foundation.database.work import Office, begin, reading
from tests.dispatch.planned import SYSTEM, THINKS, a_day, drafts, planned, someone
from tests.dispatch.plans.test_killed import wait_for
from tests.factories import a_session


class Here(CliContext):
    """A house whose office is the test's."""

    def __init__(self, office: Office) -> None:
        """Take the office as it is."""
        super().__init__(lambda _: office, roof.create_app, lambda _: {}, ())
        self.__dict__ |= {"settings": office.settings, "office": office}


def test_the_table_counts_sessions_and_what_keeps_them_empty(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        someone(uow)
        a_session(uow)
        a_session(uow, language="lo")
    said = CliRunner().invoke(plan, ["--days", "1", "--seconds", "2"], obj=Here(office))
    assert said.exit_code == 0, said.output
    lines = [line.split() for line in said.output.splitlines()]
    assert lines[0] == ["Plan", "2026-11-24", "to", "2026-11-24"]
    assert [line[-1] for line in lines[1:5]] == ["2", "1", "1", "1"]
    assert lines[4][:-1] == ["no", "interpreter", "for", "the", "language"]
    assert len({len(line) for line in said.output.splitlines()[1:]}) == 1


def test_the_table_counts_what_is_held_in_a_second_way(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        someone(uow, modalities=("video",), languages=("en",))
        a_session(uow, modalities=("on_site", "video"), fallback_language="en")
        a_session(uow, start="12:00", language="en", modalities=("video",))
    said = CliRunner().invoke(plan, ["--days", "1", "--seconds", "2"], obj=Here(office))
    lines = said.output.splitlines()
    assert [line.split()[-1] for line in lines[1:6]] == ["2", "2", "1", "1", "0"]
    assert ["in another accepted mode" in lines[3], "alternative language" in lines[4]] == [
        True
    ] * 2


@pytest.mark.parametrize("day", ["2026-11-25", "2026-11-01"])
def test_days_that_cannot_be_planned_are_refused_in_one_line(office: Office, day: str) -> None:
    a_day(office)
    said = CliRunner().invoke(plan, ["--first-day", day, "--days", "1"], obj=Here(office))
    assert said.exit_code == 1
    assert len(said.output.splitlines()) == 1
    assert day in said.output


def test_a_table_of_a_run_made_elsewhere(office: Office) -> None:
    a_day(office, sessions=2)
    run = planned(office)
    with begin(office, SYSTEM) as uow:
        assert runs.count_sessions(uow, run) == 2
    assert table_of(run, 2)[0] == "Plan 2026-11-24 to 2026-11-24"


def test_ctrl_c_makes_a_draft_of_the_best_plan_so_far(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_day(office, people=2, sessions=3)
    monkeypatch.setattr(solving, "Watch", partial(solving.Watch, engine=THINKS))

    def newest() -> PlanRun | None:
        with reading(office, SYSTEM) as uow:
            return uow.db.scalars(sa.select(PlanRun)).one_or_none()

    def interrupt() -> None:
        wait_for(lambda: (run := newest()) is not None and "best" in run.progress)
        os.kill(os.getpid(), signal.SIGINT)

    somebody = threading.Thread(target=interrupt)
    somebody.start()
    said = CliRunner().invoke(plan, ["--days", "1", "--seconds", "600"], obj=Here(office))
    somebody.join()
    assert said.exit_code == 0, said.output
    assert "Stopping with the best plan so far" in said.stderr
    assert ["filled", "3"] in [line.split() for line in said.stdout.splitlines()]
    run = newest()
    assert run is not None
    assert run.state is RunState.DONE
    assert len(drafts(office, run)) == 3


def test_broken_off_by_force_it_leaves_no_run_that_others_wait_for(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_day(office)

    def interrupted(*_: object, **__: object) -> None:
        for _number in range(3):
            signal.raise_signal(signal.SIGTERM)

    with monkeypatch.context() as patch:
        patch.setattr(sys.modules["dispatch.cli.plan"], "run_plan", interrupted)
        stopped = CliRunner().invoke(plan, ["--days", "1"], obj=Here(office))
    assert stopped.exit_code == 1
    assert stopped.output.endswith("Error: Stopped. There is no draft of these days.\n")

    again = CliRunner().invoke(plan, ["--days", "1", "--seconds", "1"], obj=Here(office))
    assert again.exit_code == 0, again.output


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("import os; os.kill(os.getpid(), 9)", "the computer ended the search"),
        ("raise SystemExit(3)", "the search ended with an error"),
    ],
)
def test_a_search_that_broke_off_is_told_and_nothing_is_called_proven(
    office: Office, monkeypatch: pytest.MonkeyPatch, program: str, words: str
) -> None:
    a_day(office)
    engine = (sys.executable, "-c", program)
    monkeypatch.setattr(solving, "Watch", partial(solving.Watch, engine=engine))
    said = CliRunner().invoke(plan, ["--days", "1", "--seconds", "1"], obj=Here(office))
    assert said.exit_code == 0, said.output
    assert words in said.stdout.splitlines()[-1]
    assert ["proven", "gap", "not", "known"] in [line.split() for line in said.stdout.splitlines()]
