"""The rules by which a past period may be played once more: what is different, and what it came to."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from accounts.domain.cities import CITIES
from dispatch.domain.plan_figures import PlanFigures
from foundation.text.message import LazyText, Named, say
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import CertificationLevel

MOST_DAYS, MOST_SECONDS, MOST_RUNS = 14, 120, 40
LONGEST_NAME = 80
FARTHEST_KM, MOST_TAUGHT = 200, 50


@dataclass(frozen=True, kw_only=True)
class OneMore:
    """An interpreter who was not there: of a language, certified for a level, at home in a city."""

    language: Language
    level: CertificationLevel
    city: str


@dataclass(frozen=True, kw_only=True)
class CourseHeld:
    """A course that had been held: so many speakers of a language would hold a level."""

    language: Language
    level: CertificationLevel
    people: int


@dataclass(frozen=True, kw_only=True)
class SandboxRules:
    """What is different; whatever is left out is as it was.

    Whoever is at home in one of two `pooled` cities would go to the other. With `video` every session might be held so.
    Nobody would go less far than `radius_km`. Whoever works on a day would work from the first to the last of `hours`.
    """

    pooled: tuple[str, ...] = ()
    video: bool = False
    radius_km: int = 0
    hours: tuple[str, ...] = ()
    one_more: OneMore | None = None
    course: CourseHeld | None = None

    @property
    def is_as_it_was(self) -> bool:
        """Whether nothing is different."""
        return self == SandboxRules()

    def as_json(self) -> dict[str, Any]:
        """How they are kept."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """As `as_json` wrote them."""
        more, course = kept["one_more"], kept["course"]
        return cls(
            pooled=tuple(kept["pooled"]),
            video=kept["video"],
            radius_km=kept["radius_km"],
            hours=tuple(kept["hours"]),
            one_more=more and OneMore(**_typed(more)),
            course=course and CourseHeld(**_typed(course)),
        )

    def said(self) -> Sequence[LazyText]:
        """Each difference in words."""
        found: list[LazyText] = []
        if self.pooled:
            one, other = (Named(CITIES[city].name_in) for city in self.pooled)
            found.append(say("%(one)s and %(other)s share their people", one=one, other=other))
        if self.video:
            found.append(say("Every session may be held by video"))
        if self.radius_km:
            found.append(say("Everybody accepts sessions up to %(n)s km away", n=self.radius_km))
        if self.hours:
            first, last = self.hours
            found.append(
                say(
                    "Whoever works on a day works from %(first)s to %(last)s",
                    first=first,
                    last=last,
                )
            )
        if self.one_more is not None:
            found.append(
                say(
                    "One more interpreter: %(language)s, %(level)s, %(city)s",
                    language=self.one_more.language,
                    level=self.one_more.level,
                    city=Named(CITIES[self.one_more.city].name_in),
                )
            )
        if self.course is not None:
            found.append(
                say(
                    "A course had been held: %(n)s people, %(language)s, %(level)s",
                    n=self.course.people,
                    language=self.course.language,
                    level=self.course.level,
                )
            )
        return found


def _typed(kept: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **kept,
        "language": Language(kept["language"]),
        "level": CertificationLevel(kept["level"]),
    }


@dataclass(frozen=True, kw_only=True)
class SandboxFigures:
    """What a plan of the period came to, and the won that it would have paid by the rates of its days."""

    plan: PlanFigures
    won: int

    def as_json(self) -> dict[str, Any]:
        """How they are kept."""
        return {"plan": self.plan.as_json(), "won": self.won}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """As `as_json` wrote them."""
        return cls(plan=PlanFigures.from_json(kept["plan"]), won=kept["won"])
