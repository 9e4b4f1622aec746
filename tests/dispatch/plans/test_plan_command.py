"""`ieum plan`: the same plan as on the board, as a table in plain text."""

import signal
import sys

import pytest
from click.testing import CliRunner

import app as roof
from dispatch.cli.plan import plan, table_of
from dispatch.service.plans import runs
from foundation.cli.context import CliContext
from foundation.database.work import Office, begin
from tests.dispatch.planned import SYSTEM, a_day, planned, someone
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


def test_interrupted_it_leaves_no_run_that_others_wait_for(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_day(office)

    def interrupted(*_: object) -> None:
        signal.raise_signal(signal.SIGTERM)

    with monkeypatch.context() as patch:
        patch.setattr(sys.modules["dispatch.cli.plan"], "run_plan", interrupted)
        stopped = CliRunner().invoke(plan, ["--days", "1"], obj=Here(office))
    assert stopped.exit_code == 1
    assert stopped.output == "Error: Stopped. There is no draft of these days.\n"

    again = CliRunner().invoke(plan, ["--days", "1", "--seconds", "1"], obj=Here(office))
    assert again.exit_code == 0, again.output
