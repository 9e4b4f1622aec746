"""Series: made at once, then changed or cancelled for one, the following, or all."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.errors import Refused
from foundation.security.permissions import the_system
from foundation.times.zones import local_clock
from interpreters.domain.qualifications import Modality
from scheduling.domain.series import Scope
from scheduling.domain.states import SessionState
from scheduling.service import reading, series
from scheduling.store.tables import CounsellingSession, Request
from tests.conftest import SetClock
from tests.factories import as_actor
from tests.scheduling.conftest import THURSDAY, People, some_people
from tests.scheduling.test_requests_service import a_need

WEEK = timedelta(days=7)


def made(office: Office, people: People) -> list[Request]:
    with begin(office, the_system()) as uow:
        actor = as_actor(uow, people.counsellor)
    with begin(office, actor) as uow:
        return series.create(uow, a_need(people), until=THURSDAY + 3 * WEEK)


def all_sessions(uow: UnitOfWork) -> list[CounsellingSession]:
    query = sa.select(CounsellingSession).order_by(CounsellingSession.starts_at)
    return list(uow.db.scalars(query))


def test_a_series_is_a_request_for_each_week(any_office: Office) -> None:
    with begin(any_office, the_system()) as uow:
        people = some_people(uow)
    placed = made(any_office, people)
    with begin(any_office, the_system()) as uow:
        assert len({r.series_id for r in placed}) == 1
        assert len({r.reference for r in placed}) == 4
        days = [s.day for s in reading.list_of_series(uow, placed[0])]
        assert days == [THURSDAY + n * WEEK for n in range(4)]


@pytest.mark.parametrize(
    ("scope", "moved"), [(Scope.THIS, [1]), (Scope.FOLLOWING, [1, 2, 3]), (Scope.ALL, [0, 1, 2, 3])]
)
def test_a_change_reaches_the_chosen_dates(
    office: Office, people: People, scope: Scope, moved: list[int]
) -> None:
    placed = made(office, people)
    with begin(office, the_system()) as uow:
        need = reading.need_of(uow, reading.get_session_of(uow, placed[1].id))
        later = replace(need, start=time(14), earliest=time(14), latest=time(14))
        assert series.change(uow, placed[1].id, later, scope) == len(moved)
    with begin(office, the_system()) as uow:
        clocks = [local_clock(s.starts_at, uow.settings.zone) for s in all_sessions(uow)]
        assert [n for n, clock in enumerate(clocks) if clock == time(14)] == moved


def test_moving_the_day_moves_every_date_by_as_much(office: Office, people: People) -> None:
    placed = made(office, people)
    with begin(office, the_system()) as uow:
        need = reading.need_of(uow, reading.get_session_of(uow, placed[0].id))
        series.change(uow, placed[0].id, replace(need, day=THURSDAY - timedelta(days=1)), Scope.ALL)
    with begin(office, the_system()) as uow:
        wednesday = THURSDAY - timedelta(days=1)
        assert [s.day for s in all_sessions(uow)] == [wednesday + n * WEEK for n in range(4)]


def test_a_date_that_was_moved_alone_stays_moved_when_all_get_another_way(
    office: Office, people: People
) -> None:
    placed = made(office, people)
    with begin(office, the_system()) as uow:
        second = reading.need_of(uow, reading.get_session_of(uow, placed[1].id))
        moved = replace(second, start=time(16), earliest=time(16), latest=time(16))
        series.change(uow, placed[1].id, moved, Scope.THIS)
        first = reading.need_of(uow, reading.get_session_of(uow, placed[0].id))
        series.change(uow, placed[0].id, replace(first, modalities=(Modality.PHONE,)), Scope.ALL)
    with begin(office, the_system()) as uow:
        found = all_sessions(uow)
        assert {s.modality for s in found} == {Modality.PHONE}
        assert local_clock(found[1].starts_at, uow.settings.zone) == time(16)


def test_a_change_that_one_date_cannot_take_changes_none(office: Office, people: People) -> None:
    placed = made(office, people)
    last = THURSDAY + 3 * WEEK
    with begin(office, the_system()) as uow:
        need = reading.need_of(uow, reading.get_session_of(uow, placed[0].id))
        far = replace(need, day=THURSDAY + timedelta(days=80))
        with pytest.raises(Refused) as refused:
            series.change(uow, placed[0].id, far, Scope.ALL)
        assert list(refused.value.problems) == ["day"]
        assert all_sessions(uow)[-1].day == last


@pytest.mark.parametrize(("scope", "left"), [(Scope.THIS, 3), (Scope.FOLLOWING, 1), (Scope.ALL, 0)])
def test_cancelling_reaches_the_chosen_dates(
    office: Office, people: People, scope: Scope, left: int
) -> None:
    placed = made(office, people)
    with begin(office, the_system()) as uow:
        series.cancel(uow, placed[1].id, scope)
    with begin(office, the_system()) as uow:
        live = [s for s in all_sessions(uow) if s.state is SessionState.REQUESTED]
        assert len(live) == left


def test_what_is_over_stays_as_it_was(office: Office, people: People, clock: SetClock) -> None:
    placed = made(office, people)
    clock.now = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)
    with begin(office, the_system()) as uow:
        assert series.cancel(uow, placed[1].id, Scope.ALL) == 3
        assert all_sessions(uow)[0].state is SessionState.REQUESTED


@pytest.mark.parametrize(
    ("until", "every", "field"),
    [
        (None, 1, "until"),
        (THURSDAY, 1, "until"),
        (THURSDAY + timedelta(days=100), 1, "until"),
        (THURSDAY + WEEK, 3, "every_weeks"),
    ],
)
def test_a_series_that_makes_no_sense_is_refused(
    office: Office, people: People, until: object, every: int, field: str
) -> None:
    with begin(office, the_system()) as uow:
        actor = as_actor(uow, people.counsellor)
    with begin(office, actor) as uow:
        with pytest.raises(Refused) as refused:
            series.create(uow, a_need(people), until=until, every_weeks=every)  # pyright: ignore[reportArgumentType]  one is None
        assert list(refused.value.problems) == [field]
        assert all_sessions(uow) == []
