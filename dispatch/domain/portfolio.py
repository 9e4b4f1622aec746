"""A budget for courses as somebody types it, and what a course of each level takes."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from math import ceil, exp, lgamma
from typing import Any

from dispatch.domain.gains import GainKind
from foundation.security.errors import Problems
from foundation.text.message import LazyText, say
from foundation.text.normalise import normalise_text
from interpreters.domain.qualifications import CertificationLevel

L = CertificationLevel
# Hours that a course of each level takes by the ladder; court interpreters prepare for the court's own examination.
HOURS: Mapping[CertificationLevel, int] = {
    L.PROVISIONAL: 40,
    L.COMMUNITY: 20,
    L.RECOGNISED: 40,
    L.LABOUR_LEGAL: 30,
    L.IMMIGRATION: 24,
    L.MEDICAL: 40,
    L.VIOLENCE: 40,
    L.COURT: 60,
}
# What somebody new takes before a level: the first rungs, then L2.
BEFORE: Mapping[CertificationLevel, tuple[CertificationLevel, ...]] = {
    L.PROVISIONAL: (),
    L.RECOGNISED: (),
    L.COMMUNITY: (L.PROVISIONAL,),
}
FIRST_RUNGS = (L.PROVISIONAL, L.COMMUNITY)
HOURS_A_DAY = 6
# Places of one course, and how often one may be held.
PLACES, MOST_TIMES = 20, 3
MOST = 1_000_000_000
# Seats are counted until so many come to serve with this chance; of a share near nothing no further than this.
LIKELY, MOST_SEATS = 0.5, 200


def path_to(kind: GainKind, level: CertificationLevel) -> tuple[CertificationLevel, ...]:
    """The levels whose courses are taken until somebody of a kind has a level, that one last."""
    if kind is GainKind.UPSKILL:
        return (level,)
    return (*BEFORE.get(level, FIRST_RUNGS), level)


def seats_until_likely(count: int, a: float, b: float) -> int:
    """After how many seats it is at least as likely as not that so many come to serve.

    `a` and `b` are those of the beta distribution of the share that does: of so many seats as many as the beta-binomial one
    says.
    """
    seats = count
    while seats < MOST_SEATS and round(1 - _fewer(count, seats, a, b), 9) < LIKELY:
        seats += 1
    return seats


def _fewer(count: int, seats: int, a: float, b: float) -> float:
    """How likely it is that fewer than `count` of so many seats come to serve."""
    return sum(
        exp(
            lgamma(seats + 1)
            - lgamma(k + 1)
            - lgamma(seats - k + 1)
            + _log_beta(a + k, b + seats - k)
            - _log_beta(a, b)
        )
        for k in range(count)
    )


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def course_days(kind: GainKind, level: CertificationLevel) -> int:
    """Days of a trainer, and of a room, until a group of a kind has a level."""
    return sum(ceil(HOURS[each] / HOURS_A_DAY) for each in path_to(kind, level))


@dataclass(frozen=True, kw_only=True)
class PortfolioWish:
    """A budget, and what a day of a trainer, a day of a room and a seat cost, in won."""

    seats: int = 20
    trainer_days: int = 40
    room_days: int = 40
    money: int = 20_000_000
    trainer_day_won: int = 300_000
    room_day_won: int = 100_000
    seat_won: int = 50_000

    def as_json(self) -> dict[str, int]:
        """How it is kept."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "PortfolioWish":
        """The one that was kept."""
        return cls(**{each.name: int(kept[each.name]) for each in fields(cls)})


WISHED: Mapping[str, LazyText] = {
    "seats": say("Seats"),
    "trainer_days": say("Trainer days"),
    "room_days": say("Room days"),
    "money": say("Money (won)"),
    "trainer_day_won": say("Cost of a trainer day (won)"),
    "room_day_won": say("Cost of a room day (won)"),
    "seat_won": say("Cost of a seat (won)"),
}


def wish_from(typed: Mapping[str, str]) -> PortfolioWish:
    """The budget that somebody typed; Problems names every field that is no whole number."""
    problems, found = Problems(), dict[str, int]()
    for name in WISHED:
        text = normalise_text(typed.get(name, "")).replace(",", "")
        if (
            text.isascii()
            and text.isdigit()
            and int(text[:12]) <= MOST
            and len(text) <= len(str(MOST))
        ):
            found[name] = int(text)
        else:
            problems.add(name, say("Enter a whole number from 0 to %(most)s.", most=f"{MOST:,}"))
    problems.check()
    return PortfolioWish(**found)
