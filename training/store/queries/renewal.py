"""What renewal asks of the database."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload

from foundation.messages.outbox import Message
from interpreters.domain.languages import Language
from training.domain.certifications import CertificationStatus
from training.domain.renewal import CaseStatus, ClaimStatus, CpdArea, WaiverKind
from training.store.tables import (
    Certification,
    CpdClaim,
    Learner,
    OpeningBalance,
    PracticeEntry,
    RecertificationCase,
    Waiver,
)


def points_by_area(db: Session, learner_id: UUID, first: date, end: date) -> dict[CpdArea, int]:
    """Accepted points of a period, `end` not included."""
    rows = db.execute(
        sa.select(CpdClaim.area, sa.func.sum(CpdClaim.points).label("points"))
        .where(CpdClaim.learner_id == learner_id, CpdClaim.status == ClaimStatus.ACCEPTED)
        .where(CpdClaim.done_on >= first, CpdClaim.done_on < end)
        .group_by(CpdClaim.area)
    )
    return {row.area: int(row.points) for row in rows}


def practice(
    db: Session, learner_id: UUID, language: Language | None, first: date, end: date
) -> tuple[int, int]:
    """Minutes and sessions interpreted in a period, in one language or in all."""
    query = sa.select(
        sa.func.coalesce(sa.func.sum(PracticeEntry.minutes), 0), sa.func.count()
    ).where(
        PracticeEntry.learner_id == learner_id,
        PracticeEntry.held_on >= first,
        PracticeEntry.held_on < end,
    )
    if language is not None:
        query = query.where(PracticeEntry.language == language)
    minutes, sessions = db.execute(query).one()
    return int(minutes), int(sessions)


def opening_balance(db: Session, certification_id: UUID) -> OpeningBalance | None:
    """What was brought for a certification before it was counted here."""
    return db.get(OpeningBalance, certification_id, populate_existing=True)


def opening_balances(db: Session) -> Sequence[OpeningBalance]:
    """Every opening balance, for the file that imports again."""
    return db.scalars(sa.select(OpeningBalance)).all()


def waivers(db: Session, certification_id: UUID) -> Sequence[Waiver]:
    """What the holder need not bring."""
    return db.scalars(sa.select(Waiver).where(Waiver.certification_id == certification_id)).all()


def waived(db: Session, certification_id: UUID) -> frozenset[WaiverKind]:
    """The kinds of what the holder need not bring."""
    return frozenset(waiver.kind for waiver in waivers(db, certification_id))


def claims_of(db: Session, learner_id: UUID) -> Sequence[CpdClaim]:
    """Everything somebody claimed, newest first."""
    return db.scalars(
        sa.select(CpdClaim)
        .where(CpdClaim.learner_id == learner_id)
        .order_by(CpdClaim.done_on.desc(), CpdClaim.id)
    ).all()


def open_claims(db: Session) -> Sequence[CpdClaim]:
    """Claims that nobody has looked at, oldest first."""
    return db.scalars(
        sa.select(CpdClaim)
        .where(CpdClaim.status == ClaimStatus.CLAIMED)
        .options(joinedload(CpdClaim.learner).joinedload(Learner.user))
        .order_by(CpdClaim.claimed_at, CpdClaim.id)
    ).all()


def lock_claim(db: Session, claim_id: UUID) -> CpdClaim | None:
    """A claim, locked until the transaction ends."""
    return db.scalar(sa.select(CpdClaim).where(CpdClaim.id == claim_id).with_for_update())


def find_course_claim(db: Session, enrolment_id: UUID) -> CpdClaim | None:
    """The points that a completed course brought."""
    return db.scalar(sa.select(CpdClaim).where(CpdClaim.enrolment_id == enrolment_id))


def submitted_cases(db: Session) -> Sequence[RecertificationCase]:
    """Cases that wait for a decision, oldest first."""
    return db.scalars(
        _cases()
        .where(RecertificationCase.status == CaseStatus.SUBMITTED)
        .order_by(RecertificationCase.submitted_at, RecertificationCase.id)
    ).all()


def last_case(db: Session, certification_id: UUID) -> RecertificationCase | None:
    """The newest case of a certification."""
    return db.scalar(
        _cases()
        .where(RecertificationCase.certification_id == certification_id)
        .order_by(RecertificationCase.opened_at.desc())
        .limit(1)
    )


def lock_case(db: Session, case_id: UUID) -> RecertificationCase | None:
    """A case, locked until the transaction ends."""
    return db.scalar(
        sa.select(RecertificationCase)
        .where(RecertificationCase.id == case_id)
        .options(joinedload(RecertificationCase.certification, innerjoin=True))
        .with_for_update(of=RecertificationCase)
        .execution_options(populate_existing=True)
    )


def _cases() -> sa.Select[RecertificationCase]:
    held = joinedload(RecertificationCase.certification)
    return sa.select(RecertificationCase).options(
        held.joinedload(Certification.scheme),
        held.joinedload(Certification.learner).joinedload(Learner.user),
    )


def ending(
    db: Session, first: date, last: date, *, learner_id: UUID | None = None
) -> Sequence[Certification]:
    """Granted certifications, of everybody or of one, that end between two days; nothing follows them yet."""
    later = aliased(Certification)
    query = sa.select(Certification)
    if learner_id is not None:
        query = query.where(Certification.learner_id == learner_id)
    return db.scalars(
        query.where(Certification.status == CertificationStatus.GRANTED)
        .where(Certification.valid_until > first, Certification.valid_until <= last)
        .where(
            ~sa.exists().where(
                later.renews_id == Certification.id,
                later.status.in_((CertificationStatus.GRANTED, CertificationStatus.PENDING)),
            )
        )
        .options(
            joinedload(Certification.scheme),
            joinedload(Certification.scheme_version),
            joinedload(Certification.learner).joinedload(Learner.user),
            joinedload(Certification.learner).joinedload(Learner.interpreter),
        )
        .order_by(Certification.valid_until, Certification.id)
    ).all()


def told(db: Session, about: list[str]) -> set[str]:
    """Which of these messages have been written."""
    return set(db.scalars(sa.select(Message.about).where(Message.about.in_(about))))
