"""What a trainee sees of the places beside her mentor."""

from dataclasses import dataclass, replace
from uuid import UUID

from dispatch.domain.disclosure import DisclosureStage
from dispatch.domain.states import PlaceState
from dispatch.service.phone import offers_seen
from dispatch.service.practicum import places
from dispatch.service.situation import travel
from dispatch.service.slots import details
from dispatch.store.queries import assignments as assignment_queries
from dispatch.store.tables import Interpreter, PracticumPlace
from foundation.database.work import UnitOfWork
from training.domain.practicum import PracticumKind


@dataclass(frozen=True)
class SeenPlace:
    """A place: where and when, what she does there, and beside whom; nothing of the case itself."""

    id: UUID
    state: PlaceState
    kind: PracticumKind
    mentor: str
    sight: offers_seen.SeenSession
    travel_minutes: int


def see_own(uow: UnitOfWork) -> list[SeenPlace]:
    """The actor's places that lie ahead, those without an answer first.

    Before she has said yes she sees of a session what an interpreter sees who is asked; afterwards
    the place, and never note, reference or counsellor.
    """
    own = places.list_own(uow)
    if not own:
        return []
    # Everybody has one home: all places are hers.
    who = assignment_queries.find_interpreter(uow.db, own[0].trainee_id)
    assert who is not None
    found = [_see(uow, place, who) for place in own]
    return sorted(found, key=lambda place: place.state is PlaceState.CONFIRMED)


def _see(uow: UnitOfWork, place: PracticumPlace, who: Interpreter) -> SeenPlace:
    assignment = place.assignment
    # Never before her mentor sees them, who may still take the yes back.
    stage = DisclosureStage.ASKED
    if place.state is PlaceState.CONFIRMED:
        stage = details.stage_of(uow, assignment)
    sight = offers_seen.see(
        uow, assignment.session, assignment.starts_at, stage, assignment.other_language
    )
    return SeenPlace(
        place.id,
        place.state,
        place.kind,
        place.mentorship.mentor.full_name,
        replace(sight, note="", reference="", counsellor=""),
        travel.minutes_from_home(uow.settings, assignment.session, who),
    )
