"""Placing, changing, cancelling and deciding requests, on a real database."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from foundation.database.audit import AuditEntry, list_entries
from foundation.database.events import Event
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.errors import Conflict, Forbidden, NotFound, Refused
from foundation.security.permissions import Actor, the_system
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain, Modality, Tier
from scheduling.domain.events import SessionCancelled, SessionChanged, SessionRequested
from scheduling.domain.needs import RequestNeed
from scheduling.domain.states import RefusalCode, RequestState, SessionState
from scheduling.service import checks, reading, requests, sessions
from scheduling.store.tables import Request
from scheduling.web.history import history_lines
from tests.conftest import SetClock
from tests.factories import a_session, as_actor
from tests.scheduling.conftest import THURSDAY, People, some_people
from tests.threads import at_once


def a_need(people: People, **changed: Any) -> RequestNeed:
    need = RequestNeed(
        organisation_id=people.home.id,
        case_code="ANS-2026-0412",
        language=Language.VIETNAMESE,
        domain=Domain.MEDICAL,
        modalities=(Modality.ON_SITE, Modality.VIDEO),
        site_id=people.room.id,
        day=THURSDAY,
        start=time(10, 30),
        minutes=90,
        note="동의서 설명",
    )
    return replace(need, **changed)


@dataclass
class Desk:
    """A counsellor's unit of work, and the news heard in it."""

    uow: UnitOfWork
    heard: list[Event]


def actor_of(office: Office, user: Any) -> Actor:
    with begin(office, the_system()) as uow:
        return as_actor(uow, user)


def at_work(uow: UnitOfWork) -> Desk:
    heard: list[Event] = []
    kinds: tuple[type[Event], ...] = (SessionRequested, SessionChanged, SessionCancelled)

    def hear(_uow: UnitOfWork, event: Event) -> None:
        heard.append(event)

    uow.subscribers = dict.fromkeys(kinds, (hear,))
    return Desk(uow, heard)


@pytest.fixture
def desk(office: Office, people: People) -> Iterator[Desk]:
    with begin(office, actor_of(office, people.counsellor)) as uow:
        yield at_work(uow)


@pytest.fixture
def centre(office: Office, people: People) -> Iterator[Desk]:
    with begin(office, actor_of(office, people.coordinator)) as uow:
        yield at_work(uow)


def test_a_request_is_approved_at_once_and_wants_an_interpreter(desk: Desk, people: People) -> None:
    request = requests.place(desk.uow, a_need(people))
    session = reading.get_session_of(desk.uow, request.id)
    assert request.state is RequestState.APPROVED
    assert request.reference == "R-2611-0001"
    assert (request.tier, request.priority, request.team) == (Tier.T2, 3, 1)
    assert session.state is SessionState.REQUESTED
    assert session.starts_at == datetime(2026, 11, 26, 1, 30, tzinfo=UTC)
    assert desk.heard == [SessionRequested(session.id)]
    assert requests.place(desk.uow, a_need(people)).reference == "R-2611-0002"


def test_the_note_is_encrypted_and_never_in_the_audit_trail(desk: Desk, people: People) -> None:
    request = requests.place(desk.uow, a_need(people))
    assert "동의서" not in request.encrypted_note
    assert reading.read_note(desk.uow, request) == "동의서 설명"
    requests.change(desk.uow, request.id, a_need(people, note="다른 말"))
    desk.uow.db.flush()
    for entry in desk.uow.db.scalars(sa.select(AuditEntry)):
        assert "동의서" not in str(entry.facts)
        assert "다른 말" not in str(entry.facts)


def test_a_crisis_without_case_code_waits_for_the_coordinator(
    office: Office, people: People
) -> None:
    with begin(office, actor_of(office, people.counsellor)) as uow:
        desk = at_work(uow)
        need = a_need(people, domain=Domain.VIOLENCE, case_code="")
        request = requests.place(uow, need)
        assert (request.state, desk.heard) == (RequestState.SUBMITTED, [])
        assert sessions.list_sessions(uow, THURSDAY, THURSDAY) == []
    with begin(office, actor_of(office, people.coordinator)) as uow:
        desk = at_work(uow)
        requests.decide(uow, request.id, RequestState.APPROVED)
        assert len(desk.heard) == 1
        assert len(sessions.list_sessions(uow, THURSDAY, THURSDAY)) == 1


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("day", {"day": date(2026, 11, 20)}),
        ("minutes", {"minutes": -30}),
        ("site", {"site_id": None}),
        ("organisation", {"organisation_id": None}),
    ],
)
def test_a_bad_request_names_the_field_and_stores_nothing(
    desk: Desk, people: People, field: str, changed: dict[str, Any]
) -> None:
    with pytest.raises(Refused) as refused:
        requests.place(desk.uow, a_need(people, **changed))
    assert field in refused.value.problems
    assert desk.uow.db.scalar(sa.select(sa.func.count()).select_from(Request)) == 0


def test_all_problems_are_told_at_once(desk: Desk, people: People) -> None:
    need = a_need(people, day=date(2026, 11, 20), language=None, site_id=people.foreign_room.id)
    found = checks.find_problems(desk.uow, need).found
    assert set(found) == {"day", "language", "site"}


def test_nobody_asks_for_another_organisation_except_the_centre(
    office: Office, people: People
) -> None:
    foreign = a_need(people, organisation_id=people.other.id, site_id=people.foreign_room.id)
    with begin(office, actor_of(office, people.counsellor)) as uow, pytest.raises(NotFound):
        requests.place(uow, foreign)
    with begin(office, actor_of(office, people.coordinator)) as uow:
        assert requests.place(uow, foreign).organisation_id == people.other.id


def test_a_change_that_matters_is_news_and_a_note_is_not(desk: Desk, people: People) -> None:
    request = requests.place(desk.uow, a_need(people))
    session = reading.get_session_of(desk.uow, request.id)
    desk.heard.clear()
    kept = a_need(people, tier=Tier.T2, priority=3, team=1)
    requests.change(desk.uow, request.id, replace(kept, note="바뀐 말", room="3층"))
    assert desk.heard == []
    requests.change(desk.uow, request.id, replace(kept, start=time(11)))
    assert desk.heard == [SessionChanged(session.id)]
    assert session.starts_at == datetime(2026, 11, 26, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(("hours_before", "late"), [(30, False), (2, True)])
def test_cancelling_late_is_kept_and_told(
    office: Office, people: People, clock: SetClock, hours_before: int, late: bool
) -> None:
    with begin(office, actor_of(office, people.counsellor)) as uow:
        request = requests.place(uow, a_need(people))
    clock.now = datetime(2026, 11, 26, 1, 30, tzinfo=UTC) - timedelta(hours=hours_before)
    with begin(office, actor_of(office, people.counsellor)) as uow:
        desk = at_work(uow)
        requests.cancel(uow, request.id)
        session = reading.get_session_of(uow, request.id)
        assert session.state is SessionState.CANCELLED
        assert (session.cancelled_by, session.cancelled_late) == ("requester", late)
        assert desk.heard == [SessionCancelled(session.id, late)]
        with pytest.raises(Conflict):
            requests.cancel(uow, request.id)


def test_what_has_begun_cannot_be_changed(office: Office, people: People, clock: SetClock) -> None:
    with begin(office, actor_of(office, people.counsellor)) as uow:
        request = requests.place(uow, a_need(people))
    clock.now = datetime(2026, 11, 26, 1, 31, tzinfo=UTC)
    with begin(office, actor_of(office, people.counsellor)) as uow, pytest.raises(Conflict):
        requests.change(uow, request.id, a_need(people, minutes=60))


def test_a_refusal_needs_a_code_and_frees_whoever_was_asked(centre: Desk, people: People) -> None:
    request = requests.place(centre.uow, a_need(people))
    with pytest.raises(Refused) as refused:
        requests.decide(centre.uow, request.id, RequestState.REFUSED)
    assert list(refused.value.problems) == ["refusal"]
    requests.decide(
        centre.uow, request.id, RequestState.REFUSED, refusal=RefusalCode.DUPLICATE, note="어제 것"
    )
    assert (request.refusal, request.decision_note) == (RefusalCode.DUPLICATE, "어제 것")
    assert isinstance(centre.heard[-1], SessionCancelled)
    with pytest.raises(Conflict):
        requests.decide(centre.uow, request.id, RequestState.APPROVED)


def test_only_the_centre_decides(desk: Desk, people: People) -> None:
    request = requests.place(desk.uow, a_need(people))
    with pytest.raises(Forbidden):
        requests.decide(desk.uow, request.id, RequestState.REFERRED)


def test_a_foreign_request_and_an_unknown_one_look_the_same(office: Office, people: People) -> None:
    with begin(office, the_system()) as uow:
        foreign = a_session(uow, organisation=people.other, requester=people.stranger)
    with begin(office, actor_of(office, people.counsellor)) as uow:
        for request_id in (foreign.request_id, people.home.id):
            with pytest.raises(NotFound) as error:
                reading.get_session_of(uow, request_id)
            assert str(error.value) == "Page not found"
            with pytest.raises(NotFound):
                requests.cancel(uow, request_id)


def test_dispatch_chooses_the_start_inside_the_window_only(uow: UnitOfWork) -> None:
    session = a_session(
        uow, start="10:00", earliest="09:30", latest="10:30", modalities=["on_site", "video"]
    )
    half = timedelta(minutes=30)
    sessions.set_start(uow, session, session.starts_at + half, Modality.VIDEO)
    assert session.modality is Modality.VIDEO
    with pytest.raises(Refused):
        sessions.set_start(uow, session, session.starts_at + half)
    with pytest.raises(Refused):
        sessions.set_start(uow, session, session.starts_at, Modality.PHONE)
    sessions.set_state(uow, session, SessionState.REQUESTED, cause="nobody_available")
    assert session.cause == "nobody_available"


def test_the_history_says_what_dispatch_chose(uow: UnitOfWork) -> None:
    session = a_session(
        uow, start="10:00", earliest="09:30", latest="10:30", modalities=["on_site", "video"]
    )
    half = timedelta(minutes=30)
    chosen = sessions.ChosenStart
    sessions.set_start(uow, session, session.starts_at, Modality.VIDEO)
    sessions.set_starts(uow, [chosen(session, session.starts_at + half)])
    sessions.set_starts(uow, [chosen(session, session.starts_at, Modality.ON_SITE)])
    uow.db.flush()
    names = [
        line.what.text
        for line in history_lines(list_entries(uow.db, subject=str(session.id)), names_all=True)
    ]
    start, mode = "Start chosen within the window", "Mode chosen: %(mode)s"
    assert [name for name in reversed(names) if "chosen" in name] == [mode, start, mode]


def test_requests_work_on_both_databases(any_office: Office) -> None:
    with begin(any_office, the_system()) as uow:
        session = a_session(uow, day=THURSDAY, preferred=["a"])
    with begin(any_office, the_system()) as uow:
        [found] = sessions.list_sessions(uow, THURSDAY, THURSDAY)
        assert (found.id, found.request.preferred) == (session.id, ["a"])
        assert found.site is not None
        assert found.request.organisation.name
        assert sessions.list_by_ids(uow, [session.id]) == [found]
        need = replace(reading.need_of(uow, found), minutes=120)
        requests.change(uow, found.request_id, need)
        requests.cancel(uow, found.request_id)


def test_requests_placed_at_once_get_numbers_of_their_own(any_office: Office) -> None:
    with begin(any_office, the_system()) as uow:
        people = some_people(uow)
    actor = actor_of(any_office, people.counsellor)

    def ask(_number: int) -> str:
        with begin(any_office, actor) as uow:
            return requests.place(uow, a_need(people)).reference

    references = at_once(ask, range(8), 4)
    assert sorted(references) == [f"R-2611-{n:04}" for n in range(1, 9)]
