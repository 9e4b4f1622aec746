"""The office, the engine and its checker ask for the same pause between two sessions of one person."""

from dataclasses import dataclass, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.domain.cities import CITIES
from dispatch.domain.people import Ways
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.practicum import sittings
from dispatch.solver.pricing.kernels import pause_between
from dispatch.solver.problem.check import judge
from dispatch.solver.problem.plan import Assignment
from dispatch.solver.problem.problem import (
    Interpreter,
    Place,
    Problem,
    Session,
    Travel,
    pause_minutes,
    travel_minutes,
)
from dispatch.solver.repair.day_seats import DaySeats
from foundation.geo import Point, TravelModel
from tests.dispatch.people import a_person

FIRST_END = 300
POINTS = st.one_of(
    st.sampled_from([city.point for city in CITIES.values()]),
    # A few doors away: the shortest ways are where rounding could differ.
    st.builds(Point, st.floats(37.32, 37.33), st.floats(126.83, 126.84)),
)


@dataclass(frozen=True)
class Transfer:
    """Somebody between two sessions, None being at home."""

    ways: Ways
    min_break: int
    minutes: int
    home: Point
    one: Point | None
    other: Point | None

    @property
    def rest(self) -> int:
        """The rest after the first."""
        return self.ways.rest_after(self.minutes)

    def problem(self, gap: int) -> Problem:
        """The two sessions with so many minutes between them."""
        travel = self.ways.travel
        points = {"home": self.home, "one": self.one, "other": self.other}
        known = {name: point for name, point in points.items() if point is not None}
        free = ((0, 1440),)
        who = Interpreter("who", "home", free, min_break=self.min_break)
        starts = {"one": FIRST_END - self.minutes, "other": FIRST_END + gap}
        return Problem(
            "",
            tuple(Place(name, p.latitude, p.longitude) for name, p in known.items()),
            (who,),
            tuple(
                Session.in_one_way(
                    name,
                    name if name in known else None,
                    (start, start),
                    self.minutes,
                    ("who",),
                    rest=self.rest,
                )
                for name, start in starts.items()
            ),
            Travel(travel.kmh, travel.detour, travel.round_to, self.ways.buffer),
        )


TRANSFERS = st.builds(
    Transfer,
    ways=st.builds(
        Ways,
        st.builds(
            TravelModel,
            kmh=st.sampled_from([20, 40, 60.5]),
            detour=st.sampled_from([1.0, 1.35]),
            round_to=st.sampled_from([1, 5, 10]),
        ),
        buffer=st.integers(0, 45),
        rest_block=st.sampled_from([20, 40]),
        rest_per_block=st.sampled_from([0, 5, 15]),
    ),
    minutes=st.sampled_from([30, 60, 90, 240]),
    min_break=st.integers(0, 120),
    home=POINTS,
    one=st.none() | POINTS,
    other=st.none() | POINTS,
)


def of_the_office(transfer: Transfer) -> int:
    """By the rules that people read."""
    person = a_person(home=transfer.home, min_break=transfer.min_break)
    return person.pause(transfer.ways, transfer.one, transfer.other, transfer.rest)


def of_the_checker(transfer: Transfer, most: int) -> int:
    """The least gap that the checker lets pass, being told of none shorter."""
    lawful = [gap for gap in (most - 1, most, most + 1) if gap >= 0 and passes(transfer, gap)]
    return min(lawful)


def passes(transfer: Transfer, gap: int) -> bool:
    """Whether the checker finds nothing wrong with so many minutes between."""
    problem = transfer.problem(gap)
    plan = tuple(Assignment(s.id, "who", s.earliest_start) for s in problem.sessions)
    return not judge(problem, plan).violations


@given(TRANSFERS)
@settings(deadline=None)
def test_the_office_the_engine_and_the_checker_agree(transfer: Transfer) -> None:
    pause = of_the_office(transfer)
    problem = transfer.problem(0)
    place = {p.id: k for k, p in enumerate(problem.places)}
    way = travel_minutes(problem, place.get("one", 0), place.get("other", 0))
    buffer = transfer.ways.buffer
    assert pause_minutes(transfer.min_break, transfer.rest, way, buffer) == pause
    assert of_the_checker(transfer, pause) == pause


@given(TRANSFERS)
@settings(deadline=None)  # the first call may compile a kernel
def test_every_part_of_the_engine_asks_the_one_function(transfer: Transfer) -> None:
    pause = of_the_office(transfer)
    problem = transfer.problem(pause)
    compiled = CompiledProblem(problem)
    way = compiled.travel_minutes(0, 0, 1)
    assert compiled.pause(0, 0, way) == pause
    given = (transfer.min_break, transfer.rest, way, transfer.ways.buffer)
    assert pause_between(*given) == pause
    assert of_the_practicum(problem) == of_the_office(replace(transfer, minutes=0))
    assert exclude_each_other(transfer.problem(pause - 1))
    assert not exclude_each_other(problem)


def exclude_each_other(problem: Problem) -> bool:
    """Whether a repair sees that nobody can serve both sessions."""
    return any(len(clique) > 1 for clique in DaySeats(CompiledProblem(problem), 0, 0).cliques())


def of_the_practicum(problem: Problem) -> int:
    """Of a trainee who sits in both sessions."""
    (who,) = problem.interpreters
    trainee = sittings.Trainee(who.id, who.id, who.home, 0, 0, who.min_break)
    one, other = (
        sittings.MentorSession(
            who.id, s.id, s.ways[0].place, s.earliest_start, s.minutes, speaks=False
        )
        for s in problem.sessions
    )
    asked = sittings.PairingProblem(problem.places, (trainee,), (one, other), problem.travel)
    return sittings.pause(asked, trainee, one, other)
