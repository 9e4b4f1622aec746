"""Giving the network away needs one's own password; who is The centre manages is closed by the centre."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from accounts.service import memberships, own_account, users
from accounts.store.tables import Membership
from dispatch.domain.states import AssignmentState, OfferState
from dispatch.store.tables import Assignment, Offer
from foundation.database.audit import AuditEntry
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.security.errors import Refused
from foundation.security.permissions import the_system
from interpreters.domain.standing import Standing
from interpreters.store.tables import Interpreter
from tests.conftest import SetClock
from tests.factories import a_session, a_user, an_interpreter, an_organisation, as_actor
from tests.factories.dispatch import a_signed_up_interpreter, an_assignment, an_offer
from tests.factories.learners import a_learner
from tests.signing_in import sign_in

PASSWORD = "a quiet river at dusk"


def roles(office: Office, user_id: object) -> int:
    with reading(office, the_system()) as uow:
        held = sa.select(sa.func.count()).where(Membership.user_id == user_id)
        return uow.db.scalar(held) or 0


def test_a_role_of_the_centre_asks_for_ones_own_password_and_for_ten_minutes_no_more(
    web: FlaskClient, office: Office, clock: SetClock
) -> None:
    with begin(office, the_system()) as uow:
        centre = an_organisation(uow)
        admin = a_user(uow, Role.CENTRE_ADMIN, centre, password=PASSWORD)
        other = a_user(uow, Role.COUNSELLOR, centre)
    sign_in(web, admin)
    path = f"/org/users/{other.id}/roles"

    def give(role: str, **more: str) -> int:
        form = {"organisation": str(centre.id), "role": role, **more}
        return web.post(path, data=form).status_code

    assert give("centre_admin") == 422
    assert give("centre_admin", own_password="wrong") == 422
    assert give("trainer") == 303
    invitation = {"email": "n@x.example", "full_name": "x", "language": "ko"}
    form = {**invitation, "organisation": str(centre.id), "role": "coordinator"}
    assert web.post("/org/users/new", data=form).status_code == 422
    assert roles(office, other.id) == 2

    assert give("centre_admin", own_password=PASSWORD) == 303
    assert give("coordinator") == 303
    clock.now += timedelta(minutes=11)
    assert give("training_manager") == 422
    confirmed = web.post("/account/confirm", data={"own_password": PASSWORD})
    assert confirmed.status_code == 303
    assert give("training_manager") == 303


@pytest.mark.parametrize("kept", ["role", "roster", "learner", "nothing"])
def test_interpreters_and_learners_are_administered_by_the_centre(
    uow: UnitOfWork, kept: str
) -> None:
    ours = an_organisation(uow)
    person = a_user(uow, Role.INTERPRETER if kept == "role" else Role.COUNSELLOR, ours)
    if kept == "roster":
        an_interpreter(uow, user=person)
    elif kept == "learner":
        a_learner(uow, user=person)
    uow.actor = as_actor(uow, a_user(uow, Role.ORGANISATION_ADMIN, ours))

    deeds = (
        lambda: users.send_link(uow, person.id),
        lambda: users.set_active(uow, person.id, active=False),
    )
    for deed in deeds:
        if kept == "nothing":
            deed()
        else:
            with pytest.raises(Refused, match="The centre manages"):
                deed()
    uow.actor = as_actor(uow, a_user(uow, Role.CENTRE_ADMIN))
    users.set_active(uow, person.id, active=True)


@pytest.mark.parametrize("deed", ["revoke", "close"])
def test_whoever_stops_being_an_interpreter_is_paused_and_freed_in_the_same_deed(
    uow: UnitOfWork, deed: str
) -> None:
    interpreter, user = a_signed_up_interpreter(uow)
    held = an_assignment(uow, a_session(uow), interpreter)
    asked = an_offer(uow, a_session(uow), interpreter)
    home = uow.db.scalars(sa.select(Membership).where(Membership.user_id == user.id)).one()
    uow.actor = as_actor(uow, a_user(uow, Role.CENTRE_ADMIN))

    if deed == "revoke":
        memberships.revoke(uow, user.id, home.organisation_id, Role.INTERPRETER)
    else:
        users.set_active(uow, user.id, active=False)

    uow.db.expire_all()
    assert uow.db.get_one(Interpreter, interpreter.id).standing is Standing.PAUSED
    assert uow.db.get_one(Assignment, held.id).state is AssignmentState.RELEASED
    assert uow.db.get_one(Offer, asked.id).state is OfferState.WITHDRAWN


def test_one_of_two_interpreter_roles_may_go_without_consequences(uow: UnitOfWork) -> None:
    interpreter, user = a_signed_up_interpreter(uow)
    ours = an_organisation(uow)
    memberships.add(uow, user, ours.id, Role.INTERPRETER)
    uow.actor = as_actor(uow, a_user(uow, Role.ORGANISATION_ADMIN, ours))
    memberships.revoke(uow, user.id, ours.id, Role.INTERPRETER)
    assert interpreter.standing is Standing.ACTIVE


def test_the_trail_says_that_somebody_renamed_herself(uow: UnitOfWork) -> None:
    user = a_user(uow, full_name="김서연")
    uow.actor = as_actor(uow, user)
    own_account.change(uow, full_name="이\u202e가\u2066온\x07", language="ko")
    own_account.change(uow, full_name="이가온", language="ko")
    changes = sa.select(AuditEntry).where(AuditEntry.name == "user.changed")
    (entry,) = uow.db.scalars(changes)
    assert (entry.actor_id, entry.facts) == (user.id, {"fields": ["full_name"]})
    assert user.full_name == "이가온"


def test_the_page_of_the_trail_says_who_by_address_and_id(web: FlaskClient, office: Office) -> None:
    with begin(office, the_system()) as uow:
        admin = a_user(uow, Role.CENTRE_ADMIN, full_name="이가온")
        other = a_user(uow, Role.TRAINEE, full_name="이가온")
        uow.actor = as_actor(uow, other)
        own_account.change(uow, full_name="이 가온", language="ko")
    sign_in(web, admin)
    page = web.get("/audit?name=user.changed").get_data(as_text=True)
    assert other.email in page
    assert str(other.id)[:8] in page
