"""The job table: leases, keys, pauses; periodic jobs; on both databases."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from threading import Barrier

import click
import pytest
import sqlalchemy as sa

from foundation.cli import dead_jobs
from foundation.database import queue
from foundation.database.queue import JobRow, JobState, Lease
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.jobs import Job, Workers, by_name, put_due, run_one, run_until_idle
from foundation.security.permissions import the_system
from tests.conftest import SetClock
from tests.threads import at_once
from tests.transactions import failing

SECONDS = 30


def put(office: Office, name: str = "work", **values: object) -> None:
    with begin(office, the_system()) as uow:
        uow.enqueue(name, **values)  # pyright: ignore[reportArgumentType]  payloads of tests


def do_nothing(uow: UnitOfWork) -> None:
    """The shortest job."""


def claim(office: Office) -> Lease | None:
    with begin(office, the_system()) as uow:
        return queue.claim(uow.db, uow.now, SECONDS)


def states(office: Office) -> list[tuple[str, JobState, int]]:
    with reading(office, the_system()) as uow:
        jobs = uow.db.scalars(sa.select(JobRow).order_by(JobRow.name))
        return [(job.name, job.state, job.attempts) for job in jobs]


def test_a_job_is_asked_for_with_the_deed_or_not_at_all(any_office: Office) -> None:
    with failing(any_office, RuntimeError) as uow:
        uow.enqueue("work")
        raise RuntimeError
    assert claim(any_office) is None


def test_one_key_is_one_job(any_office: Office) -> None:
    for _ in range(3):
        put(any_office, dedupe_key="k")
    assert len(states(any_office)) == 1


def test_twenty_workers_never_take_the_same_job(any_office: Office) -> None:
    for _ in range(40):
        put(any_office)
    together = Barrier(20, timeout=30)

    def work(_: int) -> list[object]:
        together.wait()
        taken: list[object] = []
        while (lease := claim(any_office)) is not None:
            taken.append(lease.job_id)
        return taken

    taken = Counter(each for some in at_once(work, range(20)) for each in some)
    # PostgreSQL's SKIP LOCKED may leave a row for the next look.
    while (lease := claim(any_office)) is not None:
        taken[lease.job_id] += 1

    assert len(taken) == 40
    assert set(taken.values()) == {1}


def test_a_silent_workers_job_is_taken_over_and_its_late_result_refused(
    any_office: Office, clock: SetClock
) -> None:
    put(any_office)
    silent = claim(any_office)
    assert silent is not None
    assert claim(any_office) is None

    clock.now += timedelta(seconds=SECONDS + 1)
    heir = claim(any_office)
    assert heir is not None
    assert (heir.job_id, heir.attempts) == (silent.job_id, 2)
    with begin(any_office, the_system()) as uow:
        assert not queue.renew(uow.db, silent, uow.now, SECONDS)
        assert not queue.finish(uow.db, silent, uow.now)
        assert queue.finish(uow.db, heir, uow.now)
        assert not queue.renew(uow.db, heir, uow.now, SECONDS)


def test_a_worker_that_says_it_is_alive_keeps_its_job(any_office: Office, clock: SetClock) -> None:
    put(any_office)
    lease = claim(any_office)
    assert lease is not None
    for _ in range(5):
        clock.now += timedelta(seconds=SECONDS - 1)
        with begin(any_office, the_system()) as uow:
            assert queue.renew(uow.db, lease, uow.now, SECONDS)
        assert claim(any_office) is None


def test_a_job_for_later_waits(any_office: Office, clock: SetClock) -> None:
    put(any_office, run_at=clock.now + timedelta(minutes=30))
    assert claim(any_office) is None
    clock.now += timedelta(minutes=30)
    assert claim(any_office) is not None


def test_effects_and_completion_are_one_transaction(any_office: Office) -> None:
    def write_and_fail(uow: UnitOfWork) -> None:
        uow.record("half.done")
        uow.db.flush()
        raise RuntimeError("no")

    put(any_office)
    assert run_one(any_office, by_name([Job(name="work", run=write_and_fail)]))
    assert states(any_office) == [("work", JobState.QUEUED, 1)]

    with reading(any_office, the_system()) as uow:
        assert uow.db.scalar(sa.text("SELECT count(*) FROM audit_entry")) == 0
        error = str(uow.db.scalars(sa.select(JobRow.error)).one())
        assert error.endswith("in write_and_fail\nRuntimeError")


def test_a_failing_job_is_tried_five_times_with_growing_pauses_and_then_left_to_a_person(
    any_office: Office, clock: SetClock
) -> None:
    def fail(uow: UnitOfWork) -> None:
        raise RuntimeError

    jobs = by_name([Job(name="work", run=fail)])
    put(any_office)
    for attempt in range(1, 6):
        assert run_until_idle(any_office, jobs) == 1
        clock.now += timedelta(seconds=2**attempt - 1)
        assert run_until_idle(any_office, jobs) == 0
        clock.now += timedelta(seconds=1)
    assert states(any_office) == [("work", JobState.DEAD, 5)]
    clock.now += timedelta(days=1)
    assert run_until_idle(any_office, jobs) == 0


def test_a_job_that_nobody_knows_is_kept_with_its_error(any_office: Office) -> None:
    put(any_office, "unknown")
    assert run_one(any_office, {})
    assert states(any_office) == [("unknown", JobState.QUEUED, 1)]


def test_long_work_holds_no_transaction(any_office: Office) -> None:
    seen: list[str] = []

    def work(office: Office, word: str) -> None:
        # Another transaction can write meanwhile: on SQLite that shows that none is open.
        with begin(office, the_system()) as uow:
            uow.record("long.done")
        seen.append(word)

    put(any_office, word="x")
    assert run_until_idle(any_office, by_name([Job(name="work", run_long=work)])) == 1
    assert seen == ["x"]


@pytest.mark.parametrize("hours", [0, 1, 5])
def test_a_periodic_job_runs_once_for_its_time_however_many_put_it_and_after_any_downtime(
    any_office: Office, clock: SetClock, hours: int
) -> None:
    job = Job(name="hourly", run=do_nothing, every=timedelta(hours=1))
    clock.now += timedelta(hours=hours, minutes=10)
    together = Barrier(8, timeout=30)

    def put_it(_: int) -> None:
        together.wait()
        with begin(any_office, the_system()) as uow:
            put_due(uow, job)

    at_once(put_it, range(8))
    assert run_until_idle(any_office, by_name([job])) == 1


def test_the_latest_due_time_is_counted_from_midnight_utc() -> None:
    job = Job(name="x", every=timedelta(days=1), offset=timedelta(hours=18))
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert job.due_slot(noon) == datetime(2026, 11, 22, 18, tzinfo=UTC)
    assert job.due_slot(noon + timedelta(hours=6)) == datetime(2026, 11, 23, 18, tzinfo=UTC)


def test_two_jobs_of_one_name_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="same name"):
        by_name([Job(name="x"), Job(name="x")])


def test_the_workers_do_what_waits_and_stop(sqlite_office: Office) -> None:
    done: list[int] = []

    def note(uow: UnitOfWork, n: int) -> None:
        done.append(n)

    def note_day(uow: UnitOfWork) -> None:
        done.append(-1)

    jobs = by_name(
        [
            Job(name="work", run=note),
            Job(name="daily", run=note_day, every=timedelta(days=1)),
        ]
    )
    for n in range(5):
        put(sqlite_office, n=n)
    workers = Workers(sqlite_office, jobs)
    workers.start()
    deadline = sqlite_office.settings.job_lease_seconds * 10
    while len(done) < 6 and deadline:
        queue.WAKE.wait(0.1)
        deadline -= 1
    workers.stop()

    assert sorted(done) == [-1, 0, 1, 2, 3, 4]
    assert {state for _, state, _ in states(sqlite_office)} == {JobState.DONE}


def test_ended_jobs_are_forgotten_but_not_the_keys_that_count(
    sqlite_office: Office, clock: SetClock
) -> None:
    jobs = by_name(
        [
            Job(name="work", run=do_nothing),
            Job(name="daily", run=do_nothing, every=timedelta(days=1)),
        ]
    )
    put(sqlite_office)
    put(sqlite_office, dedupe_key="once-for-all")
    with begin(sqlite_office, the_system()) as uow:
        put_due(uow, jobs["daily"])
    put(sqlite_office, "unknown")
    run_until_idle(sqlite_office, jobs)
    assert len(states(sqlite_office)) == 4

    clock.now += timedelta(days=8)
    with begin(sqlite_office, the_system()) as uow:
        queue.forget_finished(uow.db, uow.now, 100)
        put_due(uow, jobs["daily"])
    kept = [(name, state) for name, state, _ in states(sqlite_office)]
    assert kept == [
        ("daily", JobState.QUEUED),
        ("unknown", JobState.QUEUED),
        ("work", JobState.DONE),
    ]
    put(sqlite_office, dedupe_key="once-for-all")
    assert len(states(sqlite_office)) == 3


def test_a_dead_job_is_listed_and_done_again(
    sqlite_office: Office, clock: SetClock, capsys: pytest.CaptureFixture[str]
) -> None:
    told: list[str] = []

    def say_dead(uow: UnitOfWork, **payload: object) -> None:
        told.append(str(payload["what"]))

    def fail(uow: UnitOfWork, what: str) -> None:
        raise OSError(what)

    pauses = (timedelta(minutes=1), timedelta(hours=1))
    job = Job(name="work", run=fail, pauses=pauses, when_dead=say_dead)
    put(sqlite_office, what="stone")
    for pause in (*pauses, timedelta(0)):
        assert told == []
        run_until_idle(sqlite_office, by_name([job]))
        clock.now += pause
    assert told == ["stone"]

    dead_jobs.show(sqlite_office)
    line = capsys.readouterr().out.splitlines()[-2]
    assert "work" in line
    assert "OSError" in line
    with pytest.raises(click.ClickException, match="no dead job"):
        dead_jobs.revive(sqlite_office, "nonsense")
    dead_jobs.revive(sqlite_office, line.split()[0])
    assert states(sqlite_office) == [("work", JobState.QUEUED, 0)]
    dead_jobs.show(sqlite_office)
    assert "No job was given up." in capsys.readouterr().out
