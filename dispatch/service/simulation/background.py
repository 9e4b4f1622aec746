"""The clock's part: the jobs of the table when they are due, the periodic ones at their own times."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta

from accounts.service.addressing import OfficeAddressees
from dispatch.service.coverage import counting, forecasting, gains, portfolio
from dispatch.service.plans import runs, trials
from dispatch.service.practicum import pairing
from dispatch.service.simulation.stage import PlayStage
from dispatch.store.queries import simulation as queries
from foundation.database.work import begin
from foundation.jobs import EPOCH, Job, Jobs, by_name, run_one
from foundation.messages import delivering
from foundation.messages.addressees import PostOffice
from foundation.messages.carrying import Outgoing, Receipt
from foundation.messages.channels import MessageChannel
from foundation.security.permissions import the_system
from foundation.times.zones import local_clock
from interpreters.service import reach

# What only tells a reader something, and decides nothing: it would take most of the time.
LEFT_OUT = frozenset(
    {
        runs.VALUE_PLAN,
        trials.RUN_TRIAL,
        pairing.PAIR_TRAINEES,
        counting.COUNT_COVERAGE,
        forecasting.MAKE_FORECAST,
        gains.RECKON_GAINS,
        gains.ASK_BY_NIGHT,
        portfolio.CHOOSE_COURSES,
    }
)
# Periodic jobs of other rooms of the house (attendance, uploads, accounts) have nothing to do with these weeks.
PLAYED = ("dispatch.", "scheduling.")
# Jobs that look for whatever is new; every few minutes while there is anything.
AT_NEWS, NEWS_EVERY = frozenset({"dispatch.autopilot"}), timedelta(minutes=5)
# Jobs that wait for deadlines of offers.
AT_DEADLINES = frozenset({"dispatch.expire_offers"})
# Jobs of every minute do nothing most of the time: they run at what they wait for, and besides so often.
GRID, GRID_AT_NIGHT = timedelta(hours=1), timedelta(hours=3)
DAY_BEGINS, DAY_ENDS = time(7), time(21)
MINUTE = timedelta(minutes=1)


class Post:
    """Carries every message at once; the outbox notes when."""

    def carry(self, outgoing: Outgoing) -> Receipt:
        """Say that it went out."""
        del outgoing
        return Receipt()


def _nothing(*_given: object, **_payload: object) -> None:
    """In the place of a job that is left out."""


def jobs_to_play(jobs: Jobs) -> Jobs:
    """The office's jobs with messages that arrive, without those that only compute what nobody reads here."""
    found = dict(jobs)
    for name, job in jobs.items():
        if name in LEFT_OUT:
            found[name] = replace(job, run=None, run_long=_nothing, every=None)
        elif job.every is not None and not name.startswith(PLAYED):
            found[name] = replace(job, every=None)
    carriers = dict.fromkeys(MessageChannel, Post())
    post = PostOffice(carriers, OfficeAddressees(reach.number_of_account))
    return {**found, **by_name(delivering.jobs_of(post))}


@dataclass
class Background:
    """The jobs of one play."""

    stage: PlayStage
    jobs: Jobs
    peek: queries.Peek
    _done: dict[str, datetime] = field(default_factory=dict[str, datetime])
    # When the next open offer runs out, and when all periodic jobs run next.
    _deadline: datetime | None = None
    _grid: datetime = EPOCH
    # When jobs that look for news run next, None while there is none; and what was there the last time.
    _news: datetime | None = None
    _version: int = 0

    def next_at(self) -> datetime | None:
        """When the next job is due: of the table, at a deadline, or on the grid of the periodic ones."""
        now = self.stage.now
        job, deadline = self.peek.next_job_at(), self.peek.next_deadline()
        if deadline is not None:
            # The job that ends offers runs on the minute.
            deadline = _up_to_the_minute(max(deadline, now + timedelta(microseconds=1)))
        self._deadline, self._grid = deadline, self._next_on_grid(now)
        listens = self.stage.wish.autopilot and self._news is None
        if listens and self.peek.version() != self._version:
            self._news = _after(now, NEWS_EVERY)
        return min(at for at in (job, deadline, self._news, self._grid) if at is not None)

    def _next_on_grid(self, now: datetime) -> datetime:
        return _after(now, GRID_AT_NIGHT if self._is_night(now) else GRID)

    def _is_night(self, now: datetime) -> bool:
        clock = local_clock(now, self.stage.office.settings.zone)
        return not DAY_BEGINS <= clock < DAY_ENDS

    def run_due(self) -> None:
        """Do what is due: periodic jobs first, then the table until it is empty."""
        now = self.stage.now
        for job in self.jobs.values():
            waits_for = self._waits_for(job.name)
            if job.every is not None and now >= min(self._grid, waits_for or self._grid):
                self._run_periodic(job)
        if self._news is not None and now >= self._news:
            self._news, self._version = None, self.peek.version()
        self.run_table()

    def _waits_for(self, name: str) -> datetime | None:
        """What a periodic job waits for beside the grid."""
        if name in AT_NEWS:
            return self._news
        return self._deadline if name in AT_DEADLINES else None

    def run_table(self) -> None:
        """Do the jobs of the table that are due."""
        while self._is_due() and run_one(self.stage.office, self.jobs):
            pass

    def _is_due(self) -> bool:
        at = self.peek.next_job_at()
        return at is not None and at <= self.stage.now

    def _run_periodic(self, job: Job) -> None:
        slot = job.due_slot(self.stage.now)
        if self._done.get(job.name) == slot:
            return
        self._done[job.name] = slot
        if job.run_long is not None:
            job.run_long(self.stage.office)
        if job.run is not None:
            with begin(self.stage.office, the_system(job.name)) as uow:
                job.run(uow)


def _up_to_the_minute(at: datetime) -> datetime:
    whole = at.replace(second=0, microsecond=0)
    return whole if whole == at else whole + MINUTE


def _after(now: datetime, step: timedelta) -> datetime:
    """The next whole step of the clock."""
    seconds = step.total_seconds()
    return datetime.fromtimestamp((now.timestamp() // seconds + 1) * seconds, UTC)
