"""What one more interpreter would have been worth to a plan, for each kind that was missing."""

import json
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from accounts.domain.cities import CITIES
from dispatch.domain.eligibility import may_serve
from dispatch.domain.fit import unfilled_cost
from dispatch.domain.ids import RunId
from dispatch.domain.people import LanguageSkill, Person
from dispatch.domain.settings import DispatchSettings
from dispatch.domain.states import RunKind
from dispatch.service.engine import solving
from dispatch.service.engine.snapshot import (
    Snapshot,
    TranslatedSession,
    take_snapshot,
    with_more_people,
)
from dispatch.service.situation.day import Situation
from dispatch.service.situation.reading import read_situation
from dispatch.solver.problem.files import plan_from, problem_from
from dispatch.solver.problem.plan import Plan
from dispatch.solver.problem.problem import Problem
from dispatch.store.queries import plans as queries
from foundation.config import Settings
from foundation.database.work import Office, begin, reading
from foundation.security.permissions import the_system
from foundation.times.spans import Span
from foundation.times.zones import to_utc
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Direction, Language, Level
from interpreters.domain.profile import Profile
from interpreters.domain.qualifications import CertificationLevel, Modality, levels_that_serve
from interpreters.domain.standing import Employment, Standing
from scheduling.domain.settings import SchedulingSettings
from training.domain.validity import HeldCertification

# Beyond this the answer would keep a worker from the next plan for too long.
MOST_SESSIONS = 1_000
MOST_GROUPS = 5
NOBODY_YET = InterpreterId(uuid.UUID(int=0))


@dataclass(frozen=True)
class MissingKind:
    """Sessions without anybody that the same kind of interpreter could serve."""

    language: Language
    level: CertificationLevel
    city: str
    seats: tuple[TranslatedSession, ...]


@dataclass(frozen=True)
class Worth:
    """How many of the unfilled sessions they could serve one more interpreter would cover, about."""

    group: MissingKind
    unfilled: int
    sessions: int

    def as_json(self) -> dict[str, object]:
        """How a run keeps it."""
        return {
            "language": self.group.language.value,
            "level": self.group.level.value,
            "city": self.group.city,
            "unfilled": self.unfilled,
            "sessions": self.sessions,
        }


def keep_worth(office: Office, run_id: str, *, watch: solving.Watch | None = None) -> None:
    """Keep with a plan what one more interpreter would be worth. Safe to repeat.

    The draft does not wait for it, and nothing is locked while the engine works.
    """
    actor, wanted = the_system("planning"), RunId(uuid.UUID(run_id))
    with reading(office, actor) as uow:
        run = queries.find_run(uow.db, wanted)
        if run is None or run.problem is None or run.plan is None or run.worth:
            return
        situation = read_situation(uow, run.first_day, run.last_day)
        snapshot = take_snapshot(situation, questions_stand=run.kind is RunKind.PLAN)
        settings = uow.settings
    snapshot = _as_planned(snapshot, problem_from(json.dumps(run.problem)))
    plan = plan_from(json.dumps(run.plan))
    found = worth_of_more(snapshot, plan, settings, watch or solving.Watch())
    with begin(office, actor) as uow:
        kept = queries.find_run(uow.db, wanted, lock=True)
        if kept is not None:
            kept.worth = [one.as_json() for one in found]


def _as_planned(snapshot: Snapshot, problem: Problem) -> Snapshot:
    """The problem as it was planned, with those of its sessions that still want somebody."""
    known = {session.id for session in problem.sessions}
    seats = {key: seat for key, seat in snapshot.seats.items() if key in known}
    return replace(snapshot, problem=problem, seats=seats)


def worth_of_more(
    snapshot: Snapshot, plan: Plan, settings: Settings, watch: solving.Watch
) -> list[Worth]:
    """For each kind that is missing, what one more would cover; nothing for very large plans."""
    groups = missing(snapshot, plan)
    if not groups or len(snapshot.problem.sessions) > MOST_SESSIONS:
        return []
    people = [
        another_interpreter(snapshot.situation, settings, each.language, each.level, each.city)
        for each in groups
    ]
    serves = [
        {seat.key: found for seat in snapshot.seats.values() if (found := _ways(person, seat))}
        for person in people
    ]
    saved = solving.values(
        with_more_people(snapshot, {_name(k): person for k, person in enumerate(people)}),
        plan,
        {
            _name(k): frozenset((key, way) for key, ways in found.items() for way in ways)
            for k, found in enumerate(serves)
        },
        watch,
    )
    found = [
        _worth(group, [snapshot.seats[key] for key in found if key in plan.unfilled], each)
        for group, found, each in zip(groups, serves, saved, strict=False)
    ]
    return sorted((w for w in found if w.sessions), key=lambda w: -w.sessions)


def _worth(group: MissingKind, unfilled: Sequence[TranslatedSession], saved: int) -> Worth:
    """What is saved, counted in sessions of the usual weight of those in question.

    Of two unfilled sessions nobody covers three: what else gets better is not counted.
    """
    weight = sum(unfilled_cost(seat.session.request.priority) for seat in unfilled)
    sessions = round(saved * len(unfilled) / weight) if weight else 0
    return Worth(group, len(unfilled), min(sessions, len(unfilled)))


def missing(snapshot: Snapshot, plan: Plan) -> list[MissingKind]:
    """The unfilled sessions by the language and level they ask for, the most frequent first."""
    unfilled = set(plan.unfilled)
    found: dict[tuple[Language, CertificationLevel], list[TranslatedSession]] = defaultdict(list)
    for seat in snapshot.seats.values():
        if seat.key in unfilled and seat.holding is None:
            found[seat.need.language, _lowest_level(seat)].append(seat)
    groups = [
        MissingKind(language, level, _city(seats), tuple(seats))
        for (language, level), seats in found.items()
    ]
    groups.sort(key=lambda g: (-len(g.seats), g.language.value, g.level.value))
    return groups[:MOST_GROUPS]


def _lowest_level(seat: TranslatedSession) -> CertificationLevel:
    able = levels_that_serve(seat.need.tier, seat.need.domain)
    return next(level for level in CertificationLevel if level in able)


def _city(seats: Iterable[TranslatedSession]) -> str:
    """Where most of them are held, or asked for when held by phone or video."""
    return Counter(_place(seat) for seat in seats).most_common(1)[0][0]


def _place(seat: TranslatedSession) -> str:
    session = seat.session
    if seat.need.modality is Modality.ON_SITE and session.site is not None:
        return session.site.city
    return session.request.organisation.city


def another_interpreter(
    situation: Situation,
    settings: Settings,
    language: Language,
    level: CertificationLevel,
    city: str,
) -> Person:
    """Somebody of a kind as the roster would begin with them, free in the hours of counselling."""
    return Person(
        id=NOBODY_YET,
        name="",
        employment=Employment.FREELANCE,
        standing=Standing.ACTIVE,
        gender=None,
        home=CITIES[city].point,
        city=city,
        max_travel_km=Profile.max_travel_km,
        modalities=frozenset(Modality),
        max_minutes_per_day=Profile.max_minutes_per_day,
        max_minutes_per_week=Profile.max_minutes_per_week,
        min_break=Profile.min_break_minutes,
        vetted_until=date.max,
        joined_on=situation.first_day,
        languages=(LanguageSkill(language, Level.NATIVE, Direction.BOTH),),
        certifications=(HeldCertification(level, language, date.min, date.max),),
        free=tuple(_hours(situation, settings)),
        max_heavy_per_day=settings.of(DispatchSettings).heavy_sessions_per_day,
        max_away_minutes=settings.of(DispatchSettings).away_minutes_per_day,
    )


def _hours(situation: Situation, settings: Settings) -> Iterable[Span]:
    opening, closing = (
        time.fromisoformat(clock) for clock in settings.of(SchedulingSettings).counselling_hours
    )
    for n in range((situation.last_day - situation.first_day).days + 1):
        day = situation.first_day + timedelta(days=n)
        yield Span(to_utc(day, opening, situation.zone), to_utc(day, closing, situation.zone))


def _ways(person: Person, seat: TranslatedSession) -> list[str]:
    """The ways in which they could serve it, by name."""
    return [way.name for way in seat.ways if not seat.pinned and may_serve(person, way.need)]


def _name(k: int) -> str:
    return f"another/{k}"
