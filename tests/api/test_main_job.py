"""The whole job by the API alone: a request is filed, planned, sent, accepted, reported by both, and paid."""

from datetime import timedelta

import pytest
from flask import Flask

import app as roof
from accounts.domain.roles import Role
from accounts.store.tables import User
from foundation.database.work import Office, begin
from foundation.jobs import run_until_idle
from foundation.security.permissions import the_system
from tests.api.calling import Program, a_token
from tests.conftest import SetClock
from tests.factories import a_site, a_user, an_interpreter, an_organisation, available
from tests.factories.dispatch import a_rate_card

pytestmark = pytest.mark.wide
DAY = "2026-11-25"


@pytest.fixture
def people(office: Office) -> dict[Role, User]:
    """A counsellor of Ansan, a coordinator, an interpreter who could come, and what such work pays."""
    with begin(office, the_system()) as uow:
        ansan = an_organisation(uow)
        a_site(uow, ansan)
        found = {
            role: a_user(uow, role, ansan)
            for role in (Role.COUNSELLOR, Role.COORDINATOR, Role.INTERPRETER, Role.ACCOUNTANT)
        }
        available(uow, an_interpreter(uow, user=found[Role.INTERPRETER]))
        a_rate_card(uow)
        return found


def test_a_script_does_the_whole_job(
    web_app: Flask, office: Office, people: dict[Role, User], clock: SetClock
) -> None:
    asks, desk, phone, money = (
        Program.of(web_app, a_token(office, people[role]))
        for role in (Role.COUNSELLOR, Role.COORDINATOR, Role.INTERPRETER, Role.ACCOUNTANT)
    )
    home = asks.read("/organisations")["items"][0]
    wanted = {
        "organisation": home["id"],
        "language": "vi",
        "domain": "general",
        "modalities": ["on_site", "video"],
        "site": home["places"][0]["id"],
        "day": DAY,
        "start": "14:00",
        "minutes": 60,
    }
    filed = asks.done("/requests", wanted, 201)
    assert filed["state"] == "approved"
    session = filed["session"]["id"]
    assert [each["id"] for each in asks.read("/requests")["items"]] == [filed["id"]]

    ranked = desk.read(f"/sessions/{session}/candidates")["items"]
    assert len(ranked) == 1
    plan = desk.done("/plans", {"first_day": DAY, "last_day": DAY, "seconds": 2}, 202)
    run_until_idle(office, roof.make_jobs(office))
    assert desk.read(f"/plans/{plan['id']}")["state"] == "done"
    drafts = desk.read(f"/plans/{plan['id']}/drafts")["items"]
    assert [each["interpreter"] for each in drafts] == [ranked[0]["interpreter"]]
    assert desk.done(f"/plans/{plan['id']}/send")["offers"] == 1
    run_until_idle(office, roof.make_jobs(office))

    offer = phone.read("/offers")["items"][0]
    assert offer["session"]["address"] == ""
    accepted = phone.done(f"/offers/{offer['id']}/accept")
    assert accepted["state"] == "confirmed"
    assert phone.post(f"/offers/{offer['id']}/accept").status_code == 409

    clock.now += timedelta(days=2, hours=4)
    assert phone.done(f"/assignments/{accepted['id']}/report")["state"] == "awaited"
    told = asks.done(f"/requests/{filed['id']}/outcome")
    assert (told["state"], told["coverage"]) == ("reported", "covered")
    assert desk.read(f"/requests/{filed['id']}/outcome") == told

    run_until_idle(office, roof.make_jobs(office))
    mine = phone.read(f"/claims?month={DAY}")["items"]
    assert [each["won"] for each in mine] == [offer["pay_won"]]
    assert money.read(f"/claims/{mine[0]['id']}") == mine[0]
