"""A plan at once: job after job, the dearest to leave first, each in the cheapest way still free."""

from collections.abc import Iterator

from dispatch.solver.translations.fitting import Words, earliest
from dispatch.solver.translations.problem import (
    JobToPlan,
    PlannedStep,
    StepCandidate,
    StepToPlan,
    TranslationProblem,
)

# Of the ways of a step so many are followed further.
WAYS_KEPT = 6


class _Calendar:
    """What is left of everybody's days."""

    def __init__(self, problem: TranslationProblem) -> None:
        self.problem = problem
        self.capacity = {who.id: who.capacity[: problem.days] for who in problem.translators}
        self.free = {name: list(words) for name, words in self.capacity.items()}
        self.room = {who.id: who.target for who in problem.translators}

    def take(self, step: PlannedStep) -> None:
        for day, words in step.words:
            self.free[step.translator][day] -= words
            self.room[step.translator] -= words

    def ways(self, step: StepToPlan, first: int) -> list[tuple[int, str, Words]]:
        """Cost, person and words of the ways of a step from a day on, the cheapest first."""
        rates = self.problem.rates
        found: list[tuple[int, str, Words]] = []
        for candidate in step.candidates:
            name = candidate.translator
            if candidate.bars or (step.held and name != step.current):
                continue
            words = earliest(
                self.capacity[name], self.free[name], first, step.work, self.problem.slack_days
            )
            if words is None:
                continue
            further = sum(w > 0 for w in self.capacity[name][words[0][0] : words[-1][0]])
            cost = self._price(step, candidate) + rates.further_day * further
            found.append((cost, name, words))
        found.sort(key=lambda way: (way[0], way[2][-1][0], way[1]))
        soonest = sorted(found, key=lambda way: (way[2][-1][0], way[0], way[1]))
        return list(dict.fromkeys([*found[:WAYS_KEPT], *soonest[:WAYS_KEPT]]))

    def _price(self, step: StepToPlan, candidate: StepCandidate) -> int:
        rates = self.problem.rates
        over = min(step.work, max(0, step.work - self.room[candidate.translator]))
        changed = step.current not in {None, candidate.translator}
        return candidate.cost + rates.load * over + rates.change * changed


def first_plan(problem: TranslationProblem) -> tuple[PlannedStep, ...]:
    """Lawful, and nothing proven."""
    calendar = _Calendar(problem)
    planned: list[PlannedStep] = []

    def urgency(job: JobToPlan) -> tuple[bool, int, int]:
        return not any(step.held for step in job.steps), -job.unplanned, job.deadline

    for job in sorted(problem.jobs, key=urgency):
        price = job.unplanned * len(job.steps)
        for cost, steps in sorted(_chains(calendar, job, job.steps, job.release, ())):
            if cost <= price:
                for step in steps:
                    calendar.take(step)
                planned += steps
            break
    return tuple(planned)


def _chains(
    calendar: _Calendar,
    job: JobToPlan,
    steps: tuple[StepToPlan, ...],
    first: int,
    so_far: tuple[PlannedStep, ...],
) -> Iterator[tuple[int, tuple[PlannedStep, ...]]]:
    """The steps of a job one after another, by different people, with the cost of each chain."""
    if not steps:
        late = max(0, so_far[-1].last_day - job.deadline) if so_far else 0
        yield late * job.late, so_far
        return
    for cost, name, words in calendar.ways(steps[0], first):
        if any(name == other.translator for other in so_far):
            continue
        step = PlannedStep(job.id, steps[0].id, name, words)
        after = words[-1][0] + job.hand_over
        for more, chain in _chains(calendar, job, steps[1:], after, (*so_far, step)):
            yield cost + more, chain
