"""Done jobs and sign-ins that ran out are forgotten in portions; what is still wanted stays."""

import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa

import app as roof
from accounts.domain.roles import Role
from accounts.service import password_links
from accounts.store.tables import SignIn
from foundation import jobs
from foundation.database.queue import JobRow, JobState
from foundation.database.work import Office, UnitOfWork, begin
from foundation.jobs import run_until_idle
from foundation.security.permissions import the_system
from tests.factories import a_user, an_organisation


def _job(uow: UnitOfWork, state: JobState, days: int) -> None:
    at = uow.now - timedelta(days=days)
    row = JobRow(
        name="test.none", payload={}, created_at=at, run_at=at, state=state, finished_at=at
    )
    uow.db.add(row)


def test_old_done_jobs_go_portion_by_portion_and_the_rest_stays(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "PORTION", 2)
    with begin(office, the_system()) as uow:
        for _ in range(5):
            _job(uow, JobState.DONE, 400)
        _job(uow, JobState.DONE, 1)
        _job(uow, JobState.DEAD, 2)
        uow.enqueue(jobs.FORGET_FINISHED)
    run_until_idle(office, roof.make_jobs(office))
    with begin(office, the_system()) as uow:
        kept = uow.db.scalars(sa.select(JobRow.state).where(JobRow.name == "test.none")).all()
        turns = uow.db.scalars(sa.select(JobRow).where(JobRow.name == jobs.FORGET_FINISHED)).all()
    assert sorted(kept) == [JobState.DEAD, JobState.DONE]
    assert len(turns) == 3


def test_sign_ins_that_ran_out_a_month_ago_go(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(password_links, "PORTION", 2)
    with begin(office, the_system()) as uow:
        user = a_user(uow, Role.COUNSELLOR, an_organisation(uow))
        for days in (31, 45, 400, 29, -3):
            at = uow.now - timedelta(days=days)
            uow.db.add(
                SignIn(
                    token_hash=uuid.uuid4().hex,
                    user_id=user.id,
                    created_at=at,
                    seen_at=at,
                    expires_at=at,
                )
            )
        uow.enqueue(password_links.FORGET_OLD)
    run_until_idle(office, roof.make_jobs(office))
    with begin(office, the_system()) as uow:
        assert len(uow.db.scalars(sa.select(SignIn)).all()) == 2
