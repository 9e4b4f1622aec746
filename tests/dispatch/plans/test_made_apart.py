"""A plan made through the real door: a process of its own that opens the database itself."""

from dataclasses import replace
from pathlib import Path

import pytest

import app as roof
from dispatch.domain.states import RunState
from dispatch.service.plans import runs
from foundation.database import migrating
from foundation.database.work import Office
from foundation.jobs import run_one
from foundation.times.clock import utc_now
from tests.conftest import open_office, seed_the_ladder
from tests.dispatch.planned import a_day, ask, drafts, look


@pytest.fixture
def real_office(tmp_path: Path) -> Office:
    """An office as an installation has it: migrated, and by the clock on the wall."""
    office = open_office(f"sqlite:///{tmp_path}/ieum.db", utc_now)
    migrating.migrate(office.engine)
    seed_the_ladder(office)
    return office


def settings_of(office: Office) -> dict[str, str]:
    """The environment that gives another process the same settings."""
    return {
        "IEUM_DATABASE_URL": office.settings.database_url,
        "IEUM_SECRET_KEY": "8c1f0a37d5e94b62a7c3f9102b6d4e58",
        "IEUM_ENCRYPTION_KEYS": f"test:{'0123456789abcdef' * 4}",
    }


@pytest.mark.wide
def test_a_plan_is_made_by_a_process_of_its_own(
    real_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in settings_of(real_office).items():
        monkeypatch.setenv(name, value)
    a_day(real_office, people=2, sessions=2)
    run = ask(real_office, seconds=1)
    jobs = roof.make_jobs(real_office)
    # Whatever is begun in this process would be seen.
    jobs = {**jobs, runs.RUN_PLAN: replace(jobs[runs.RUN_PLAN], run_long=None)}
    while look(real_office, run).state in {RunState.QUEUED, RunState.SOLVING}:
        assert run_one(real_office, jobs, roof.work_apart())
    assert look(real_office, run).state is RunState.DONE
    assert len(drafts(real_office, run)) == 2
    real_office.engine.dispose()
