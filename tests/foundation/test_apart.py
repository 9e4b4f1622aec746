"""Work in a process of its own: done, refused in kinds and lines, stopped, and never left behind."""

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from foundation.apart import Apart, FailedApart, StoppedApart
from foundation.database.queue import JobRow, JobState
from foundation.database.work import Office, begin, reading
from foundation.jobs import Job, by_name, run_one
from foundation.security.permissions import the_system
from foundation.times.clock import monotonic
from tests.threads import at_once

SYSTEM = the_system()


def program(body: str) -> tuple[str, ...]:
    """A program in the place of ours: `body` sees `name` and `payload`."""
    begins = (
        "import sys; from foundation.apart import read_payload, say_what_failed; "
        "name, payload = sys.argv[1], read_payload()\n"
    )
    return (sys.executable, "-c", begins + body)


def test_work_is_told_its_name_and_what_it_is_about(tmp_path: Path) -> None:
    out = tmp_path / "out"
    written = f"open({str(out)!r}, 'w').write(name + ' ' + payload['run'])"
    Apart(program(written)).do("plan", {"run": "칠"})
    assert out.read_text() == "plan 칠"


def test_what_went_wrong_is_told_by_kinds_and_lines_alone() -> None:
    failing = """
try:
    int("secret 010-1234-5678")
except ValueError as error:
    say_what_failed(error)
    raise SystemExit(1)
"""
    with pytest.raises(FailedApart) as failure:
        Apart(program(failing)).do("plan", {})
    assert "ValueError" in str(failure.value)
    assert "secret" not in str(failure.value)


def test_a_process_that_is_killed_is_a_failure_too() -> None:
    with pytest.raises(FailedApart, match="ended with -9"):
        Apart(program("import os; os.kill(os.getpid(), 9)")).do("plan", {})


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and is not yet waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_for(happened: Callable[[], object], seconds: float = 30) -> None:
    """Wait until something is so."""
    until = monotonic() + seconds
    while not happened():
        assert monotonic() < until
        threading.Event().wait(0.02)


SLEEPS = "import os, time; open({path!r}, 'w').write(str(os.getpid())); time.sleep(600)"


def pid_in(path: Path) -> int:
    """The process that has written its number here."""
    wait_for(lambda: path.exists() and path.read_text())
    return int(path.read_text())


def test_stopping_ends_the_process_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "pid"
    apart = Apart(program(SLEEPS.format(path=str(path))))

    def work() -> int:
        with pytest.raises(StoppedApart):
            apart.do("plan", {})
        return 0

    def stop() -> int:
        pid = pid_in(path)
        apart.stop()
        return pid

    _, pid = at_once(lambda act: act(), [work, stop])
    assert not is_alive(pid)


def test_a_process_ends_when_whoever_waits_for_it_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "pid"
    inner = program(SLEEPS.format(path=str(path)))
    outer = f"from foundation.apart import Apart; Apart({inner!r}).do('plan', {{}})"
    with subprocess.Popen([sys.executable, "-c", outer]) as parent:
        pid = pid_in(path)
        parent.kill()
    wait_for(lambda: not is_alive(pid))


def never(office: Office) -> None:
    """Stands for work that must not be done here."""
    raise AssertionError(office)


HEAVY = by_name([Job(name="heavy", run_long=never, apart=True)])


def job_of(office: Office) -> JobRow:
    """The one job."""
    with reading(office, SYSTEM) as uow:
        (found,) = uow.db.query(JobRow).all()
        return found


def test_a_job_apart_is_done_by_the_process_and_finished_here(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        uow.enqueue("heavy")
    assert run_one(office, HEAVY, Apart(program("pass")))
    assert job_of(office).state is JobState.DONE


def test_a_job_that_failed_apart_keeps_what_the_process_said(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        uow.enqueue("heavy")
    run_one(office, HEAVY, Apart(program("sys.stdout.write('KeyError'); sys.exit(1)")))
    found = job_of(office)
    assert (found.state, found.attempts, found.error) == (JobState.QUEUED, 1, "KeyError")


def test_a_job_that_was_stopped_is_begun_anew_at_once(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        uow.enqueue("heavy")
    apart = Apart(program("import time; time.sleep(600)"))
    apart.stop()
    run_one(office, HEAVY, apart)
    found = job_of(office)
    assert (found.state, found.attempts, found.error) == (JobState.QUEUED, 0, None)
    assert found.run_at == office.clock()
