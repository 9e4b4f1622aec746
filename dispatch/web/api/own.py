"""The interpreter's part of the API: one's own offers and sessions, as far as they may be seen at each stage."""

from datetime import datetime
from uuid import UUID

from flask.typing import ResponseReturnValue

from dispatch.domain.scopes import OFFERS_ANSWER, OFFERS_READ
from dispatch.domain.states import AssignmentState, DeclineReason, OfferState
from dispatch.service.live import reports
from dispatch.service.phone import offers_seen
from dispatch.service.phone.offers_seen import SeenAssignment, SeenOffer, SeenSession
from dispatch.service.slots import assignments_ending, offers
from dispatch.web.api.said import OutcomeShape, SaidShape
from foundation.web.api.door import ApiRoom, opens, state
from foundation.web.api.shapes import ApiShape, ListPart
from foundation.web.work import reading, unit_of_work
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain, Modality

bp = ApiRoom("own_api", __name__, "Own offers and sessions")
DAYS_AHEAD = 90


class SightShape(ApiShape):
    """What may be known of a session now: place, counsellor and note open once it is accepted."""

    starts_at: datetime
    ends_at: datetime
    language: Language
    domain: Domain
    modality: Modality
    city: str
    organisation: str
    place: str
    address: str
    room: str
    counsellor: str
    reference: str
    note: str
    meeting_link: str


class OfferShape(ApiShape):
    """A question to the owner of the token."""

    id: UUID
    state: OfferState
    is_open: bool
    expires_at: datetime
    pay_won: int
    travel_minutes: int
    assignment: UUID | None
    session: SightShape


class AssignmentShape(ApiShape):
    """A session of the owner of the token."""

    id: UUID
    state: AssignmentState
    travel_minutes: int
    leave_at: datetime
    session: SightShape


class DeclineShape(ApiShape):
    """Why not; it may be left out."""

    reason: DeclineReason | None = None


@bp.get("/offers")
@opens(OFFERS_READ)
@bp.answers(ListPart[OfferShape])
def list_offers() -> ResponseReturnValue:
    """What waits for an answer, in the order of the sessions."""
    with reading() as uow:
        items = [_offer(each) for each in offers_seen.see_waiting(uow)]
    return state(ListPart[OfferShape](items=items))


@bp.get("/offers/<uuid:offer_id>")
@opens(OFFERS_READ)
@bp.answers(OfferShape)
def show_offer(offer_id: UUID) -> ResponseReturnValue:
    """One offer, also one that has ended."""
    with reading() as uow:
        return state(_offer(offers_seen.see_offer(uow, offer_id)))


@bp.post("/offers/<uuid:offer_id>/accept")
@opens(OFFERS_ANSWER, 409, 410)
@bp.answers(AssignmentShape)
def accept_offer(offer_id: UUID) -> ResponseReturnValue:
    """Say yes. Of several who were asked the first is taken; the others get 409."""
    with unit_of_work() as uow:
        made = offers.accept(uow, offer_id)
        return state(_assignment(offers_seen.see_assignment(uow, made.id)))


@bp.post("/offers/<uuid:offer_id>/decline")
@opens(OFFERS_ANSWER, 409, 410)
@bp.takes(DeclineShape)
@bp.answers(OfferShape)
def decline_offer(offer_id: UUID, wanted: DeclineShape) -> ResponseReturnValue:
    """Say no."""
    with unit_of_work() as uow:
        offers.decline(uow, offer_id, wanted.reason)
        return state(_offer(offers_seen.see_offer(uow, offer_id)))


@bp.get("/assignments")
@opens(OFFERS_READ)
@bp.answers(ListPart[AssignmentShape])
def list_assignments() -> ResponseReturnValue:
    """The sessions ahead."""
    with reading() as uow:
        days = offers_seen.see_agenda(uow, DAYS_AHEAD)
        items = [_assignment(each) for day in days for each in day.own]
    return state(ListPart[AssignmentShape](items=items))


@bp.get("/assignments/<uuid:assignment_id>")
@opens(OFFERS_READ)
@bp.answers(AssignmentShape)
def show_assignment(assignment_id: UUID) -> ResponseReturnValue:
    """One session of one's own."""
    with reading() as uow:
        return state(_assignment(offers_seen.see_assignment(uow, assignment_id)))


@bp.post("/assignments/<uuid:assignment_id>/report")
@opens(OFFERS_ANSWER, 409)
@bp.takes(SaidShape)
@bp.answers(OutcomeShape)
def report_assignment(assignment_id: UUID, wanted: SaidShape) -> ResponseReturnValue:
    """Say how it went."""
    with unit_of_work() as uow:
        session = assignments_ending.get_own(uow, assignment_id).session
        told = reports.report_as_interpreter(uow, assignment_id, wanted.said(session))
        return state(OutcomeShape.of(told))


def _offer(seen: SeenOffer) -> OfferShape:
    return OfferShape(
        id=seen.id,
        state=seen.state,
        is_open=seen.is_open,
        expires_at=seen.expires_at,
        pay_won=seen.pay_won,
        travel_minutes=seen.travel_minutes,
        assignment=seen.assignment_id,
        session=_sight(seen.sight),
    )


def _assignment(seen: SeenAssignment) -> AssignmentShape:
    return AssignmentShape(
        id=seen.id,
        state=seen.state,
        travel_minutes=seen.travel_minutes,
        leave_at=seen.leave_at,
        session=_sight(seen.sight),
    )


def _sight(sight: SeenSession) -> SightShape:
    place = sight.place
    return SightShape(
        starts_at=sight.starts_at,
        ends_at=sight.ends_at,
        language=sight.language,
        domain=sight.domain,
        modality=sight.modality,
        city="" if sight.city is None else sight.city.code,
        organisation="" if place is None else place.organisation,
        place="" if place is None else place.name,
        address="" if place is None else place.address,
        room="" if place is None else place.room,
        counsellor=sight.counsellor,
        reference=sight.reference,
        note=sight.note,
        meeting_link=sight.meeting_link,
    )
