"""What a trainee sees of the places beside her mentor."""

from dataclasses import dataclass, replace
from uuid import UUID

from dispatch.domain.disclosure import DisclosureStage
from dispatch.domain.states import PlaceState
from dispatch.service.phone import offers_seen
from dispatch.service.practicum import places
from dispatch.store.tables import PracticumPlace
from foundation.database.work import UnitOfWork
from training.domain.practicum import PracticumKind


@dataclass(frozen=True)
class SeenPlace:
    """A place: the session without its note, what she does there, and beside whom."""

    id: UUID
    state: PlaceState
    kind: PracticumKind
    mentor: str
    sight: offers_seen.SeenSession


def see_own(uow: UnitOfWork) -> list[SeenPlace]:
    """The actor's places that lie ahead, those without an answer first.

    Before she has said yes she sees of a session what an interpreter sees who is asked, and never
    the note for the interpreter.
    """
    found = [_see(uow, place) for place in places.list_own(uow)]
    return sorted(found, key=lambda place: place.state is PlaceState.CONFIRMED)


def _see(uow: UnitOfWork, place: PracticumPlace) -> SeenPlace:
    assignment = place.assignment
    stage = (
        DisclosureStage.SERVING if place.state is PlaceState.CONFIRMED else DisclosureStage.ASKED
    )
    sight = offers_seen.see(uow, assignment.session, assignment.starts_at, stage)
    return SeenPlace(
        place.id,
        place.state,
        place.kind,
        place.mentorship.mentor.full_name,
        replace(sight, note=""),
    )
