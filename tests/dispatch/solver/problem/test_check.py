"""The checker: each rule allowed and forbidden, and each cost worked out by hand."""

import pytest

from dispatch.solver.problem.check import judge, violations
from dispatch.solver.problem.problem import Costs, Problem
from tests.dispatch.solver.builders import a_plan, a_problem, a_session, an_interpreter

TWO = (an_interpreter("i1"), an_interpreter("i2"))


def test_a_session_in_the_window_is_lawful() -> None:
    assert violations(a_problem(), a_plan(("s1", "i1", 600))) == []


def test_an_empty_plan_is_lawful() -> None:
    assert violations(a_problem(), a_plan()) == []


def test_unknown_ids_are_named() -> None:
    found = violations(a_problem(), a_plan(("s9", "i1", 600), ("s1", "i9", 600)))
    assert found == ["s9: no such session", "s1: no such interpreter as i9"]


def test_only_candidates_serve() -> None:
    problem = a_problem(interpreters=TWO)
    assert violations(problem, a_plan(("s1", "i2", 600))) == ["s1: i2 is not a candidate"]


def test_half_a_team_is_no_team() -> None:
    problem = a_problem(a_session(needed=2, candidates=("i1", "i2")), interpreters=TWO)
    assert violations(problem, a_plan(("s1", "i1", 600))) == ["s1: served by 1 of 2"]
    assert violations(problem, a_plan(("s1", "i1", 600), ("s1", "i2", 600))) == []


def test_one_person_is_not_a_team_of_two() -> None:
    problem = a_problem(a_session(needed=2, candidates=("i1", "i2")), interpreters=TWO)
    found = violations(problem, a_plan(("s1", "i1", 600), ("s1", "i1", 600)))
    assert "s1: the same interpreter twice" in found


def test_a_team_starts_together() -> None:
    session = a_session(needed=2, candidates=("i1", "i2"), latest_start=660)
    problem = a_problem(session, interpreters=TWO)
    found = violations(problem, a_plan(("s1", "i1", 600), ("s1", "i2", 610)))
    assert found == ["s1: the team does not start together"]


def test_the_start_lies_in_the_sessions_window() -> None:
    problem = a_problem(a_session(latest_start=620))
    assert violations(problem, a_plan(("s1", "i1", 620))) == []
    assert violations(problem, a_plan(("s1", "i1", 625))) == ["s1: start 625 is outside the window"]


def test_a_pinned_interpreter_serves() -> None:
    problem = a_problem(a_session(pinned=("i1",)))
    assert violations(problem, a_plan(("s1", "i1", 600))) == []
    assert violations(problem, a_plan()) == ["s1: pinned i1 does not serve"]


def test_a_session_lies_inside_one_window_of_availability() -> None:
    fits = a_problem(interpreters=(an_interpreter(available=((600, 660),)),))
    split = a_problem(interpreters=(an_interpreter(available=((600, 630), (630, 660))),))
    plan = a_plan(("s1", "i1", 600))
    assert violations(fits, plan) == []
    assert violations(split, plan) == ["s1: i1 is not available from 600 to 660"]


def test_between_two_places_there_is_time_for_the_way_and_its_buffer() -> None:
    plan = a_plan(("s1", "i1", 600), ("s2", "i1", 700))
    near = a_problem(a_session(), a_session("s2", place="clinic", start=700))
    assert violations(near, plan) == []
    early = a_problem(a_session(), a_session("s2", place="clinic", start=695))
    found = violations(early, a_plan(("s1", "i1", 600), ("s2", "i1", 695)))
    assert found == ["s2: i1 has 35 of 40 minutes after s1"]


def test_at_one_place_the_break_is_enough() -> None:
    problem = a_problem(a_session(), a_session("s2", start=670))
    assert violations(problem, a_plan(("s1", "i1", 600), ("s2", "i1", 670))) == []
    problem = a_problem(a_session(), a_session("s2", start=665))
    found = violations(problem, a_plan(("s1", "i1", 600), ("s2", "i1", 665)))
    assert found == ["s2: i1 has 5 of 10 minutes after s1"]


@pytest.mark.parametrize(("rest", "place", "start"), [(15, "office", 675), (25, "clinic", 700)])
def test_after_a_session_whoever_served_it_rests_or_is_on_the_way(
    rest: int, place: str, start: int
) -> None:
    """The longer of the two counts, and never their sum."""
    problem = a_problem(a_session(rest=rest), a_session("s2", place=place, start=start, rest=90))
    assert violations(problem, a_plan(("s1", "i1", 600), ("s2", "i1", start))) == []
    early = a_problem(a_session(rest=rest), a_session("s2", place=place, start=start - 5, rest=90))
    found = violations(early, a_plan(("s1", "i1", 600), ("s2", "i1", start - 5)))
    assert found == [f"s2: i1 has {start - 665} of {start - 660} minutes after s1"]


def test_a_session_without_place_is_taken_at_home() -> None:
    problem = a_problem(a_session(), a_session("s2", place=None, start=675))
    found = violations(problem, a_plan(("s1", "i1", 600), ("s2", "i1", 675)))
    assert found == ["s2: i1 has 15 of 20 minutes after s1"]


def test_minutes_of_a_day_stay_under_the_cap() -> None:
    problem = a_problem(interpreters=(an_interpreter(max_minutes_per_day=60),))
    assert violations(problem, a_plan(("s1", "i1", 600))) == []
    problem = a_problem(interpreters=(an_interpreter(max_minutes_per_day=59),))
    assert violations(problem, a_plan(("s1", "i1", 600))) == ["i1: 60 of 59 minutes on day 0"]


def test_strain_of_a_day_stays_under_the_cap() -> None:
    starts = (600, 700, 800)
    plan = a_plan(*((f"s{k}", "i1", start) for k, start in enumerate(starts)))
    person = an_interpreter(max_strain_per_day=2)

    def strained(*strains: int) -> Problem:
        pairs = enumerate(zip(starts, strains, strict=True))
        sessions = (a_session(f"s{k}", start=at, strain=strain) for k, (at, strain) in pairs)
        return a_problem(*sessions, interpreters=(person,))

    assert violations(strained(1, 0, 1), plan) == []
    assert violations(strained(1, 1, 1), plan) == ["i1: strain 3 of 2 on day 0"]


def test_strain_of_two_days_is_not_added_up() -> None:
    tomorrow = 1440 + 600
    person = an_interpreter(max_strain_per_day=1, available=((540, 1080), (1980, 2520)))
    sessions = (a_session(strain=1), a_session("s2", start=tomorrow, strain=1))
    problem = a_problem(*sessions, interpreters=(person,))
    assert violations(problem, a_plan(("s1", "i1", 600), ("s2", "i1", tomorrow))) == []


def test_strain_taken_elsewhere_counts_on_its_day_only() -> None:
    def taken(day: int) -> Problem:
        person = an_interpreter(max_strain_per_day=2, strain_taken=((day, 2),))
        return a_problem(a_session(strain=1), interpreters=(person,))

    plan = a_plan(("s1", "i1", 600))
    assert violations(taken(1), plan) == []
    assert violations(taken(0), plan) == ["i1: strain 1 of 0 on day 0"]


def test_minutes_already_worked_count_in_the_first_week_only() -> None:
    tired = an_interpreter(
        max_minutes_per_week=100,
        worked_minutes=50,
        available=((540, 1080), (10620, 11160)),
    )
    first = a_problem(interpreters=(tired,))
    assert violations(first, a_plan(("s1", "i1", 600))) == ["i1: 110 of 100 minutes in week 0"]
    second = a_problem(a_session(start=7 * 1440 + 600), interpreters=(tired,))
    assert violations(second, a_plan(("s1", "i1", 7 * 1440 + 600))) == []


def test_every_term_of_the_cost() -> None:
    problem = a_problem(
        a_session(latest_start=660, preferred=("i2",), held_by=("i2",)),
        a_session("s2", start=800, unfilled_cost=8000, needed=2),
        interpreters=(
            an_interpreter(target_minutes=90),
            an_interpreter("i2", worked_minutes=30),
        ),
    )
    terms = judge(problem, a_plan(("s1", "i1", 605)).assignments).terms
    assert terms.unfilled == 16000
    assert terms.travel == 4 * 20
    assert terms.load == 30 + 30
    assert terms.discontinuity == 120
    assert terms.change == 800
    assert terms.shift == 0
    assert terms.total == 16000 + 80 + 60 + 120 + 800


def test_a_dropped_assignment_is_a_change_whoever_has_it_now() -> None:
    problem = a_problem(a_session(candidates=("i1", "i2"), held_by=("i1",)), interpreters=TWO)
    kept, given, dropped = (
        judge(problem, a_plan(*plan).assignments)
        for plan in ([("s1", "i1", 600)], [("s1", "i2", 600)], [])
    )
    assert [found.changes for found in (kept, given, dropped)] == [0, 1, 1]
    assert [found.terms.change for found in (kept, given, dropped)] == [0, 800, 800]


def test_a_judgement_names_rules_costs_and_what_is_left() -> None:
    problem = a_problem(a_session(held_by=("i1",)), a_session("s2", start=800))
    found = judge(problem, a_plan(("s2", "i1", 801)).assignments)
    assert found.violations == ["s2: start 801 is outside the window"]
    assert (found.terms.unfilled, found.terms.change) == (16000, 800)
    assert (found.unfilled, found.changes) == (("s1",), 1)
    assert found.rank == (1, found.terms.total)


def test_only_a_lawful_plan_that_costs_its_bound_is_optimal() -> None:
    problem = a_problem()
    lawful = judge(problem, a_plan(("s1", "i1", 600)).assignments)
    late = judge(problem, a_plan(("s1", "i1", 601)).assignments)
    total = lawful.terms.total
    assert (lawful.plan(bound=total).status, lawful.plan(bound=total).cost) == ("optimal", total)
    assert lawful.plan(bound=total - 1).status == "feasible"
    assert late.plan(bound=late.terms.total).status == "feasible"


def test_a_team_pays_for_a_late_start_once() -> None:
    team = a_session(latest_start=660, needed=2, candidates=("i1", "i2"))
    problem = a_problem(team, interpreters=TWO, costs=Costs(shift=3))
    assert judge(problem, a_plan(("s1", "i1", 600), ("s1", "i2", 600)).assignments).terms.shift == 0
    late = a_plan(("s1", "i1", 620), ("s1", "i2", 620))
    assert judge(problem, late.assignments).terms.shift == 3 * 20
