"""What is asked about schemes and certifications."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Direction, Language
from interpreters.domain.qualifications import CertificationLevel
from training.domain.certifications import CertificationStatus
from training.domain.validity import HeldCertification, Validity
from training.store.tables import (
    Certification,
    CertificationEvent,
    CertificationEvidence,
    Learner,
    Scheme,
    SchemeVersion,
)

GRANTED = CertificationStatus.GRANTED
# These stand in the way of another one of the same kind on the same days.
COUNTING = (CertificationStatus.GRANTED, CertificationStatus.SUSPENDED)
# SQLite takes at most 32,766 values in one statement.
_AT_ONCE = 10_000


def list_schemes(db: Session) -> Sequence[Scheme]:
    """Every scheme in the order of the ladder."""
    return db.scalars(sa.select(Scheme).order_by(Scheme.position, Scheme.code)).all()


def find_scheme(db: Session, code: str) -> Scheme | None:
    """By code."""
    return db.scalar(sa.select(Scheme).where(Scheme.code == code))


def find_scheme_of_level(db: Session, level: CertificationLevel) -> Scheme | None:
    """By the level that dispatch knows."""
    return db.scalar(sa.select(Scheme).where(Scheme.level == level))


def versions_of(db: Session, scheme_id: UUID) -> Sequence[SchemeVersion]:
    """The versions of a scheme, the newest first."""
    query = sa.select(SchemeVersion).where(SchemeVersion.scheme_id == scheme_id)
    return db.scalars(query.order_by(SchemeVersion.number.desc())).all()


def versions_on(db: Session, day: date) -> dict[UUID, SchemeVersion]:
    """For every scheme the version that is in force on a day; the first one before there was any."""
    found: dict[UUID, SchemeVersion] = {}
    query = sa.select(SchemeVersion).options(joinedload(SchemeVersion.scheme))
    for version in db.scalars(query.order_by(SchemeVersion.number)):
        if version.in_force_from <= day or version.scheme_id not in found:
            found[version.scheme_id] = version
    return found


def _whole() -> sa.Select[Certification]:
    return sa.select(Certification).options(
        joinedload(Certification.scheme),
        joinedload(Certification.scheme_version),
        joinedload(Certification.learner).joinedload(Learner.user),
        joinedload(Certification.learner).joinedload(Learner.interpreter),
        selectinload(Certification.evidence),
    )


def find(db: Session, certification_id: UUID) -> Certification | None:
    """By id, with scheme, holder and evidence."""
    return db.scalar(_whole().where(Certification.id == certification_id))


def lock(db: Session, certification_id: UUID) -> Certification | None:
    """By id as it stands now; nobody else decides about it until this transaction ends."""
    return db.scalar(
        _whole()
        .where(Certification.id == certification_id)
        .with_for_update(of=Certification)
        .execution_options(populate_existing=True)
    )


def search(
    *,
    statuses: Collection[CertificationStatus] = (),
    scheme: str = "",
    language: Language | None = None,
    ends: tuple[date, date] | None = None,
    valid_on: date | None = None,
) -> sa.Select[Certification]:
    """The question for a list of certifications, those that end first in front."""
    query = _whole().join(Scheme, Scheme.id == Certification.scheme_id)
    if statuses:
        query = query.where(Certification.status.in_(statuses))
    if scheme:
        query = query.where(Scheme.code == scheme)
    if language is not None:
        query = query.where(Certification.language == language)
    if ends is not None:
        query = query.where(
            Certification.valid_until >= ends[0], Certification.valid_until < ends[1]
        )
    if valid_on is not None:
        query = query.where(*_valid_on(valid_on))
    return query.order_by(Certification.valid_until, Certification.asked_at, Certification.id)


def list_of_learner(db: Session, learner_id: UUID) -> Sequence[Certification]:
    """Everything somebody holds, held or asked for, in the order of the ladder."""
    return db.scalars(
        _whole()
        .join(Scheme, Scheme.id == Certification.scheme_id)
        .where(Certification.learner_id == learner_id)
        .order_by(Scheme.position, Certification.language, Certification.valid_from)
    ).all()


def list_alike(
    db: Session,
    learner_id: UUID,
    scheme_id: UUID,
    language: Language | None,
    statuses: Collection[CertificationStatus],
) -> Sequence[Certification]:
    """Certifications of one holder, scheme and language."""
    return db.scalars(
        sa.select(Certification)
        .where(
            Certification.learner_id == learner_id,
            Certification.scheme_id == scheme_id,
            Certification.language == language
            if language is not None
            else Certification.language.is_(None),
            Certification.status.in_(statuses),
        )
        .order_by(Certification.valid_from)
    ).all()


def events_of(db: Session, certification_id: UUID) -> Sequence[CertificationEvent]:
    """What happened to a certification, newest first."""
    return db.scalars(
        sa.select(CertificationEvent)
        .where(CertificationEvent.certification_id == certification_id)
        .order_by(CertificationEvent.happened_at.desc(), CertificationEvent.id)
    ).all()


def _valid_on(day: date) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Certification.status == GRANTED,
        Certification.valid_from <= day,
        Certification.valid_until > day,
    )


def holders(
    level: CertificationLevel, language: Language | None, day: date
) -> sa.Select[InterpreterId]:
    """The question for the people of the roster who hold a level on a day."""
    query = (
        sa.select(Learner.interpreter_id)
        .join(Certification, Certification.learner_id == Learner.id)
        .join(Scheme, Scheme.id == Certification.scheme_id)
        .where(Scheme.level == level, Learner.interpreter_id.is_not(None), *_valid_on(day))
    )
    if language is not None:
        query = query.where(Certification.language == language)
    return query  # pyright: ignore[reportReturnType]  the column may be empty, these rows' are not


def held_by(
    db: Session, interpreters: Collection[UUID]
) -> Iterator[tuple[InterpreterId, HeldCertification]]:
    """What dispatch knows people of the roster by, granted only, whatever their dates."""
    wanted = list(interpreters)
    for start in range(0, len(wanted), _AT_ONCE):
        part = [InterpreterId(i) for i in wanted[start : start + _AT_ONCE]]
        rows = db.execute(
            sa.select(
                Learner.interpreter_id,
                Scheme.level,
                Certification.language,
                Certification.valid_from,
                Certification.valid_until,
                Certification.direction,
                Certification.grade,
            )
            .join(Learner, Learner.id == Certification.learner_id)
            .join(Scheme, Scheme.id == Certification.scheme_id)
            .where(
                Learner.interpreter_id.in_(part),
                Certification.status == GRANTED,
                Scheme.level.is_not(None),
                Certification.language.is_not(None),
            )
            .order_by(Scheme.position, Certification.valid_from)
        )
        for row in rows:
            yield (
                row.interpreter_id,
                HeldCertification(
                    row.level,
                    row.language,
                    row.valid_from,
                    row.valid_until,
                    row.direction,
                    row.grade,
                ),
            )


def list_for_export(db: Session) -> Sequence[Certification]:
    """Granted certifications of the roster by code, in the order of the ladder."""
    return [
        found
        for found in db.scalars(
            _whole()
            .join(Scheme, Scheme.id == Certification.scheme_id)
            .where(Certification.status == GRANTED, Scheme.level.is_not(None))
            .order_by(Scheme.position, Certification.language, Certification.valid_from)
        )
        if found.learner.interpreter is not None
    ]


def overlapping(
    found: Collection[Certification], direction: Direction, validity: Validity
) -> Certification | None:
    """Among some of one holder, scheme and language: one of the same direction on the same days."""
    for one in found:
        assert one.valid_from is not None
        assert one.valid_until is not None
        shares = one.valid_from < validity.valid_until and validity.valid_from < one.valid_until
        if one.direction is direction and shares:
            return one
    return None


def learners_of(db: Session, interpreters: Collection[UUID]) -> dict[InterpreterId, Learner]:
    """The learners that people of the roster are, as far as they are any."""
    found = db.scalars(sa.select(Learner).where(Learner.interpreter_id.in_(interpreters)))
    return {one.interpreter_id: one for one in found if one.interpreter_id is not None}


def list_counting(db: Session, learners: Collection[UUID]) -> Sequence[Certification]:
    """What these people hold or held, suspended included, with their schemes."""
    return db.scalars(
        sa.select(Certification)
        .where(Certification.learner_id.in_(learners), Certification.status.in_(COUNTING))
        .options(joinedload(Certification.scheme))
    ).all()


def following(db: Session, certification_id: UUID) -> Sequence[UUID]:
    """The next period of a certification, if it was granted already."""
    return db.scalars(
        sa.select(Certification.id).where(
            Certification.renews_id == certification_id, Certification.status.in_(COUNTING)
        )
    ).all()


def granted_on(db: Session, reference: UUID) -> Sequence[UUID]:
    """The granted certifications that rest on something."""
    return db.scalars(
        sa.select(Certification.id)
        .join(CertificationEvidence, CertificationEvidence.certification_id == Certification.id)
        .where(CertificationEvidence.reference == reference, Certification.status == GRANTED)
    ).all()
