"""What somebody's session came to in won, from the times that count and the rates that were promised."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from accounts.domain.ids import OrganisationId
from dispatch.domain.claims import (
    ClaimKind,
    late_cancellation_lines,
    no_show_lines,
    session_lines,
)
from dispatch.domain.ids import RateCardId
from dispatch.domain.rates import Card, PayLine, PayLineKind, WorkPaid, card_for, is_paid
from dispatch.domain.states import AssignmentState
from dispatch.service.live.actual_times import times_of_all
from dispatch.service.rates import cards
from dispatch.service.rates.estimates import Estimates
from dispatch.store.queries import unclaimed
from dispatch.store.tables import Assignment, Offer
from foundation.database.work import UnitOfWork
from foundation.times.zones import local_day
from interpreters.domain.ids import InterpreterId


@dataclass(frozen=True, kw_only=True)
class Reckoned:
    """A piece of work as it is claimed."""

    kind: ClaimKind
    source_id: UUID
    interpreter_id: InterpreterId
    organisation_id: OrganisationId
    day: date
    starts_at: datetime | None
    lines: Sequence[PayLine]
    card_id: RateCardId | None
    lender_id: OrganisationId | None = None


class SessionPay:
    """Reckons what assignments pay that are over; `assignments` are all that will be asked about."""

    def __init__(self, uow: UnitOfWork, assignments: Collection[Assignment]) -> None:
        """Read the offers behind them, and who lends whom, in one go."""
        self.uow = uow
        self.estimates = Estimates(uow, {each.interpreter_id for each in assignments})
        self.offers = unclaimed.offers_of(uow.db, assignments)
        self.times = times_of_all(uow, assignments)
        self.lenders = unclaimed.lenders_of(uow.db, [each.id for each in assignments])

    def of(self, assignment: Assignment) -> Reckoned | None:
        """What an assignment pays; None for staff, for what is not paid, and without rates."""
        session = assignment.session
        if not is_paid(assignment.interpreter.employment):
            return None
        planned = self.estimates.work_of(
            session, assignment.interpreter, assignment.starts_at, assignment.other_language
        )
        offer = self.offers.get(assignment.id)
        card = self._card(offer, planned)
        if card is None or card.rates is None:
            return None
        found = self._lines(assignment, _as_promised(planned, offer), card)
        if found is None or not found[1]:
            return None
        kind, lines = found
        return Reckoned(
            kind=kind,
            source_id=assignment.id,
            interpreter_id=assignment.interpreter_id,
            organisation_id=session.request.organisation_id,
            day=local_day(assignment.starts_at, self.uow.settings.zone),
            starts_at=assignment.starts_at,
            lines=lines,
            card_id=RateCardId(card.id),
            lender_id=self.lenders.get(assignment.id),
        )

    def _card(self, offer: Offer | None, planned: WorkPaid) -> Card | None:
        """The card that the offer promised, else the one that counts on the day."""
        known = cards.known(self.uow)
        if offer is not None and offer.rate_card_id is not None:
            return next((card for card in known if card.id == offer.rate_card_id), None)
        return card_for(planned, known)

    def _lines(
        self, assignment: Assignment, planned: WorkPaid, card: Card
    ) -> tuple[ClaimKind, Sequence[PayLine]] | None:
        rates, off_day = card.rates, self.estimates.off_day
        assert rates is not None
        if assignment.state is AssignmentState.CANCELLED:
            if not assignment.session.cancelled_late:
                return None
            had_set_out = assignment.set_out_at is not None or assignment.arrived_at is not None
            return ClaimKind.LATE_CANCELLATION, late_cancellation_lines(
                planned, rates, off_day, had_set_out=had_set_out
            )
        if assignment.state is not AssignmentState.COMPLETED:
            return None
        times = self.times[assignment.id]
        waited = times.waited_minutes
        if not times.was_held:
            lines = no_show_lines(planned, rates, off_day, waited_minutes=waited)
            return ClaimKind.NO_SHOW, lines
        local = times.started_at.astimezone(self.uow.settings.zone)
        work = replace(
            planned,
            starts_at=local.replace(second=0, microsecond=0),
            minutes=times.minutes,
        )
        return ClaimKind.SESSION, session_lines(work, rates, off_day, waited_minutes=waited)


def _as_promised(planned: WorkPaid, offer: Offer | None) -> WorkPaid:
    """With the way that the offer promised, wherever she may live by now."""
    if offer is None or not offer.pay_lines:
        return planned
    promised = {line.kind: line for line in map(PayLine.of, offer.pay_lines)}
    way, fare = promised.get(PayLineKind.TRAVEL_TIME), promised.get(PayLineKind.FARE)
    return replace(
        planned,
        travel_minutes=way.minutes if way else 0,
        travel_km=Decimal(fare.km) if fare else Decimal(0),
    )
