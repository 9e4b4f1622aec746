"""P8: every message is sent at least once, whatever breaks, and hardly any twice."""

import random
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import sleep
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller

from foundation.database.work import Office, begin, reading
from foundation.messages import outbox
from foundation.messages.outbox import Draft, Message, MessageState
from foundation.security.permissions import the_system
from foundation.text.message import say
from foundation.times.clock import utc_now

ROOT = Path(__file__).resolve().parents[3]
# A worker as `ieum jobs` is one, by a clock that is so many seconds ahead.
WORKER = """
import sys
from datetime import timedelta
import app
from foundation.config import settings_from
from foundation.jobs import by_name, run_one
from foundation.messages import delivering
from foundation.times.clock import utc_now
url, port, ahead = sys.argv[1], int(sys.argv[2]), timedelta(seconds=int(sys.argv[3]))
values = {"database_url": url, "secret_key": "x" * 40, "encryption_keys": ("test:" + "ab" * 32,)}
mail = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_starttls": False}
settings = settings_from({**values, **mail}, app.SECTIONS)
office = app.open_office(settings, lambda: utc_now() + ahead)
jobs = by_name(delivering.jobs_of(app.make_post_office(office)))
print("ready", flush=True)
while run_one(office, jobs):
    pass
print("idle", flush=True)
"""


class Inbox:
    """What a mail server has received, by the ids of the mails."""

    def __init__(self) -> None:
        self.ids: list[str] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802  aiosmtpd's name
        """Keep an id."""
        head = envelope.original_content.decode("utf-8", "replace")
        self.ids.append(head.partition("Message-ID: ")[2].split()[0])
        return "250 kept"


@pytest.fixture
def port() -> int:
    """Where the mail server will be."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        found: int = free.getsockname()[1]
    return found


def write(office: Office, count: int) -> None:
    with begin(replace(office, clock=utc_now), the_system()) as uow:
        drafts = (
            Draft(
                to=f"p{n}@ieum.example",
                language="ko",
                subject=say("Number %(n)s", n=n),
                body=[say("Body")],
                about=f"offer:{n}",
            )
            for n in range(count)
        )
        outbox.post_many(uow, drafts)


def worker(office: Office, port: int, ahead: int) -> subprocess.Popen[str]:
    url = office.engine.url.render_as_string(hide_password=False)
    given = [sys.executable, "-c", WORKER, url, str(port), str(ahead)]
    started = subprocess.Popen(given, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert started.stdout is not None
    assert started.stdout.readline() == "ready\n"
    return started


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_after_twenty_kills_and_a_server_that_was_down_nothing_is_unsent(
    any_office: Office,
    port: int,
    record_property: Callable[[str, object], None],
) -> None:
    count, kills, withdrawn = 2000, 20, 100
    write(any_office, count + withdrawn)
    with begin(any_office, the_system()) as uow:
        # They stopped being true: none of them may go out.
        outbox.withdraw_many(uow, [f"offer:{n}" for n in range(count, count + withdrawn)])
    inbox, dice, ahead = Inbox(), random.Random(7), 0
    server = Controller(inbox, hostname="127.0.0.1", port=port)
    for number in range(kills):
        if number == kills // 4:
            server.start()
        running = worker(any_office, port, ahead)
        sleep(dice.uniform(0.2, 1.0))
        running.send_signal(signal.SIGKILL)
        running.communicate()
        # Past every pause and lease.
        ahead += 4000
    last = worker(any_office, port, ahead)
    out, _ = last.communicate(timeout=800)
    server.stop()
    assert out == "idle\n"
    with reading(any_office, the_system()) as uow:
        query = sa.select(Message.state, sa.func.count()).group_by(Message.state)
        states = dict(uow.db.execute(query).all())
    assert states == {MessageState.SENT: count, MessageState.WITHDRAWN: withdrawn}
    twice = len(inbox.ids) - len(set(inbox.ids))
    record_property("twice", twice)
    assert len(set(inbox.ids)) == count
    assert twice <= kills
