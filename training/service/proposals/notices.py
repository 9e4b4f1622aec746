"""What is written about proposed courses and invitations."""

from collections.abc import Sequence

from foundation.database.work import UnitOfWork
from foundation.messages import letters
from foundation.messages.letters import Letter
from foundation.text.message import say
from foundation.times.zones import local_day
from training.service.enrolment.notices import name_of, where
from training.service.people import learners
from training.service.teaching.notices import notify_managers
from training.store.tables import CohortInvitation, TrainingProposal


def invite(uow: UnitOfWork, invitation: CohortInvitation) -> None:
    """Write to somebody that they meet the conditions of a course, and until when they can apply."""
    cohort, zone = invitation.cohort, uow.settings.zone
    letter = Letter(
        subject=say("Invitation: %(course)s", course=name_of(cohort)),
        sentences=(
            say("You meet the conditions of this course: %(course)s", course=name_of(cohort)),
            say(
                "You can apply from %(opens_day)s until %(closes_day)s. Where: %(where)s",
                opens_day=local_day(cohort.opens_at, zone),
                closes_day=local_day(cohort.closes_at, zone),
                where=where(cohort),
            ),
        ),
        path=f"/learn/invitations/{invitation.id}",
        about=f"cohort-invitation:{invitation.id}",
    )
    letters.write(uow, learners.recipient_of(uow, invitation.learner), letter)


def call_off(uow: UnitOfWork, invitation: CohortInvitation) -> None:
    """Write to somebody who was invited and has not applied that the course does not take place."""
    cohort = invitation.cohort
    letter = Letter(
        subject=say("Course cancelled: %(course)s", course=name_of(cohort)),
        sentences=(
            say(
                "%(course)s is cancelled: %(reason)s",
                course=name_of(cohort),
                reason=cohort.cancelled_because,
            ),
        ),
        path=f"/learn/invitations/{invitation.id}",
        about=f"cohort-invitation:{invitation.id}",
    )
    letters.replace(uow, learners.recipient_of(uow, invitation.learner), letter)


def tell_of(uow: UnitOfWork, found: Sequence[TrainingProposal]) -> int:
    """Write to the training office of new proposals; how many were written to."""
    best = found[0]
    letter = Letter(
        subject=say("Proposed courses: %(n)s new", n=len(found)),
        sentences=(
            say(
                "The largest gain: %(language)s, %(level)s: about %(n)s sessions a year for which nobody was found.",
                language=best.language,
                level=best.level,
                n=round(best.gained),
            ),
        ),
        path="/training/proposals",
        about="proposed-courses",
    )
    return notify_managers(uow, letter)
