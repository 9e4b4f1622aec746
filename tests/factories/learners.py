"""Those who learn, and their enrolments."""

from typing import Any

from accounts.domain.roles import Role
from accounts.store.tables import User
from foundation.database.work import UnitOfWork
from interpreters.domain.languages import Language
from interpreters.store.tables import Interpreter
from tests.factories.accounts import a_user
from training.domain.seats import SEAT_HOLDING, EnrolmentStatus
from training.store.queries import enrolments as queries
from training.store.queries import learners as queries_of_learners
from training.store.tables import Cohort, Enrolment, Learner


def a_learner(
    uow: UnitOfWork,
    user: User | None = None,
    interpreter: Interpreter | None = None,
    *,
    language: str = "vi",
    **values: Any,
) -> Learner:
    """A trainee with an account, who learns for Vietnamese; or the person of a roster entry."""
    if user is None and interpreter is None:
        user = a_user(uow, Role.TRAINEE)
    known = interpreter or user
    assert known is not None
    columns: dict[str, Any] = {
        "user_id": None if user is None else user.id,
        "interpreter_id": None if interpreter is None else interpreter.id,
        "full_name": known.full_name,
        "language": Language(language) if language else None,
        **values,
    }
    learner = _known(uow, interpreter)
    if learner is not None:
        return learner
    learner = Learner(**columns)
    learner.user, learner.interpreter = user, interpreter
    uow.db.add(learner)
    uow.db.flush()
    return learner


def _known(uow: UnitOfWork, interpreter: Interpreter | None) -> Learner | None:
    """Whoever holds a certification is a learner already."""
    if interpreter is None:
        return None
    return queries_of_learners.find_by_interpreter(uow.db, interpreter.id)


def an_enrolment(
    uow: UnitOfWork,
    cohort: Cohort,
    learner: Learner | None = None,
    *,
    status: str = "confirmed",
    **values: Any,
) -> Enrolment:
    """A confirmed seat, the lowest that is free; or whatever `status` says, without its messages."""
    person = learner or a_learner(uow)
    state = EnrolmentStatus(status)
    seat = None
    if state in SEAT_HOLDING:
        taken = queries.seats_taken(uow.db, cohort.id)
        seat = next(n for n in range(1, cohort.capacity + 1) if n not in taken)
    columns: dict[str, Any] = {
        "cohort_id": cohort.id,
        "learner_id": person.id,
        "status": state,
        "language": person.language,
        "applied_at": uow.now,
        "joined_at": uow.now,
        "changed_at": uow.now,
        "seat_no": seat,
        **values,
    }
    enrolment = Enrolment(**columns)
    enrolment.cohort, enrolment.learner = cohort, person
    uow.db.add(enrolment)
    uow.db.flush()
    return enrolment
