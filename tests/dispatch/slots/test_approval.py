"""Long ways and long days: a coordinator's logged reason is the approval, and nothing goes past it."""

from datetime import timedelta

import pytest

from accounts.service import kept_settings
from accounts.store.tables import User
from dispatch.service.engine.snapshot import take_snapshot
from dispatch.service.situation.reading import read_situation
from dispatch.service.slots import offers
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, Refused
from interpreters.store.tables import Interpreter
from scheduling.store.tables import CounsellingSession
from tests import factories as make
from tests.dispatch.acting import acting, ask, assign
from tests.factories.dispatch import a_signed_up_interpreter, an_assignment, an_offer


def far_away(uow: UnitOfWork) -> tuple[Interpreter, User, CounsellingSession]:
    """Somebody who would travel 200 km, and a session two hours and a half from their home."""
    who, user = a_signed_up_interpreter(uow, city="yeoncheon", max_travel_km=200)
    return who, user, make.a_session(uow, site=make.a_site(uow, city="ansan"))


def test_a_long_way_is_asked_for_with_a_reason_only(uow: UnitOfWork) -> None:
    who, user, session = far_away(uow)
    with pytest.raises(Refused, match="a coordinator must approve it") as refused:
        ask(uow, session, who)
    assert list(refused.value.problems) == ["override_reason"]
    offer = ask(uow, session, who, override_reason="nobody nearer, travel paid")
    assert offer.overridden == ["long_way"]
    assert offers.accept(acting(uow, user), offer.id).overridden == ["long_way"]


def test_nobody_approves_their_own_way(uow: UnitOfWork) -> None:
    who, user, session = far_away(uow)
    offer = an_offer(uow, session, who)
    with pytest.raises(Conflict, match="a coordinator must approve it"):
        offers.accept(acting(uow, user), offer.id)


def test_without_a_limit_nothing_has_to_be_approved(uow: UnitOfWork) -> None:
    who, _user, session = far_away(uow)
    for name in ("long_way_minutes", "long_way_km"):
        kept_settings.change_one(uow, name, "0")
    assert ask(uow, session, who).overridden == []


def test_a_long_day_is_approved_too(uow: UnitOfWork) -> None:
    who, _user = a_signed_up_interpreter(uow)
    site = make.a_site(uow, city="ansan")
    early, late = (make.a_session(uow, start=at, site=site) for at in ("07:00", "17:00"))
    assign(uow, early, who, override_reason="agreed")
    with pytest.raises(Refused, match="Away from home for 660 minutes"):
        assign(uow, late, who)
    assert assign(uow, late, who, override_reason="agreed").overridden == ["away"]


def test_a_plan_sends_nobody_on_a_long_way_and_keeps_whom_it_was_agreed_with(
    uow: UnitOfWork,
) -> None:
    who, _user, session = far_away(uow)
    day = uow.today + timedelta(days=1)
    (told,) = take_snapshot(read_situation(uow, day, day)).problem.sessions
    assert told.candidates == ()
    # Agreed before the way counted as long.
    an_assignment(uow, session, who)
    (told,) = take_snapshot(read_situation(uow, day, day)).problem.sessions
    assert told.candidates == tuple(held.interpreter for held in told.held_by) == (str(who.id),)
