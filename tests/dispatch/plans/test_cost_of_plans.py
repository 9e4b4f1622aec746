"""What a plan of a large week costs: who may serve what, whether it moved, sending it and taking it back.

`pytest -m bench tests/dispatch/plans/test_cost_of_plans.py` prints the table of docs/benchmarks.md; size it with
IEUM_BENCH_PEOPLE and IEUM_BENCH_SESSIONS.
"""

import os
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TypeVar

import pytest

from dispatch.domain.eligibility import may_serve
from dispatch.service.engine.snapshot import take_snapshot
from dispatch.service.plans import letters, send, undo
from dispatch.service.situation.day import Situation
from dispatch.service.situation.reading import read_situation
from dispatch.store.queries import sendings
from foundation.database.footprint import Footprint, footprint_of, is_unchanged, overheard
from foundation.database.work import Office, begin, reading
from tests.dispatch.board_days import Statements
from tests.dispatch.large_week import a_large_week
from tests.dispatch.planned import SYSTEM, drafts, planned

PEOPLE = int(os.environ.get("IEUM_BENCH_PEOPLE", "300"))
SESSIONS = int(os.environ.get("IEUM_BENCH_SESSIONS", "600"))
T = TypeVar("T")


@dataclass
class Table:
    """Steps with what each took: seconds of the processor, and statements."""

    office: Office
    lines: list[str] = field(default_factory=list[str])

    def step(self, name: str, act: Callable[[], T]) -> T:
        """Do it and keep what it took."""
        with Statements(self.office) as heard:
            began = time.process_time()
            found = act()
            seconds = time.process_time() - began
        self.lines.append(f"| {name} | {seconds:.2f} | {len(heard.texts)} |")
        return found


def read(office: Office) -> tuple[Situation, Footprint]:
    """The week, and what it was read from."""
    with reading(office, SYSTEM, still=True) as uow:
        first = uow.today + timedelta(days=1)
        with overheard(uow.db) as questions:
            situation = read_situation(uow, first, first + timedelta(days=6))
        return situation, footprint_of(uow.db, questions)


def has_not_moved(office: Office, footprint: Footprint) -> bool:
    """Whether it would be read the same."""
    with reading(office, SYSTEM) as uow:
        return is_unchanged(uow.db, footprint)


@pytest.mark.bench
@pytest.mark.timeout(900)
def test_what_a_large_week_costs(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    with begin(office, SYSTEM) as uow:
        a_large_week(uow, people=PEOPLE, sessions=SESSIONS)
    table = Table(office)
    situation, footprint = table.step("read the world, with its footprint", partial(read, office))
    snapshot = table.step("who may serve what", partial(take_snapshot, situation))
    assert table.step("has it moved?", partial(has_not_moved, office, footprint))
    run = table.step("a draft, by the first plan", partial(planned, office, 7))
    with begin(office, SYSTEM) as uow:
        sending = table.step("ask to send", partial(send.ask_to_send, uow, run.id))
    table.step("send", partial(send.carry_out, office, str(sending.id)))
    with begin(office, SYSTEM) as uow:
        found = sendings.newest_sent(uow.db, run.id)
        assert found is not None
        table.step("write its letters", partial(letters.write_now, uow, found.id))
    with begin(office, SYSTEM) as uow:
        table.step("take it back", partial(undo.undo, uow, run.id))
    with capsys.disabled():
        changes = len(drafts(office, run))
        head = f"\n{PEOPLE} people, {SESSIONS} sessions, {changes} changes\n"
        sys.stdout.write(head + "\n".join(table.lines) + "\n")
    for seat in random.Random(1).sample(list(snapshot.seats.values()), 20):
        for way in seat.ways:
            able = {p.id for p in snapshot.situation.people.values() if may_serve(p, way.need)}
            assert set(way.candidates) == able
