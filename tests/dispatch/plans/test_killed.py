"""A worker killed in the middle of a plan: another takes the run up, and nothing half is left."""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from dispatch.domain.states import RunState
from dispatch.service.engine import solving
from dispatch.service.plans import runs
from dispatch.service.plans.make import run_plan
from dispatch.solver.process.protocol import PlanQuestion, ProgressEvent, event_from_line
from dispatch.store.tables import Assignment, DraftAssignment, Offer
from foundation.database.queue import JobRow, JobState
from foundation.database.work import Office, begin, reading
from foundation.jobs import run_one
from foundation.times.clock import monotonic
from tests.conftest import SetClock
from tests.dispatch.planned import PLANNING, SYSTEM, THINKS, a_day, ask, drafts, look
from tests.dispatch.solver.builders import a_problem, a_session

ROOT = Path(__file__).parents[3]
# A worker over a database, with an engine that has a first plan and thinks on.
WORKER = """
import sys
from datetime import datetime
from functools import partial
from dispatch.service.engine import solving
from dispatch.service.plans import runs
from dispatch.service.plans.make import run_plan
from foundation.config import Settings
from foundation.database.base import make_engine
from foundation.jobs import Job, by_name, run_one
from foundation.security.encryption import FieldCipher
from foundation.database.work import Office
url, key, now, *engine = sys.argv[1:]
office = Office(
    engine=make_engine(url),
    settings=Settings(database_url=url),
    clock=lambda: datetime.fromisoformat(now),
    cipher=FieldCipher((key,)),
    subscribers={},
    grants={},
)
work = partial(run_plan, watch=solving.Watch(engine=engine))
run_one(office, by_name([Job(name=runs.RUN_PLAN, run_long=work)]))
"""


def wait_for(what: Callable[[], bool], seconds: float = 60) -> None:
    """Look again and again; a test that waits in vain fails."""
    end = monotonic() + seconds
    while not what():
        assert monotonic() < end, "it never happened"
        threading.Event().wait(0.02)


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in text.split()]


def is_gone(pid: int) -> bool:
    """Whether a process has ended, buried or not."""
    try:
        return ") Z " in Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except FileNotFoundError:
        return True


def test_a_killed_worker_is_followed_by_another_and_nothing_half_is_left(
    any_office: Office, clock: SetClock
) -> None:
    a_day(any_office, people=2, sessions=3)
    run = ask(any_office, seconds=600)
    url, (key,) = any_office.settings.database_url, any_office.settings.encryption_keys
    values = (url, key, clock.now.isoformat(), *THINKS)
    worker = subprocess.Popen([sys.executable, "-c", WORKER, *values], cwd=ROOT)
    wait_for(lambda: "best" in look(any_office, run).progress)
    (engine,) = children(worker.pid)
    worker.kill()
    worker.wait()
    # The engine notices that nobody waits for it, and the run looks as if it were still being made.
    wait_for(lambda: is_gone(engine))
    assert look(any_office, run).state is RunState.SOLVING
    assert counts(any_office) == (0, 0, 0)
    assert not run_one(any_office, PLANNING), "the lease of the killed worker still runs"

    clock.now += timedelta(seconds=any_office.settings.job_lease_seconds + 1)
    assert run_one(any_office, PLANNING)
    assert look(any_office, run).state is RunState.DONE
    assert len(drafts(any_office, run)) == 3
    assert counts(any_office) == (3, 0, 0)
    with reading(any_office, SYSTEM) as uow:
        job = uow.db.scalars(sa.select(JobRow).where(JobRow.name == runs.RUN_PLAN)).one()
        assert (job.state, job.attempts) == (JobState.DONE, 2)
    assert not run_one(any_office, PLANNING)


def counts(office: Office) -> tuple[int, ...]:
    """How many drafts, offers and assignments there are."""
    with reading(office, SYSTEM) as uow:
        tables = (DraftAssignment, Offer, Assignment)
        return tuple(uow.db.scalars(sa.select(sa.func.count(t.id))).one() for t in tables)


def test_a_run_told_to_stop_keeps_the_best_plan_heard_so_far(office: Office) -> None:
    a_day(office, people=2, sessions=3)
    run = ask(office, seconds=600)

    def stop() -> None:
        wait_for(lambda: "best" in look(office, run).progress)
        with begin(office, SYSTEM) as uow:
            runs.stop_early(uow, run.id)

    began = monotonic()
    somebody = threading.Thread(target=stop)
    somebody.start()
    run_plan(office, str(run.id), watch=solving.Watch(engine=THINKS))
    somebody.join()
    assert monotonic() - began < 20
    assert look(office, run).state is RunState.DONE
    assert len(drafts(office, run)) == 3


def test_an_engine_ends_when_whoever_asked_is_gone() -> None:
    sessions = [a_session(f"s{k}", start=540 + 5 * (k % 90)) for k in range(60)]
    text = PlanQuestion(a_problem(*sessions)).to_line()
    pipe = subprocess.PIPE
    engine = subprocess.Popen(
        [*solving.ENGINE, "--seconds=100"],
        stdin=pipe,
        stdout=pipe,
        text=True,
        cwd=ROOT,
        start_new_session=True,
    )
    assert engine.stdin is not None
    assert engine.stdout is not None
    engine.stdin.write(text)
    engine.stdin.flush()
    assert isinstance(event_from_line(engine.stdout.readline()), ProgressEvent)
    engine.stdin.close()
    assert engine.wait(timeout=20) == -signal.SIGKILL
    engine.stdout.close()
