"""Some days at one instant: people with their time, sessions with their needs, who holds what."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from dispatch.domain.calendar_rules import reaches_from_counselling
from dispatch.domain.crowd import Crowd
from dispatch.domain.people import STEP, Duty, Need, Person, Ways
from dispatch.domain.states import ChangeKind
from dispatch.domain.wishes import Wishes
from dispatch.store.tables import CounsellingSession, DraftAssignment
from foundation.geo import Point
from foundation.times.spans import Span
from foundation.times.zones import local_day
from interpreters.domain.ids import InterpreterId
from interpreters.domain.qualifications import Domain, Modality
from scheduling.domain.ids import SessionId
from scheduling.domain.needs import RequestNeed, moments, priority_of, tier_of
from scheduling.domain.states import LIVE, Priority


@dataclass(frozen=True)
class Holding:
    """Who has a slot now: bound to it, or the only one asked for it."""

    session_id: SessionId
    slot_no: int
    interpreter_id: InterpreterId
    span: Span
    point: Point | None
    pinned: bool
    offered: bool
    domain: Domain
    case_code: str = ""
    priority: Priority | None = None

    def duty(self, zone: ZoneInfo) -> Duty:
        """The time it takes."""
        day = local_day(self.span.start, zone)
        return Duty(
            session_id=self.session_id,
            span=self.span,
            day=day,
            point=self.point,
            pinned=self.pinned,
            offered=self.offered,
            domain=self.domain,
            case_code=self.case_code,
            priority=self.priority,
        )


@dataclass(frozen=True, kw_only=True)
class Situation:
    """Everything about some days, at one instant."""

    first_day: date
    last_day: date
    now: datetime
    zone: ZoneInfo
    ways: Ways
    people: Mapping[InterpreterId, Person]
    sessions: Mapping[SessionId, CounsellingSession]
    holdings: Mapping[SessionId, Sequence[Holding]]
    declined: frozenset[tuple[SessionId, InterpreterId]]
    known: Mapping[str, frozenset[tuple[InterpreterId, SessionId]]]
    # whoever is asked, together with others, for a slot that one of them will get
    waves: Mapping[SessionId, Sequence[Holding]] = field(
        default_factory=dict[SessionId, Sequence[Holding]]
    )
    # what a plan of these days weighs
    wishes: Wishes = field(default_factory=Wishes)
    # days that are over, planned once more as if nothing had become of them, in these modes too
    is_replay: bool = False
    more_modes: tuple[Modality, ...] = ()

    def is_open(self, session: CounsellingSession) -> bool:
        """Whether it can still be planned: it has not begun and lies inside the days."""
        return (
            (session.state in LIVE or self.is_replay)
            and session.latest_start_at > self.now
            and self.first_day <= session.day <= self.last_day
        )

    def is_same_at(self, now: datetime) -> bool:
        """Whether the same rows would make the same situation at a later instant."""
        later = replace(self, now=now)
        return local_day(self.now, self.zone) == local_day(now, self.zone) and all(
            self.is_open(session) is later.is_open(session)
            and self.window(session) == later.window(session)
            for session in self.sessions.values()
        )

    def need(self, session: CounsellingSession, modality: Modality | None = None) -> Need:
        """What a session asks for, held in its own way or in another."""
        known = self.known.get(session.request.case_code, frozenset())
        return need_of(
            session,
            modality or session.modality,
            starts=self.window(session),
            ways=self.ways,
            zone=self.zone,
            declined=frozenset(who for what, who in self.declined if what == session.id),
            known=frozenset(who for who, where in known if where != session.id),
        )

    def need_of_duty(self, duty: Duty) -> Need:
        """What the session of a duty asks for, at the start it has now."""
        return self.need(self.sessions[duty.session_id]).starting_at(duty.span.start)

    def need_of_request(self, request: RequestNeed, modality: Modality, site: Point | None) -> Need:
        """What a complete request under way asks for, in one of its ways: no session exists yet."""
        assert request.organisation_id is not None
        assert request.language is not None
        assert request.domain is not None
        assert request.minutes is not None
        at = moments(request, self.zone)
        known = self.known.get(request.case_code, frozenset())
        return Need(
            session_id=None,
            day=local_day(at.starts_at, self.zone),
            earliest=at.earliest_start_at,
            latest=at.latest_start_at,
            minutes=request.minutes,
            language=request.language,
            fallback_language=request.fallback_language,
            domain=request.domain,
            tier=tier_of(request),
            priority=priority_of(request),
            modality=modality,
            organisation_id=request.organisation_id,
            ways=self.ways,
            zone=self.zone,
            point=site if modality is Modality.ON_SITE else None,
            case_code=request.case_code,
            gender=request.gender,
            gender_strictness=request.gender_strictness,
            excluded=as_ids(request.excluded),
            wanted=as_ids(request.preferred),
            known=frozenset(who for who, _ in known),
        )

    def window(self, session: CounsellingSession) -> tuple[datetime, datetime]:
        """Between which starts one may choose: none once it is settled, never the past."""
        settled = self.settled_start(session)
        if settled is not None:
            return settled, settled
        soonest = _round_up(self.now)
        earliest = max(session.earliest_start_at, soonest)
        if earliest > session.latest_start_at:
            return session.earliest_start_at, session.latest_start_at
        return earliest, session.latest_start_at

    def settled_start(self, session: CounsellingSession) -> datetime | None:
        """From when it is held, once somebody has it or is asked for it; its mode is settled then too."""
        for held in (self.holdings.get(session.id), self.waves.get(session.id)):
            if held:
                return held[0].span.start
        return None

    def modalities(self, session: CounsellingSession) -> list[Modality]:
        """The modes in which it may be held, the first wish first; one once it is settled."""
        if self.settled_start(session) is not None:
            return [session.modality]
        return self.ranked(session)

    def ranked(self, session: CounsellingSession) -> list[Modality]:
        """The modes that the requester accepts, the first wish first, then those that are tried beside them."""
        return list(dict.fromkeys((*ranked_modalities(session), *self.more_modes)))

    def needs(self, session: CounsellingSession) -> list[Need]:
        """What it asks for in each mode, from any start of its window, in any language agreed to."""
        return [self.need(session, modality) for modality in self.modalities(session)]

    @cached_property
    def _idle(self) -> Crowd:
        """Everybody as if they had nothing to do."""
        return Crowd(replace(person, duties=()) for person in self.people.values())

    @cached_property
    def crowd(self) -> Crowd:
        """Everybody as they are, for questions about many sessions."""
        return Crowd(self.people.values())

    def candidates(self, need: Need) -> list[Person]:
        """Who could serve it if they had nothing else to do."""
        able = (self.people[person.id] for person in self._idle.able(need))
        return [p for p in able if not p.counselling or reaches_from_counselling(p, need)]


def ranked_modalities(session: CounsellingSession) -> list[Modality]:
    """The modes that the requester accepts, the first wish first."""
    return [Modality(way) for way in session.request.modalities] or [session.modality]


def need_of(
    session: CounsellingSession,
    modality: Modality,
    *,
    starts: tuple[datetime, datetime],
    ways: Ways,
    zone: ZoneInfo,
    declined: frozenset[InterpreterId],
    known: frozenset[InterpreterId] = frozenset(),
) -> Need:
    """What a session asks for, held in a way of taking part, with its first and last start.

    `declined` said no to it, `known` serve or served the case in another session.
    """
    request = session.request
    earliest, latest = starts
    return Need(
        session_id=session.id,
        day=session.day,
        earliest=earliest,
        latest=latest,
        minutes=session.minutes,
        language=request.language_planned,
        fallback_language=request.fallback_language,
        domain=request.domain,
        tier=request.tier,
        priority=Priority(request.priority),
        modality=modality,
        organisation_id=request.organisation_id,
        ways=ways,
        zone=zone,
        point=point_of(session, modality),
        case_code=request.case_code,
        lower_level_agreed=request.lower_level_agreed,
        gender=request.gender,
        gender_strictness=request.gender_strictness,
        excluded=as_ids(request.excluded),
        declined=declined,
        wanted=as_ids(request.preferred),
        known=known,
    )


def with_drafts(situation: Situation, drafts: Iterable[DraftAssignment]) -> Situation:
    """The situation as it would be with these changes made; what was sent of them stands already."""
    made = [
        d for d in drafts if not d.left_out and d.kind is not ChangeKind.KEPT and d.sent_at is None
    ]
    freed = {(draft.previous_interpreter_id, draft.session_id) for draft in made}
    given: dict[InterpreterId, list[Duty]] = defaultdict(list)
    for draft in made:
        if draft.interpreter_id is not None:
            given[draft.interpreter_id].append(_drafted(draft))
    touched = {draft.previous_interpreter_id for draft in made} | set(given)
    people = {
        who: replace(
            person,
            duties=(
                *(d for d in person.duties if (who, d.session_id) not in freed),
                *given.get(who, ()),
            ),
        )
        if who in touched
        else person
        for who, person in situation.people.items()
    }
    return replace(situation, people=people)


def _drafted(draft: DraftAssignment) -> Duty:
    session = draft.session
    span = Span(draft.starts_at, draft.starts_at + timedelta(minutes=session.minutes))
    return Duty(
        session_id=session.id,
        span=span,
        day=session.day,
        point=point_of(session, draft.modality),
        domain=session.request.domain,
        case_code=session.request.case_code,
        priority=Priority(session.request.priority),
    )


def point_of(session: CounsellingSession, modality: Modality) -> Point | None:
    """Where an interpreter must be: at the site, or at home for phone and video."""
    if modality is Modality.ON_SITE and session.site is not None:
        return session.site.point
    return None


def _round_up(instant: datetime) -> datetime:
    step = int(STEP.total_seconds())
    return datetime.fromtimestamp(-(-int(instant.timestamp()) // step) * step, UTC)


def as_ids(texts: Iterable[str]) -> frozenset[InterpreterId]:
    """People that a request names by id, as text."""
    return frozenset(InterpreterId(UUID(text)) for text in texts)
