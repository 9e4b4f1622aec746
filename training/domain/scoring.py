"""How marks become a result: whole numbers and fractions, so that nothing is rounded before it is judged.

The rule, as published to those who are assessed:

* Per cent are of all marks of the instrument; a part has its own per cent and its own least.
* Two assessors whose totals differ by more than ten points disagree, and a third decides: the two
  totals closest to each other count; if the third's lies exactly between, all three do. Where
  nobody can be the third, the sitting is annulled and planned anew.
* What counts is the mean of the counting totals, part by part and over all.
* Passed (full) asks for the pass mark, in part (semi) for the semi mark where there is one; both
  ask for the least of every part.
* Where a language has no second assessor, no result is better than recognised.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from training.domain.assessment import Outcome

DISPUTE_POINTS = 10
Sheet = Mapping[UUID, int]


@dataclass(frozen=True, kw_only=True)
class PaperSection:
    """A section of a paper: its full marks, and the least of them that passes, in per cent."""

    id: UUID
    full_marks: int
    least_percent: int = 0


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What an instrument asks for."""

    parts: tuple[PaperSection, ...]
    pass_mark: int
    semi_mark: int = 0

    @property
    def full_marks(self) -> int:
        """Of all parts together."""
        return sum(part.full_marks for part in self.parts)


@dataclass(frozen=True)
class PartResult:
    """What somebody reached in one part, in per cent, and whether that is enough."""

    part: PaperSection
    percent: Fraction

    @property
    def is_enough(self) -> bool:
        """Whether the least of the part is reached."""
        return self.percent >= self.part.least_percent


@dataclass(frozen=True)
class Result:
    """What a sitting ended in; `counting` are the places of the sheets that counted."""

    outcome: Outcome
    percent: Fraction
    parts: tuple[PartResult, ...]
    counting: tuple[int, ...]


def percent_of(paper: Paper, sheet: Sheet) -> Fraction:
    """The per cent of one assessor's sheet."""
    return Fraction(100 * sum(sheet[part.id] for part in paper.parts), paper.full_marks)


def disagree(first: Fraction, second: Fraction) -> bool:
    """Whether two assessors are so far apart that a third must decide."""
    return abs(first - second) > DISPUTE_POINTS


def counting(percents: Sequence[Fraction]) -> tuple[int, ...]:
    """Which of one, two or three totals count."""
    if len(percents) <= 2:  # noqa: PLR2004  two assessors
        return tuple(range(len(percents)))
    pairs = [(0, 1), (0, 2), (1, 2)]
    gaps = {pair: abs(percents[pair[0]] - percents[pair[1]]) for pair in pairs}
    closest = [pair for pair in pairs if gaps[pair] == min(gaps.values())]
    return closest[0] if len(closest) == 1 else (0, 1, 2)


def judge(paper: Paper, sheets: Sequence[Sheet], *, best: Outcome = Outcome.FULL) -> Result:
    """The result of one, two or three sheets; `best` is recognised where nobody else could score."""
    places = counting([percent_of(paper, sheet) for sheet in sheets])
    heard = [sheets[place] for place in places]
    total = _mean([percent_of(paper, sheet) for sheet in heard])
    parts = tuple(
        PartResult(
            part, _mean([Fraction(100 * sheet[part.id], part.full_marks) for sheet in heard])
        )
        for part in paper.parts
    )
    outcome = _outcome(paper, total, parts)
    if outcome is not Outcome.FAILED and best is Outcome.RECOGNISED:
        outcome = Outcome.RECOGNISED
    return Result(outcome, total, parts, places)


def _outcome(paper: Paper, total: Fraction, parts: Sequence[PartResult]) -> Outcome:
    if not all(part.is_enough for part in parts):
        return Outcome.FAILED
    if total >= paper.pass_mark:
        return Outcome.FULL
    if paper.semi_mark and total >= paper.semi_mark:
        return Outcome.SEMI
    return Outcome.FAILED


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def still_holds(failed_orals: int, carries_over: int) -> bool:
    """Whether a written pass still stands after so many failed sittings of its oral.

    It covers the sitting it belongs to and `carries_over` further ones.
    """
    return failed_orals <= carries_over
