"""Explanations: why nobody, why this person, why not that one; reproducible without the engine."""

import uuid
from dataclasses import dataclass

from accounts.service import organisations
from dispatch.domain.eligibility import Objection, reasons_against
from dispatch.domain.facts import Must, musts
from dispatch.domain.funnel import Dropped, Funnel, funnel_of
from dispatch.domain.measures import added_travel
from dispatch.domain.people import Need, Person
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.shortage import Shortage, shortage_of
from dispatch.domain.shortage_said import headline
from dispatch.service.explain.candidates import Candidate, OpenSlot, rank, wishes_missed
from dispatch.service.explain.closest import Closest, closest
from dispatch.service.explain.fixes import Fix, one_change_fixes
from dispatch.service.situation.reading import read_people
from dispatch.service.situation.wanted import wanted_of
from dispatch.store.queries import plans as queries
from dispatch.store.tables import DraftAssignment, Offer
from foundation.database.work import UnitOfWork
from foundation.text.message import LazyText, say
from interpreters.domain.ids import InterpreterId
from interpreters.service import directory

MOST_ALTERNATIVES = 5
MOST_EXCLUDED = 5


@dataclass(frozen=True)
class Unfilled:
    """Why a session has nobody, who could still take it, and what would help."""

    shortage: Shortage
    closest: tuple[Closest, ...]
    funnel: Funnel
    candidates: tuple[Candidate, ...]
    fixes: tuple[Fix, ...]

    @property
    def why(self) -> LazyText:
        """What keeps it without anybody, in one sentence."""
        return headline(self.shortage)


@dataclass(frozen=True)
class Alternative:
    """Another candidate, with what would change."""

    person: Person
    delta_travel_minutes: int
    week_minutes: int
    breaks: tuple[LazyText, ...]


@dataclass(frozen=True)
class WhyChosen:
    """Why somebody has, or would have, a session."""

    person: Person
    must: tuple[Must, ...]
    why: tuple[LazyText, ...]
    alternatives: tuple[Alternative, ...]
    excluded: tuple[Dropped, ...]


@dataclass(frozen=True)
class WhyNot:
    """Every reason against somebody, in the order of the rules; none means they could serve."""

    person: Person
    objections: tuple[Objection, ...]


def why_nobody(uow: UnitOfWork, question: OpenSlot) -> Unfilled:
    """The funnel of a session against the plan as it stands, and at most three changes that fill it."""
    uow.require(DispatchPermission.BOARD_READ)
    people = question.others()
    wanted = wanted_of(question.situation, question.session)
    paused = queries.inactive_speakers(uow.db, wanted.languages)
    resting = read_people(uow, question.situation, paused).values() if paused else ()
    everybody = [*people, *resting]
    shortage = shortage_of(everybody, wanted)
    return Unfilled(
        shortage=shortage,
        closest=closest(shortage),
        funnel=funnel_of(everybody, wanted.needs),
        candidates=tuple(question.ranked(people)),
        fixes=tuple(one_change_fixes(question, people, organisations.list_sites(uow))),
    )


def why_this_person(
    uow: UnitOfWork,
    question: OpenSlot,
    interpreter_id: uuid.UUID,
    drafted: DraftAssignment | None = None,
    asked: Offer | None = None,
) -> WhyChosen:
    """What speaks for the one who has a session, is asked or drafted for it, and who else could have it."""
    uow.require(DispatchPermission.BOARD_READ)
    need = _at_its_start(question, drafted, asked)
    person = _person(uow, question, interpreter_id)
    others = [p for p in question.others() if p.id != person.id]
    ranked = rank(question.situation, others, need)
    own_travel = added_travel(person, need, need.earliest)
    return WhyChosen(
        person=person,
        must=tuple(musts(person, need)),
        why=tuple(_why(person, own_travel, need, ranked)),
        alternatives=tuple(_alternative(c, own_travel) for c in ranked[:MOST_ALTERNATIVES]),
        excluded=_nearly(others, need),
    )


def _at_its_start(question: OpenSlot, drafted: DraftAssignment | None, asked: Offer | None) -> Need:
    """The need at the one start that the draft, the offer, or the session has."""
    session = question.session
    modality = session.modality if drafted is None else drafted.modality
    start = next(row.starts_at for row in (drafted, asked, session) if row is not None)
    return question.situation.need(session, modality).starting_at(start)


def _person(uow: UnitOfWork, question: OpenSlot, interpreter_id: uuid.UUID) -> Person:
    """Somebody with their time, active or not."""
    found = question.situation.people.get(InterpreterId(interpreter_id))
    if found is not None:
        return found
    row = directory.get(uow, interpreter_id)
    return read_people(uow, question.situation, [row])[row.id]


def _why(person: Person, travel: int, need: Need, others: list[Candidate]) -> list[LazyText]:
    """How many could, and in what this one is first."""
    count = len(others) + 1
    if count == 1:
        return [say("Nobody else meets all requirements.")]
    found = [say("%(n)s people meet all requirements.", n=count)]
    if person.id in need.wanted:
        found.append(say("Requested by name."))
    if person.id in need.known:
        found.append(say("Has served this case before."))
    if travel <= min(c.travel_minutes for c in others):
        found.append(say("Shortest travel."))
    if person.served_minutes <= min(c.person.served_minutes for c in others):
        found.append(say("Fewest recent hours."))
    if need.gender is not None and not wishes_missed(person, need):
        found.append(say("Preferred gender: %(gender)s", gender=need.gender))
    return found


def _alternative(candidate: Candidate, own_travel: int) -> Alternative:
    return Alternative(
        person=candidate.person,
        delta_travel_minutes=candidate.travel_minutes - own_travel,
        week_minutes=candidate.week_minutes,
        breaks=candidate.wishes_missed,
    )


def _nearly(people: list[Person], need: Need) -> tuple[Dropped, ...]:
    """Those who come closest without meeting every must: they fall at the last rules."""
    funnel = funnel_of(people, [need])
    dropped = [one for step in reversed(funnel.steps) for one in step.dropped]
    return tuple(dropped[:MOST_EXCLUDED])


def why_not(uow: UnitOfWork, question: OpenSlot, interpreter_id: uuid.UUID) -> WhyNot:
    """Every reason against somebody for a session, against the plan as it stands."""
    uow.require(DispatchPermission.BOARD_READ)
    person = _person(uow, question, interpreter_id)
    return WhyNot(person, tuple(reasons_against(person, question.need_for(person))))
