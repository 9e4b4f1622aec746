"""Pins that cannot hold: compared with trying everything, the fewest at a time, with the rule that says so."""

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from random import Random

import pytest

from dispatch.solver.problem import pins as pins_file
from dispatch.solver.problem.pins import Pin, PinConflict, PinRule, pin_conflicts
from dispatch.solver.problem.problem import Agreement, Problem, Session
from tests.dispatch.solver.builders import a_problem, a_session, a_way, an_interpreter, in_way
from tests.dispatch.solver.tiny import a_tiny_problem, a_tiny_problem_of_two_days, lawful_plans

BOTH = ("i1", "i2")


def pinned(name: str = "s1", start: int = 600, **changes: object) -> Session:
    """A session that i1 must serve."""
    return a_session(name, start=start, **{"pinned": ("i1",), **changes})


def of_two(*sessions: Session, **changes: object) -> Problem:
    """A problem with two people."""
    people = (an_interpreter("i1", **changes), an_interpreter("i2"))
    return a_problem(*sessions, interpreters=people)


@pytest.mark.parametrize(
    ("problem", "rule"),
    [
        (a_problem(pinned(candidates=())), PinRule.NOT_A_CANDIDATE),
        (a_problem(pinned(start=400)), PinRule.NOT_FREE),
        (a_problem(pinned(minutes=500, start=545)), PinRule.DAY_CAP),
        (of_two(pinned(), worked_minutes=1950), PinRule.WEEK_CAP),
        (of_two(pinned(strain=1), max_strain_per_day=0), PinRule.STRAIN_CAP),
        (a_problem(pinned(needed=2)), PinRule.TEAM),
        (of_two(pinned(start=400, minutes=500)), PinRule.SEVERAL),
    ],
)
def test_one_pin_that_cannot_hold_is_named_with_its_rule(problem: Problem, rule: PinRule) -> None:
    assert pin_conflicts(problem) == [PinConflict((Pin("s1", "i1"),), rule)]


@pytest.mark.parametrize(
    ("sessions", "changes", "rule"),
    [
        ([pinned("a"), pinned("b", 630)], {}, PinRule.SAME_TIME),
        ([pinned("a"), pinned("b", 665)], {}, PinRule.TOO_CLOSE),
        ([pinned("a"), pinned("b", 680, place="clinic")], {}, PinRule.TOO_CLOSE),
        ([pinned("a"), pinned("b", 800)], {"max_minutes_per_day": 100}, PinRule.DAY_CAP),
        ([pinned("a"), pinned("b", 800)], {"worked_minutes": 1900}, PinRule.WEEK_CAP),
        (
            [pinned("a", strain=1), pinned("b", 800, strain=1)],
            {"max_strain_per_day": 1},
            PinRule.STRAIN_CAP,
        ),
    ],
)
def test_two_pins_that_contradict_each_other_are_named_together(
    sessions: list[Session], changes: dict[str, int], rule: PinRule
) -> None:
    innocent = pinned("c", 1000, minutes=10)
    found = pin_conflicts(of_two(*sessions, innocent, **changes))
    assert found == [PinConflict((Pin("a", "i1"), Pin("b", "i1")), rule)]


def test_a_window_may_make_room_for_both() -> None:
    close = [pinned("a"), pinned("b", 600, latest_start=700)]
    assert pin_conflicts(a_problem(*close)) == []
    assert pin_conflicts(a_problem(close[0], in_way(close[1], latest_start=669))) != []


def test_only_the_way_that_is_pinned_counts() -> None:
    ways = (a_way("there", "clinic", ("i1",)), a_way("video", None, ("i1",)))
    second = pinned("b", 685)
    for way, holds in (("there", False), ("video", True)):
        first = replace(pinned("a"), ways=ways, pinned=(Agreement("i1", way),))
        assert (pin_conflicts(a_problem(first, second)) == []) is holds


def test_a_later_start_may_keep_somebody_less_long_away() -> None:
    morning = pinned("a", 600, latest_start=800)
    evening = pinned("b", 900)
    assert pin_conflicts(of_two(morning, evening, max_away_minutes=300)) == []
    (found,) = pin_conflicts(
        of_two(in_way(morning, latest_start=610), evening, max_away_minutes=300)
    )
    assert found.rule is PinRule.AWAY_CAP


def test_half_a_team_is_possible_where_somebody_else_is_left() -> None:
    half = pinned("a", needed=2, candidates=BOTH)
    other = pinned("b", 630, candidates=BOTH, pinned=("i2",))
    assert pin_conflicts(of_two(half)) == []
    (found,) = pin_conflicts(of_two(half, other))
    assert (found.pins, found.rule) == ((Pin("a", "i1"), Pin("b", "i2")), PinRule.TEAM)


def test_each_contradiction_is_told_in_one_line() -> None:
    found = pin_conflicts(a_problem(pinned("a"), pinned("b", 630), pinned("c", 1200)))
    assert [conflict.line() for conflict in found] == [
        "impossible pins: c with i1: is not free then",
        "impossible pins: a with i1, b with i1: at the same time",
    ]


def test_nothing_is_said_where_the_search_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pins_file, "MOST_CHECKS", 0)
    assert pin_conflicts(a_problem(pinned(start=400))) == []


def with_pins(problem: Problem, dice: Random) -> Problem:
    """The same problem with some of its candidates, or anybody, pinned."""

    def some(session: Session) -> Session:
        anybody = [i.id for i in problem.interpreters]
        way = dice.choice(session.ways)
        among = list(way.candidates) if dice.random() < 0.8 else anybody
        count = min(len(among), dice.choice([0, 1, 1, session.needed]))
        people = dice.sample(among, count)
        return replace(session, pinned=tuple(Agreement(who, way.name) for who in people))

    return replace(problem, sessions=tuple(map(some, problem.sessions)))


def can_hold(problem: Problem, kept: frozenset[Pin]) -> bool | None:
    """Whether some pins can hold, by listing every plan; None where that takes too long."""
    sessions = (
        replace(s, pinned=tuple(p for p in s.pinned if Pin(s.id, p.interpreter) in kept))
        for s in problem.sessions
    )
    only = replace(problem, sessions=tuple(s for s in sessions if s.pinned))
    plans = lawful_plans(only)
    return None if plans is None else bool(plans) or not only.sessions


@pytest.mark.parametrize("family", [a_tiny_problem, a_tiny_problem_of_two_days])
def test_what_is_said_is_what_trying_everything_finds(family: Callable[[int], Problem]) -> None:
    seen = {True: 0, False: 0}
    for seed in range(40):
        problem = with_pins(family(seed), Random(seed))
        pins = frozenset(Pin(s.id, p.interpreter) for s in problem.sessions for p in s.pinned)
        possible = can_hold(problem, pins)
        if possible is None:
            continue
        seen[possible] += 1
        found = pin_conflicts(problem)
        assert (not found) is possible, f"seed {seed}"
        for conflict in found:
            assert can_hold(problem, frozenset(conflict.pins)) is False
            for fewer in combinations(conflict.pins, len(conflict.pins) - 1):
                assert can_hold(problem, frozenset(fewer)) is True, f"seed {seed}"
        said = {pin for conflict in found for pin in conflict.pins}
        assert can_hold(problem, pins - said) is True
    assert min(seen.values()) > 6
