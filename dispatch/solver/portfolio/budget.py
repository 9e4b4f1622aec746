"""What may be taught, what that takes, and what each further person would cover. Standard library only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# What a budget is made of, in the order in which it is told.
RESOURCES = ("seats", "trainer_days", "room_days", "money")


@dataclass(frozen=True, slots=True)
class TeachingMeans:
    """A budget, or what something takes of it; money in won."""

    seats: int = 0
    trainer_days: int = 0
    room_days: int = 0
    money: int = 0

    def of(self, resource: str) -> int:
        """How much there is of one of the resources."""
        return int(getattr(self, resource))


@dataclass(frozen=True, slots=True)
class Lesson:
    """A course that may be held several times; each time takes `each` and has places for `places` people.

    `seat_money` is paid for every seat on top.
    """

    id: str
    each: TeachingMeans
    places: int
    seat_money: int = 0
    most: int = 3


@dataclass(frozen=True, slots=True)
class TeachingGroup:
    """People of one kind who could take a lesson.

    `adds` are the sessions that the first of them who comes to serve would cover, those that the second would add,
    and so on; `seats_for[k]` is how many seats it takes until so many serve as `adds[: k + 1]` tells, by the yield.
    """

    id: str
    lesson: str
    adds: tuple[frozenset[str], ...]
    seats_for: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TeachingProblem:
    """Everything that may be taught, with what each session is worth to whoever covers it."""

    lessons: tuple[Lesson, ...]
    learnings: tuple[TeachingGroup, ...]
    worth: Mapping[str, int]
    budget: TeachingMeans


@dataclass(frozen=True, slots=True)
class Teaching:
    """A choice: how often each lesson is held, for how many to serve of each kind, and what that covers."""

    held: Mapping[str, int]
    people: Mapping[str, int]
    worth: int
    covered: frozenset[str]
    taken: TeachingMeans


def teaching_of(
    problem: TeachingProblem, people: Mapping[str, int], held: Mapping[str, int]
) -> Teaching:
    """What a choice covers and takes; two kinds that chase one session cover it once."""
    covered = frozenset(_covered(problem, people))
    return Teaching(
        held={name: count for name, count in held.items() if count},
        people={name: count for name, count in people.items() if count},
        worth=sum(problem.worth[session] for session in covered),
        covered=covered,
        taken=taken_by(problem, people, held),
    )


def _covered(problem: TeachingProblem, people: Mapping[str, int]) -> Iterable[str]:
    for learning in problem.learnings:
        for sessions in learning.adds[: people.get(learning.id, 0)]:
            yield from sessions


def taken_by(
    problem: TeachingProblem, people: Mapping[str, int], held: Mapping[str, int]
) -> TeachingMeans:
    """What a choice takes of each resource."""
    seat_money = {lesson.id: lesson.seat_money for lesson in problem.lessons}
    seats = {
        learning.id: learning.seats_for[people[learning.id] - 1]
        for learning in problem.learnings
        if people.get(learning.id, 0)
    }
    lesson_of = {learning.id: learning.lesson for learning in problem.learnings}
    times = [(lesson.each, held.get(lesson.id, 0)) for lesson in problem.lessons]
    return TeachingMeans(
        seats=sum(seats.values()),
        trainer_days=sum(each.trainer_days * count for each, count in times),
        room_days=sum(each.room_days * count for each, count in times),
        money=sum(each.money * count for each, count in times)
        + sum(seat_money[lesson_of[name]] * count for name, count in seats.items()),
    )
