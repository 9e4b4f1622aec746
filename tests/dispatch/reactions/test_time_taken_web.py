"""Less time for somebody who holds sessions: it is asked before it is saved, and told after; nobody is freed by it."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from dispatch.domain.states import AssignmentState, OfferState
from dispatch.store.tables import Assignment, Offer
from foundation.database.work import Office, UnitOfWork, begin
from foundation.messages.outbox import Message
from scheduling.domain.availability import DatedTime
from scheduling.service import availability
from tests.dispatch.acting import ask, assign
from tests.dispatch.board_days import SYSTEM
from tests.factories import a_coordinator, a_session, a_user
from tests.factories.dispatch import a_signed_up_interpreter
from tests.factories.learners import a_learner, an_enrolment
from tests.factories.training import a_cohort
from tests.signing_in import sign_in
from training.store.tables import ClassMeeting


class Scene:
    """Somebody with a session tomorrow at ten and one at three, asked about one the day after at ten."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.hanh, self.user = a_signed_up_interpreter(uow, language="en")
        self.coordinator = a_coordinator(uow, language="en")
        self.manager = a_user(uow, Role.TRAINING_MANAGER, language="en")
        first = a_session(uow, start="10:00")
        self.day = first.day
        self.held = [assign(uow, first, self.hanh).id]
        self.held.append(assign(uow, a_session(uow, start="15:00"), self.hanh).id)
        asked = a_session(uow, start="10:00", day=self.day + timedelta(days=1))
        self.offer = ask(uow, asked, self.hanh).id
        uow.db.execute(sa.delete(Message))


def after(office: Office, it: Scene) -> tuple[list[AssignmentState], OfferState, set[str]]:
    with begin(office, SYSTEM) as uow:
        held = [uow.db.get_one(Assignment, each).state for each in it.held]
        to = set(uow.db.scalars(sa.select(Message.to)))
        return held, uow.db.get_one(Offer, it.offer).state, to


def save_again(web: FlaskClient, path: str, sent: dict[str, Any], page: str) -> int:
    shown = page.split('name="shown" value="')[1].split('"', maxsplit=1)[0]
    return web.post(path, data={**sent, "do_save": "1", "shown": shown}).status_code


STAYS = [AssignmentState.CONFIRMED, AssignmentState.CONFIRMED]


def test_narrower_weekly_times_name_what_they_do_not_cover(
    web: FlaskClient, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        it = Scene(uow)
    sign_in(web, it.user)
    path = "/schedule/availability"
    # Tuesday afternoons alone: the session at three stays covered, ten and the offer of Wednesday do not.
    sent = {"d0_0_from": "", "d0_0_to": "", "d1_0_from": "14:00", "d1_0_to": "18:00"}
    shown = web.post(path, data=sent)
    assert shown.status_code == 200
    text = unescape(shown.text)
    assert "10:00 am" in text
    assert "3:00 pm" not in text
    assert (text.count("1 confirmed session"), text.count("1 offer without an answer")) == (1, 1)
    assert after(office, it) == (STAYS, OfferState.SENT, set())

    assert save_again(web, path, sent, shown.text) == 303
    held, offer, to = after(office, it)
    assert (held, offer) == (STAYS, OfferState.WITHDRAWN)
    assert it.coordinator.email in to


def test_wider_weekly_times_ask_nothing(web: FlaskClient, office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        it = Scene(uow)
    sign_in(web, it.user)
    sent = {"d0_0_from": "", "d0_0_to": ""}
    sent |= {
        f"d{n}_0_{key}": at for n in (1, 2) for key, at in (("from", "08:00"), ("to", "24:00"))
    }
    assert web.post("/schedule/availability", data=sent).status_code == 303
    assert after(office, it) == (STAYS, OfferState.SENT, set())


def test_extra_time_is_not_taken_back_unasked(web: FlaskClient, office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        it = Scene(uow)
        extra = DatedTime(first_day=it.day, last_day=it.day, available=True)
        row = availability.add_exception(uow, it.hanh.id, extra)
        # A long day away from home: somebody has approved it.
        evening = a_session(uow, start="20:00")
        late = assign(uow, evening, it.hanh, override_reason="agreed").id
    sign_in(web, it.user)
    path = f"/schedule/availability/days/{row.id}/remove"
    shown = web.post(path)
    assert shown.status_code == 200
    assert "8:00 pm" in shown.text
    assert save_again(web, path, {}, shown.text) == 303
    with begin(office, SYSTEM) as uow:
        assert uow.db.get_one(Assignment, late).state is AssignmentState.CONFIRMED
        assert availability.list_exceptions(uow, it.hanh.id) == []


def a_class(uow: UnitOfWork, it: Scene) -> ClassMeeting:
    """In nine days, of a cohort in which she has a seat."""
    cohort = a_cohort(
        uow,
        classes=1,
        first_class=uow.now + timedelta(days=9),
        closes_at=uow.now - timedelta(hours=1),
    )
    an_enrolment(uow, cohort, a_learner(uow, interpreter=it.hanh))
    return cohort.meetings[0]


def test_a_class_moved_onto_sessions_says_how_many_and_tells_both_sides(
    web: FlaskClient, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        it = Scene(uow)
        meeting = a_class(uow, it)
    sign_in(web, it.manager)
    path = f"/training/classes/{meeting.id}"
    sent = {"title": meeting.title, "day": it.day.isoformat(), "starts": "09:00", "ends": "12:00"}
    shown = web.post(path, data=sent)
    assert shown.status_code == 200, shown.text
    assert "1 confirmed session" in shown.text
    assert it.hanh.full_name in shown.text
    assert after(office, it)[2] == set()
    assert save_again(web, path, sent, shown.text) == 303
    held, offer, to = after(office, it)
    assert (held, offer) == (STAYS, OfferState.SENT)
    assert {it.coordinator.email, it.user.email} <= to


@pytest.mark.parametrize(("starts", "status"), [("09:00", 200), ("16:30", 303)])
def test_a_class_planned_onto_sessions_asks_first(
    web: FlaskClient, office: Office, starts: str, status: int
) -> None:
    with begin(office, SYSTEM) as uow:
        it = Scene(uow)
        cohort = a_class(uow, it).cohort_id
    sign_in(web, it.manager)
    sent = {"title": "용어", "day": it.day.isoformat(), "starts": starts, "ends": "17:30"}
    assert web.post(f"/training/{cohort}/classes", data=sent).status_code == status
