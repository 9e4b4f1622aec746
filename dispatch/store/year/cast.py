"""Whom the past of the demo is played with: the people of its roster, and needs like those of the weeks ahead."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from accounts.domain.ids import OrganisationId, SiteId, UserId
from accounts.store.tables import Site
from dispatch.store.tables import Assignment, CounsellingSession, Interpreter
from foundation.geo import Point
from foundation.times.zones import local_clock, local_day
from interpreters.domain.languages import SENDABLE, Language
from interpreters.domain.qualifications import Domain, Tier
from interpreters.domain.standing import Gender, Standing
from interpreters.store.tables import SpokenLanguage
from scheduling.domain.states import RequestState, Strictness
from scheduling.store.tables import Request, WeeklyAvailability
from training.domain.validity import HeldCertification
from training.store.queries import certifications
from training.store.tables import Learner


@dataclass(frozen=True, kw_only=True)
class CastMember:
    """Somebody of the roster, as far as the past asks."""

    id: UUID
    user_id: UUID | None
    learner_id: UUID | None
    gender: Gender | None
    home: Point
    most_km: int
    most_minutes: int
    modalities: frozenset[str]
    vetted_until: date | None
    certificates: Sequence[HeldCertification]
    hours: Mapping[int, Sequence[tuple[time, time]]]


@dataclass(frozen=True, kw_only=True)
class PastNeed:
    """A need that comes again and again; the start is on the wall clock."""

    organisation_id: OrganisationId
    requester_id: UserId
    case_code: str
    language: Language
    fallback: Language | None
    domain: Domain
    tier: Tier
    priority: int
    team: int
    modalities: Sequence[str]
    gender: Gender | None
    site_id: SiteId | None
    place: Point | None
    start: time
    minutes: int


@dataclass(frozen=True)
class PastCast:
    """People by the languages in which they can be sent, needs by weekday, days on which somebody is busy."""

    people: Mapping[Language, Sequence[CastMember]]
    needs: Mapping[int, Sequence[PastNeed]]
    busy: frozenset[tuple[date, UUID]]


def read_cast(db: Session, since: datetime, now: datetime, zone: ZoneInfo) -> PastCast:
    """Everybody active, what is asked for from now on, and who has served on which day from an instant on."""
    served = sa.select(Assignment.starts_at, Assignment.interpreter_id).where(
        Assignment.starts_at >= since, Assignment.starts_at < now
    )
    busy = {(local_day(starts, zone), who) for starts, who in db.execute(served)}
    return PastCast(_people(db), _needs(db, now, zone), frozenset(busy))


def _people(db: Session) -> Mapping[Language, Sequence[CastMember]]:
    learners = {
        who: learner
        for learner, who in db.execute(sa.select(Learner.id, Learner.interpreter_id))
        if who is not None
    }
    hours = defaultdict[UUID, dict[int, list[tuple[time, time]]]](lambda: defaultdict(list))
    for row in db.scalars(sa.select(WeeklyAvailability)):
        hours[row.interpreter_id][row.weekday].append((row.starts, row.ends))
    members: dict[UUID, CastMember] = {}
    active = sa.select(Interpreter).where(Interpreter.standing == Standing.ACTIVE)
    rows = db.scalars(active.order_by(Interpreter.code)).all()
    held = defaultdict[UUID, list[HeldCertification]](list)
    for holder, certificate in certifications.held_by(db, [who.id for who in rows]):
        held[holder].append(certificate)
    for who in rows:
        ways = (("on_site", who.on_site), ("video", who.video), ("phone", who.phone))
        members[who.id] = CastMember(
            id=who.id,
            user_id=who.user_id,
            learner_id=learners.get(who.id),
            gender=who.gender,
            home=who.home,
            most_km=who.max_travel_km,
            # The rest of the week is left to what the demo plays by itself.
            most_minutes=who.max_minutes_per_week // 2,
            modalities=frozenset(way for way, offers in ways if offers),
            vetted_until=who.vetted_until,
            certificates=held[who.id],
            hours=hours[who.id],
        )
    spoken = defaultdict[Language, list[CastMember]](list)
    skills = db.execute(
        sa.select(SpokenLanguage.language, SpokenLanguage.interpreter_id)
        .join(Interpreter, Interpreter.id == SpokenLanguage.interpreter_id)
        .where(SpokenLanguage.level.in_(SENDABLE))
        .order_by(SpokenLanguage.position, Interpreter.code)
    )
    for language, who_id in skills:
        if who_id in members:
            spoken[language].append(members[who_id])
    return spoken


def _needs(db: Session, now: datetime, zone: ZoneInfo) -> Mapping[int, Sequence[PastNeed]]:
    found = defaultdict[int, list[PastNeed]](list)
    rows: Any = db.execute(
        sa.select(Request, CounsellingSession, Site)
        .join(CounsellingSession, CounsellingSession.request_id == Request.id)
        .outerjoin(Site, Site.id == CounsellingSession.site_id)
        .where(
            CounsellingSession.starts_at >= now,
            Request.state == RequestState.APPROVED,
            Request.language.is_not(None),
        )
        .order_by(Request.reference)
    )
    for request, session, site in rows:
        required = request.gender_strictness is Strictness.REQUIRED
        found[session.day.weekday()].append(
            PastNeed(
                organisation_id=request.organisation_id,
                requester_id=request.requester_id,
                case_code=request.case_code,
                language=request.language_planned,
                fallback=request.fallback_language,
                domain=request.domain,
                tier=request.tier,
                priority=request.priority,
                team=request.team,
                modalities=request.modalities,
                gender=request.gender if required else None,
                site_id=session.site_id,
                place=None if site is None else site.point,
                start=local_clock(session.starts_at, zone),
                minutes=session.minutes,
            )
        )
    return found
