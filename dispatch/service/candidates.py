"""Who could take a session now, best first: for manual assignment, urgent requests, explanations."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatch.domain.calendar_rules import possible_starts
from dispatch.domain.eligibility import may_serve
from dispatch.domain.fit import misses_preferred_gender, preferred_among
from dispatch.domain.ids import RunId
from dispatch.domain.measures import extra_travel
from dispatch.domain.people import Duty, Need, Person
from dispatch.domain.person_rules import is_downgrade, language_used
from dispatch.domain.states import RunState
from dispatch.service.reading import read_world
from dispatch.service.world import World, with_drafts
from dispatch.solver.problem import Costs
from dispatch.store.queries import plans as queries
from dispatch.store.tables import CounsellingSession
from foundation.permissions import Permission
from foundation.wording import Wording, say
from foundation.work import UnitOfWork
from foundation.zones import monday_of
from scheduling.domain.ids import SessionId
from scheduling.service import sessions

COSTS = Costs()
# Stands for a session that is only wished for.
_NO_SESSION = SessionId(uuid.UUID(int=0))


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Somebody whom nothing speaks against: from when, what it adds to the way, what it costs."""

    person: Person
    starts_at: datetime
    travel_minutes: int
    week_minutes: int
    preferred: bool
    wishes_missed: tuple[Wording, ...]
    cost: int


@dataclass(frozen=True)
class Question:
    """A session in the way it is planned with, against the plan as it stands."""

    world: World
    session: CounsellingSession
    need: Need

    def others(self) -> list[Person]:
        """Everybody who does not serve it already, drafts counted as made."""
        return [p for p in self.world.people.values() if not p.serves(self.session.id)]

    @property
    def missing(self) -> int:
        """How many more it needs."""
        serving = {p.id for p in self.world.people.values() if p.serves(self.session.id)}
        serving |= {h.interpreter_id for h in self.world.holdings.get(self.session.id, ())}
        return self.session.request.team - len(serving)


def ranked_candidates(
    uow: UnitOfWork, session_id: uuid.UUID, run_id: uuid.UUID | None = None
) -> list[Candidate]:
    """Everybody who could take a session now, best first, by the costs of the engine.

    With a run, its drafts count as made.
    """
    uow.require(Permission.BOARD_READ)
    question = read_question(uow, session_id, run_id)
    return rank(question.others(), question.need)


def read_question(
    uow: UnitOfWork, session_id: uuid.UUID, run_id: uuid.UUID | None = None
) -> Question:
    """A session and the world of its day, with the drafts of a run counted as made."""
    session = sessions.get_session(uow, session_id)
    world = read_world(uow, session.day, session.day)
    if run_id is not None:
        run = queries.find_run(uow.db, RunId(run_id))
        if run is not None and run.state is RunState.DONE:
            world = with_drafts(world, queries.drafts_of(uow.db, run.id))
    need, _ = world.planned_need(session)
    return Question(world, session, need)


def rank(people: Iterable[Person], need: Need) -> list[Candidate]:
    """Those of some people who may serve, cheapest first."""
    able = [person for person in people if may_serve(person, need)]
    preferred = preferred_among(able, need)
    average = sum(p.served_minutes for p in able) // len(able) if able else 0
    found: list[Candidate] = []
    for person in able:
        starts_at, travel = best_start(person, need)
        wished = not preferred or person.id in preferred
        load = need.minutes if person.served_minutes > average else -need.minutes
        found.append(
            Candidate(
                person=person,
                starts_at=starts_at,
                travel_minutes=travel,
                week_minutes=_week_minutes(person, need),
                preferred=person.id in preferred,
                wishes_missed=wishes_missed(person, need),
                cost=COSTS.travel_minute * travel
                + COSTS.load_minute * load
                + (0 if wished else COSTS.discontinuity),
            )
        )
    return sorted(found, key=lambda c: (c.cost, c.person.served_minutes, c.person.name))


def best_start(person: Person, need: Need) -> tuple[datetime, int]:
    """The start of the window that adds the least to somebody's way, and what it adds."""
    starts: Sequence[datetime] = possible_starts(person, need) or [need.earliest]
    options = [(added_travel(person, need, start), start) for start in starts]
    travel, start = min(options)
    return start, travel


def added_travel(person: Person, need: Need, start: datetime) -> int:
    """Minutes on the road that serving from a start adds to somebody's day."""
    session_id = need.session_id or _NO_SESSION
    return extra_travel(person, Duty(session_id, need.span(start), need.day, need.point), need.ways)


def _week_minutes(person: Person, need: Need) -> int:
    monday = monday_of(need.day)
    return person.minutes_on(monday, monday + timedelta(days=6), need.session_id)


def wishes_missed(person: Person, need: Need) -> tuple[Wording, ...]:
    """What the requester would rather have and this person is not."""
    missed: list[Wording] = []
    if is_downgrade(person, need):
        language = language_used(person, need)
        missed.append(say("In %(language)s, the second choice", language=language))
    if need.gender is not None and misses_preferred_gender(person, need):
        missed.append(say("Not of the wished gender: %(gender)s", gender=need.gender))
    if need.wanted and person.id not in need.wanted:
        missed.append(say("Not the person asked for"))
    return tuple(missed)
