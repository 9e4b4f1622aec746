"""Who could apply for a proposed course, what the others lack, and invitations: each once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound, refuse
from foundation.text.message import say
from interpreters.domain.ids import InterpreterId
from interpreters.service import directory
from training.domain.courses import CohortStatus
from training.domain.permissions import TrainingPermission
from training.domain.prerequisites import Condition, conditions, stands_in_the_way
from training.domain.seats import EnrolmentStatus
from training.service.enrolment import prerequisites
from training.service.people import learners
from training.service.proposals import desk, drafting, notices
from training.store.queries import proposals as queries
from training.store.tables import Cohort, CohortInvitation, Interpreter, Learner, TrainingProposal

ANNOUNCED = frozenset({CohortStatus.PUBLISHED, CohortStatus.ENROLLING})
# Whoever is invited can still apply.
INVITING = ANNOUNCED | {CohortStatus.DRAFT}


@dataclass(frozen=True, kw_only=True)
class CourseCandidate:
    """Somebody of the roster who speaks the language and does not hold the level yet.

    `lacks` are the conditions that keep them from applying; `meant` are those for whom the course is proposed.
    """

    who: Interpreter
    meant: bool
    lacks: Sequence[Condition]
    invitation: CohortInvitation | None
    applied: EnrolmentStatus | None

    @property
    def may_be_invited(self) -> bool:
        """Whether they could apply, can be written to, and have neither applied nor been invited."""
        return (
            not self.lacks
            and self.who.user_id is not None
            and self.invitation is None
            and self.applied is None
        )


def list_candidates(
    uow: UnitOfWork, proposal: TrainingProposal, language: str
) -> Sequence[CourseCandidate]:
    """Whoever could apply, then the others with what they lack; those who are meant come first. Nobody without a course."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    version = drafting.version_of(uow, proposal)
    if version is None:
        return []
    rules = version.prerequisites
    ids = queries.ids_on_roster(uow.db, proposal.language)
    known = queries.learners_by_interpreter(uow.db, ids)
    certified = queries.learners_certified(uow.db, proposal.level, proposal.language, uow.today)
    entries = {entry.id: entry for entry in directory.list_by_ids(uow, ids)}
    people = {who: known.get(who) or _as_if(entries[InterpreterId(who)]) for who in ids}
    progress = prerequisites.progress_of_all(uow, list(people.values()))
    titles = prerequisites.titles_of(uow, rules, language)
    cohort_id = proposal.cohort_id
    invited = {} if cohort_id is None else _by_learner(uow, cohort_id)
    applied = {} if cohort_id is None else queries.statuses_in(uow.db, cohort_id)
    found = [
        CourseCandidate(
            who=entries[InterpreterId(who)],
            meant=str(who) in proposal.people,
            lacks=stands_in_the_way(conditions(rules, progress[learner.id], titles)),
            invitation=invited.get(learner.id),
            applied=applied.get(learner.id),
        )
        for who, learner in people.items()
        if learner.id not in certified or learner.id in invited
    ]
    return sorted(found, key=lambda each: (bool(each.lacks), not each.meant))


def _as_if(entry: Interpreter) -> Learner:
    """Somebody of the roster as the learner they would be; kept nowhere."""
    return Learner(full_name=entry.full_name, interpreter_id=InterpreterId(entry.id))


def _by_learner(uow: UnitOfWork, cohort_id: UUID) -> dict[UUID, CohortInvitation]:
    return {each.learner_id: each for each in queries.list_invitations(uow.db, cohort_id)}


def invite(uow: UnitOfWork, proposal_id: UUID, chosen: Collection[UUID], language: str) -> int:
    """Invite people of the roster to the cohort of a proposal; how many are new.

    Each once. The letters go out when the cohort is announced, at once if it is. Refused for somebody who could not
    apply; Conflict when enrolment is over.
    """
    proposal = desk.lock(uow, proposal_id)
    cohort = proposal.cohort
    if cohort is None:
        raise Conflict(say("There is no cohort to invite to yet."))
    if cohort.status not in INVITING or cohort.closes_at <= uow.now:
        raise Conflict(say("Enrolment for this course has ended."))
    if not chosen:
        raise refuse("people", say("Choose whom to invite."))
    found = {UUID(str(each.who.id)): each for each in list_candidates(uow, proposal, language)}
    able = {who for who, each in found.items() if each.may_be_invited or each.invitation}
    if not set(chosen) <= able:
        raise refuse(
            "people",
            say("Only people who meet the conditions and have an account can be invited."),
        )
    new = [who for who in dict.fromkeys(chosen) if found[who].may_be_invited]
    for who in new:
        learner = learners.of_interpreter(uow, who)
        uow.db.add(CohortInvitation(cohort_id=cohort.id, learner_id=learner.id, invited_at=uow.now))
    uow.db.flush()
    if new:
        uow.record("proposal.invited", subject=proposal.id, cohort=cohort.id, people=len(new))
    if cohort.status in ANNOUNCED:
        send(uow, cohort.id)
    return len(new)


def send(uow: UnitOfWork, cohort_id: UUID) -> int:
    """Write the invitations to a cohort that were not sent yet; how many."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    waiting = [each for each in queries.list_invitations(uow.db, cohort_id) if not each.sent_at]
    for each in waiting:
        each.sent_at = uow.now
        notices.invite(uow, each)
    uow.db.flush()
    return len(waiting)


def call_off(uow: UnitOfWork, cohort: Cohort) -> None:
    """The cohort does not take place: whoever was written to and has not applied is told, the rest is forgotten."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    applied = queries.statuses_in(uow.db, cohort.id)
    for each in queries.list_invitations(uow.db, cohort.id):
        if each.sent_at is None:
            uow.db.delete(each)
        elif each.learner_id not in applied and each.declined_at is None:
            notices.call_off(uow, each)
    uow.db.flush()


def list_own(uow: UnitOfWork) -> Sequence[CohortInvitation]:
    """What the reader is invited to and may still apply for, without what they declined or applied for."""
    uow.require(TrainingPermission.LEARNING_OWN)
    learner = learners.find_mine(uow)
    if learner is None:
        return []
    return [
        each
        for each in queries.list_invitations_of(uow.db, learner.id)
        if each.declined_at is None
        and each.cohort.status in ANNOUNCED
        and each.cohort.closes_at > uow.now
        and learner.id not in queries.statuses_in(uow.db, each.cohort_id)
    ]


def get_own(uow: UnitOfWork, invitation_id: UUID) -> CohortInvitation:
    """An invitation to the reader; one to anybody else looks like none."""
    uow.require(TrainingPermission.LEARNING_OWN)
    found, learner = queries.find_invitation(uow.db, invitation_id), learners.find_mine(uow)
    if found is None or learner is None or found.learner_id != learner.id or not found.sent_at:
        raise NotFound
    return found


def open_own(uow: UnitOfWork, invitation_id: UUID) -> CohortInvitation:
    """The reader looks at the course: the office sees that the invitation was read."""
    found = get_own(uow, invitation_id)
    if found.opened_at is None:
        found.opened_at = uow.now
        uow.record("cohort.invitation_read", subject=found.cohort_id)
    return found


def decline_own(uow: UnitOfWork, invitation_id: UUID) -> None:
    """The reader does not want to come; they may still change their mind and apply."""
    found = get_own(uow, invitation_id)
    found.opened_at = found.opened_at or uow.now
    if found.declined_at is None:
        found.declined_at = uow.now
        uow.record("cohort.invitation_declined", subject=found.cohort_id)
