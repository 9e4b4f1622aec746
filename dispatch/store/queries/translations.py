"""Every question about translation jobs, their steps and offers."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from dispatch.domain.states import OPEN_OFFERS, OfferState
from dispatch.domain.translation_filters import TranslationFilters
from dispatch.domain.translations import (
    AT_WORK,
    OVER,
    UNDER_WAY,
    TranslationJobState,
    TranslationStepKind,
    TranslationStepState,
)
from dispatch.store.tables import (
    TranslationJob,
    TranslationOffer,
    TranslationPair,
    TranslationStep,
)
from interpreters.domain.ids import InterpreterId

_REFERENCES = 7_251_702


def lock_references(db: Session) -> None:
    """Let nobody else take a number until the transaction ends; SQLite has one writer anyway."""
    if db.get_bind().dialect.name == "postgresql":
        db.execute(sa.select(sa.func.pg_advisory_xact_lock(_REFERENCES)))


def last_reference(db: Session, prefix: str) -> str | None:
    """The highest reference that begins with `prefix`."""
    length = sa.func.length(TranslationJob.reference)
    return db.scalar(
        sa.select(TranslationJob.reference)
        .where(TranslationJob.reference.startswith(prefix, autoescape=True))
        .order_by(length.desc(), TranslationJob.reference.desc())
        .limit(1)
    )


def whole() -> sa.Select[TranslationJob]:
    """Jobs with organisation, requester, steps and who has them."""
    return sa.select(TranslationJob).options(
        joinedload(TranslationJob.organisation),
        joinedload(TranslationJob.requester),
        selectinload(TranslationJob.steps).options(
            joinedload(TranslationStep.interpreter), joinedload(TranslationStep.job)
        ),
    )


def find_job(db: Session, job_id: UUID) -> TranslationJob | None:
    """One job with everything."""
    return db.scalar(whole().where(TranslationJob.id == job_id))


def lock_job(db: Session, job_id: UUID) -> TranslationJob | None:
    """One job with everything, locked and read anew: whoever changes it comes one by one."""
    found = db.scalar(
        sa.select(TranslationJob.id).where(TranslationJob.id == job_id).with_for_update()
    )
    if found is None:
        return None
    query = whole().where(TranslationJob.id == job_id)
    return db.scalar(query.execution_options(populate_existing=True))


def job_of_step(db: Session, step_id: UUID) -> UUID | None:
    """The job that a step belongs to."""
    return db.scalar(sa.select(TranslationStep.job_id).where(TranslationStep.id == step_id))


def job_of_offer(db: Session, offer_id: UUID) -> UUID | None:
    """The job that an offer is about."""
    return db.scalar(
        sa.select(TranslationStep.job_id)
        .join(TranslationOffer, TranslationOffer.step_id == TranslationStep.id)
        .where(TranslationOffer.id == offer_id)
    )


def select_jobs(
    filters: TranslationFilters, now: datetime, organisations: Collection[UUID] | None = None
) -> sa.Select[TranslationJob]:
    """The question behind a list of jobs; only of these `organisations` if given."""
    query = whole().where(*_conditions(filters, now))
    if organisations is not None:
        query = query.where(TranslationJob.organisation_id.in_(organisations))
    ends = sa.case((TranslationJob.state.in_(OVER), 1), else_=0)
    return query.order_by(
        ends, TranslationJob.deadline_at, TranslationJob.priority, TranslationJob.reference
    )


def _conditions(filters: TranslationFilters, now: datetime) -> Iterator[sa.ColumnElement[bool]]:
    if filters.states:
        yield TranslationJob.state.in_(filters.states)
    for column, value in (
        (TranslationJob.source, filters.source),
        (TranslationJob.target, filters.target),
        (TranslationJob.domain, filters.domain),
        (TranslationJob.organisation_id, filters.organisation_id),
    ):
        if value is not None:
            yield column == value
    if filters.interpreter_id is not None:
        yield TranslationJob.steps.any(TranslationStep.interpreter_id == filters.interpreter_id)
    if filters.late:
        yield is_late(now)
    if filters.unfilled:
        yield _lacks_somebody()
    if filters.text:
        yield sa.or_(
            TranslationJob.reference.icontains(filters.text, autoescape=True),
            TranslationJob.case_code.icontains(filters.text, autoescape=True),
        )


def is_late(now: datetime) -> sa.ColumnElement[bool]:
    """Jobs under way that are past their deadline, or have a step whose turn it is past its own."""
    return TranslationJob.state.in_(UNDER_WAY) & sa.or_(
        TranslationJob.deadline_at < now,
        TranslationJob.steps.any(
            TranslationStep.state.in_(AT_WORK) & (TranslationStep.due_at < now)
        ),
    )


def _lacks_somebody() -> sa.ColumnElement[bool]:
    return TranslationJob.state.in_(UNDER_WAY) & TranslationJob.steps.any(
        TranslationStep.interpreter_id.is_(None) & _nobody_asked()
    )


def _nobody_asked() -> sa.ColumnElement[bool]:
    """Steps for which no question is open; the check is nobody's own question."""
    asked = sa.exists().where(
        TranslationOffer.step_id == TranslationStep.id, TranslationOffer.state.in_(OPEN_OFFERS)
    )
    return ~asked & (TranslationStep.kind != TranslationStepKind.CHECK)


def count_to_settle(db: Session, now: datetime) -> int:
    """How many jobs wait for a coordinator: nobody has a step and nobody is asked, or something is late."""
    query = sa.select(sa.func.count()).select_from(TranslationJob)
    return db.scalar(query.where(sa.or_(_lacks_somebody(), is_late(now)))) or 0


def count_delivered(db: Session, organisations: Collection[UUID]) -> int:
    """How many deliveries some organisations have not answered."""
    return (
        db.scalar(
            sa.select(sa.func.count())
            .select_from(TranslationJob)
            .where(
                TranslationJob.organisation_id.in_(organisations),
                TranslationJob.state == TranslationJobState.DELIVERED,
            )
        )
        or 0
    )


def list_offers(db: Session, job_id: UUID) -> Sequence[TranslationOffer]:
    """The offers of a job with whom they went to, the newest first."""
    return db.scalars(
        sa.select(TranslationOffer)
        .join(TranslationOffer.step)
        .options(contains_eager(TranslationOffer.step), joinedload(TranslationOffer.interpreter))
        .where(TranslationStep.job_id == job_id)
        .order_by(TranslationOffer.sent_at.desc(), TranslationOffer.id)
    ).all()


def list_offers_of(
    db: Session, interpreter_id: UUID, states: Collection[OfferState]
) -> Sequence[TranslationOffer]:
    """What somebody is asked for, with the job; the one to be answered first goes first."""
    return db.scalars(
        _offers_with_job()
        .where(
            TranslationOffer.interpreter_id == interpreter_id, TranslationOffer.state.in_(states)
        )
        .order_by(TranslationOffer.answer_by)
    ).all()


def has_work(db: Session, interpreter_id: UUID) -> bool:
    """Whether somebody translates: has a pair of languages, was asked for a step or has one."""
    asked = sa.exists().where(TranslationOffer.interpreter_id == interpreter_id)
    has_pair = sa.exists().where(TranslationPair.interpreter_id == interpreter_id)
    return bool(db.scalar(sa.select(sa.or_(asked, has_pair))))


def find_offer(db: Session, offer_id: UUID) -> TranslationOffer | None:
    """One offer with its job."""
    return db.scalar(_offers_with_job().where(TranslationOffer.id == offer_id))


def read_again(db: Session, offer: TranslationOffer) -> None:
    """How an offer stands now: it may have been read before its job was locked."""
    db.refresh(offer, ["state", "answered_at", "answer_by", "by_phone"])


def _offers_with_job() -> sa.Select[TranslationOffer]:
    return sa.select(TranslationOffer).options(
        joinedload(TranslationOffer.interpreter),
        joinedload(TranslationOffer.step)
        .joinedload(TranslationStep.job)
        .options(
            joinedload(TranslationJob.organisation),
            joinedload(TranslationJob.requester),
            selectinload(TranslationJob.steps).options(
                joinedload(TranslationStep.interpreter), joinedload(TranslationStep.job)
            ),
        ),
    )


def list_run_out(db: Session, now: datetime, most: int) -> Sequence[UUID]:
    """Open offers whose time to answer is over."""
    return db.scalars(
        sa.select(TranslationOffer.id)
        .where(TranslationOffer.state.in_(OPEN_OFFERS), TranslationOffer.answer_by <= now)
        .order_by(TranslationOffer.answer_by)
        .limit(most)
    ).all()


def take_offer(db: Session, offer_id: UUID, now: datetime, *, by_phone: bool) -> bool:
    """Accept an offer if it is still open and in time; false when somebody or something was first."""
    won = db.execute(
        sa.update(TranslationOffer)
        .where(
            TranslationOffer.id == offer_id,
            TranslationOffer.state.in_(OPEN_OFFERS),
            TranslationOffer.answer_by > now,
        )
        .values(state=OfferState.ACCEPTED, answered_at=now, by_phone=by_phone)
        .returning(TranslationOffer.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    return won is not None


def take_step(db: Session, step_id: UUID, who: InterpreterId) -> bool:
    """Bind a step to somebody if it is nobody's; false when it is taken."""
    won = db.execute(
        sa.update(TranslationStep)
        .where(TranslationStep.id == step_id, TranslationStep.interpreter_id.is_(None))
        .values(interpreter_id=who)
        .returning(TranslationStep.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    return won is not None


def close_round(db: Session, step_id: UUID, version: int, units: int, now: datetime) -> bool:
    """Hand in the round `version` of a step; false when it was handed in already or it is not its turn."""
    done = db.execute(
        sa.update(TranslationStep)
        .where(
            TranslationStep.id == step_id,
            TranslationStep.state.in_(AT_WORK),
            TranslationStep.rounds == version - 1,
        )
        .values(
            state=TranslationStepState.HANDED_IN,
            rounds=version,
            units=units,
            handed_in_at=now,
        )
        .returning(TranslationStep.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    return done is not None
