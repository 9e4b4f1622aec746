"""Whom to ask first about an urgent session: who can be there when, what it would displace, and who knows the case."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from dispatch.domain.people import Duty, Need, Person
from dispatch.service.explain.candidates import Candidate, OpenSlot
from dispatch.service.situation.day import Holding, Situation
from dispatch.store.tables import CounsellingSession
from foundation.database.work import UnitOfWork
from interpreters.domain.qualifications import Modality
from scheduling.domain.urgency import is_urgent

MINUTE = timedelta(minutes=1)


class Displaced(IntEnum):
    """What a yes would cost elsewhere, the least first."""

    NOTHING = 0
    # the way to a later session becomes tight
    TIGHT = 1
    # an offer for the same time, not answered yet, could no longer be accepted
    OFFER = 2


@dataclass(frozen=True, kw_only=True)
class UrgentChoice:
    """Somebody who may be asked about an urgent session, with what a coordinator decides by."""

    candidate: Candidate
    there_at: datetime
    displaced: Displaced
    # when what would be displaced begins
    displaced_at: datetime | None
    knows_case: bool
    is_wanted: bool

    @property
    def is_late(self) -> bool:
        """Whether they cannot be there by the start."""
        return self.there_at > self.candidate.starts_at

    @property
    def order(self) -> tuple[datetime, Displaced, bool, datetime, int]:
        """The best is the least: in time, displacing least, known there, there soonest, cheapest."""
        late_at = max(self.there_at, self.candidate.starts_at)
        is_new = not (self.knows_case or self.is_wanted)
        return late_at, self.displaced, is_new, self.there_at, self.candidate.cost


def asks_so(uow: UnitOfWork, session: CounsellingSession) -> bool:
    """Whether a session is urgent now, so that people are ranked by when they can be there."""
    priority, starts_at = session.request.priority, session.starts_at
    return not session.on_demand and is_urgent(priority, starts_at, uow.now, uow.settings)


def ranked(question: OpenSlot, candidates: Iterable[Candidate]) -> list[UrgentChoice]:
    """Candidates for a session as an urgent one, the best first; who would be late comes last."""
    needs = {need.modality: need for need in question.needs}
    found = [_choice(question.situation, each, needs[each.way.modality]) for each in candidates]
    return sorted(found, key=lambda choice: choice.order)


def in_time(question: OpenSlot) -> list[Candidate]:
    """Whoever may serve an urgent session and can be there by its start, the best first: the order of every wave."""
    people = ranked(question, question.ranked(question.others()))
    return [choice.candidate for choice in people if not choice.is_late]


def _choice(situation: Situation, candidate: Candidate, need: Need) -> UrgentChoice:
    person, at = candidate.person, need.starting_at(candidate.starts_at)
    what, begins = _displaced(situation, person, at)
    return UrgentChoice(
        candidate=candidate,
        there_at=there_at(situation, person, at),
        displaced=what,
        displaced_at=begins,
        knows_case=person.id in need.known,
        is_wanted=person.id in need.wanted,
    )


def there_at(situation: Situation, person: Person, need: Need) -> datetime:
    """When somebody can be at a session at the earliest if they set out now, or after what they serve before it."""
    ends = [d for d in person.duties if situation.now < d.span.end <= need.earliest]
    before = max(ends, key=lambda duty: duty.span.end, default=None)
    leaves = situation.now if before is None else max(situation.now, before.span.end)
    if need.modality is not Modality.ON_SITE or need.point is None:
        return leaves
    origin = person.home if before is None or before.point is None else before.point
    return leaves + need.ways.with_buffer(origin, need.point) * MINUTE


def _displaced(
    situation: Situation, person: Person, need: Need
) -> tuple[Displaced, datetime | None]:
    span = need.span(need.earliest)
    asked = [h for h in _asked(situation, person, need) if h.span.overlaps(span)]
    if asked:
        return Displaced.OFFER, min(holding.span.start for holding in asked)
    after = _next_after(person, span.end)
    if after is not None:
        gap = int((after.span.start - span.end).total_seconds() // 60)
        rest = need.rest(need.ways)
        if person.is_tight(need.ways, need.point, after.point, gap=gap, rest=rest):
            return Displaced.TIGHT, after.span.start
    return Displaced.NOTHING, None


def _asked(situation: Situation, person: Person, need: Need) -> Sequence[Holding]:
    """What somebody is asked about together with others; an offer to one alone is theirs as if accepted."""
    return [
        holding
        for session_id, holdings in situation.waves.items()
        if session_id != need.session_id
        for holding in holdings
        if holding.interpreter_id == person.id
    ]


def _next_after(person: Person, at: datetime) -> Duty | None:
    later = (duty for duty in person.duties if duty.span.start >= at)
    return min(later, key=lambda duty: duty.span.start, default=None)
