"""Whether anything has changed that a plan was made from is seen without reading it all again."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from accounts.store.tables import Site
from dispatch.domain.states import RunState
from dispatch.service.engine import solving
from dispatch.service.plans import make as making
from dispatch.service.plans.make import run_plan
from dispatch.service.situation.reading import read_situation
from foundation.database.footprint import Footprint, footprint_of, is_unchanged, overheard
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.times.spans import Span
from foundation.times.zones import day_span
from interpreters.domain.ids import InterpreterId
from interpreters.store.tables import Interpreter, Restriction, SpokenLanguage
from scheduling.domain.availability import DatedTime
from scheduling.service import availability
from scheduling.store.tables import CounsellingSession, Request, WeeklyAvailability
from tests import factories as make
from tests.conftest import SetClock
from tests.dispatch.board_days import Statements
from tests.dispatch.planned import DIES, SYSTEM, ask, look, someone
from tests.factories.dispatch import an_assignment, an_offer
from training.service.catalogue import class_times
from training.store.tables import Certification

HOUR = timedelta(hours=1)
Change = Callable[[UnitOfWork, Interpreter, CounsellingSession], Any]


def update(table: type[Any], **values: Any) -> Change:
    """A change of every row of a table."""
    return lambda uow, _who, _session: uow.db.execute(sa.update(table).values(**values))


def remove(table: type[Any]) -> Change:
    """The loss of every row of a table."""
    return lambda uow, _who, _session: uow.db.execute(sa.delete(table))


def take_leave(uow: UnitOfWork, who: Interpreter, session: CounsellingSession) -> None:
    availability.add_exception(
        uow, who.id, DatedTime(first_day=session.day, last_day=session.day, available=False)
    )


def bar(uow: UnitOfWork, who: Interpreter, session: CounsellingSession) -> None:
    uow.db.execute(
        sa.insert(Restriction).values(
            id=session.id, interpreter_id=who.id, kind="exclusion", first_day=uow.today
        )
    )


def join_a_class(uow: UnitOfWork, who: Interpreter, session: CounsellingSession) -> None:
    day = day_span(session.day, uow.settings.zone)
    class_times.book(
        uow, InterpreterId(who.id), "보수교육", Span(day.start, day.start + timedelta(hours=12))
    )


def join_the_roster(uow: UnitOfWork, _who: Interpreter, _session: CounsellingSession) -> None:
    someone(uow)


CHANGES: dict[str, Change] = {
    "leave": take_leave,
    "exclusion": bar,
    "exclusion by the requester": update(Request, excluded=["x"]),
    "certification revoked": update(Certification, status="revoked"),
    "certification shorter": update(Certification, valid_until=date(2026, 11, 24)),
    "session moved": lambda uow, _who, session: uow.db.execute(
        sa.update(CounsellingSession).values(
            starts_at=session.starts_at + HOUR,
            earliest_start_at=session.starts_at + HOUR,
            latest_start_at=session.starts_at + HOUR,
        )
    ),
    "session cancelled": update(CounsellingSession, state="cancelled"),
    "session elsewhere": update(Site, latitude=37.0),
    "another session": lambda uow, _who, _session: make.a_session(uow),
    "person paused": update(Interpreter, standing="paused"),
    "person moved house": update(Interpreter, latitude=37.0),
    "person joined": join_the_roster,
    "hours withdrawn": remove(WeeklyAvailability),
    "language forgotten": remove(SpokenLanguage),
    "class": join_a_class,
    "assignment": lambda uow, who, session: an_assignment(uow, session, who),
    "assignment elsewhere": lambda uow, who, session: an_assignment(
        uow, make.a_session(uow, day=session.day + timedelta(days=2)), who
    ),
    "offer": lambda uow, who, session: an_offer(uow, session, who),
    "offer declined": lambda uow, who, session: an_offer(uow, session, who, state="declined"),
}


def read(office: Office) -> Footprint:
    """What a plan of tomorrow is made from."""
    with reading(office, SYSTEM, still=True) as uow:
        tomorrow = uow.today + timedelta(days=1)
        with overheard(uow.db) as questions:
            read_situation(uow, tomorrow, tomorrow)
        return footprint_of(uow.db, questions)


@pytest.fixture
def office(any_office: Office) -> Office:
    """Each database in turn: what is compared is what the database answers."""
    return any_office


@pytest.fixture
def them(any_office: Office) -> tuple[Interpreter, CounsellingSession]:
    """Somebody, and a session tomorrow."""
    with begin(any_office, SYSTEM) as uow:
        return someone(uow), make.a_session(uow)


@pytest.mark.parametrize("kind", CHANGES)
def test_a_change_of_any_kind_is_seen(
    any_office: Office, them: tuple[Interpreter, CounsellingSession], kind: str
) -> None:
    footprint = read(any_office)
    with reading(any_office, SYSTEM) as uow:
        assert is_unchanged(uow.db, footprint)
    with begin(any_office, SYSTEM) as uow:
        CHANGES[kind](uow, *them)
    with reading(any_office, SYSTEM) as uow:
        assert not is_unchanged(uow.db, footprint)


def test_what_is_committed_during_a_reading_is_seen_afterwards(
    any_office: Office, them: tuple[Interpreter, CounsellingSession]
) -> None:
    with reading(any_office, SYSTEM, still=True) as uow:
        tomorrow = uow.today + timedelta(days=1)
        with overheard(uow.db) as questions:
            read_situation(uow, tomorrow, tomorrow)
        with begin(any_office, SYSTEM) as other:
            bar(other, *them)
        footprint = footprint_of(uow.db, questions)
    with reading(any_office, SYSTEM) as uow:
        assert not is_unchanged(uow.db, footprint)


@pytest.mark.usefixtures("them")
def test_a_plan_is_read_once_while_nothing_changes(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[object] = []
    whole = making.take_snapshot

    def counted(situation: Any, **how: Any) -> Any:
        taken.append(situation)
        return whole(situation, **how)

    monkeypatch.setattr(making, "take_snapshot", counted)
    run = ask(office)
    run_plan(office, str(run.id), watch=solving.Watch(engine=DIES))
    assert look(office, run).state is RunState.DONE
    assert len(taken) == 1


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("exclusion", RunState.STALE),
        ("leave", RunState.STALE),
        ("certification revoked", RunState.STALE),
        ("person paused", RunState.STALE),
        ("session moved", RunState.STALE),
        ("assignment", RunState.STALE),
        ("person joined", RunState.DONE),
    ],
)
def test_a_plan_goes_stale_where_it_no_longer_fits_and_only_there(
    office: Office,
    them: tuple[Interpreter, CounsellingSession],
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    state: RunState,
) -> None:
    solve = solving.solve

    def meanwhile(*args: Any) -> Any:
        with begin(office, SYSTEM) as uow:
            CHANGES[kind](uow, *them)
        return solve(*args)

    monkeypatch.setattr(solving, "solve", meanwhile)
    run = ask(office)
    run_plan(office, str(run.id), watch=solving.Watch(engine=DIES))
    assert look(office, run).state is state


def test_the_hour_counts_too(office: Office, clock: SetClock) -> None:
    with begin(office, SYSTEM) as uow:
        someone(uow)
        make.a_session(uow, start="10:00", latest="11:00")
    with reading(office, SYSTEM) as uow:
        tomorrow = uow.today + timedelta(days=1)
        situation = read_situation(uow, tomorrow, tomorrow)
    (session,) = situation.sessions.values()
    assert situation.is_same_at(clock.now + timedelta(hours=3))
    assert not situation.is_same_at(session.earliest_start_at + timedelta(minutes=10))
    assert not situation.is_same_at(clock.now + timedelta(days=1))


@pytest.mark.usefixtures("them")
def test_looking_whether_it_moved_makes_nothing_of_the_rows(office: Office) -> None:
    footprint = read(office)
    with reading(office, SYSTEM) as uow, Statements(office) as heard:
        assert is_unchanged(uow.db, footprint)
        assert not uow.db.identity_map.values()
    assert len(heard.texts) == len(footprint.questions)
