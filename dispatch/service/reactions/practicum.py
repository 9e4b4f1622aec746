"""What becomes of trainees' places on news from elsewhere; app.py connects them."""

from datetime import timedelta

from dispatch.service.practicum import pairing, places
from dispatch.service.slots.lying_in import time_off, what_lies_in
from dispatch.store.queries import practicum as queries
from foundation.database.work import UnitOfWork
from foundation.times.spans import Span
from interpreters.domain.events import EligibilityLost, StandingMoved
from interpreters.domain.ids import InterpreterId
from scheduling.domain.events import LeaveTaken, TraineeUnwelcome
from scheduling.domain.settings import SchedulingSettings
from training.domain.events import MentorshipEnded


def on_mentorship_ended(uow: UnitOfWork, event: MentorshipEnded) -> None:
    """Consent is withdrawn: every place of the pair is free in this transaction."""
    found = queries.living_of_pair(uow.db, event.mentorship_id)
    places.release(uow, found, "pair ended")


def on_trainee_unwelcome(uow: UnitOfWork, event: TraineeUnwelcome) -> None:
    """The requester has changed their mind, or the session has become too grave."""
    found = queries.living_of_session(uow.db, event.session_id)
    places.release(uow, found, "no longer welcome")


def on_standing_moved(uow: UnitOfWork, event: StandingMoved) -> None:
    """Whoever is paused, suspended or gone sits beside nobody."""
    _look_again(uow, event.interpreter_id)


def on_eligibility_lost(uow: UnitOfWork, event: EligibilityLost) -> None:
    """A restriction may keep a trainee out; without the level nobody is a mentor any more."""
    _look_again(uow, event.interpreter_id)


def on_leave_taken(uow: UnitOfWork, event: LeaveTaken) -> None:
    """Whoever is away does not come; beside a mentor who is away the places have ended with the assignment."""
    found = what_lies_in(uow, event.interpreter_id, time_off(uow, event))
    places.release(uow, found.places, "away")


def _look_again(uow: UnitOfWork, person_id: InterpreterId) -> None:
    """Ask the rules again about the places of a trainee, and about those beside a mentor."""
    ahead = Span(
        uow.now, uow.now + timedelta(days=uow.settings.of(SchedulingSettings).horizon_days)
    )
    pairing.release_unfit(uow, queries.living_of_trainees(uow.db, [person_id], ahead))
    pairing.release_unfit(uow, queries.living_of_mentor(uow.db, person_id, ahead))
