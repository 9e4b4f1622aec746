"""Reminding holders that a certification ends: 90, 60, 30 and 7 days before."""

from datetime import timedelta

from foundation.database.work import UnitOfWork
from foundation.jobs import Job
from foundation.messages import letters
from foundation.messages.letters import Letter
from foundation.text.message import Named, say
from training.domain.renewal import REMINDERS, reminder_due
from training.domain.validity import days_left, last_day
from training.service.people import learners
from training.store.queries import renewal as queries
from training.store.tables import Certification


def remind(uow: UnitOfWork) -> None:
    """Write the reminders that are due and not written; safe to run again, and after days of rest."""
    ending = queries.ending(uow.db, uow.today, uow.today + timedelta(days=max(REMINDERS)))
    due = [(held, days) for held in ending if (days := _due(uow, held)) is not None]
    told = queries.told(uow.db, [_about(held, days) for held, days in due])
    for held, days in due:
        if _about(held, days) not in told:
            _remind(uow, held, days)


def _due(uow: UnitOfWork, held: Certification) -> int | None:
    assert held.valid_until is not None
    return reminder_due(days_left(held.valid_until, uow.today))


def _about(held: Certification, days: int) -> str:
    return f"renewal:{held.id}:{days}"


def _remind(uow: UnitOfWork, held: Certification, days: int) -> None:
    assert held.valid_until is not None
    letter = Letter(
        subject=say("Renew your certification: %(title)s", title=Named(held.scheme.title_in)),
        sentences=(say("It is valid until %(day)s.", day=str(last_day(held.valid_until))),),
        path=f"/certifications/{held.id}/renewal",
        about=_about(held, days),
        closing=say("See what is still to be brought: %(link)s"),
    )
    letters.write(uow, learners.recipient_of(uow, held.learner), letter)


JOBS: tuple[Job, ...] = (
    Job(
        name="training.remind_of_renewal",
        run=remind,
        every=timedelta(days=1),
        offset=timedelta(hours=0, minutes=30),
    ),
)
