"""Who could take a session now, best first: for manual assignment, urgent requests, explanations."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatch.domain.eligibility import may_serve
from dispatch.domain.fit import misses_preferred_gender, preferred_among
from dispatch.domain.ids import RunId
from dispatch.domain.measures import added_travel
from dispatch.domain.people import Need, Person
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.person_rules import is_downgrade, language_used
from dispatch.domain.states import RunState
from dispatch.service.engine.insertion_desk import RankedPerson, rank_people
from dispatch.service.situation.day import Situation, with_drafts
from dispatch.service.situation.reading import read_situation
from dispatch.store.queries import plans as queries
from dispatch.store.tables import CounsellingSession
from foundation.database.work import UnitOfWork
from foundation.text.message import LazyText, say
from foundation.times.zones import monday_of
from interpreters.domain.ids import InterpreterId
from scheduling.service import sessions


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Somebody whom nothing speaks against: from when, what it adds to the way, what it costs."""

    person: Person
    starts_at: datetime
    travel_minutes: int
    week_minutes: int
    preferred: bool
    wishes_missed: tuple[LazyText, ...]
    cost: int


@dataclass(frozen=True)
class OpenSlot:
    """A session in the way it is planned with, against the plan as it stands."""

    situation: Situation
    session: CounsellingSession
    need: Need

    @classmethod
    def of(cls, situation: Situation, session: CounsellingSession) -> "OpenSlot":
        """The question about one session of a situation that is read already."""
        need, _ = situation.planned_need(session)
        return cls(situation, session, need)

    def others(self) -> list[Person]:
        """Everybody who does not serve it already, drafts counted as made."""
        return [p for p in self.situation.people.values() if not p.serves(self.session.id)]

    def ranked(self, people: Iterable[Person]) -> list["Candidate"]:
        """Those of some people who may serve it, best first."""
        return rank(self.situation, people, self.need, self.session.starts_at)

    @property
    def missing(self) -> int:
        """How many more it needs."""
        serving = {p.id for p in self.situation.people.values() if p.serves(self.session.id)}
        serving |= {h.interpreter_id for h in self.situation.holdings.get(self.session.id, ())}
        return self.session.request.team - len(serving)


def ranked_candidates(
    uow: UnitOfWork, session_id: uuid.UUID, run_id: uuid.UUID | None = None
) -> list[Candidate]:
    """Everybody who could take a session now, best first, by the costs of the engine.

    With a run, its drafts count as made.
    """
    question = read_question(uow, session_id, run_id)
    return question.ranked(question.others())


def read_question(
    uow: UnitOfWork, session_id: uuid.UUID, run_id: uuid.UUID | None = None
) -> OpenSlot:
    """A session and the situation of its day, with the drafts of a run counted as made."""
    uow.require(DispatchPermission.BOARD_READ)
    session = sessions.get_session(uow, session_id)
    situation = read_situation(uow, session.day, session.day)
    if run_id is not None:
        run = queries.find_run(uow.db, RunId(run_id))
        if run is not None and run.state is RunState.DONE:
            situation = with_drafts(situation, queries.drafts_of(uow.db, run.id))
    return OpenSlot.of(situation, session)


def rank(
    situation: Situation, people: Iterable[Person], need: Need, wished: datetime | None = None
) -> list[Candidate]:
    """Those of some people who may serve, cheapest first; each at the wished start if that is free."""
    able = [person for person in people if may_serve(person, need)]
    preferred = preferred_among(able, need)
    ranked = rank_people(situation, need, able)
    return [_candidate(_as_wished(found, need, wished), need, preferred) for found in ranked]


def _as_wished(found: RankedPerson, need: Need, wished: datetime | None) -> RankedPerson:
    """At the start that the requester named, unless a rule speaks against it: the window is for need only."""
    if wished is None or not need.earliest <= wished <= need.latest:
        return found
    if found.starts_at == wished or not may_serve(found.person, need.starting_at(wished)):
        return found
    way = added_travel(found.person, need, wished)
    return found._replace(starts_at=wished, extra_travel=way)


def _candidate(found: RankedPerson, need: Need, preferred: frozenset[InterpreterId]) -> Candidate:
    return Candidate(
        person=found.person,
        starts_at=found.starts_at,
        travel_minutes=found.extra_travel,
        week_minutes=_week_minutes(found.person, need),
        preferred=found.person.id in preferred,
        wishes_missed=wishes_missed(found.person, need),
        cost=found.cost,
    )


def _week_minutes(person: Person, need: Need) -> int:
    monday = monday_of(need.day)
    return person.minutes_on(monday, monday + timedelta(days=6), need.session_id)


def wishes_missed(person: Person, need: Need) -> tuple[LazyText, ...]:
    """What the requester would rather have and this person is not."""
    missed: list[LazyText] = []
    if is_downgrade(person, need):
        language = language_used(person, need)
        missed.append(say("In %(language)s (alternative language)", language=language))
    if need.gender is not None and misses_preferred_gender(person, need):
        missed.append(say("Preferred gender not met: %(gender)s", gender=need.gender))
    if need.wanted and person.id not in need.wanted:
        missed.append(say("Not the requested interpreter"))
    return tuple(missed)
