"""All ways of a step as arrays: who does it, from which day to which, and at what cost."""

from collections import defaultdict
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.translations.problem import JobToPlan, StepToPlan, TranslationProblem

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class StepPosition:
    """A step by position: its job, its number within the job, and the slack that stands for leaving it out."""

    job: int
    number: int
    step: StepToPlan
    slack: int


@dataclass(frozen=True, slots=True)
class Spans:
    """One entry for each step, translator, first and last day: where it stands and what it costs.

    `pair` numbers job and translator together. Steps of one job and of one step follow each other.
    """

    step: Numbers
    job: Numbers
    who: Numbers
    pair: Numbers
    first: Numbers
    last: Numbers
    work: Numbers
    cost: Numbers

    def only(self, kept: Numbers) -> "Spans":
        """Some of them, by position."""
        return Spans(**{each.name: getattr(self, each.name)[kept] for each in fields(self)})


@dataclass(frozen=True, slots=True)
class CompiledTranslations:
    """A problem as positions and arrays; `slack_cost` has one entry for each slack."""

    problem: TranslationProblem
    steps: tuple[StepPosition, ...]
    slack_cost: Numbers
    capacity: Numbers
    room: Numbers  # by translator, first and last day: all her words between them
    spans: Spans


def compiled(problem: TranslationProblem) -> CompiledTranslations:
    """Everything that could be done, listed."""
    people = {who.id: k for k, who in enumerate(problem.translators)}
    shape = (len(problem.translators), problem.days)
    capacity = np.array([w.capacity[: problem.days] for w in problem.translators], dtype=np.int64)
    capacity = capacity.reshape(shape)
    steps: list[StepPosition] = []
    slacks: list[int] = []
    rows: dict[str, list[int]] = defaultdict(list)
    for j, job in enumerate(problem.jobs):
        first = job.release
        slack_of_open: int | None = None
        for number, step in enumerate(job.steps):
            if step.held or slack_of_open is None:
                slack = len(slacks)
                slacks.append(0)
                if not step.held:
                    slack_of_open = slack
            else:
                slack = slack_of_open
            slacks[slack] += job.unplanned
            steps.append(StepPosition(j, number, step, slack))
            first = _list(problem, people, capacity, (steps, job, first), rows)
    sizes = {name: np.array(values, dtype=np.int64) for name, values in rows.items()}
    empty = np.zeros(0, dtype=np.int64)
    names = ("step", "job", "who", "pair", "first", "last", "work", "cost")
    return CompiledTranslations(
        problem=problem,
        steps=tuple(steps),
        slack_cost=np.array(slacks, dtype=np.int64),
        capacity=capacity,
        room=_room(capacity),
        spans=Spans(**{name: sizes.get(name, empty) for name in names}),
    )


def _room(capacity: Numbers) -> Numbers:
    summed = np.concatenate([np.zeros((len(capacity), 1), np.int64), capacity.cumsum(axis=1)], 1)
    return summed[:, None, 1:] - summed[:, :-1, None]


def _list(
    problem: TranslationProblem,
    people: dict[str, int],
    capacity: Numbers,
    place: tuple[list[StepPosition], JobToPlan, int],
    rows: dict[str, list[int]],
) -> int:
    """List the spans of one step; the earliest day on which the next could begin."""
    steps, job, release = place
    k, at = len(steps) - 1, steps[-1]
    is_last = at.number == len(job.steps) - 1
    soonest = problem.days
    for candidate in at.step.candidates:
        if candidate.bars or (at.step.held and candidate.translator != at.step.current):
            continue
        who = people[candidate.translator]
        base = candidate.cost
        if at.step.current not in {None, candidate.translator}:
            base += problem.rates.change
        for first, last, further in _windows(
            capacity[who].tolist(), release, at.step.work, problem.slack_days
        ):
            cost = base + further * problem.rates.further_day
            if is_last:
                cost += job.late * max(0, last - job.deadline)
            soonest = min(soonest, last)
            for name, value in (
                ("step", k),
                ("job", at.job),
                ("who", who),
                ("pair", at.job * len(people) + who),
                ("first", first),
                ("last", last),
                ("work", at.step.work),
                ("cost", cost),
            ):
                rows[name].append(value)
    return soonest + job.hand_over


def _windows(words: list[int], release: int, work: int, slack: int) -> list[tuple[int, int, int]]:
    """First day, last day and further days of every span in which some work fits into empty days."""
    found: list[tuple[int, int, int]] = []
    for first in range(release, len(words)):
        if words[first] <= 0:
            continue
        room = taken = 0
        most: int | None = None
        for last in range(first, len(words)):
            if words[last] <= 0:
                continue
            room += words[last]
            taken += 1
            if taken > work:
                break
            if most is None and room >= work:
                most = taken + slack
            if most is not None:
                if taken > most:
                    break
                found.append((first, last, taken - 1))
        else:
            if most is None:
                break  # whoever begins later has fewer days still
    return found
