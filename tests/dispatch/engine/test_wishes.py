"""What the office wishes reaches every problem that the engine is given, in the engine's own currency."""

from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.service import kept_settings
from dispatch.domain.fit import UNFILLED_COSTS
from dispatch.domain.office_settings import WEIGHTS
from dispatch.domain.settings import DispatchSettings
from dispatch.domain.wishes import MINUTE_COST, MOST_TOGETHER, WISHES, Wishes, setting_of
from dispatch.service.engine import insertion_desk
from dispatch.service.engine.snapshot import take_snapshot, with_more_people
from dispatch.service.situation.day import Situation
from dispatch.service.situation.planned_ways import ways_to_hold
from dispatch.service.situation.reading import read_situation
from dispatch.solver.problem import problem as engine
from foundation.database.work import UnitOfWork
from interpreters.domain.standing import Employment
from tests import factories as make
from tests.dispatch.planned import someone
from tests.factories.dispatch import an_assignment as hold

RATHER = Wishes(
    even_load=30,
    same_person=50,
    staff=7,
    freelance=5,
    change=100,
    tight=9,
    other_mode=11,
    other_language=13,
    other_start=17,
)
TOLD = engine.Costs(
    travel_minute=4,
    load_minute=2,
    discontinuity=200,
    change=400,
    tight_transfer=36,
    tight_minutes=15,
)


def situation_of(uow: UnitOfWork, days: int = 1) -> Situation:
    uow.db.flush()
    day = uow.today + timedelta(days=1)
    return read_situation(uow, day, day + timedelta(days=days - 1))


def test_the_usual_wishes_are_those_of_the_settings(uow: UnitOfWork) -> None:
    assert Wishes.of(DispatchSettings()) == Wishes()
    assert situation_of(uow).wishes == Wishes()


def test_a_kept_setting_reaches_the_situation(uow: UnitOfWork) -> None:
    kept_settings.change_one(uow, setting_of("staff"), "90")
    assert situation_of(uow).wishes == Wishes(staff=90)


def test_a_plan_is_told_of_them(uow: UnitOfWork) -> None:
    kinds = (Employment.STAFF, Employment.FREELANCE, Employment.VOLUNTEER)
    people = [someone(uow, employment=kind) for kind in kinds]
    make.a_session(uow, case_code="ANS-1")
    problem = take_snapshot(replace(situation_of(uow), wishes=RATHER)).problem
    assert problem.costs == TOLD
    costs = {i.id: i.session_cost for i in problem.interpreters}
    assert [costs[str(p.id)] for p in people] == [0, 28, 48]
    assert [s.case for s in problem.sessions] == ["ANS-1"]
    assert {i.max_away_minutes for i in problem.interpreters} == {600}


def test_each_way_of_a_session_is_told_what_it_is_worth(uow: UnitOfWork) -> None:
    someone(uow)
    make.a_session(
        uow,
        latest="11:00",
        modalities=["on_site", "video"],
        language="uz",
        fallback_language="ru",
    )
    (session,) = take_snapshot(replace(situation_of(uow), wishes=RATHER)).problem.sessions
    costs = {way.name: way.cost for way in session.ways}
    assert costs["on_site"] == 0
    assert costs["video"] == 4 * 11
    assert costs["on_site/other_start"] == 4 * 17
    assert costs["video/other_start/in_ru"] == 4 * (11 + 13 + 17)


def test_a_ranking_a_swap_and_one_more_person_are_weighed_alike(
    uow: UnitOfWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[engine.Problem] = []
    desk = insertion_desk.InsertionDesk

    def spy(problem: engine.Problem, *rest: object) -> object:
        asked.append(problem)
        return desk(problem, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(insertion_desk, "InsertionDesk", spy)
    one, two = someone(uow), someone(uow)
    wanted = make.a_session(uow, start="10:00", case_code="ANS-1")
    hold(uow, make.a_session(uow, start="10:00", site=wanted.site, case_code="ANS-2"), one)
    situation = replace(situation_of(uow), wishes=RATHER)
    ways, people = ways_to_hold(situation, wanted), list(situation.people.values())
    insertion_desk.rank_people(situation, ways, [situation.people[two.id]])
    insertion_desk.swaps(situation, ways, people)
    more = with_more_people(take_snapshot(situation), {"another": people[0]})
    assert [problem.costs for problem in (*asked, more)] == [TOLD] * 3
    assert {i.session_cost for problem in (*asked, more) for i in problem.interpreters} == {28}
    assert {s.case for problem in asked for s in problem.sessions} == {"ANS-1", "ANS-2"}


def test_a_day_without_limit_is_no_limit_of_the_engine(uow: UnitOfWork) -> None:
    someone(uow)
    kept_settings.change_one(uow, "away_minutes_per_day", "0")
    (person,) = take_snapshot(situation_of(uow)).problem.interpreters
    assert person.max_away_minutes == engine.NO_LIMIT


def test_a_day_too_long_already_is_no_lawful_duty(uow: UnitOfWork) -> None:
    """It was agreed: a problem that held it to the limit could not be solved."""
    person = someone(uow)
    early = make.a_session(uow, start="07:00")
    late = make.a_session(uow, start="19:00", site=early.site)
    for session in (early, late):
        hold(uow, session, person, override_reason="agreed")
    make.a_session(uow, start="12:00", site=early.site)
    problem = take_snapshot(situation_of(uow)).problem
    held = [session.id for session in problem.sessions if session.pinned]
    assert len(held) == 1
    assert str(early.id) in held[0]


def test_no_wishes_together_are_worth_leaving_somebody_without() -> None:
    """With four hours of travel more, all that one session can miss stays below the smallest need."""
    assert min(UNFILLED_COSTS.values()) > MINUTE_COST * (MOST_TOGETHER + 4 * 60)


def answers(**weights: int) -> dict[str, str]:
    usual = Wishes().as_json() | weights
    return {
        **{setting_of(wish): str(weight) for wish, weight in usual.items()},
        "tight_spare_minutes": "15",
    }


def test_weights_that_do_not_go_together_are_refused_by_name() -> None:
    assert WEIGHTS.find_problems(answers()) == {}
    assert list(WEIGHTS.find_problems(answers(even_load=20))) == [setting_of("even_load")]
    much = answers(staff=240, freelance=240, same_person=240, tight=240, even_load=60)
    (name,) = WEIGHTS.find_problems(much)
    assert name in {setting_of(wish) for wish in WISHES}
    assert list(WEIGHTS.find_problems(answers(change=601))) == [setting_of("change")]


def test_what_was_kept_of_weights_is_read_again() -> None:
    assert Wishes.from_json(RATHER.as_json()) == RATHER
    assert Wishes.from_json({"staff": 7, "no_longer_known": 3}) == Wishes(staff=7)


def test_a_load_that_cannot_be_weighed_is_a_fault_of_the_environment() -> None:
    faults = dict(DispatchSettings(wish_even_load_minutes=20).faults())
    assert faults == {"wish_even_load_minutes": "expected a multiple of 15"}
