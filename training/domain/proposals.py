"""What dispatch lacks, as a course to be held: what is proposed, how far it has come, and what it brought."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, cast
from uuid import UUID

from accounts.domain.cities import CITIES, City
from foundation.text.i18n import register_labels
from foundation.text.message import LazyText, Named, say
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import CertificationLevel, Domain

LONGEST_REASON = 300
# What is counted of a course: what those whom it certified do in the half year after it.
REVIEWED_FOR = timedelta(days=182)
YEAR = timedelta(days=365)
# When enrolment opens and closes of a cohort that is drafted, counted from that day.
OPENS_AFTER, CLOSES_AFTER = timedelta(days=14), timedelta(days=35)
# What was dismissed is not proposed again before this.
RESTS_FOR = timedelta(days=90)


class ProposalKind(StrEnum):
    """Whom a course would be for."""

    NEW_INTERPRETER = "new_interpreter"
    UPSKILL = "upskill"


class CourseProposalState(StrEnum):
    """How far a proposal has come."""

    OPEN = "open"
    DRAFTED = "drafted"
    RUNNING = "running"
    CLOSED = "closed"
    DISMISSED = "dismissed"


P = CourseProposalState
# Of these there is one at most for whatever is lacking.
LIVE_PROPOSALS = frozenset({P.OPEN, P.DRAFTED, P.RUNNING})


@dataclass(frozen=True, kw_only=True)
class ProposalWish:
    """Which proposals are wanted: those in a state, of a language and for a city if given."""

    state: CourseProposalState
    language: Language | None = None
    city: str = ""


@dataclass(frozen=True, kw_only=True)
class NewProposal:
    """What dispatch found: one more certified person would cover so many more sessions in a year.

    `why` is a sentence whose values are numbers, texts, languages, domains, levels or cities (`City`). `session_ids` are
    those of the past that would have been covered. `people` of the roster are meant where a group is named.
    """

    kind: ProposalKind
    language: Language
    level: CertificationLevel
    domain: Domain | None
    city: str
    seats: int
    gained_low: float
    gained: float
    gained_high: float
    why: LazyText
    session_ids: tuple[UUID, ...] = ()
    people: tuple[UUID, ...] = ()
    dispatch_gain_id: UUID | None = None

    @property
    def subject(self) -> str:
        """What is lacking, in one word: the same lack is proposed once."""
        return ":".join((self.kind, self.language, self.level, self.domain or "", self.city))


@dataclass(frozen=True)
class SessionsExpected:
    """So many more sessions in a year, at the least and at the most to be expected."""

    low: float
    mean: float
    high: float

    def over(self, days: int) -> float:
        """The part of them that falls into so many days."""
        return self.mean * days / YEAR.days


@dataclass(frozen=True)
class CourseOutcome:
    """What a course was to bring and what it brought, in the same days."""

    predicted: float
    realised: int

    @property
    def error(self) -> float:
        """How many sessions more (or fewer) were predicted than came."""
        return self.predicted - self.realised


@dataclass(frozen=True)
class RunningError:
    """How far the predictions of all courses lie from what came of them."""

    courses: int
    predicted: float
    realised: int
    mean_error: float
    mean_miss: float

    @property
    def percent(self) -> int | None:
        """The mean miss in percent of what came; None where nothing came."""
        if not self.realised:
            return None
        return round(100 * self.mean_miss * self.courses / self.realised)


def running_error(outcomes: Iterable[CourseOutcome]) -> RunningError | None:
    """The error over all courses: with its sign, and without; None while there is none."""
    found = list(outcomes)
    if not found:
        return None
    return RunningError(
        courses=len(found),
        predicted=sum(each.predicted for each in found),
        realised=sum(each.realised for each in found),
        mean_error=sum(each.error for each in found) / len(found),
        mean_miss=sum(abs(each.error) for each in found) / len(found),
    )


def expected_of(
    gained: SessionsExpected, seats: int, per_seat: tuple[float, float, float]
) -> SessionsExpected:
    """What a course of so many seats may be expected to bring, if each ends in somebody who is sent as often as given.

    What dispatch has counted is the gain of one more person: a second one has less left to cover. So it is taken as
    often as at least one of them arrives.
    """
    low, mean, high = (1 - (1 - share) ** seats for share in per_seat)
    return SessionsExpected(gained.low * low, gained.mean * mean, gained.high * high)


def reviewed_days(first: date, today: date) -> int:
    """How many days of a course's half year are over."""
    return max(0, min((today - first).days, REVIEWED_FOR.days))


_KINDS: dict[str, type[StrEnum]] = {
    kind.__name__: kind for kind in (Language, Domain, CertificationLevel)
}


def as_kept(sentence: LazyText) -> dict[str, Any]:
    """A sentence as the database keeps it, to be said in each reader's language."""
    return {
        "text": sentence.text,
        "values": {name: _as_kept(value) for name, value in sentence.values.items()},
    }


def _as_kept(value: object) -> object:
    if isinstance(value, LazyText):
        return as_kept(value)
    if isinstance(value, City):
        return {"city": value.code}
    if isinstance(value, StrEnum):
        return {type(value).__name__: value.value}
    return value if isinstance(value, int | float) else str(value)


def said_again(kept: Mapping[str, Any]) -> LazyText:
    """The sentence that was kept."""
    values = cast("Mapping[str, object]", kept["values"])
    return LazyText(kept["text"], {name: _said_again(value) for name, value in values.items()})


def _said_again(value: object) -> object:
    if not isinstance(value, dict):
        return value
    kept = cast("dict[str, Any]", value)
    if "text" in kept:
        return said_again(kept)
    name, code = next(iter(kept.items()))
    return Named(CITIES[code].name_in) if name == "city" else _KINDS[name](code)


register_labels(
    {
        ProposalKind.NEW_INTERPRETER: say("New interpreters"),
        ProposalKind.UPSKILL: say("Further level for interpreters"),
        P.OPEN: say("Open proposal"),
        P.DRAFTED: say("Cohort in preparation"),
        P.RUNNING: say("Course under way"),
        P.CLOSED: say("Course over"),
        P.DISMISSED: say("Dismissed"),
    }
)
