"""Urgent requests ask in waves of fifteen minutes by themselves, unless the office has switched that off."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

import app as roof
from accounts.domain.roles import Role
from accounts.store.tables import User
from dispatch.domain.waves import CascadeEnd, CascadeState
from dispatch.service.autopilot import switch
from dispatch.service.waves import cascades, going
from dispatch.service.waves.choosing import rank
from dispatch.store.tables import Cascade, Offer
from foundation.config import settings_from
from foundation.database.work import UnitOfWork
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain, Modality
from scheduling.domain.needs import RequestNeed
from scheduling.service import reading, requests
from scheduling.store.tables import CounsellingSession
from tests.conftest import KEYS
from tests.dispatch.acting import acting, later
from tests.factories import a_coordinator, a_session, a_site, a_user, an_organisation
from tests.factories.dispatch import a_signed_up_interpreter


def placed(uow: UnitOfWork, by: User, hours: int = 3, **values: Any) -> CounsellingSession:
    """A request for a session so many hours ahead, on site, placed by somebody of an organisation."""
    organisation = by.memberships[0].organisation_id
    starts = (uow.now + timedelta(hours=hours)).astimezone(uow.settings.zone)
    need = RequestNeed(
        organisation_id=organisation,
        language=Language.VIETNAMESE,
        domain=Domain.GENERAL,
        modalities=(Modality.PHONE,),
        day=starts.date(),
        start=starts.time(),
        minutes=30,
        **values,
    )
    made = requests.place(acting(uow, by), need)
    return reading.get_session_of(acting(uow, by), made.id)


def counsellor_of(uow: UnitOfWork) -> User:
    organisation = an_organisation(uow)
    a_site(uow, organisation)
    user = a_user(uow, Role.COUNSELLOR, organisation)
    uow.db.refresh(user, ["memberships"])
    return user


def cascades_of(uow: UnitOfWork) -> list[Cascade]:
    return list(uow.db.scalars(sa.select(Cascade)))


def test_an_urgent_request_asks_five_for_fifteen_minutes_then_the_next(uow: UnitOfWork) -> None:
    for _ in range(7):
        a_signed_up_interpreter(uow)
    session = placed(uow, counsellor_of(uow))
    cascade = cascades_of(uow)[0]
    assert (cascade.state, cascade.is_urgent) == (CascadeState.RUNNING, True)

    going.go(uow, cascade.id, 1, rank(uow, session.id))
    first = list(uow.db.scalars(sa.select(Offer)))
    assert [o.expires_at - uow.now for o in first] == [timedelta(minutes=15)] * 5
    then = later(uow, minutes=15)
    uow.db.refresh(cascade)
    going.go(then, cascade.id, 2, rank(then, session.id))

    assert len(list(uow.db.scalars(sa.select(Offer)))) == 7


@pytest.mark.parametrize(("hours", "tier"), [(30, None), (3, "T3")])
def test_what_is_far_ahead_or_a_crisis_waits_for_a_person(
    uow: UnitOfWork, hours: int, tier: str | None
) -> None:
    placed(uow, counsellor_of(uow), hours, tier=tier, case_code="SUW-2026-1")
    assert cascades_of(uow) == []


def test_switched_off_nothing_starts_by_itself(uow: UnitOfWork) -> None:
    user = counsellor_of(uow)
    off = replace(uow, settings=settings_from({**KEYS, "urgent_waves": 0}, roof.SECTIONS))
    placed(off, user)
    assert cascades_of(uow) == []


def test_what_a_coordinator_enters_for_somebody_waits_for_the_click(uow: UnitOfWork) -> None:
    user, desk = counsellor_of(uow), a_coordinator(uow)
    starts = (uow.now + timedelta(hours=3)).astimezone(uow.settings.zone)
    need = RequestNeed(
        organisation_id=user.memberships[0].organisation_id,
        language=Language.VIETNAMESE,
        domain=Domain.GENERAL,
        modalities=(Modality.PHONE,),
        day=starts.date(),
        start=starts.time(),
        minutes=30,
    )
    requests.place(acting(uow, desk), need, requester_id=user.id)
    assert cascades_of(uow) == []


def test_the_switch_stops_urgent_waves_that_run_and_none_that_a_person_began(
    uow: UnitOfWork,
) -> None:
    for _ in range(7):
        a_signed_up_interpreter(uow)
    user = counsellor_of(uow)
    session = placed(uow, user)
    by_itself = cascades_of(uow)[0]
    going.go(uow, by_itself.id, 1, rank(uow, session.id))
    by_hand = cascades.start(uow, a_session(uow).id, 1)

    assert switch.stop(uow) == 1
    for cascade in (by_itself, by_hand):
        uow.db.refresh(cascade)
    assert (by_itself.state, by_itself.end_reason) == (
        CascadeState.STOPPED,
        CascadeEnd.SWITCHED_OFF,
    )
    assert by_hand.state is CascadeState.RUNNING
    # Whoever was asked may still answer; nobody else is asked.
    assert going.go(later(uow, minutes=15), by_itself.id, 2, rank(uow, session.id)) == []
    placed(uow, user, hours=4)
    assert len(cascades_of(uow)) == 2
