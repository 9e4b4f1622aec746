"""What somebody has interpreted between two days, by the times that count, and the paper that confirms it.

The paper says how often and for how long. It names no organisation, no field, no language and no case.
"""

from datetime import date
from uuid import UUID

from dispatch.domain.permissions import DispatchPermission
from dispatch.service.live import actual_times
from dispatch.store.queries import assignments as assignment_queries
from dispatch.store.queries import papers as queries
from dispatch.store.tables import Assignment, Interpreter
from foundation.database.work import UnitOfWork
from foundation.security.errors import NotFound, refuse
from foundation.text.message import say
from foundation.times.zones import days_span
from training.domain.permissions import TrainingPermission
from training.service.documents import papers
from training.service.documents.papers import ActivityCounted


def own_person(uow: UnitOfWork) -> Interpreter:
    """Who the actor is on the roster; NotFound for somebody who is not on it."""
    uow.require(DispatchPermission.OFFER_ANSWER)
    found = None
    if uow.actor.user_id is not None:
        found = assignment_queries.find_interpreter_of(uow.db, uow.actor.user_id)
    if found is None:
        raise NotFound(
            say("You are not registered as an interpreter yet. The centre will register you.")
        )
    return found


def person_of(uow: UnitOfWork, interpreter_id: UUID) -> Interpreter:
    """Somebody on the roster, for whoever may read documents of others."""
    uow.require(TrainingPermission.CERTIFICATION_READ)
    found = assignment_queries.find_interpreter(uow.db, interpreter_id)
    if found is None:
        raise NotFound
    return found


def confirm_own(uow: UnitOfWork, first_day: date | None, last_day: date | None) -> UUID:
    """Issue the actor's own confirmation, as the interpreter; the document's id."""
    return _confirm(uow, own_person(uow), first_day, last_day)


def confirm_of(
    uow: UnitOfWork, interpreter_id: UUID, first_day: date | None, last_day: date | None
) -> UUID:
    """Issue somebody's confirmation, as the office; the document's id."""
    uow.require(TrainingPermission.CERTIFICATION_DECIDE)
    return _confirm(uow, person_of(uow, interpreter_id), first_day, last_day)


def count_activity(
    uow: UnitOfWork, who: Interpreter, first_day: date, last_day: date
) -> ActivityCounted:
    """How often and for how long somebody interpreted on these days; the caller has checked who asks."""
    span = days_span(first_day, last_day, uow.settings.zone)
    served = queries.list_completed(uow.db, who.id, span)
    minutes = [n for n in (_minutes(uow, assignment) for assignment in served) if n]
    return ActivityCounted(
        first_day=first_day, last_day=last_day, sessions=len(minutes), minutes=sum(minutes)
    )


def _minutes(uow: UnitOfWork, assignment: Assignment) -> int:
    """Minutes interpreted, by the word that counts; of an instant call, which is measured, every minute begun."""
    times = actual_times.times_of(uow, assignment)
    if assignment.session.on_demand and times.said_as is None:
        return assignment.session.minutes
    return times.minutes


def _confirm(
    uow: UnitOfWork, who: Interpreter, first_day: date | None, last_day: date | None
) -> UUID:
    first, last = papers.checked_days(first_day, last_day)
    if last > uow.today:
        raise refuse("last_day", say("Enter a day that is not in the future."))
    return papers.issue_activity(uow, who.id, count_activity(uow, who, first, last)).id
