"""Questions about mentor pairs, what is done beside a mentor, and practice."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from interpreters.domain.languages import Language
from interpreters.domain.qualifications import CertificationLevel
from interpreters.domain.standing import Standing
from interpreters.store.tables import Interpreter
from training.domain.certifications import CertificationStatus
from training.domain.mentoring import MENTORS
from training.domain.practicum import EntryStatus, MentorshipStatus, PracticumKind
from training.store.tables import (
    Certification,
    Learner,
    Mentorship,
    PracticeEntry,
    PracticumEntry,
    Scheme,
    SchemeVersion,
)


def _with_people() -> tuple[ExecutableOption, ...]:
    mentor, trainee = joinedload(Mentorship.mentor), joinedload(Mentorship.trainee)
    return (
        mentor.joinedload(Learner.user),
        mentor.joinedload(Learner.interpreter),
        trainee.joinedload(Learner.user),
        trainee.joinedload(Learner.interpreter),
    )


def find_pair(db: Session, mentorship_id: UUID, *, lock: bool = False) -> Mentorship | None:
    """A pair with both people; with `lock` nobody else changes it until this transaction ends."""
    query = sa.select(Mentorship).where(Mentorship.id == mentorship_id).options(*_with_people())
    if lock:
        query = query.with_for_update(of=Mentorship).execution_options(populate_existing=True)
    return db.scalar(query)


def select_pairs(status: MentorshipStatus | None = None) -> sa.Select[Mentorship]:
    """Pairs with their people, the newest first; a page reads a part of it."""
    query = sa.select(Mentorship).options(*_with_people())
    if status is not None:
        query = query.where(Mentorship.status == status)
    return query.order_by(Mentorship.proposed_at.desc(), Mentorship.id)


def pairs_of(db: Session, learner_id: UUID) -> Sequence[Mentorship]:
    """Those that somebody is or was part of, the newest first."""
    mine = sa.or_(Mentorship.mentor_id == learner_id, Mentorship.trainee_id == learner_id)
    return db.scalars(select_pairs().where(mine)).all()


def active_pairs(db: Session, first_day: date, last_day: date) -> Sequence[Mentorship]:
    """Pairs to which both have agreed and that have begun by the last of some days."""
    return db.scalars(
        select_pairs(MentorshipStatus.ACTIVE)
        .where(Mentorship.starts_on <= last_day)
        .where(sa.or_(Mentorship.ends_on.is_(None), Mentorship.ends_on >= first_day))
    ).all()


def mentor_levels(
    db: Session, learner_ids: Collection[UUID] | None, day: date
) -> Sequence[tuple[UUID, Language | None, CertificationLevel]]:
    """Who holds a level of the third rung or above in which language on a day."""
    query = (
        sa.select(Certification.learner_id, Certification.language, Scheme.level)
        .join(Scheme, Scheme.id == Certification.scheme_id)
        .where(
            Certification.status == CertificationStatus.GRANTED,
            Certification.valid_from <= day,
            Certification.valid_until > day,
            Scheme.level.in_(MENTORS),
        )
    )
    if learner_ids is not None:
        query = query.where(Certification.learner_id.in_(learner_ids))
    return [(r.learner_id, r.language, r.level) for r in db.execute(query)]


def list_learners(db: Session, learner_ids: Collection[UUID]) -> Sequence[Learner]:
    """Those of them who are on the roster, by name."""
    return db.scalars(
        sa.select(Learner)
        .where(Learner.id.in_(learner_ids), Learner.interpreter_id.is_not(None))
        .options(joinedload(Learner.interpreter))
        .order_by(Learner.full_name, Learner.id)
    ).all()


def list_learning(db: Session, day: date) -> Sequence[Interpreter]:
    """Trainees of the roster, and whoever holds the first rung on a day, by name."""
    first = sa.select(Learner.interpreter_id).where(
        Learner.id.in_(_holders_of_first(day)), Learner.interpreter_id.is_not(None)
    )
    is_trainee = Interpreter.standing == Standing.TRAINEE
    is_active = Interpreter.standing == Standing.ACTIVE
    return db.scalars(
        sa.select(Interpreter)
        .where(sa.or_(is_trainee, sa.and_(is_active, Interpreter.id.in_(first))))
        .options(selectinload(Interpreter.languages))
        .order_by(Interpreter.full_name, Interpreter.id)
    ).all()


def _holders_of_first(day: date) -> sa.Select[UUID]:
    return (
        sa.select(Certification.learner_id)
        .join(Scheme, Scheme.id == Certification.scheme_id)
        .where(
            Scheme.level == CertificationLevel.PROVISIONAL,
            Certification.status == CertificationStatus.GRANTED,
            Certification.valid_from <= day,
            Certification.valid_until > day,
        )
    )


def list_without_mentor(
    db: Session, day: date, learner_id: UUID | None = None
) -> Sequence[Learner]:
    """Those of the roster who hold the first rung on a day and are no trainee of a living pair.

    Who asked for a mentor comes first, the earliest on top; with `learner_id` only this one.
    """
    paired = sa.select(Mentorship.trainee_id).where(Mentorship.status != MentorshipStatus.ENDED)
    query = (
        sa.select(Learner)
        .join(Learner.interpreter)
        .where(
            Learner.id.in_(_holders_of_first(day)),
            Learner.id.not_in(paired),
            Interpreter.standing.in_({Standing.TRAINEE, Standing.ACTIVE}),
        )
        .options(contains_eager(Learner.interpreter).selectinload(Interpreter.languages))
        .order_by(
            Learner.mentor_asked_at.is_(None),
            Learner.mentor_asked_at,
            Learner.full_name,
            Learner.id,
        )
    )
    if learner_id is not None:
        query = query.where(Learner.id == learner_id)
    return db.scalars(query).all()


def versions_in_force(db: Session, scheme_code: str, day: date) -> Sequence[SchemeVersion]:
    """The versions of a scheme that are or were in force on a day, the newest first."""
    return db.scalars(
        sa.select(SchemeVersion)
        .join(Scheme, Scheme.id == SchemeVersion.scheme_id)
        .where(Scheme.code == scheme_code, SchemeVersion.in_force_from <= day)
        .order_by(SchemeVersion.in_force_from.desc(), SchemeVersion.number.desc())
    ).all()


def find_entry(db: Session, entry_id: UUID, *, lock: bool = False) -> PracticumEntry | None:
    """An entry with its pair."""
    query = sa.select(PracticumEntry).where(PracticumEntry.id == entry_id).options(*_pair_of_it())
    if lock:
        query = query.with_for_update(of=PracticumEntry).execution_options(populate_existing=True)
    return db.scalar(query)


def _pair_of_it() -> tuple[ExecutableOption, ...]:
    pair = joinedload(PracticumEntry.mentorship)
    mentor, trainee = pair.joinedload(Mentorship.mentor), pair.joinedload(Mentorship.trainee)
    return (
        mentor.joinedload(Learner.user),
        mentor.joinedload(Learner.interpreter),
        trainee.joinedload(Learner.user),
        trainee.joinedload(Learner.interpreter),
    )


def find_planned(db: Session, mentorship_id: UUID, assignment_id: UUID) -> PracticumEntry | None:
    """The entry of a pair for an assignment of the mentor's."""
    return db.scalar(
        sa.select(PracticumEntry).where(
            PracticumEntry.mentorship_id == mentorship_id,
            PracticumEntry.assignment_id == assignment_id,
        )
    )


def entries_of_pairs(
    db: Session, mentorship_ids: Collection[UUID], statuses: Collection[EntryStatus]
) -> Sequence[PracticumEntry]:
    """Entries of some pairs in order of time."""
    return db.scalars(
        sa.select(PracticumEntry)
        .where(
            PracticumEntry.mentorship_id.in_(mentorship_ids), PracticumEntry.status.in_(statuses)
        )
        .options(*_pair_of_it())
        .order_by(PracticumEntry.starts_at, PracticumEntry.id)
    ).all()


def minutes_by_kind(
    db: Session,
    trainee_ids: Collection[UUID],
    statuses: Collection[EntryStatus],
) -> dict[tuple[UUID, Language, PracticumKind], int]:
    """Minutes of practicum by trainee, language and kind."""
    rows = db.execute(
        sa.select(
            Mentorship.trainee_id,
            Mentorship.language,
            PracticumEntry.kind,
            sa.func.sum(PracticumEntry.minutes).label("minutes"),
        )
        .join(Mentorship, Mentorship.id == PracticumEntry.mentorship_id)
        .where(Mentorship.trainee_id.in_(trainee_ids), PracticumEntry.status.in_(statuses))
        .group_by(Mentorship.trainee_id, Mentorship.language, PracticumEntry.kind)
    )
    return {(r.trainee_id, r.language, r.kind): int(r.minutes) for r in rows}


def observing_ends(
    db: Session, trainee_ids: Collection[UUID]
) -> dict[tuple[UUID, Language], datetime]:
    """When the last observing that is planned for somebody in a language ends."""
    rows = db.execute(
        sa.select(
            Mentorship.trainee_id,
            Mentorship.language,
            sa.func.max(PracticumEntry.ends_at).label("ends_at"),
        )
        .join(Mentorship, Mentorship.id == PracticumEntry.mentorship_id)
        .where(
            Mentorship.trainee_id.in_(trainee_ids),
            PracticumEntry.status == EntryStatus.PLANNED,
            PracticumEntry.kind == PracticumKind.OBSERVE,
        )
        .group_by(Mentorship.trainee_id, Mentorship.language)
    )
    return {(r.trainee_id, r.language): r.ends_at for r in rows}


def find_practice(db: Session, assignment_id: UUID) -> PracticeEntry | None:
    """What was noted of an assignment."""
    return db.scalar(sa.select(PracticeEntry).where(PracticeEntry.assignment_id == assignment_id))


def practice_minutes(db: Session, learner_ids: Collection[UUID]) -> dict[UUID, int]:
    """Minutes interpreted in sessions that were held, by learner."""
    rows = db.execute(
        sa.select(PracticeEntry.learner_id, sa.func.sum(PracticeEntry.minutes).label("minutes"))
        .where(PracticeEntry.learner_id.in_(learner_ids))
        .group_by(PracticeEntry.learner_id)
    )
    return {r.learner_id: int(r.minutes) for r in rows}
