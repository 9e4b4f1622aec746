"""Who could take a session now, best first: for manual assignment, urgent requests, explanations."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatch.domain.accepted_ways import AcceptedWay
from dispatch.domain.eligibility import reasons_against
from dispatch.domain.fit import misses_preferred_gender, preferred_among
from dispatch.domain.ids import RunId
from dispatch.domain.people import Need, Person
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.person_rules import is_downgrade, language_used
from dispatch.domain.states import RunState
from dispatch.service.engine.insertion_desk import RankedPerson, rank_people
from dispatch.service.situation.day import Situation, ranked_modalities, with_drafts
from dispatch.service.situation.planned_ways import PlannedWay, ways_to_hold
from dispatch.service.situation.reading import read_situation
from dispatch.store.queries import plans as queries
from dispatch.store.tables import CounsellingSession
from foundation.database.work import UnitOfWork
from foundation.text.message import LazyText, say
from foundation.times.zones import monday_of
from interpreters.domain.ids import InterpreterId
from scheduling.service import sessions
from scheduling.service.second_choices import second_choices


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Somebody whom nothing speaks against: from when, what it adds to the way, what it costs."""

    person: Person
    way: AcceptedWay
    starts_at: datetime
    travel_minutes: int
    week_minutes: int
    preferred: bool
    wishes_missed: tuple[LazyText, ...]
    cost: int


@dataclass(frozen=True)
class OpenSlot:
    """A session in all its ways, against the plan as it stands.

    `needs` are what it asks for in each accepted mode, the first wish first.
    """

    situation: Situation
    session: CounsellingSession
    needs: Sequence[Need]
    ways: Sequence[PlannedWay]

    @classmethod
    def of(cls, situation: Situation, session: CounsellingSession) -> "OpenSlot":
        """The question about one session of a situation that is read already."""
        needs, ways = situation.needs(session), ways_to_hold(situation, session)
        return cls(situation, session, needs, ways)

    @property
    def need(self) -> Need:
        """What it asks for in the mode that is wished for first."""
        return self.needs[0]

    def others(self) -> list[Person]:
        """Everybody who does not serve it already, drafts counted as made."""
        return [p for p in self.situation.people.values() if not p.serves(self.session.id)]

    def ranked(self, people: Iterable[Person]) -> list["Candidate"]:
        """Those of some people who may serve it, best first, each in the way that costs least."""
        return rank_ways(self.situation, people, self.ways, self.session)

    def need_for(self, person: Person) -> Need:
        """What it asks of somebody in the mode in which least speaks against them."""
        return min(self.needs, key=lambda need: len(reasons_against(person, need)))

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


def rank(situation: Situation, people: Iterable[Person], need: Need) -> list[Candidate]:
    """Those of some people who may serve in one way, cheapest first."""
    return rank_ways(situation, people, [PlannedWay(way=AcceptedWay(need.modality), need=need)])


def rank_ways(
    situation: Situation,
    people: Iterable[Person],
    ways: Sequence[PlannedWay],
    session: CounsellingSession | None = None,
) -> list[Candidate]:
    """Those of some people who may serve, each in the way that costs least, cheapest first.

    With the session it is told how that differs from what was wished for first.
    """
    listed = list(people)
    ranked = rank_people(situation, ways, listed)
    widest = ways[-1].need
    preferred = preferred_among([found.person for found in ranked], widest)
    by_way = {way.way: way.need for way in ways}
    return [_candidate(found, by_way[found.way], preferred, session=session) for found in ranked]


def like_the_first(ranked: Sequence[Candidate]) -> list[Candidate]:
    """Of the ranked those who can come in the mode and from the start of the first: who may be asked together."""
    return [
        each
        for each in ranked
        if (each.way.modality, each.starts_at) == (ranked[0].way.modality, ranked[0].starts_at)
    ]


def _candidate(
    found: RankedPerson,
    need: Need,
    preferred: frozenset[InterpreterId],
    *,
    session: CounsellingSession | None,
) -> Candidate:
    missed = wishes_missed(found.person, need)
    if session is not None:
        # Of the mode alone nothing is said: the list stands by mode.
        moved = second_choices(
            session, need.zone, modality=ranked_modalities(session)[0], starts_at=found.starts_at
        )
        missed = (*moved, *missed)
    return Candidate(
        person=found.person,
        way=found.way,
        starts_at=found.starts_at,
        travel_minutes=found.extra_travel,
        week_minutes=_week_minutes(found.person, need),
        preferred=found.person.id in preferred,
        wishes_missed=missed,
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
