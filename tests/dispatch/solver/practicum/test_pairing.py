"""Trainees beside their mentors: the model against trying everything."""

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from dispatch.solver.practicum.pairing import pair
from dispatch.solver.practicum.sittings import (
    MentorSession,
    Pairing,
    PairingProblem,
    Trainee,
    violations,
    worth,
)
from dispatch.solver.problem.problem import Place, Travel

HERE, THERE, HOME = (
    Place("here", 37.32, 126.83),
    Place("there", 37.26, 127.03),
    Place("h", 37.3, 126.9),
)
TRAVEL = Travel(kmh=40, buffer=15)
MAI = Trainee("mai", "mai", "h", observe=600, supervised=1200)


def a_seat(session: str, start: int, minutes: int = 60, **values: object) -> MentorSession:
    return replace(MentorSession("mai", session, "here", start, minutes, speaks=True), **values)  # pyright: ignore[reportArgumentType]


def a_problem(*seats: MentorSession, who: tuple[Trainee, ...] = (MAI,)) -> PairingProblem:
    return PairingProblem((HERE, THERE, HOME), who, seats, TRAVEL)


def test_she_listens_until_it_is_enough_and_speaks_then() -> None:
    nearly = replace(MAI, observe=100)
    problem = a_problem(*(a_seat(f"s{k}", 540 + 90 * k) for k in range(4)), who=(nearly,))

    found = sorted(pair(problem), key=lambda s: s.session)

    assert [s.speaks for s in found] == [False, False, True, True]


def test_nobody_is_in_two_places_at_a_time() -> None:
    """Half an hour is enough to go next door, not to go to the other city."""
    near = a_problem(a_seat("a", 540), a_seat("b", 630))
    far = a_problem(a_seat("a", 540), a_seat("b", 630, place="there"))

    assert len(pair(near)) == 2
    assert len(pair(far)) == 1
    assert violations(far, [Pairing("mai", "a", False), Pairing("mai", "b", False)])


def test_one_trainee_a_session() -> None:
    lan = replace(MAI, id="lan", person="lan")
    problem = a_problem(a_seat("a", 540), a_seat("a", 540, trainee="lan"), who=(MAI, lan))

    assert len(pair(problem)) == 1
    assert violations(problem, [Pairing("mai", "a", False), Pairing("lan", "a", False)])


def test_where_she_may_only_listen_she_does_not_speak() -> None:
    done = replace(MAI, observe=0)

    assert pair(a_problem(a_seat("a", 540, speaks=False), who=(done,))) == ()


def test_a_seat_that_brings_nobody_on_stays_empty() -> None:
    finished = replace(MAI, observe=0, supervised=0)

    assert pair(a_problem(a_seat("a", 540), who=(finished,))) == ()


def test_she_does_not_speak_before_observing_that_is_promised_already() -> None:
    promised = replace(MAI, observe=0, speaks_from=700)

    found = pair(a_problem(a_seat("a", 540), a_seat("b", 720), who=(promised,)))

    assert [s.session for s in found] == ["b"]


@pytest.mark.parametrize(
    ("sitting", "told"),
    [
        (Pairing("mai", "nowhere", False), "no seat"),
        (Pairing("mai", "a", True), "before her observing"),
        (Pairing("mai", "c", True), "only listen"),
    ],
)
def test_the_checker_names_what_is_broken(sitting: Pairing, told: str) -> None:
    problem = a_problem(a_seat("a", 540), a_seat("c", 900, speaks=False))

    assert told in violations(problem, [sitting])[0]


def a_tiny_problem(seed: int) -> PairingProblem:
    """At most six seats of two trainees in a few sessions."""
    dice = random.Random(seed)
    apart = dice.random() < 0.7
    trainees = tuple(
        Trainee(
            f"t{k}",
            f"t{k}" if apart else "t",
            "h",
            observe=dice.choice([0, 30, 90, 120]),
            supervised=dice.choice([0, 60, 150]),
            min_break=dice.choice([0, 10]),
            speaks_from=dice.choice([0, 0, 620]),
        )
        for k in range(dice.choice([1, 2]))
    )
    seats = {
        (who, session): MentorSession(
            who,
            session,
            dice.choice([None, "here", "there"]),
            dice.choice([540, 570, 600, 630, 700, 760]),
            dice.choice([30, 60, 90]),
            dice.random() < 0.7,
        )
        for who, session in (
            (f"t{dice.randrange(len(trainees))}", f"s{dice.randrange(5)}") for _ in range(6)
        )
    }
    return PairingProblem((HERE, THERE, HOME), trainees, tuple(seats.values()), TRAVEL)


def every_plan(problem: PairingProblem) -> Iterator[list[Pairing]]:
    """Every seat empty, listened in or spoken in."""
    for ways in product((None, False, True), repeat=len(problem.seats)):
        yield [
            Pairing(seat.trainee, seat.session, speaks)
            for seat, speaks in zip(problem.seats, ways, strict=True)
            if speaks is not None
        ]


@pytest.mark.parametrize("seed", range(60))
def test_every_pairing_is_lawful_and_the_best_there_is(seed: int) -> None:
    problem = a_tiny_problem(seed)

    found = pair(problem)

    assert violations(problem, found) == []
    lawful = (plan for plan in every_plan(problem) if not violations(problem, plan))
    assert worth(problem, found) == max(worth(problem, plan) for plan in lawful)
