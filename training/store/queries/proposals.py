"""Questions about proposed courses, invitations and what came of them."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from interpreters.domain.languages import Language
from interpreters.domain.qualifications import CertificationLevel
from interpreters.domain.standing import Standing
from interpreters.store.tables import SpokenLanguage
from training.domain.certifications import CertificationStatus, EvidenceKind
from training.domain.proposals import LIVE_PROPOSALS, CourseProposalState
from training.domain.seats import EnrolmentStatus
from training.store.tables import (
    Certification,
    CertificationEvidence,
    Cohort,
    CohortInvitation,
    CompletionDecision,
    Course,
    CourseVersion,
    Enrolment,
    Interpreter,
    Learner,
    OutcomeReview,
    Scheme,
    TrainingProposal,
)


def _whole() -> sa.Select[TrainingProposal]:
    return sa.select(TrainingProposal).options(
        joinedload(TrainingProposal.cohort)
        .joinedload(Cohort.version)
        .joinedload(CourseVersion.course)
    )


def find(db: Session, proposal_id: UUID) -> TrainingProposal | None:
    """One proposal, with its cohort."""
    return db.scalar(_whole().where(TrainingProposal.id == proposal_id))


def lock(db: Session, proposal_id: UUID) -> TrainingProposal | None:
    """One proposal, read anew; nobody else changes it until the end of this transaction."""
    query = sa.select(TrainingProposal.id).where(TrainingProposal.id == proposal_id)
    db.execute(query.with_for_update())
    whole = _whole().where(TrainingProposal.id == proposal_id)
    return db.scalar(whole.execution_options(populate_existing=True))


def find_live(db: Session, subject: str) -> TrainingProposal | None:
    """The proposal for a lack that is open or being acted on; nobody else acts on it meanwhile."""
    return db.scalar(
        sa.select(TrainingProposal)
        .where(TrainingProposal.subject == subject, TrainingProposal.state.in_(LIVE_PROPOSALS))
        .with_for_update(of=TrainingProposal)
        .execution_options(populate_existing=True)
    )


def find_dismissed_since(db: Session, subject: str, since: datetime) -> TrainingProposal | None:
    """The newest proposal for a lack that was dismissed since then."""
    return db.scalar(
        sa.select(TrainingProposal)
        .where(
            TrainingProposal.subject == subject,
            TrainingProposal.state == CourseProposalState.DISMISSED,
            TrainingProposal.settled_at >= since,
        )
        .order_by(TrainingProposal.settled_at.desc())
        .limit(1)
    )


def select_all(
    states: Collection[CourseProposalState], language: Language | None = None, city: str = ""
) -> sa.Select[TrainingProposal]:
    """The question for those in some states, of a language and a city if given, the largest gain first."""
    query = _whole().where(TrainingProposal.state.in_(states))
    if language is not None:
        query = query.where(TrainingProposal.language == language)
    if city:
        query = query.where(TrainingProposal.city == city)
    return query.order_by(TrainingProposal.gained.desc(), TrainingProposal.id)


def count_by_state(db: Session) -> dict[CourseProposalState, int]:
    """How many there are in each state."""
    rows = db.execute(
        sa.select(TrainingProposal.state, sa.func.count()).group_by(TrainingProposal.state)
    )
    return {row[0]: row[1] for row in rows}


def list_open_but(db: Session, kept: Collection[UUID]) -> Sequence[TrainingProposal]:
    """Open ones other than these; nobody else acts on them meanwhile."""
    return db.scalars(
        sa.select(TrainingProposal)
        .where(TrainingProposal.state == CourseProposalState.OPEN, TrainingProposal.id.not_in(kept))
        .order_by(TrainingProposal.id)
        .with_for_update(of=TrainingProposal)
        .execution_options(populate_existing=True)
    ).all()


def take(db: Session, proposal_id: UUID, cohort_id: UUID) -> bool:
    """Give an open proposal its cohort; False when somebody else was faster."""
    taken = db.execute(
        sa.update(TrainingProposal)
        .where(
            TrainingProposal.id == proposal_id,
            TrainingProposal.state == CourseProposalState.OPEN,
        )
        .values(state=CourseProposalState.DRAFTED, cohort_id=cohort_id)
        .execution_options(synchronize_session=False)
    )
    return bool(taken.rowcount)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownArgumentType]  of an UPDATE


def list_untold(db: Session, most: int) -> Sequence[TrainingProposal]:
    """Of the open ones with the largest gain those that nobody was told of."""
    best = db.scalars(select_all({CourseProposalState.OPEN}).limit(most)).all()
    return [each for each in best if each.told_at is None]


def list_companions(db: Session, proposal: TrainingProposal) -> Sequence[TrainingProposal]:
    """Other open ones of the same level in the same city: one course may serve both."""
    return db.scalars(
        select_all({CourseProposalState.OPEN}).where(
            TrainingProposal.level == proposal.level,
            TrainingProposal.city == proposal.city,
            TrainingProposal.id != proposal.id,
        )
    ).all()


def list_of_cohort(db: Session, cohort_id: UUID) -> Sequence[TrainingProposal]:
    """The proposals that a cohort was made for."""
    return db.scalars(
        sa.select(TrainingProposal)
        .where(TrainingProposal.cohort_id == cohort_id)
        .order_by(TrainingProposal.id)
        .with_for_update()
    ).all()


def find_course(db: Session, level: CertificationLevel) -> Course | None:
    """The course in use that leads to a level, the first by code if there are several."""
    return db.scalar(
        sa.select(Course)
        .join(Scheme, Scheme.code == Course.scheme_code)
        .where(Course.active, Scheme.level == level)
        .order_by(Course.code)
        .limit(1)
    )


def ids_on_roster(db: Session, language: Language) -> Sequence[UUID]:
    """Whoever of the roster speaks a language and has not left."""
    return db.scalars(
        sa.select(Interpreter.id)
        .join(SpokenLanguage, SpokenLanguage.interpreter_id == Interpreter.id)
        .where(
            SpokenLanguage.language == language,
            Interpreter.standing.not_in({Standing.LEFT, Standing.SUSPENDED}),
        )
        .order_by(Interpreter.full_name, Interpreter.id)
    ).all()


def learners_by_interpreter(db: Session, ids: Collection[UUID]) -> dict[UUID, Learner]:
    """Those of the roster who are learners already."""
    found = db.scalars(
        sa.select(Learner)
        .where(Learner.interpreter_id.in_(ids))
        .options(joinedload(Learner.user), joinedload(Learner.interpreter))
    )
    return {each.interpreter_id: each for each in found if each.interpreter_id is not None}


def learners_certified(
    db: Session, level: CertificationLevel, language: Language, today: date
) -> set[UUID]:
    """Who holds a level in a language on a day."""
    return set(
        db.scalars(
            sa.select(Certification.learner_id)
            .join(Scheme, Scheme.id == Certification.scheme_id)
            .where(
                Scheme.level == level,
                Certification.language == language,
                Certification.status == CertificationStatus.GRANTED,
                Certification.valid_from <= today,
                Certification.valid_until > today,
            )
        )
    )


def list_invitations(db: Session, cohort_id: UUID) -> Sequence[CohortInvitation]:
    """Whom a cohort invites, with the learners."""
    return db.scalars(_invitations().where(CohortInvitation.cohort_id == cohort_id)).all()


def _invitations() -> sa.Select[CohortInvitation]:
    of_cohort, of_learner = (
        joinedload(CohortInvitation.cohort),
        joinedload(CohortInvitation.learner),
    )
    return (
        sa.select(CohortInvitation)
        .order_by(CohortInvitation.invited_at, CohortInvitation.id)
        .options(
            of_cohort.joinedload(Cohort.version).joinedload(CourseVersion.course),
            of_cohort.joinedload(Cohort.organisation),
            of_cohort.joinedload(Cohort.site),
            of_cohort.selectinload(Cohort.meetings),
            of_learner.joinedload(Learner.user),
            of_learner.joinedload(Learner.interpreter),
        )
    )


def find_invitation(db: Session, invitation_id: UUID) -> CohortInvitation | None:
    """One invitation with its cohort."""
    return db.scalar(_invitations().where(CohortInvitation.id == invitation_id))


def list_invitations_of(db: Session, learner_id: UUID) -> Sequence[CohortInvitation]:
    """The invitations to somebody that were sent."""
    return db.scalars(
        _invitations().where(
            CohortInvitation.learner_id == learner_id, CohortInvitation.sent_at.is_not(None)
        )
    ).all()


def statuses_in(db: Session, cohort_id: UUID) -> dict[UUID, EnrolmentStatus]:
    """Where whoever applied for a cohort stands; their newest application."""
    rows = db.execute(
        sa.select(Enrolment.learner_id, Enrolment.status)
        .where(Enrolment.cohort_id == cohort_id)
        .order_by(Enrolment.applied_at)
    )
    return {row[0]: row[1] for row in rows}


def certified_through(
    db: Session, cohort_id: UUID, level: CertificationLevel, language: Language
) -> Sequence[tuple[UUID, date]]:
    """Who of the roster holds a level in a language on the strength of having completed this cohort, and since when."""
    rows = db.execute(
        sa.select(Learner.interpreter_id, sa.func.min(Certification.valid_from))
        .join(Certification, Certification.learner_id == Learner.id)
        .join(Scheme, Scheme.id == Certification.scheme_id)
        .join(CertificationEvidence, CertificationEvidence.certification_id == Certification.id)
        .join(CompletionDecision, CompletionDecision.id == CertificationEvidence.reference)
        .join(Enrolment, Enrolment.id == CompletionDecision.enrolment_id)
        .where(
            Enrolment.cohort_id == cohort_id,
            CertificationEvidence.kind == EvidenceKind.COMPLETION,
            Scheme.level == level,
            Certification.language == language,
            Certification.valid_from.is_not(None),
            Learner.interpreter_id.is_not(None),
        )
        .group_by(Learner.interpreter_id)
    )
    return [(who, since) for who, since in rows if who is not None and since is not None]


def list_reviews(db: Session) -> Sequence[OutcomeReview]:
    """What came of the courses that are over, the newest first."""
    return db.scalars(
        sa.select(OutcomeReview)
        .join(OutcomeReview.proposal)
        .order_by(TrainingProposal.settled_at.desc(), OutcomeReview.proposal_id)
        .options(
            joinedload(OutcomeReview.proposal)
            .joinedload(TrainingProposal.cohort)
            .joinedload(Cohort.version)
            .joinedload(CourseVersion.course)
        )
    ).all()


def list_closed(db: Session, since: datetime) -> Sequence[TrainingProposal]:
    """Courses that were closed since then."""
    return db.scalars(
        sa.select(TrainingProposal)
        .where(
            TrainingProposal.state == CourseProposalState.CLOSED,
            TrainingProposal.settled_at >= since,
        )
        .order_by(TrainingProposal.settled_at, TrainingProposal.id)
    ).all()
