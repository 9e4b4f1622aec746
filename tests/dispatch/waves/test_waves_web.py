"""Waves on the board, under "To do now" and in the log, and the page of their policies."""

from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from accounts.store.tables import User
from dispatch.domain.waves import CascadeState, Wave, WaveKind
from dispatch.service.waves import cascades
from dispatch.store.tables import Cascade, Offer, OfferPolicy
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.security.permissions import the_system
from interpreters.store.tables import Interpreter
from scheduling.store.tables import CounsellingSession
from tests.conftest import SetClock
from tests.dispatch.waves.waving import THREE_WAVES, a_province, pass_time, start, work
from tests.factories import a_coordinator
from tests.signing_in import sign_in
from tests.transactions import in_office


@pytest.fixture
def desk(web: FlaskClient, office: Office) -> FlaskClient:
    """The browser of a coordinator who reads English."""
    sign_in(web, in_office(office, lambda uow: a_coordinator(uow, language="en")))
    return web


def board_of(office: Office, session_id: UUID) -> str:
    """The address of its board with the session opened."""
    with reading(office, the_system()) as uow:
        day = uow.db.get_one(CounsellingSession, session_id).day
    return f"/dispatch/{day}?s={session_id}"


def only_cascade(office: Office) -> Cascade:
    """The one that there is."""
    with reading(office, the_system()) as uow:
        return uow.db.scalars(sa.select(Cascade)).one()


def test_the_board_starts_waves_and_shows_who_was_asked_and_saw_it(
    desk: FlaskClient, office: Office, clock: SetClock
) -> None:
    session_id, _ = in_office(office, a_province)
    page = board_of(office, session_id)
    day = page.split("?")[0]
    assert "Own staff: up to 3 people" in desk.get(page).text

    desk.post(f"{day}/sessions/{session_id}/waves?s={session_id}", data={"slot_no": "1"})
    assert "The first wave goes out now." in desk.get(page).text
    work(office)
    assert "in the app" not in desk.get(page).text
    with begin(office, the_system()) as uow:
        asked = uow.db.scalars(sa.select(Offer)).one()
        person = uow.db.get_one(Interpreter, asked.interpreter_id)
        user = uow.db.get_one(User, person.user_id)
    phone = desk.application.test_client()
    sign_in(phone, user)
    clock.now += timedelta(minutes=5)
    phone.get("/home")

    shown = desk.get(page).text
    assert "Wave 1: Own staff." in shown
    assert "in the app" in shown
    assert "or as soon as everyone has declined" in shown


def test_buttons_of_the_panel(desk: FlaskClient, office: Office) -> None:
    session_id, people = in_office(office, a_province)
    cascade_id = start(office, session_id)
    page = board_of(office, session_id)
    at = f"{page.split('?')[0]}/cascades/{cascade_id}"

    def press(deed: str, **form: str) -> str:
        answered = desk.post(f"{at}/{deed}?s={session_id}", data=form, follow_redirects=True)
        assert answered.status_code == 200
        return answered.text

    assert "The next wave goes out now." in press("skip")
    work(office)
    assert "Resume waves" in press("pause")
    assert desk.post(f"{at}/skip").status_code == 409
    assert "Resumed." in press("resume")
    assert "has been asked." in press("add", interpreter=str(people[-1]))
    assert "Ask again in waves" in press("stop")
    assert only_cascade(office).state is CascadeState.STOPPED


def test_exhausted_waves_stand_under_to_do_now(
    desk: FlaskClient, office: Office, clock: SetClock
) -> None:
    session_id, _ = in_office(office, lambda uow: a_province(uow, own=0, others=0))
    start(office, session_id)
    assert "Everyone was asked, nobody accepted" not in desk.get("/dispatch/now").text

    pass_time(office, clock, hours=1)

    shown = desk.get("/dispatch/now").text
    assert "Everyone was asked, nobody accepted" in shown
    assert "Declined, unanswered or withdrawn" not in shown
    assert "wave 1" in desk.get("/offers/log").text


def test_nothing_to_do_while_waves_wait_for_the_morning(
    desk: FlaskClient, office: Office, clock: SetClock
) -> None:
    session_id, _ = in_office(office, a_province)
    start(office, session_id)
    clock.now += timedelta(hours=10)
    work(office)

    assert "Declined, unanswered or withdrawn" not in desk.get("/dispatch/now").text


def test_all_of_a_day_in_one_go(desk: FlaskClient, office: Office) -> None:
    session_id, _ = in_office(office, a_province)
    day = board_of(office, session_id).split("?")[0]

    assert "started for 1 session" in desk.post(f"{day}/sessions/waves", follow_redirects=True).text
    assert "already" in desk.post(f"{day}/sessions/waves", follow_redirects=True).text


WAVES = {
    "wave1_kind": "staff",
    "wave1_size": "2",
    "wave1_minutes": "60",
    "wave2_kind": "province",
    "wave2_size": "5",
}


def policies_of(office: Office) -> list[OfferPolicy]:
    """What the office keeps."""
    with reading(office, the_system()) as uow:
        return list(uow.db.scalars(sa.select(OfferPolicy)))


def test_a_policy_is_shown_before_it_is_kept_changed_and_removed(
    desk: FlaskClient, office: Office
) -> None:
    shown = desk.post(
        "/offer-policies/new", data={**WAVES, "priority": "1", "do": "check", "_key": "one-form"}
    )
    assert "1. Own staff: up to 2 people, 60 minutes." in shown.text
    assert policies_of(office) == []

    desk.post("/offer-policies/new", data={**WAVES, "priority": "1", "_key": "one-form"})
    kept = policies_of(office)[0]
    assert [wave.minutes for wave in kept.planned] == [60, None]
    assert (kept.priority, kept.tier, kept.version) == (1, None, 1)
    again = desk.post("/offer-policies/new", data={**WAVES, "priority": "1"})
    assert again.status_code == 422
    assert "There is a policy for these requests already" in again.text

    at = f"/offer-policies/{kept.id}"
    assert "60 minutes" in desk.get(at).text
    desk.post(at, data={**WAVES, "wave1_size": "4", "version": "1"})
    assert policies_of(office)[0].planned[0].size == 4
    stale = desk.post(at, data={**WAVES, "version": "1"})
    assert stale.status_code == 409
    assert "Somebody has changed this policy" in stale.text

    desk.post(f"{at}/remove")
    assert policies_of(office) == []


def test_every_fault_of_a_policy_is_told_at_once(desk: FlaskClient) -> None:
    wrong = {**WAVES, "wave1_size": "0", "wave1_minutes": "999999"}
    answered = desk.post("/offer-policies/new", data=wrong)

    assert answered.status_code == 422
    assert answered.text.count("Enter a number between") >= 2
    gap = desk.post("/offer-policies/new", data={"wave2_kind": "staff", "wave2_size": "1"})
    assert "Fill in the waves one after another." in gap.text


def test_the_waves_of_the_policy_that_holds_begin(desk: FlaskClient, office: Office) -> None:
    session_id, _ = in_office(office, a_province)
    desk.post("/offer-policies/new", data={**WAVES, "priority": "3"})

    def begin_it(uow: UnitOfWork) -> None:
        cascades.start(uow, session_id, 1)

    in_office(office, begin_it)

    found = only_cascade(office)
    assert found.policy_version == 1
    assert found.planned[0] == Wave(kind=WaveKind.STAFF, size=2, seconds=3600)
    assert len(THREE_WAVES) != len(found.planned)
