"""The figures of a plan, counted by hand."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from dispatch.domain.plan_figures import PlanFigures, PlannedSession, Toll, figures_of_plan
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Modality
from interpreters.domain.standing import Employment
from scheduling.domain.states import Priority
from tests.dispatch.people import a_need, a_person, at


def test_figures_are_counted_by_hand() -> None:
    staff = a_person(id=InterpreterId(UUID(int=1)), employment=Employment.STAFF)
    other = a_person(id=InterpreterId(UUID(int=2)))
    russian = Language.RUSSIAN

    def planned_session(*people: Any, team: int = 1, **need: Any) -> PlannedSession:
        return PlannedSession(
            need=a_need(**need),
            team=team,
            people=people,
            first_mode=Modality.ON_SITE,
            wished_start=at("10:00"),
        )

    found = figures_of_plan(
        [
            planned_session(staff, case_code="A"),
            planned_session(staff, other, team=2, case_code="A"),
            planned_session(staff, case_code="B"),
            planned_session(other, case_code="B", modality=Modality.VIDEO, point=None),
            planned_session(staff, case_code="C", start="11:00"),
            planned_session(case_code="C", priority=Priority.DANGER),
            planned_session(other, team=2, case_code="", priority=Priority.DAILY),
            planned_session(
                other, case_code="", language=russian, fallback_language=staff.languages[0].language
            ),
        ],
        Toll(travel_minutes=100, tight=1, spread_minutes=60, changed=2),
    )
    assert found == PlanFigures(
        sessions=8,
        filled=6,
        unfilled={1: 1, 4: 1},
        travel_minutes=100,
        served_by={"staff": 4, "freelance": 4, "volunteer": 0},
        cases=2,
        cases_with_one=1,
        spread_minutes=60,
        tight=1,
        other_mode=1,
        other_language=1,
        other_start=1,
        changed=2,
    )
    assert PlanFigures.from_json(found.as_json()) == found
    assert found != replace(found, tight=2)
