"""No session stays unfilled that a free, eligible person could take by an accepted way, nor by one handover."""

import uuid
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from dispatch.service.plans.make import run_plan
from dispatch.store.tables import DraftAssignment, PlanRun
from foundation.database.work import Office, begin
from tests import factories as make
from tests.dispatch.apart.missed import missed, unlawful
from tests.dispatch.apart.rows import Rows, read_rows
from tests.dispatch.large_week import a_large_week
from tests.dispatch.planned import SYSTEM, ask, look, someone


def rows_of(office: Office, run: PlanRun) -> Rows:
    """The rows after a plan, read by a stranger."""
    return read_rows(office.engine, run.id.hex)


def a_plan(office: Office, *, days: int, seconds: int) -> PlanRun:
    """A plan of the engine after some seconds."""
    run = ask(office, days, seconds)
    run_plan(office, str(run.id))
    return look(office, run)


def change(office: Office, what: Callable[[], sa.Update | sa.Delete]) -> None:
    """Spoil a draft."""
    with begin(office, SYSTEM) as uow:
        uow.db.execute(what())


def in_words(rows: Rows) -> list[str]:
    """What was left lying."""
    return [
        f"{found.session}: {[(s.person, s.mode) for s in found.seats]} {found.handed or ''}"
        for found in missed(rows)
    ]


def planned_week(office: Office, people: int, sessions: int, seed: int, seconds: int) -> PlanRun:
    """A seeded week, planned."""
    with begin(office, SYSTEM) as uow:
        a_large_week(uow, people=people, sessions=sessions, seed=seed)
    return a_plan(office, days=7, seconds=seconds)


def test_a_small_week_leaves_nothing_that_could_be_had(office: Office) -> None:
    rows = rows_of(office, planned_week(office, 40, 70, seed=5, seconds=2))
    assert len(rows.seats) > 30
    assert len(rows.seats) < sum(s.row["team"] for s in rows.sessions.values())
    assert unlawful(rows) == []
    assert in_words(rows) == []
    assert any(seat.mode != rows.sessions[seat.session].modes[0] for seat in rows.seats)


@pytest.mark.wide
@pytest.mark.parametrize("seed", range(21, 31))
def test_ten_weeks_leave_nothing_that_could_be_had(office: Office, seed: int) -> None:
    rows = rows_of(office, planned_week(office, 120, 300, seed=seed, seconds=10))
    assert unlawful(rows) == []
    assert in_words(rows) == []


def test_whoever_is_taken_away_and_stays_free_is_found(office: Office) -> None:
    """The control: each assignment taken away by itself is one that could be had."""
    run = planned_week(office, 30, 30, seed=3, seconds=2)
    whole = rows_of(office, run)
    assert in_words(whole) == []
    assert len(whole.seats) > 3
    for seat in whole.seats:
        spoilt = Rows(whole.people, whole.sessions, [s for s in whole.seats if s != seat])
        assert seat.session in {found.session for found in missed(spoilt)}


def test_a_second_mode_is_found(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        someone(uow, modalities=("video",))
        session = make.a_session(uow, modalities=("on_site", "video")).id
    run = a_plan(office, days=1, seconds=1)
    (seat,) = rows_of(office, run).seats
    assert (uuid.UUID(seat.session), seat.mode) == (session, "video")
    change(office, lambda: sa.delete(DraftAssignment))
    (found,) = missed(rows_of(office, run))
    assert [s.mode for s in found.seats] == ["video"]


def test_a_handover_is_found(office: Office) -> None:
    """가영 alone speaks both; where she has the session that 나영 could have, the other one has nobody."""
    with begin(office, SYSTEM) as uow:
        both = someone(uow, languages=("vi", "ru")).id
        one = someone(uow, languages=("ru",)).id
        alone = make.a_session(uow, language="vi").id
        shared = make.a_session(uow, language="ru").id
    run = a_plan(office, days=1, seconds=1)
    rows = rows_of(office, run)
    assert {(s.session, s.person) for s in rows.seats} == {
        (alone.hex, both.hex),
        (shared.hex, one.hex),
    }
    of = DraftAssignment.session_id
    change(office, lambda: sa.delete(DraftAssignment).where(of == alone))
    change(
        office,
        lambda: sa.update(DraftAssignment).where(of == shared).values(interpreter_id=both),
    )
    (found,) = missed(rows_of(office, run))
    assert found.handed is not None
    assert (found.session, found.seats[0].person, found.handed.person) == (
        alone.hex,
        both.hex,
        one.hex,
    )
