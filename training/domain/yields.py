"""How many of a course's seats become people who are sent: three steps, each known from others and from own cohorts.

What is known of a step is a beta distribution. It begins with figures of others, which count as so many people
(`weight`) and no more, because their candidates are not ours; each own person then counts as one. What becomes of a
seat is the product of the steps: its mean and variance are exact, its interval is that of the beta distribution with
the same mean and variance, and of so many seats that of the beta-binomial one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from math import exp, lgamma, log, log1p, prod

from foundation.text.i18n import register_labels
from foundation.text.message import LazyText, say
from interpreters.domain.qualifications import CertificationLevel

# Eight times in ten what comes lies in the interval.
LOW, HIGH = 0.1, 0.9
# What all languages of a scheme say counts for one of them as so many people at most.
OF_OTHER_LANGUAGES = 20.0
MOST_SEATS = 500
# Continued fraction of the incomplete beta function: enough turns for any of our counts.
_TURNS, _TINY, _CLOSE = 400, 1e-300, 1e-12


class YieldStep(StrEnum):
    """What may become of somebody with a seat."""

    COMPLETED = "completed"
    CERTIFIED = "certified"
    ACTIVE = "active"


@dataclass(frozen=True)
class Tried:
    """How many of so many have come through a step."""

    passed: int = 0
    tried: int = 0

    def __add__(self, other: "Tried") -> "Tried":
        """Both together."""
        return Tried(self.passed + other.passed, self.tried + other.tried)


@dataclass(frozen=True)
class StepPrior:
    """What others report of a step, as how many people of our own it counts, and where it is from."""

    reported: Tried
    weight: int
    source: LazyText

    @property
    def beta(self) -> "BetaShare":
        """The distribution before anything of our own is known."""
        share = Fraction(self.reported.passed, self.reported.tried)
        return BetaShare(float(share * self.weight), float((1 - share) * self.weight))


@dataclass(frozen=True)
class BetaShare:
    """A share that is not known exactly: so many have come through, so many have not."""

    a: float
    b: float

    @property
    def mean(self) -> float:
        """What is expected."""
        return self.a / (self.a + self.b)

    @property
    def variance(self) -> float:
        """How far it may lie from that, squared."""
        whole = self.a + self.b
        return self.a * self.b / (whole * whole * (whole + 1))

    def after(self, own: Tried) -> "BetaShare":
        """The same when so many more are known."""
        return BetaShare(self.a + own.passed, self.b + own.tried - own.passed)

    def at_most(self, weight: float) -> "BetaShare":
        """The same share, counting as so many people at most."""
        whole = self.a + self.b
        scale = min(1.0, weight / whole)
        return BetaShare(self.a * scale, self.b * scale)

    def quantile(self, share: float) -> float:
        """Below which value it lies with this probability."""
        low, high = 0.0, 1.0
        for _ in range(50):
            middle = (low + high) / 2
            low, high = (middle, high) if _below(self.a, self.b, middle) < share else (low, middle)
        return (low + high) / 2


def _below(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function, by its continued fraction (Lentz)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - _below(b, a, 1 - x)
    front = exp(a * log(x) + b * log1p(-x) - _log_beta(a, b)) / a
    result = c = 1.0
    d = 0.0
    for turn in range(_TURNS):
        half = turn // 2
        if turn == 0:
            part = 1.0
        elif turn % 2 == 0:
            part = half * (b - half) * x / ((a + 2 * half - 1) * (a + 2 * half))
        else:
            part = -(a + half) * (a + b + half) * x / ((a + 2 * half) * (a + 2 * half + 1))
        d = 1 / _away_from_zero(1 + part * d)
        c = _away_from_zero(1 + part / c)
        result *= c * d
        if turn and abs(1 - c * d) < _CLOSE:
            break
    return front * (result - 1)


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


@dataclass(frozen=True, kw_only=True)
class StepYield:
    """One step: what others report, what is our own, and what follows from both."""

    step: YieldStep
    prior: StepPrior
    own: Tried
    share: BetaShare

    @cached_property
    def low(self) -> float:
        """The lower end of its interval."""
        return self.share.quantile(LOW)

    @cached_property
    def high(self) -> float:
        """The upper end of its interval."""
        return self.share.quantile(HIGH)


@dataclass(frozen=True)
class SeatYield:
    """How many of so many seats become people who are sent."""

    low: int
    mean: float
    high: int


@dataclass(frozen=True)
class Yield:
    """What becomes of a seat, step by step and in the end."""

    steps: Sequence[StepYield]

    @cached_property
    def share(self) -> BetaShare:
        """The distribution with the mean and variance of the product of the steps."""
        return product_of([step.share for step in self.steps])

    @property
    def mean(self) -> float:
        """The share of seats that is expected to become people who are sent."""
        return self.share.mean

    @cached_property
    def low(self) -> float:
        """The lower end of the interval of that share."""
        return self.share.quantile(LOW)

    @cached_property
    def high(self) -> float:
        """The upper end of the interval of that share."""
        return self.share.quantile(HIGH)

    def of_seats(self, seats: int) -> SeatYield:
        """What becomes of so many seats, chance included."""
        a, b = self.share.a, self.share.b
        whole = _log_beta(a, b)
        run, low, high = 0.0, None, seats
        for count in range(seats + 1):
            ways = lgamma(seats + 1) - lgamma(count + 1) - lgamma(seats - count + 1)
            run += exp(ways + _log_beta(a + count, b + seats - count) - whole)
            if low is None and run >= LOW:
                low = count
            if run >= HIGH:
                high = count
                break
        return SeatYield(low or 0, seats * self.mean, high)


def product_of(shares: Sequence[BetaShare]) -> BetaShare:
    """The beta distribution with the mean and the variance of the product of independent ones."""
    mean = prod(each.mean for each in shares)
    square = prod(each.variance + each.mean**2 for each in shares)
    sure = mean * (1 - mean) / (square - mean**2) - 1
    return BetaShare(mean * sure, (1 - mean) * sure)


def yield_from(
    level: CertificationLevel | None,
    of_scheme: Mapping[YieldStep, Tried],
    of_language: Mapping[YieldStep, Tried] | None = None,
) -> Yield:
    """What becomes of a seat of a level, from all cohorts of it; of one language where its own figures are given.

    A language has few people of its own: what the others say counts for it as at most twenty.
    """
    steps: list[StepYield] = []
    for step in YieldStep:
        prior, own = prior_of(step, level), of_scheme.get(step, Tried())
        share = prior.beta
        if of_language is None:
            share = share.after(own)
        else:
            mine = of_language.get(step, Tried())
            others = Tried(own.passed - mine.passed, own.tried - mine.tried)
            share, own = share.after(others).at_most(OF_OTHER_LANGUAGES).after(mine), mine
        steps.append(StepYield(step=step, prior=prior, own=own, share=share))
    return Yield(steps)


L = CertificationLevel
_COURSE, _COURT, _REFUGEE, _MEDICAL = Tried(24, 30), Tried(82, 416), Tried(160, 379), Tried(50, 138)
_COMPLETED = StepPrior(_COURSE, 15, say("a course of 30 seats that 24 completed"))
# Whoever sits an examination of the same kind without our course before it.
_CERTIFIED: Mapping[CertificationLevel, StepPrior] = {
    L.COURT: StepPrior(_COURT, 20, say("the examination for court interpreters")),
    L.IMMIGRATION: StepPrior(_REFUGEE, 20, say("the examination for refugee interpreters")),
    L.MEDICAL: StepPrior(_MEDICAL, 20, say("the examination for medical interpreters")),
}
# No examination like ours is known: three others together, as a hint.
_CERTIFIED_ELSE = StepPrior(
    _COURT + _REFUGEE + _MEDICAL, 4, say("the three examinations above together")
)
# Nobody reports it: every share is as likely as any other.
_ACTIVE = StepPrior(Tried(1, 2), 2, say("not known: any share is equally likely"))


def prior_of(step: YieldStep, level: CertificationLevel | None) -> StepPrior:
    """What others report of a step towards a level."""
    if step is YieldStep.COMPLETED:
        return _COMPLETED
    if step is YieldStep.ACTIVE:
        return _ACTIVE
    return _CERTIFIED_ELSE if level is None else _CERTIFIED.get(level, _CERTIFIED_ELSE)


def list_priors() -> Sequence[tuple[YieldStep, CertificationLevel | None, StepPrior]]:
    """All that others report, by step and by the level for which alone it holds."""
    return [
        (YieldStep.COMPLETED, None, _COMPLETED),
        *((YieldStep.CERTIFIED, level, prior) for level, prior in _CERTIFIED.items()),
        (YieldStep.CERTIFIED, None, _CERTIFIED_ELSE),
        (YieldStep.ACTIVE, None, _ACTIVE),
    ]


register_labels(
    {
        YieldStep.COMPLETED: say("Completed the course"),
        YieldStep.CERTIFIED: say("Got the certification"),
        YieldStep.ACTIVE: say("Still active after six months"),
    }
)
