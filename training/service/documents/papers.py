"""Papers of the office: the letter that appoints an interpreter, and what confirms how much somebody has interpreted.

They are documents as certificates are: numbered, printed, verified by anybody, reissued, never edited.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound, Problems, Refused
from foundation.text.message import say
from interpreters.domain.standing import Standing
from interpreters.service import directory
from training.domain.documents import OFFICE_PAPERS, DocumentKind, DocumentStatus
from training.domain.permissions import TrainingPermission
from training.service.documents import documents
from training.service.people import learners
from training.store.queries import documents as queries
from training.store.queries import learners as learner_queries
from training.store.tables import CertificateDocument

LONGEST_YEARS = 5


@dataclass(frozen=True, kw_only=True)
class ActivityCounted:
    """How often and for how long somebody has interpreted between two days, both included."""

    first_day: date
    last_day: date
    sessions: int
    minutes: int


def issue_appointment(
    uow: UnitOfWork, interpreter_id: UUID, first_day: date | None, last_day: date | None
) -> CertificateDocument:
    """Issue the letter that appoints somebody from one day to another, as the office.

    Refused, all at once, for days that make no sense; Conflict while a letter stands for some of these days.
    """
    uow.require(TrainingPermission.CERTIFICATION_DECIDE)
    first, last = checked_days(first_day, last_day)
    person = directory.get(uow, interpreter_id)
    if person.standing is not Standing.ACTIVE:
        raise Refused(say("Only somebody who is active is appointed. Change the status first."))
    learner = learners.of_interpreter(uow, person.id)
    queries.lock_learner(uow.db, learner.id)
    for other in queries.list_standing_letters(uow.db, learner.id):
        days = other.printed["period"]
        if days["first_day"] <= last.isoformat() and days["last_day"] >= first.isoformat():
            raise Conflict(
                say(
                    "The letter %(serial)s already appoints from %(first)s to %(last)s. Revoke it first, or choose other days.",
                    serial=other.serial,
                    first=days["first_day"],
                    last=days["last_day"],
                )
            )
    printed = {"period": {"first_day": first.isoformat(), "last_day": last.isoformat()}}
    letter = documents.make_out(uow, DocumentKind.APPOINTMENT, learner, printed, about="APT")
    return documents.keep_new(uow, letter)


def issue_activity(
    uow: UnitOfWork, interpreter_id: UUID, counted: ActivityCounted
) -> CertificateDocument:
    """Issue what confirms an activity, to the interpreter herself or by the office; the upper package has counted."""
    learner = learners.of_interpreter(uow, interpreter_id)
    documents.require_own_or(uow, learner, TrainingPermission.CERTIFICATION_DECIDE)
    if not counted.sessions:
        raise Refused(say("Nothing was interpreted between these days. Choose other days."))
    printed = {
        "period": {
            "first_day": counted.first_day.isoformat(),
            "last_day": counted.last_day.isoformat(),
        },
        "sessions": counted.sessions,
        "minutes": counted.minutes,
    }
    paper = documents.make_out(uow, DocumentKind.ACTIVITY, learner, printed, about="ACT")
    return documents.keep_new(uow, paper)


def list_of_interpreter(uow: UnitOfWork, interpreter_id: UUID) -> Sequence[CertificateDocument]:
    """The papers of somebody on the roster, newest first, for themselves or the office."""
    learner = learner_queries.find_by_interpreter(uow.db, interpreter_id)
    issued = () if learner is None else documents.list_of(uow, learner)
    return [one for one in issued if one.kind in OFFICE_PAPERS]


def revoke(uow: UnitOfWork, document_id: UUID) -> CertificateDocument:
    """Revoke a paper of the office: whoever verifies it reads so from now on. Conflict when it does not stand."""
    uow.require(TrainingPermission.CERTIFICATION_DECIDE)
    paper = queries.find(uow.db, document_id)
    if paper is None or paper.kind not in OFFICE_PAPERS:
        raise NotFound
    queries.lock_learner(uow.db, paper.learner_id)
    uow.db.refresh(paper, ["status"])
    if paper.status is not DocumentStatus.ISSUED:
        raise Conflict(say("This document does not stand any more. Open the newest one."))
    paper.status = DocumentStatus.REVOKED
    uow.record("document.revoked", subject=paper.id, serial=paper.serial)
    uow.db.flush()
    return paper


def checked_days(first_day: date | None, last_day: date | None) -> tuple[date, date]:
    """Two days in order, at most some years apart; Refused by field."""
    problems = Problems()
    if first_day is None:
        problems.add("first_day", say("Enter the first day."))
    if last_day is None:
        problems.add("last_day", say("Enter the last day."))
    elif first_day is not None and last_day < first_day:
        problems.add("last_day", say("The last day comes before the first day."))
    elif first_day is not None and last_day.year - first_day.year > LONGEST_YEARS:
        problems.add("last_day", say("Enter at most %(n)s years.", n=LONGEST_YEARS))
    problems.check()
    assert first_day is not None
    assert last_day is not None
    return first_day, last_day
