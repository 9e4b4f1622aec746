"""Who stands on a page of the board, and who lives nearest to a session: ids only, so that no roster is read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dispatch.domain.ids import RunId
from dispatch.store.queries.board import CHANGES, OPEN_OFFERS, SHOWN
from dispatch.store.tables import Assignment, CounsellingSession, DraftAssignment, Offer
from foundation.database.searching import holds
from foundation.geo import Point
from foundation.text.codes import normal_code
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import SENDABLE, Direction, Language
from interpreters.domain.qualifications import CertificationLevel, Modality
from interpreters.domain.standing import Standing
from interpreters.store.tables import Interpreter, SpokenLanguage
from scheduling.domain.ids import SessionId
from scheduling.store.tables import AvailabilityException, WeeklyAvailability
from training.domain.certifications import CertificationStatus
from training.store.tables import Certification, Learner, Scheme

_WAYS = {
    Modality.ON_SITE: Interpreter.on_site,
    Modality.VIDEO: Interpreter.video,
    Modality.PHONE: Interpreter.phone,
}


@dataclass(frozen=True, kw_only=True)
class LinesWanted:
    """Whose lines are wanted of a day; `regions` are the cities of each, in their order.

    `among` leaves only these, `busy` are left out and so is whoever does not work; an empty line weighs
    `empty`, each block one more, and a page is full at `weight`.
    """

    day: date
    run_id: RunId | None
    regions: Sequence[Collection[str]]
    cities: Collection[str] | None = None
    language: Language | None = None
    text: str = ""
    among: Collection[InterpreterId] | None = None
    only_free: bool = False
    busy: Collection[InterpreterId] = ()
    empty: int
    weight: int


@dataclass(frozen=True)
class LinesFound:
    """A page of ids in order, its number, how many pages and people there are, and how many follow."""

    ids: Sequence[InterpreterId]
    page: int = 1
    pages: int = 1
    total: int = 0
    after: int = 0


def page_of_lines(db: Session, wanted: LinesWanted, page: int) -> LinesFound:
    """Whoever works that day first, by region and name, split where a page is full."""
    taken = _taken(wanted.day, wanted.run_id)
    works = sa.case((sa.or_(taken.c.count.is_not(None), _has_hours(wanted.day)), 0), else_=1)
    region = sa.case(
        *((Interpreter.city.in_(cities), n) for n, cities in enumerate(wanted.regions)),
        else_=len(wanted.regions),
    )
    order = (works, region, Interpreter.full_name, Interpreter.id)
    weight = wanted.empty + sa.func.coalesce(taken.c.count, 0)
    upto = sa.cast(sa.func.sum(weight).over(order_by=order, rows=(None, 0)), sa.Integer)
    lines = (
        sa.select(
            Interpreter.id,
            sa.func.row_number().over(order_by=order).label("place"),
            sa.func.count().over().label("total"),
            ((upto - weight) // wanted.weight).label("page"),
        )
        .outerjoin(taken, taken.c.who == Interpreter.id)
        .where(sa.or_(Interpreter.standing == Standing.ACTIVE, taken.c.count.is_not(None)))
        .where(*_conditions(wanted, works))
        .subquery()
    )
    last = sa.select(lines, sa.func.max(lines.c.page).over().label("last")).subquery()
    shown = sa.case((last.c.last < page - 1, last.c.last), else_=page - 1)
    rows = db.execute(sa.select(last).where(last.c.page == shown).order_by(last.c.place)).all()
    if not rows:
        return LinesFound(())
    final = rows[-1]
    return LinesFound(
        [row.id for row in rows],
        page=final.page + 1,
        pages=final.last + 1,
        total=final.total,
        after=final.total - final.place,
    )


def _conditions(wanted: LinesWanted, works: sa.Case[int]) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.cities is not None:
        found.append(Interpreter.city.in_(wanted.cities))
    if wanted.language is not None:
        found.append(Interpreter.languages.any(SpokenLanguage.language == wanted.language))
    if wanted.text:
        found.append(named(wanted.text))
    if wanted.among is not None:
        found.append(Interpreter.id.in_(wanted.among))
    if wanted.only_free:
        found += [works == 0, Interpreter.id.not_in(wanted.busy), _has_hours(wanted.day)]
    return found


def named(text: str) -> sa.ColumnElement[bool]:
    """Whose name has a text in it, as it is or in Latin letters, or whose code it is."""
    in_latin = sa.exists().where(
        Learner.interpreter_id == Interpreter.id, holds(Learner.latin_name, text)
    )
    return sa.or_(
        holds(Interpreter.full_name, text), in_latin, Interpreter.code == normal_code(text)
    )


def named_among(
    db: Session, people: Collection[InterpreterId], text: str
) -> frozenset[InterpreterId]:
    """Those of some people who are called so."""
    query = sa.select(Interpreter.id).where(Interpreter.id.in_(people), named(text))
    return frozenset(db.scalars(query))


def names_of(db: Session, people: Collection[InterpreterId]) -> dict[InterpreterId, str]:
    """What some people are called."""
    query = sa.select(Interpreter.id, Interpreter.full_name).where(Interpreter.id.in_(people))
    return {row.id: row.full_name for row in db.execute(query)}


def latin_names(db: Session, people: Collection[InterpreterId]) -> dict[InterpreterId, str]:
    """What some people are called in Latin letters: those of whom that is on file."""
    query = sa.select(Learner.interpreter_id, Learner.latin_name).where(
        Learner.interpreter_id.in_(people), Learner.latin_name != ""
    )
    return {who: name for who, name in db.execute(query) if who is not None}


def count_assignable(db: Session, day: date) -> int:
    """How many could be assigned on a day: active, and certified in some language they speak."""
    spoken = sa.exists().where(
        SpokenLanguage.interpreter_id == Interpreter.id,
        SpokenLanguage.language == Certification.language,
    )
    query = (
        sa.select(sa.func.count(sa.distinct(Interpreter.id)))
        .join(Learner, Learner.interpreter_id == Interpreter.id)
        .join(Certification, Certification.learner_id == Learner.id)
        .where(Interpreter.standing == Standing.ACTIVE, *_in_force(day), spoken)
    )
    return db.scalar(query) or 0


def active_speakers(db: Session, languages: Collection[Language]) -> list[InterpreterId]:
    """Those who may be sent and speak one of these languages, however well."""
    speaks = Interpreter.languages.any(SpokenLanguage.language.in_(languages))
    active = Interpreter.standing == Standing.ACTIVE
    return list(db.scalars(sa.select(Interpreter.id).where(active, speaks)))


@dataclass(frozen=True, kw_only=True)
class NearWish:
    """A session for which those are wanted who live nearest and are no lost case from the start."""

    session_id: SessionId
    day: date
    languages: Collection[Language]
    levels: Collection[CertificationLevel]
    modality: Modality
    point: Point | None


def nearest(
    db: Session, wishes: Sequence[NearWish], limit: int
) -> dict[SessionId, list[InterpreterId]]:
    """For each session some who speak it, are certified for it and have hours that day, the nearest first."""
    found = {wish.session_id: list[InterpreterId]() for wish in wishes}
    if not wishes:
        return found
    parts = [
        sa.select(sa.literal(n).label("number"), near.c.id)
        for n, near in enumerate(_near(wish, limit).subquery() for wish in wishes)
    ]
    for row in db.execute(sa.union_all(*parts)):
        number: int = row.number
        found[wishes[number].session_id].append(row.id)
    return found


def _near(wish: NearWish, limit: int) -> sa.Select[InterpreterId]:
    speaks = Interpreter.languages.any(
        sa.and_(
            SpokenLanguage.language.in_(wish.languages),
            SpokenLanguage.level.in_(SENDABLE),
            SpokenLanguage.direction == Direction.BOTH,
        )
    )
    certified = (
        sa.exists()
        .where(
            Learner.interpreter_id == Interpreter.id,
            Certification.learner_id == Learner.id,
            Scheme.id == Certification.scheme_id,
            *_in_force(wish.day),
            Certification.language.in_(wish.languages),
            Scheme.level.in_(wish.levels),
        )
        .correlate(Interpreter)
    )
    query = sa.select(Interpreter.id).where(
        Interpreter.standing == Standing.ACTIVE, _WAYS[wish.modality], speaks, certified
    )
    query = query.where(_has_hours(wish.day))
    if wish.point is not None:
        north = Interpreter.latitude - wish.point.latitude
        # A degree of longitude is about four fifths of one of latitude here.
        east = (Interpreter.longitude - wish.point.longitude) * 0.8
        query = query.order_by(north * north + east * east)
    return query.order_by(Interpreter.id).limit(limit)


def _in_force(day: date) -> tuple[sa.ColumnElement[bool], ...]:
    """Of a certification: granted, and in force on a day."""
    return (
        Certification.status == CertificationStatus.GRANTED,
        Certification.valid_from <= day,
        Certification.valid_until > day,
    )


def _has_hours(day: date) -> sa.ColumnElement[bool]:
    """Whether somebody has any hours on a day, and is not off for all of it."""
    weekly, dated = WeeklyAvailability, AvailabilityException
    pattern = sa.exists().where(
        weekly.interpreter_id == Interpreter.id,
        sa.or_(
            weekly.weekday == day.weekday(),
            # The night before reaches into the day.
            sa.and_(weekly.weekday == (day.weekday() - 1) % 7, weekly.ends <= weekly.starts),
        ),
        weekly.first_day <= day,
        sa.or_(weekly.last_day.is_(None), weekly.last_day >= day),
    )
    covers = (dated.interpreter_id == Interpreter.id, dated.first_day <= day, dated.last_day >= day)
    extra = sa.exists().where(*covers, dated.available.is_(True))
    off = sa.exists().where(*covers, dated.available.is_(False), dated.starts.is_(None))
    return sa.and_(sa.or_(pattern, extra), ~off)


def _taken(day: date, run_id: RunId | None) -> sa.Subquery:
    """How many blocks each has on a day."""
    of_day = sa.select(CounsellingSession.id).where(CounsellingSession.day == day)
    parts: list[sa.Select[Any]] = [
        sa.select(Assignment.interpreter_id.label("who")).where(
            Assignment.session_id.in_(of_day), Assignment.state.in_(SHOWN)
        ),
        sa.select(Offer.interpreter_id.label("who")).where(
            Offer.session_id.in_(of_day), Offer.state.in_(OPEN_OFFERS)
        ),
    ]
    if run_id is not None:
        parts.append(
            sa.select(DraftAssignment.interpreter_id.label("who")).where(
                DraftAssignment.run_id == run_id,
                DraftAssignment.session_id.in_(of_day),
                DraftAssignment.interpreter_id.is_not(None),
                DraftAssignment.kind.in_(CHANGES),
                DraftAssignment.left_out.is_(False),
                DraftAssignment.sent_at.is_(None),
            )
        )
    every = sa.union_all(*parts).subquery()
    counted = sa.select(every.c.who, sa.func.count().label("count")).group_by(every.c.who)
    return counted.subquery()
