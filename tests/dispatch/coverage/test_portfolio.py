"""Courses for a budget: asked for, chosen with the yield, shown, and proposed once."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from dispatch.domain.gains import GainKind
from dispatch.domain.portfolio import (
    PortfolioWish,
    course_days,
    path_to,
    seats_until_likely,
    wish_from,
)
from dispatch.service.coverage import portfolio, portfolio_work
from dispatch.store.tables import CoveragePortfolio
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.security.errors import Conflict, Refused
from foundation.security.permissions import the_system
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import CertificationLevel
from scheduling.domain.states import SessionState
from tests.factories import a_session, a_user
from tests.factories.certifications import the_ladder
from tests.factories.gains import a_gain, a_gain_run
from tests.signing_in import sign_in
from training.store.tables import TrainingProposal

SYSTEM = the_system()
PLENTY = PortfolioWish(seats=100, trainer_days=200, room_days=200, money=900_000_000)


def typed(wish: PortfolioWish) -> dict[str, str]:
    return {name: f"{value:,}" for name, value in wish.as_json().items()}


def a_list(uow: UnitOfWork) -> Sequence[UUID]:
    """Two lines that chase the same two sessions, one of which has a third of its own."""
    the_ladder(uow)
    days = [uow.today - timedelta(days=n) for n in (3, 4, 5)]
    lost = [a_session(uow, day=day, state=SessionState.NOT_DELIVERED).id for day in days]
    run = a_gain_run(uow)
    more = a_gain(uow, run, session_ids=lost)
    less = a_gain(uow, run, 2, session_ids=lost[:2], city="suwon")
    a_gain(uow, run, 3, kind=GainKind.VIDEO, level=None, language=Language.THAI)
    return [more.id, less.id]


def chosen(office: Office, wish: PortfolioWish) -> UUID:
    with begin(office, SYSTEM) as uow:
        asked = portfolio.ask(uow, typed(wish))
    portfolio_work.choose_courses(office, str(asked))
    portfolio_work.choose_courses(office, str(asked))
    return asked


def test_two_courses_that_chase_the_same_sessions_are_not_both_held(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        more, less = a_list(uow)
    chosen(office, PLENTY)
    with reading(office, SYSTEM) as uow:
        shown = portfolio.read_newest(uow)
        best, other = shown.choices
        (line,) = best["people"]
        assert (line["gain"], line["count"]) == (str(more), 1)
        # One who comes to serve takes several seats: not everybody completes, passes and stays.
        assert line["seats"] == best["taken"]["seats"] > 1
        assert best["taken"]["money"] <= PLENTY.money
        assert (best["sessions"], best["low"]) == (19.5, 0.0)
        assert [each["gain"] for each in other["people"]] == [str(less)]
        assert shown.portfolio is not None
        assert shown.portfolio.result is not None
        assert set(shown.portfolio.result["more"]) == {
            "seats",
            "trainer_days",
            "room_days",
            "money",
        }


def test_a_budget_for_nothing_chooses_nothing(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        a_list(uow)
    chosen(office, PortfolioWish(seats=1))
    with reading(office, SYSTEM) as uow:
        (best,) = portfolio.read_newest(uow).choices
        assert (best["people"], best["need"]) == ([], 0)


def test_every_wrong_field_of_a_budget_is_told_at_once(office: Office) -> None:
    with pytest.raises(Refused) as told:
        wish_from({**typed(PLENTY), "seats": "viele", "money": "-1", "room_days": ""})
    assert set(told.value.problems) == {"seats", "money", "room_days"}
    with begin(office, SYSTEM) as uow, pytest.raises(Refused):
        portfolio.ask(uow, typed(PLENTY))


def test_seats_are_counted_until_people_are_likely_to_come() -> None:
    assert seats_until_likely(1, 1, 1) == 1
    assert seats_until_likely(2, 1, 1) == 3
    # Half of them for certain: of three seats two or more come in four cases of eight.
    assert seats_until_likely(2, 1e6, 1e6) == 3
    assert seats_until_likely(1, 1, 1e9) == 200


def test_a_group_has_no_more_seats_than_people(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        the_ladder(uow)
        lost = a_session(uow, day=uow.today - timedelta(days=3), state=SessionState.NOT_DELIVERED)
        level, run = CertificationLevel.MEDICAL, a_gain_run(uow)
        a_gain(uow, run, kind=GainKind.UPSKILL, level=level, session_ids=[lost.id], people=["x"])
    chosen(office, PLENTY)
    with reading(office, SYSTEM) as uow:
        (best,) = portfolio.read_newest(uow).choices
        assert best["people"] == []


def test_somebody_new_takes_every_course_on_the_way() -> None:
    medical = CertificationLevel.MEDICAL
    assert path_to(GainKind.UPSKILL, medical) == (medical,)
    assert len(path_to(GainKind.NEW_INTERPRETER, medical)) == 3
    assert course_days(GainKind.NEW_INTERPRETER, medical) == 7 + 4 + 7


def test_what_is_chosen_is_proposed_once_with_one_click(
    desk: FlaskClient, web: FlaskClient, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        more, _ = a_list(uow)
        manager = a_user(uow, Role.TRAINING_MANAGER)
    assert desk.post("/coverage/portfolio", data={"seats": "x"}).status_code == 422
    assert desk.post("/coverage/portfolio", data=typed(PLENTY)).status_code == 303
    assert "고르고 있어요" in desk.get("/coverage/portfolio").get_data(as_text=True)
    with reading(office, SYSTEM) as uow:
        asked = uow.db.scalars(sa.select(CoveragePortfolio.id)).one()
    portfolio_work.choose_courses(office, str(asked))
    address = f"/coverage/portfolio/{asked}/propose"
    assert desk.post(address).status_code == 403
    sign_in(web, manager)
    assert address in web.get("/coverage/portfolio").get_data(as_text=True)
    assert web.post(address).headers["Location"] == "/training/proposals"
    assert web.post(address).headers["Location"] == "/coverage/portfolio"
    with begin(office, SYSTEM) as uow:
        (proposal,) = uow.db.scalars(sa.select(TrainingProposal)).all()
        assert (proposal.gain_id, len(proposal.session_ids)) == (more, 3)
        a_gain_run(uow, asked_at=uow.now + timedelta(hours=1))
        found = uow.db.get_one(CoveragePortfolio, asked)
        found.proposed_at = None
        uow.db.flush()
        with pytest.raises(Conflict):
            portfolio.propose(uow, asked)
