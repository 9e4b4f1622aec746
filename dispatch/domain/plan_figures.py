"""What a plan comes to in plain figures, so that two plans of the same days can be laid side by side."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from dispatch.domain.people import Need, Person
from dispatch.domain.person_rules import is_downgrade
from interpreters.domain.ids import InterpreterId
from interpreters.domain.qualifications import Modality
from interpreters.domain.standing import Employment


@dataclass(frozen=True, kw_only=True)
class PlannedSession:
    """A session of the days: what it asks for as it is planned, how many it takes, and who would serve it."""

    need: Need
    team: int
    people: Sequence[Person]
    # the mode that the requester ranks first, and the start that was wished for
    first_mode: Modality
    wished_start: datetime

    @property
    def is_filled(self) -> bool:
        """Whether nobody is missing."""
        return len(self.people) >= self.team


@dataclass(frozen=True, kw_only=True)
class PlanFigures:
    """The figures of one plan.

    `unfilled` counts sessions by priority, `served_by` places by employment. `cases` have several filled
    sessions in the days; of these `cases_with_one` have somebody who serves all of them. `spread_minutes`
    lies between the busiest and the least busy tenth, `changed` are slots taken from somebody.
    """

    sessions: int
    filled: int
    unfilled: Mapping[int, int]
    travel_minutes: int
    served_by: Mapping[str, int]
    cases: int
    cases_with_one: int
    spread_minutes: int
    tight: int
    other_mode: int
    other_language: int
    other_start: int
    changed: int

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """As `as_json` wrote it: there the keys of `unfilled` are texts."""
        found: dict[str, Any] = dict(kept)
        found["unfilled"] = {int(priority): count for priority, count in kept["unfilled"].items()}
        return cls(**found)

    def as_json(self) -> dict[str, Any]:
        """How it is kept."""
        found = asdict(self)
        found["unfilled"] = {str(priority): count for priority, count in self.unfilled.items()}
        return found


@dataclass(frozen=True, kw_only=True)
class Toll:
    """What the plan asks of everybody together: the measures that a draft shows too."""

    travel_minutes: int
    tight: int
    spread_minutes: int
    changed: int


def figures_of_plan(sessions: Collection[PlannedSession], toll: Toll) -> PlanFigures:
    """Count what became of the sessions."""
    filled = [session for session in sessions if session.is_filled]
    employed = Counter(person.employment for s in sessions for person in s.people)
    cases = _cases(filled)
    return PlanFigures(
        sessions=len(sessions),
        filled=len(filled),
        unfilled=dict(Counter(int(s.need.priority) for s in sessions if not s.is_filled)),
        served_by={kind.value: employed[kind] for kind in Employment},
        cases=len(cases),
        cases_with_one=sum(_has_one_for_all(found) for found in cases),
        other_mode=sum(bool(s.people) and s.need.modality is not s.first_mode for s in sessions),
        other_start=sum(bool(s.people) and s.need.earliest != s.wished_start for s in sessions),
        other_language=sum(is_downgrade(person, s.need) for s in sessions for person in s.people),
        travel_minutes=toll.travel_minutes,
        tight=toll.tight,
        spread_minutes=toll.spread_minutes,
        changed=toll.changed,
    )


def _cases(filled: Iterable[PlannedSession]) -> list[list[frozenset[InterpreterId]]]:
    """Who serves each session of a case, for cases that have several."""
    found: dict[str, list[frozenset[InterpreterId]]] = defaultdict(list)
    for session in filled:
        if session.need.case_code:
            found[session.need.case_code].append(frozenset(p.id for p in session.people))
    return [people for people in found.values() if len(people) > 1]


def _has_one_for_all(found: Sequence[frozenset[InterpreterId]]) -> bool:
    common = found[0]
    for people in found[1:]:
        common &= people
    return bool(common)
