"""Without a person: only what is allowed, within its limits, never in a crisis; one switch stops all of it."""

from dataclasses import replace
from datetime import time, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from dispatch.domain.autopilot import AutopilotAct, AutopilotDeed, AutopilotLimits
from dispatch.domain.states import OPEN_OFFERS
from dispatch.domain.waves import CascadeEnd, CascadeState
from dispatch.service.autopilot import acting as autopilot
from dispatch.service.autopilot import switch
from dispatch.service.plans.make import run_plan
from dispatch.store.tables import AutopilotEntry, AutopilotPolicy, Cascade, Offer, PlanRun
from foundation.database.audit import list_entries
from foundation.database.work import Office, UnitOfWork, reading
from foundation.security.errors import Conflict, Forbidden, Refused
from foundation.security.permissions import the_system
from interpreters.domain.qualifications import Tier
from tests.conftest import SetClock
from tests.dispatch.acting import acting
from tests.factories import a_coordinator, a_session, a_user
from tests.factories.dispatch import a_signed_up_interpreter
from tests.signing_in import sign_in
from tests.transactions import failing, in_office

ALWAYS = AutopilotLimits(
    is_on=True,
    begins=time(0),
    ends=time(23, 59),
    sessions_per_day=5,
    tiers=frozenset({Tier.T0, Tier.T1}),
)


def allow(office: Office, act: AutopilotAct, **values: Any) -> None:
    """Allow an act, at any hour unless `values` say otherwise."""
    limits = replace(ALWAYS, **values)

    def allowing(uow: UnitOfWork) -> None:
        switch.change(uow, act, limits, version=0)

    in_office(office, allowing)


def urgent(office: Office, count: int = 1, **values: Any) -> list[UUID]:
    """Sessions of tomorrow morning for which nobody is asked, and people who could come."""

    def make(uow: UnitOfWork) -> list[UUID]:
        for _ in range(3):
            a_signed_up_interpreter(uow)
        return [a_session(uow, start=f"{10 + n}:00", **values).id for n in range(count)]

    return in_office(office, make)


def cascades_of(office: Office) -> list[Cascade]:
    """Every cascade."""
    with reading(office, the_system()) as uow:
        return list(uow.db.scalars(sa.select(Cascade)))


def entries_of(office: Office) -> list[AutopilotEntry]:
    """What was done."""
    with reading(office, the_system()) as uow:
        return list(uow.db.scalars(sa.select(AutopilotEntry).order_by(AutopilotEntry.at)))


def test_nothing_happens_until_it_is_allowed(office: Office) -> None:
    urgent(office)

    autopilot.act(office)

    assert cascades_of(office) == []


def test_urgent_requests_are_asked_in_waves_and_the_trail_names_the_policy(office: Office) -> None:
    sessions = urgent(office, 2)
    allow(office, AutopilotAct.WAVES)

    autopilot.act(office)
    autopilot.act(office)

    assert {cascade.session_id for cascade in cascades_of(office)} == set(sessions)
    entry = entries_of(office)[0]
    with reading(office, the_system()) as uow:
        kept = uow.db.get_one(AutopilotPolicy, entry.policy_id)
        facts = next(e.facts for e in list_entries(uow.db) if e.name == "autopilot.waves_started")
    assert (entry.policy_version, facts["policy"], facts["version"]) == (1, str(kept.id), 1)


@pytest.mark.parametrize(
    ("limits", "session"),
    [
        ({"begins": time(13)}, {}),  # it is noon
        ({"tiers": frozenset({Tier.T0})}, {"tier": Tier.T2}),
        ({}, {"tier": Tier.T3}),
    ],
)
def test_a_limit_holds(office: Office, limits: dict[str, Any], session: dict[str, Any]) -> None:
    urgent(office, **session)
    allow(office, AutopilotAct.WAVES, **limits)

    autopilot.act(office)

    assert cascades_of(office) == []


def test_no_more_sessions_than_a_day_allows(office: Office, clock: SetClock) -> None:
    urgent(office, 4)
    allow(office, AutopilotAct.WAVES, sessions_per_day=2)

    autopilot.act(office)
    autopilot.act(office)
    assert len(cascades_of(office)) == 2

    clock.now += timedelta(hours=13)  # another day
    autopilot.act(office)
    assert len(cascades_of(office)) == 4


def test_a_crisis_can_never_be_allowed_and_faults_are_told_at_once(office: Office) -> None:
    wrong = replace(
        ALWAYS, tiers=frozenset({Tier.T3}), begins=time(12), ends=time(9), sessions_per_day=0
    )
    with pytest.raises(Refused) as refused:
        in_office(office, lambda uow: switch.change(uow, AutopilotAct.WAVES, wrong, version=0))
    assert set(refused.value.problems) == {"ends", "sessions_per_day", "tiers"}


def test_the_switch_stops_everything_also_the_waves_it_has_started(office: Office) -> None:
    urgent(office, 2)
    allow(office, AutopilotAct.WAVES, sessions_per_day=1)
    autopilot.act(office)

    in_office(office, switch.stop)

    stopped = cascades_of(office)[0]
    assert (stopped.state, stopped.end_reason) == (CascadeState.STOPPED, CascadeEnd.SWITCHED_OFF)
    allow_again = replace(ALWAYS, sessions_per_day=5)
    in_office(office, lambda uow: switch.change(uow, AutopilotAct.WAVES, allow_again, version=1).id)
    autopilot.act(office)
    assert len(cascades_of(office)) == 1
    in_office(office, switch.go_on)
    autopilot.act(office)
    assert len(cascades_of(office)) == 2


def test_a_plan_is_made_once_a_day_and_only_offers_of_empty_sessions_go_out(
    office: Office,
) -> None:
    calm = urgent(office)[0]
    in_office(office, lambda uow: a_session(uow, start="15:00", tier=Tier.T2).id)
    allow(office, AutopilotAct.PLAN)

    autopilot.act(office)
    autopilot.act(office)
    with reading(office, the_system()) as uow:
        run = uow.db.scalars(sa.select(PlanRun)).one()
    run_plan(office, str(run.id))
    autopilot.act(office)
    autopilot.act(office)

    assert [e.deed for e in entries_of(office)] == [
        AutopilotDeed.PLAN_ASKED,
        AutopilotDeed.PLAN_SENT,
    ]
    with reading(office, the_system()) as uow:
        asked = uow.db.scalars(sa.select(Offer.session_id).where(Offer.state.in_(OPEN_OFFERS)))
        assert list(asked) == [calm]


def test_plans_are_spread_over_the_hours(office: Office, clock: SetClock) -> None:
    limits = replace(ALWAYS, begins=time(8), ends=time(18), plans_per_day=2)
    due = [limits.is_plan_due(time(hour), made) for hour in (8, 12, 13) for made in (0, 1, 2)]
    assert due == [True, False, False] * 2 + [True, True, False]

    urgent(office)
    clock.now = clock.now.replace(hour=0)  # nine o'clock in Seoul
    allow(office, AutopilotAct.PLAN, begins=time(8), ends=time(18), plans_per_day=2)
    autopilot.act(office)
    autopilot.act(office)
    with reading(office, the_system()) as uow:
        first = uow.db.scalars(sa.select(PlanRun)).one()
    run_plan(office, str(first.id))
    clock.now += timedelta(hours=5)
    autopilot.act(office)
    autopilot.act(office)
    deeds = [entry.deed for entry in entries_of(office)]
    assert deeds.count(AutopilotDeed.PLAN_ASKED) == 2


def test_somebody_else_changed_it_and_only_the_centre_may(office: Office) -> None:
    allow(office, AutopilotAct.REPAIR)
    with failing(office, Conflict) as uow:
        switch.change(uow, AutopilotAct.REPAIR, ALWAYS, version=0)
    with failing(office, Forbidden) as uow:
        switch.change(acting(uow, a_coordinator(uow)), AutopilotAct.PLAN, ALWAYS, version=0)


def test_the_page_the_switch_and_the_head_of_the_board(web: FlaskClient, office: Office) -> None:
    urgent(office)
    sign_in(web, in_office(office, lambda uow: a_user(uow, Role.CENTRE_ADMIN, language="en")))
    assert "Nothing allowed" in web.get("/autopilot").text
    form = {
        "is_on": "y",
        "begins": "00:00",
        "ends": "23:00",
        "sessions_per_day": "3",
        "days_ahead": "2",
        "tiers": ["T0", "T1"],
        "version": "0",
    }
    assert web.post("/autopilot/waves", data={**form, "tiers": ["T3"]}).status_code == 422
    web.post("/autopilot/waves", data=form)
    autopilot.act(office)

    board = "/dispatch/2026-11-24"
    assert "Autopilot on:" in web.get(board).text
    assert "Waves started" in web.get("/autopilot").text
    web.post("/autopilot/stop", data={"next": board})
    assert "Autopilot stopped" in web.get(board).text
    web.post("/autopilot/go-on")
    assert "Autopilot on:" in web.get(board).text
    assert web.get("/autopilot/nothing").status_code == 404
