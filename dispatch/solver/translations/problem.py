"""Translation jobs to be planned, and a plan of them: plain values.

Days are whole numbers from 0, one for each working day of the office. Work is counted in words of a
translation: whoever revises faster than she translates has a step whose `work` is fewer words than the
text has. Costs are whole numbers of one currency.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

# A plan proven as near as this to the best possible ends the search.
GOOD_ENOUGH = 0.001


@dataclass(frozen=True, slots=True)
class Translator:
    """Somebody with a capacity of words for each day: less where she interprets, none on leave.

    Words above `target` over all days together cost `TranslationRates.load` each.
    """

    id: str
    capacity: tuple[int, ...]
    target: int = 0


@dataclass(frozen=True, slots=True)
class StepCandidate:
    """Somebody who could do a step, at a cost: another domain, a case that others know.

    `bars` name rules that keep her from it. A plan takes only candidates without any; what would help
    asks again with one of them lifted.
    """

    translator: str
    cost: int = 0
    bars: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StepToPlan:
    """One step of a job: so many words of work for one person.

    `current` has it now, and somebody else is a change. A step that is `held` is done by her or by nobody.
    """

    id: str
    work: int
    candidates: tuple[StepCandidate, ...]
    current: str | None = None
    held: bool = False


@dataclass(frozen=True, slots=True)
class StepsByPivot:
    """Other steps for the same job: by way of a third language."""

    name: str
    steps: tuple[StepToPlan, ...]


@dataclass(frozen=True, slots=True)
class JobToPlan:
    """One job: its steps in order, each by somebody else.

    The first step begins on `release` at the earliest, each further one `hand_over` days after the last
    day of the one before. A last day after `deadline` costs `late` for each day, a step that nobody
    does `unplanned`. `others` have a part in the job already and take no further one.
    """

    id: str
    release: int
    deadline: int
    late: int
    unplanned: int
    steps: tuple[StepToPlan, ...]
    hand_over: int = 1
    pivots: tuple[StepsByPivot, ...] = ()


@dataclass(frozen=True, slots=True)
class TranslationRates:
    """What things cost: a word above somebody's target, a further day of a step, a changed step."""

    load: int = 0
    further_day: int = 0
    change: int = 0


@dataclass(frozen=True, slots=True)
class TranslationProblem:
    """All jobs and translators of some days.

    A step takes at most `slack_days` more of its translator's days than an empty calendar would need.
    """

    name: str
    days: int
    translators: tuple[Translator, ...]
    jobs: tuple[JobToPlan, ...]
    rates: TranslationRates = TranslationRates()
    slack_days: int = 1


@dataclass(frozen=True, slots=True, order=True)
class PlannedStep:
    """One step done by one person: words of work by day, days in order."""

    job: str
    step: str
    translator: str
    words: tuple[tuple[int, int], ...]

    @property
    def first_day(self) -> int:
        """The day on which she begins."""
        return self.words[0][0]

    @property
    def last_day(self) -> int:
        """The day on which she hands it in."""
        return self.words[-1][0]


@dataclass(frozen=True, slots=True)
class TranslationTerms:
    """The cost of a plan, term by term."""

    unplanned: int = 0
    late: int = 0
    load: int = 0
    candidates: int = 0
    further_days: int = 0
    changes: int = 0

    @property
    def total(self) -> int:
        """The whole cost."""
        needs = self.unplanned + self.late + self.changes
        return needs + self.load + self.candidates + self.further_days


@dataclass(frozen=True, slots=True)
class TranslationPlan:
    """A lawful plan with a bound proven for the whole problem."""

    steps: tuple[PlannedStep, ...]
    cost: int
    bound: int
    terms: TranslationTerms = TranslationTerms()
    seconds: float = 0.0
    late: Mapping[str, int] = field(default_factory=dict[str, int])
    unplanned: tuple[str, ...] = ()

    @property
    def gap(self) -> float:
        """How far the cost may be from the best possible, as a share of the bound."""
        return (self.cost - self.bound) / max(1, self.bound)

    @property
    def is_proven(self) -> bool:
        """Whether no plan is better by more than a thousandth."""
        return self.gap <= GOOD_ENOUGH


def fewest_days(capacity: tuple[int, ...], first: int, work: int) -> int | None:
    """So many of her days with any capacity does some work take from a first one on; None where they end."""
    used = 0
    for words in capacity[first:]:
        if words > 0:
            used += 1
            work -= words
            if work <= 0:
                return used
    return None


def working_days(capacity: tuple[int, ...], first: int, last: int) -> int:
    """Her days with any capacity from a first one to a last one, both counted."""
    return sum(words > 0 for words in capacity[first : last + 1])


def only(problem: TranslationProblem, *jobs: JobToPlan) -> TranslationProblem:
    """The same people and days with other jobs."""
    return replace(problem, jobs=jobs)
