"""Background work: plain functions, worker threads, and APScheduler as nothing but the clock."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from apscheduler.executors.base import BaseExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy.exc import OperationalError

from foundation.apart import Apart, FailedApart, StoppedApart
from foundation.database import queue
from foundation.database.work import Office, UnitOfWork, begin
from foundation.logs import kind_of, trace_of
from foundation.security.permissions import the_system

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Job:
    """A kind of background work.

    `run(uow, **payload)` does short work: its effects and the job's completion are one transaction.
    `run_long(office, **payload)` does long work and opens its own short transactions; it must be
    safe to repeat. `every` makes it periodic, counted from midnight UTC plus `offset`. After each failed
    attempt it waits for the next of `pauses`, and is given up after the last (without any: seconds that
    double, as often as the settings allow); then `when_dead(uow, **payload)` says so where people look. Long
    work that computes much is done `apart`, in a process of its own, where a server or worker runs.
    """

    name: str
    run: Callable[..., None] | None = None
    run_long: Callable[..., None] | None = None
    every: timedelta | None = None
    offset: timedelta = timedelta(0)
    pauses: tuple[timedelta, ...] = ()
    when_dead: Callable[..., None] | None = None
    apart: bool = False

    def pause_after(self, attempts: int, allowed: int) -> timedelta | None:
        """How long to wait after so many failed attempts; None when it is given up."""
        if self.pauses:
            return self.pauses[attempts - 1] if attempts <= len(self.pauses) else None
        return timedelta(seconds=min(600, 2**attempts)) if attempts < allowed else None

    def due_slot(self, now: datetime) -> datetime:
        """The latest instant at which this periodic job was due."""
        assert self.every is not None
        return EPOCH + self.offset + (now - EPOCH - self.offset) // self.every * self.every


Jobs = Mapping[str, Job]


def by_name(jobs: Sequence[Job]) -> Jobs:
    """Index the jobs; two of one name are a mistake."""
    named = {job.name: job for job in jobs}
    if len(named) != len(jobs):
        raise ValueError("two jobs have the same name")
    return named


def run_one(office: Office, jobs: Jobs, apart: Apart | None = None) -> bool:
    """Do the next job that is due, if any; whether there was one."""
    seconds = office.settings.job_lease_seconds
    with begin(office, the_system("jobs")) as uow:
        lease = queue.claim(uow.db, uow.now, seconds)
    if lease is None:
        return False
    stop = threading.Event()
    beat = threading.Thread(target=_keep_alive, args=(office, lease, stop), daemon=True)
    beat.start()
    try:
        _do(office, jobs[lease.name], lease, apart)
    except StoppedApart:
        with begin(office, the_system("jobs")) as uow:
            queue.hand_back(uow.db, lease, uow.now)
    except Exception as error:  # noqa: BLE001  whatever it was, it is kept with the job and shown
        _fail(office, jobs.get(lease.name), lease, error)
    finally:
        stop.set()
        beat.join()
    return True


class _LeaseLost(Exception):
    """Another worker took the job over: undo everything, it is theirs now."""


def _do(office: Office, job: Job, lease: queue.Lease, apart: Apart | None) -> None:
    if job.apart and apart is not None:
        apart.do(job.name, lease.payload)
    elif job.run_long is not None:
        job.run_long(office, **lease.payload)
    try:
        with begin(office, the_system(job.name)) as uow:
            if job.run is not None:
                job.run(uow, **lease.payload)
            if not queue.finish(uow.db, lease, uow.now):
                raise _LeaseLost
    except _LeaseLost:
        log.warning("job.lease_lost", job=lease.name, id=str(lease.job_id))


def _fail(office: Office, known: Job | None, lease: queue.Lease, error: Exception) -> None:
    job = known or Job(name=lease.name)
    pause = job.pause_after(lease.attempts, office.settings.job_attempts)
    with begin(office, the_system("jobs")) as uow:
        told = str(error) if isinstance(error, FailedApart) else trace_of(error)[-4000:]
        state = queue.give_up(uow.db, lease, uow.now, error=told, pause=pause)
        if state is queue.JobState.DEAD and job.when_dead is not None:
            job.when_dead(uow, **lease.payload)
    log.error("job.failed", job=lease.name, id=str(lease.job_id), state=state, error=kind_of(error))


def _keep_alive(office: Office, lease: queue.Lease, stop: threading.Event) -> None:
    seconds = office.settings.job_lease_seconds
    while not stop.wait(seconds / 3):
        try:
            with begin(office, the_system("jobs")) as uow:
                if not queue.renew(uow.db, lease, uow.now, seconds):
                    return
        except OperationalError as error:
            # Busy for a moment: there are two more beats before the lease runs out.
            log.warning("job.beat_missed", job=lease.name, error=kind_of(error))


def run_until_idle(office: Office, jobs: Jobs, limit: int = 10_000) -> int:
    """Do every job that is due now; how many were done. For the command line and for tests."""
    for done in range(limit):
        if not run_one(office, jobs):
            return done
    return limit


def put_due(uow: UnitOfWork, job: Job) -> None:
    """Put the latest due run of a periodic job; the key makes it one row however many ask."""
    slot = job.due_slot(uow.now)
    uow.enqueue(job.name, dedupe_key=f"{job.name}@{slot.isoformat()}")


def forget_finished(uow: UnitOfWork) -> None:
    """The job: jobs that ended long ago are forgotten, a portion at a time, so that nobody waits for the lock."""
    if queue.forget_finished(uow.db, uow.now, PORTION) == PORTION:
        uow.enqueue(FORGET_FINISHED)


DAY = timedelta(days=1)
FORGET_FINISHED, PORTION = "foundation.forget_finished_jobs", 500
JOBS = (
    Job(
        name=FORGET_FINISHED,
        run=forget_finished,
        every=DAY,
        offset=timedelta(hours=17, minutes=30),
    ),
)


class Workers:
    """The threads that do jobs in this process, and the clock that puts periodic ones."""

    def __init__(self, office: Office, jobs: Jobs, apart: Apart | None = None) -> None:
        """Prepare; `start` starts. Without `apart` all work is done in this process."""
        self._office, self._jobs, self._apart = office, jobs, apart
        self._stop = threading.Event()
        self._scheduler: Any = BackgroundScheduler(
            timezone=UTC,
            executors={"default": _PutExecutor(office, jobs)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._threads = [
            threading.Thread(target=self._pump, name=f"jobs-{n}", daemon=True)
            for n in range(office.settings.job_threads)
        ]

    def start(self) -> None:
        """Put what became due while nobody was running, then follow the clock."""
        for job in self._jobs.values():
            if job.every is not None:
                with begin(self._office, the_system("clock")) as uow:
                    put_due(uow, job)
                trigger = IntervalTrigger(
                    seconds=int(job.every.total_seconds()),
                    start_date=EPOCH + job.offset,
                    timezone=UTC,
                )
                self._scheduler.add_job(_never_called, trigger, id=job.name, name=job.name)
        self._scheduler.start()
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish what is being done and stop; work apart is ended, to be begun anew."""
        self._stop.set()
        if self._apart is not None:
            self._apart.stop()
        queue.WAKE.set()
        self._scheduler.shutdown(wait=False)
        for thread in self._threads:
            thread.join(timeout=30)

    def _pump(self) -> None:
        while not self._stop.is_set():
            queue.WAKE.clear()
            try:
                if run_one(self._office, self._jobs, self._apart):
                    continue
            except Exception as error:  # noqa: BLE001  a database out of reach must not end the worker
                log.warning("jobs.cannot_look", error=kind_of(error))
            queue.WAKE.wait(1.0)


def _never_called() -> None:
    """What APScheduler believes it runs; the executor puts a row instead."""


class _PutExecutor(BaseExecutor):
    """Turns a tick of the clock into one row of the job table."""

    def __init__(self, office: Office, jobs: Jobs) -> None:
        super().__init__()
        self._office, self._jobs = office, jobs

    def _do_submit_job(self, job: Any, run_times: list[datetime]) -> None:
        del run_times
        try:
            with begin(self._office, the_system("clock")) as uow:
                put_due(uow, self._jobs[job.id])
        except Exception as error:  # noqa: BLE001  APScheduler wants to be told
            self._run_job_error(job.id, error)  # pyright: ignore[reportUnknownMemberType]  untyped library
        else:
            self._run_job_success(job.id, [])  # pyright: ignore[reportUnknownMemberType]  untyped library
