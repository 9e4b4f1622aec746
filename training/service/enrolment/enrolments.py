"""Applying for a cohort, the decision about it, and leaving it."""

from uuid import UUID

from accounts.domain.roles import Role
from accounts.service import users
from foundation.database.work import UnitOfWork
from foundation.messages import outbox
from foundation.security.errors import Conflict, NotFound, Refused, refuse
from foundation.security.free_text import check_free_text
from foundation.text.message import say
from interpreters.domain.languages import Language
from interpreters.domain.settings import InterpretersSettings
from interpreters.domain.standing import Standing
from training.domain.courses import Audience, CohortStatus
from training.domain.permissions import TrainingPermission
from training.domain.prerequisites import stands_in_the_way
from training.domain.seats import EnrolmentStatus, PriorityClass, SeatOfferStatus
from training.domain.waiting import ApplicationWindow, priority_of
from training.service.catalogue import time_taken
from training.service.catalogue.time_taken import TimeTaken
from training.service.enrolment import interest, prerequisites, seats
from training.service.enrolment.notices import (
    EnrolmentNotice,
    about,
    about_attendance,
    notify_enrolled,
)
from training.service.people import learners
from training.store.queries import enrolments as queries
from training.store.tables import Cohort, Enrolment, Learner

E = EnrolmentStatus
LONGEST_REASON = 200
LONGEST_MOTIVATION = 1000
# Whoever leaves these gives back a place that somebody may be waiting for.
LEAVABLE = frozenset({E.APPLIED, E.ELIGIBLE, E.WAITLISTED, E.OFFERED, E.CONFIRMED})
_OUTSIDE = frozenset({Role.TRAINEE, Role.INTERPRETER})


def get_own(uow: UnitOfWork, enrolment_id: UUID) -> Enrolment:
    """An enrolment of the actor's; anybody else's looks like none."""
    uow.require(TrainingPermission.LEARNING_OWN)
    enrolment = queries.find_enrolment(uow.db, enrolment_id)
    learner = learners.find_mine(uow)
    if enrolment is None or learner is None or enrolment.learner_id != learner.id:
        raise NotFound
    return enrolment


def enrol(
    uow: UnitOfWork, cohort_id: UUID, language: Language | None = None, *, motivation: str = ""
) -> Enrolment:
    """Apply for a cohort as the acting user. Twice is the same as once.

    Refused outside the window, to somebody the course is not for, and while a condition is missing
    unless a person screens the applications: she reads the `motivation`, at most 1000 characters.
    """
    motivation = motivation.strip()
    check_free_text("motivation", motivation)
    if len(motivation) > LONGEST_MOTIVATION:
        raise refuse("motivation", say("Use at most %(n)s characters.", n=LONGEST_MOTIVATION))
    learner = learners.mine(uow)
    enrolment = _enter(uow, learner, cohort_id, language)
    if motivation and enrolment.status is E.APPLIED:
        enrolment.motivation = motivation
        uow.db.flush()
    return enrolment


def preview_seat(uow: UnitOfWork, cohort_id: UUID) -> TimeTaken:
    """The time that a seat would take from the actor; nothing for whoever is not on the roster, or has one."""
    uow.require(TrainingPermission.LEARNING_OWN)
    learner = learners.find_mine(uow)
    if learner is None or queries.find_live(uow.db, cohort_id, learner.id) is not None:
        return {}
    return time_taken.by_seat(uow, cohort_id, learner.interpreter_id)


def enrol_somebody(uow: UnitOfWork, cohort_id: UUID, interpreter_id: UUID) -> Enrolment:
    """Enter somebody of the roster who asked on the phone; the same rules hold."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    learner = learners.of_interpreter(uow, interpreter_id)
    return _enter(uow, learner, cohort_id, None)


def _enter(
    uow: UnitOfWork, learner: Learner, cohort_id: UUID, language: Language | None
) -> Enrolment:
    cohort = seats.lock_cohort(uow, cohort_id)
    before = queries.find_live(uow.db, cohort.id, learner.id)
    if before is not None:
        return before
    _check_window(uow, cohort)
    is_staff = _is_staff(uow, learner)
    if cohort.version.course.audience is Audience.STAFF and not is_staff:
        raise Refused(say("This course is for people working at an organisation of the network."))
    learner.language = learner.language or language
    if not cohort.screening:
        _check_conditions(uow, cohort, learner)
    enrolment = Enrolment(
        cohort_id=cohort.id,
        learner_id=learner.id,
        status=E.APPLIED if cohort.screening else E.ELIGIBLE,
        priority=priority(uow, learner, is_staff=is_staff),
        language=language or learner.language,
        applied_at=uow.now,
        joined_at=uow.now,
        changed_at=uow.now,
    )
    enrolment.cohort, enrolment.learner = cohort, learner
    uow.db.add(enrolment)
    uow.db.flush()
    uow.record("enrolment.applied", subject=enrolment.id, cohort=cohort.id)
    if cohort.screening:
        notify_enrolled(uow, cohort, enrolment, EnrolmentNotice.APPLIED)
    else:
        seats.place(uow, cohort, enrolment)
    return enrolment


def _check_window(uow: UnitOfWork, cohort: Cohort) -> None:
    if cohort.status is CohortStatus.DRAFT:
        raise NotFound
    window = ApplicationWindow(cohort.status, cohort.opens_at, cohort.closes_at)
    if window.is_ahead(uow.now):
        raise Conflict(say("Enrolment has not begun yet."))
    if not window.is_open(uow.now):
        raise Conflict(say("Enrolment for this course has ended."))


def _check_conditions(uow: UnitOfWork, cohort: Cohort, learner: Learner) -> None:
    missing = stands_in_the_way(prerequisites.checklist(uow, cohort, learner, uow.actor.language))
    if missing:
        raise Refused(
            say("A condition is missing: %(what)s", what=missing[0].what),
            {"conditions": [condition.what for condition in missing]},
        )


def _is_staff(uow: UnitOfWork, learner: Learner) -> bool:
    """Whether somebody works at an organisation of the network."""
    if learner.user_id is None:
        return False
    if learner.user_id == uow.actor.user_id:
        return any(role not in _OUTSIDE for _, role in uow.actor.roles)
    user = users.find_user(uow, learner.user_id)
    return user is not None and any(m.role not in _OUTSIDE for m in user.memberships)


def priority(uow: UnitOfWork, learner: Learner, *, is_staff: bool) -> PriorityClass:
    """The published class that somebody waits in."""
    entry = learner.interpreter
    return priority_of(
        learner.language,
        lacking=uow.settings.of(InterpretersSettings).rare_languages,
        on_roster=entry is not None and entry.standing in {Standing.ACTIVE, Standing.TRAINEE},
        in_network=is_staff,
    )


def priority_of_reader(uow: UnitOfWork, learner: Learner | None) -> PriorityClass:
    """The class that the reader would wait in; the last one for a stranger."""
    if learner is None:
        return PriorityClass.OPEN
    return priority(uow, learner, is_staff=_is_staff(uow, learner))


def decide(uow: UnitOfWork, enrolment_id: UUID, *, eligible: bool, reason: str = "") -> Enrolment:
    """Answer an application that was screened: she gets her seat or place in line, or the reason."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    cohort = seats.lock_cohort(uow, _get(uow, enrolment_id).cohort_id)
    enrolment = _get(uow, enrolment_id)
    reason = reason.strip()
    check_free_text("reason", reason)
    if eligible:
        seats.move(uow, enrolment, E.ELIGIBLE)
        seats.place(uow, cohort, enrolment)
        return enrolment
    if not reason:
        raise refuse("reason", say("Say what is missing: the applicant reads it."))
    if len(reason) > LONGEST_REASON:
        raise refuse("reason", say("Use at most %(n)s characters.", n=LONGEST_REASON))
    seats.move(uow, enrolment, E.INELIGIBLE, reason=reason)
    notify_enrolled(uow, cohort, enrolment, EnrolmentNotice.INELIGIBLE, reason=reason)
    return enrolment


def withdraw(uow: UnitOfWork, enrolment_id: UUID) -> Enrolment:
    """Leave a cohort. A seat given back is offered on in the same transaction.

    Whoever attends already drops out and keeps her seat: nobody else could begin now.
    """
    cohort = seats.lock_cohort(uow, get_own(uow, enrolment_id).cohort_id)
    return _leave(uow, cohort, get_own(uow, enrolment_id))


def withdraw_somebody(uow: UnitOfWork, enrolment_id: UUID) -> Enrolment:
    """Take somebody out who called off on the phone."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    cohort = seats.lock_cohort(uow, _get(uow, enrolment_id).cohort_id)
    return _leave(uow, cohort, _get(uow, enrolment_id))


def _get(uow: UnitOfWork, enrolment_id: UUID) -> Enrolment:
    found = queries.find_enrolment(uow.db, enrolment_id)
    if found is None:
        raise NotFound
    return found


def _leave(uow: UnitOfWork, cohort: Cohort, enrolment: Enrolment) -> Enrolment:
    if enrolment.status in {E.WITHDRAWN, E.DROPPED}:
        return enrolment
    if enrolment.status is E.ATTENDING:
        seats.move(uow, enrolment, E.DROPPED)
        outbox.withdraw(uow, about_attendance(enrolment.id))
        return enrolment
    queries.end_offer(uow.db, enrolment.id, SeatOfferStatus.WITHDRAWN, uow.now)
    seats.move(uow, enrolment, E.WITHDRAWN)
    outbox.withdraw(uow, about(enrolment.id))
    seats.promote(uow, cohort)
    return enrolment


def cancel_all(uow: UnitOfWork, cohort: Cohort, reason: str) -> int:
    """Call everything off: open offers end, and everybody learns of it, the waiting too."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    cohort = seats.lock_cohort(uow, cohort.id)
    touched = queries.list_of_cohort(uow.db, cohort.id, LEAVABLE | {E.ATTENDING})
    for enrolment in touched:
        queries.end_offer(uow.db, enrolment.id, SeatOfferStatus.WITHDRAWN, uow.now)
        seats.move(uow, enrolment, E.CANCELLED, reason=reason[:LONGEST_REASON])
        notify_enrolled(uow, cohort, enrolment, EnrolmentNotice.CANCELLED, reason=reason)
    return len(touched)


def begin(uow: UnitOfWork, cohort: Cohort) -> int:
    """The first class starts: whoever has a seat attends from now on; how many.

    Those for whom no seat came free are told, and hear of the next cohort by themselves.
    """
    uow.require(TrainingPermission.COURSE_MANAGE)
    cohort = seats.lock_cohort(uow, cohort.id)
    present = queries.list_of_cohort(uow.db, cohort.id, {E.CONFIRMED})
    for enrolment in present:
        seats.move(uow, enrolment, E.ATTENDING)
    for enrolment in queries.list_of_cohort(uow.db, cohort.id, LEAVABLE - {E.CONFIRMED}):
        queries.end_offer(uow.db, enrolment.id, SeatOfferStatus.EXPIRED, uow.now)
        was_asked = enrolment.status is E.OFFERED
        seats.move(uow, enrolment, E.OFFER_EXPIRED if was_asked else E.WITHDRAWN)
        interest.add(uow, cohort.version.course_id, enrolment.learner)
        notify_enrolled(uow, cohort, enrolment, EnrolmentNotice.NO_SEAT)
    return len(present)
