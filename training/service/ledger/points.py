"""The ledger of further training: claimed by its owner, checked by the office; our courses enter by themselves."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from accounts.domain.ids import UserId
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound, Problems, refuse
from foundation.security.free_text import check_free_text
from foundation.text.message import say
from foundation.text.personal import reason_against_numbers
from training.domain.permissions import TrainingPermission
from training.domain.renewal import HOUR, MOST_OF_A_CLAIM, ClaimStatus, CpdArea
from training.service.people import learners
from training.store.queries import renewal as queries
from training.store.tables import CpdClaim, Enrolment

KEPT_DAYS = 3 * 366


def claim(uow: UnitOfWork, *, area: CpdArea, points: int, title: str, done_on: date) -> CpdClaim:
    """Claim points for training done elsewhere; an hour is a point, twelve at most for one thing."""
    learner = learners.mine(uow)
    problems = Problems()
    if not title.strip():
        problems.add("title", say("Say what it was and who held it."))
    if (personal := reason_against_numbers(title)) is not None:
        problems.add("title", personal)
    if not 1 <= points <= MOST_OF_A_CLAIM:
        problems.add("points", say("Between 1 and %(most)s points.", most=MOST_OF_A_CLAIM))
    if done_on > uow.today:
        problems.add("done_on", say("That day is still to come."))
    elif done_on < uow.today - timedelta(days=KEPT_DAYS):
        problems.add("done_on", say("That is too long ago to count."))
    problems.check()
    claimed = CpdClaim(
        learner_id=learner.id,
        area=area,
        points=points,
        title=title.strip()[:200],
        done_on=done_on,
        claimed_at=uow.now,
    )
    uow.db.add(claimed)
    uow.db.flush()
    uow.record("points.claimed", subject=claimed.id, area=area, points=points)
    return claimed


def decide(uow: UnitOfWork, claim_id: UUID, *, accept: bool, note: str = "") -> CpdClaim:
    """Count the points of a claim, or not; a no needs its reason. Nobody decides about their own."""
    uow.require(TrainingPermission.CERTIFICATION_DECIDE)
    found = queries.lock_claim(uow.db, claim_id)
    if found is None:
        raise NotFound
    if found.status is not ClaimStatus.CLAIMED:
        raise Conflict(say("This has been decided already."))
    if learners.get(uow, found.learner_id).user_id == uow.actor.user_id is not None:
        raise refuse("claim", say("Nobody decides about their own claim."))
    if not accept and not note.strip():
        raise refuse("note", say("Enter a reason. The holder reads it."))
    check_free_text("note", note)
    found.status = ClaimStatus.ACCEPTED if accept else ClaimStatus.REFUSED
    found.note = note.strip()[:300]
    found.decided_at = uow.now
    found.decided_by_id = None if uow.actor.user_id is None else UserId(uow.actor.user_id)
    uow.record("points.decided", subject=found.id, status=found.status)
    return found


def credit_course(uow: UnitOfWork, enrolment: Enrolment, minutes: int, title: str) -> None:
    """Enter a completed course of the centre by itself, once; its hours are the points.

    Asked by the decision of completion, which has checked who acts.
    """
    if queries.find_course_claim(uow.db, enrolment.id) is not None:
        return
    uow.db.add(
        CpdClaim(
            learner_id=enrolment.learner_id,
            area=CpdArea.SKILLS,
            points=max(1, min(100, minutes // HOUR)),
            title=title,
            done_on=uow.today,
            enrolment_id=enrolment.id,
            status=ClaimStatus.ACCEPTED,
            claimed_at=uow.now,
            decided_at=uow.now,
        )
    )
    uow.db.flush()


def take_back_course(uow: UnitOfWork, enrolment: Enrolment) -> None:
    """A completion was corrected: its points count no longer. Asked by that decision."""
    claim = queries.find_course_claim(uow.db, enrolment.id)
    if claim is not None:
        uow.db.delete(claim)
        uow.db.flush()
        uow.record("points.taken_back", subject=enrolment.id, points=claim.points)


def mine(uow: UnitOfWork) -> Sequence[CpdClaim]:
    """Everything the reader has claimed."""
    uow.require(TrainingPermission.LEARNING_OWN)
    learner = learners.find_mine(uow)
    return () if learner is None else queries.claims_of(uow.db, learner.id)


def waiting(uow: UnitOfWork) -> Sequence[CpdClaim]:
    """Claims that the office has not looked at."""
    uow.require(TrainingPermission.CERTIFICATION_DECIDE)
    return queries.open_claims(uow.db)
