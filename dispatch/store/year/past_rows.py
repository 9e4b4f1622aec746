"""Rows of the past of the demo, gathered and then written in bulk."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from dispatch.domain.causes import Cause
from dispatch.domain.live import Coverage, OutcomeState, Reporter
from dispatch.domain.states import AssignmentState, DeclineReason, OfferState, ReturnReason
from dispatch.store.tables import (
    Assignment,
    CounsellingSession,
    Offer,
    OutcomeReport,
    SessionOutcome,
)
from dispatch.store.year.cast import CastMember, PastNeed
from dispatch.store.year.choosing_past import PastChooser
from dispatch.store.year.frame import Year, fill
from foundation.database.base import Base
from foundation.times.spans import Span
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Modality
from scheduling.domain.states import (
    Attendee,
    RequestState,
    SessionState,
)
from scheduling.store.queries.requests import last_reference
from scheduling.store.tables import Request
from training.store.tables import PracticeEntry

ORDER: tuple[type[Base], ...] = (
    Request,
    CounsellingSession,
    Offer,
    Assignment,
    OutcomeReport,
    SessionOutcome,
    PracticeEntry,
)

# Longer sessions have a break of so many minutes.
LONG_MINUTES, BREAK_MINUTES = 120, 10


@dataclass(frozen=True, kw_only=True)
class PastSession:
    """One session of the past while it is written."""

    session: UUID
    need: PastNeed
    day: date
    start: datetime
    modality: str
    asked: datetime
    language: Language

    @property
    def span(self) -> Span:
        """From when until when."""
        return Span(self.start, self.start + timedelta(minutes=self.need.minutes))

    @property
    def end(self) -> datetime:
        """When it was over."""
        return self.span.end


@dataclass(frozen=True, kw_only=True)
class PastAsking:
    """Somebody who was asked for a slot, and when they answered."""

    who: CastMember
    slot: int
    sent: datetime
    answered: datetime
    other: Language | None


@dataclass(frozen=True, kw_only=True)
class PastReport:
    """How it went, as both sides say it."""

    began: datetime
    ended: datetime
    absent: Attendee | None
    is_partial: bool


@dataclass(frozen=True, kw_only=True)
class PastYes:
    """Somebody who said yes, and what they were asked with."""

    who: CastMember
    assignment: UUID
    offer: UUID
    slot: int
    at: datetime
    busy_from: datetime
    other: Language | None


class PastRows:
    """Rows of some days, by their tables."""

    def __init__(self, db: Session, year: Year, chooser: PastChooser) -> None:
        """Begin with none."""
        self.db, self.year, self.chooser = db, year, chooser
        self.rows: dict[type[Base], list[dict[str, Any]]] = defaultdict(list)
        self.references: dict[str, int] = {}

    def write(self) -> int:
        """Write them; how many sessions."""
        for table in ORDER:
            fill(self.db, table, self.rows[table])
        return len(self.rows[CounsellingSession])

    def outcome(self, past: PastSession, account: PastReport, *, reported: bool) -> None:
        """What it came to."""
        absent = account.absent
        coverage = Coverage.PARTLY if account.is_partial else Coverage.COVERED
        if absent is Attendee.INTERPRETER:
            coverage = Coverage.NOT_COVERED
        self.rows[SessionOutcome].append(
            {
                "session_id": past.session,
                "state": OutcomeState.REPORTED if reported else OutcomeState.ASSUMED,
                "over_at": past.end,
                "changed_at": past.end + timedelta(hours=3),
                "was_held": absent is None,
                "absent": absent,
                "coverage": coverage,
                "differences": [],
                "reminded": 0 if reported else 3,
            }
        )

    def report(self, past: PastSession, account: PastReport, bound: PastYes | None) -> None:
        """What one side said of it."""
        absent = account.absent
        said_by = past.need.requester_id if bound is None else bound.who.user_id
        self.rows[OutcomeReport].append(
            {
                "id": self.year.uid(),
                "session_id": past.session,
                "assignment_id": None if bound is None else bound.assignment,
                "said_as": Reporter.COUNSELLOR if bound is None else Reporter.INTERPRETER,
                "version": 1,
                "said_by_id": said_by,
                "said_at": past.end + timedelta(hours=2),
                "was_held": absent is None,
                "absent": absent,
                "is_partial": account.is_partial and absent is None,
                "started_at": account.began if absent is None else None,
                "ended_at": account.ended if absent is None else None,
                "break_minutes": BREAK_MINUTES
                if absent is None and past.need.minutes > LONG_MINUTES
                else 0,
                "waited_minutes": 20 if absent is Attendee.SERVICE_USER else 0,
                "languages": [past.language.value],
                "modality": Modality(past.modality),
            }
        )

    def practice(self, past: PastSession, bound: PastYes, minutes: int) -> None:
        """It counts as practice."""
        self.rows[PracticeEntry].append(
            {
                "id": self.year.uid(),
                "learner_id": bound.who.learner_id,
                "assignment_id": bound.assignment,
                "held_on": past.day,
                "minutes": minutes,
                "language": bound.other or past.language,
                "domain": past.need.domain,
            }
        )

    def session(
        self,
        past: PastSession,
        state: SessionState,
        *,
        cause: Cause | None = None,
        request: dict[str, Any] | None = None,
        **facts: object,
    ) -> None:
        """The request and its session."""
        need, request_id = past.need, self.year.uid()
        self.rows[Request].append(
            {
                "id": request_id,
                "reference": self._reference(past.asked),
                "organisation_id": need.organisation_id,
                "requester_id": need.requester_id,
                "state": RequestState.APPROVED,
                "refusal": None,
                "case_code": need.case_code,
                "language": need.language,
                "other_language": "",
                "fallback_language": need.fallback,
                "domain": need.domain,
                "tier": need.tier,
                "priority": need.priority,
                "team": need.team,
                "modalities": list(need.modalities),
                "preferred": [],
                "excluded": [],
                "submitted_at": past.asked,
                "changed_at": past.asked,
                **(request or {}),
            }
        )
        self.rows[CounsellingSession].append(
            {
                "id": past.session,
                "request_id": request_id,
                "state": state,
                "day": past.day,
                "starts_at": past.start,
                "earliest_start_at": past.start,
                "latest_start_at": past.start,
                "minutes": need.minutes,
                "modality": Modality(past.modality),
                "site_id": need.site_id,
                "cause": "" if cause is None else cause.value,
                "no_show": "",
                "cancelled_by": "",
                "cancelled_late": False,
                "cancel_reason": "",
                "closed_at": past.end if state is SessionState.NOT_DELIVERED else None,
                "changed_at": past.end,
                "version": 1,
                **facts,
            }
        )

    def _reference(self, asked: datetime) -> str:
        prefix = f"R-{asked.astimezone(self.year.zone):%y%m}-"
        if prefix not in self.references:
            last = last_reference(self.db, prefix)
            self.references[prefix] = int(last.removeprefix(prefix)) if last else 0
        self.references[prefix] += 1
        return f"{prefix}{self.references[prefix]:04}"

    def offer(self, past: PastSession, asked: PastAsking, state: OfferState) -> UUID:
        """Somebody was asked; which offer that is."""
        offer = self.year.uid()
        is_remote = past.modality != Modality.ON_SITE
        declined = self.year.dice.choice(tuple(DeclineReason))
        self.rows[Offer].append(
            {
                "id": offer,
                "session_id": past.session,
                "slot_no": asked.slot,
                "interpreter_id": asked.who.id,
                "state": state,
                "starts_at": past.start,
                "travel_minutes": self.chooser.way_there(
                    asked.who, None if is_remote else past.need.place
                ),
                "sent_at": asked.sent,
                "expires_at": asked.answered + timedelta(minutes=1),
                "answered_at": None if state is OfferState.EXPIRED else asked.answered,
                "decline_reason": declined if state is OfferState.DECLINED else None,
                "told_at": asked.sent,
                "other_language": asked.other,
            }
        )
        return offer

    def assignment(
        self, past: PastSession, bound: PastYes, state: AssignmentState, ended: datetime
    ) -> None:
        """Somebody was bound to it, and how that ended."""
        is_back = state is AssignmentState.WITHDRAWN
        self.rows[Assignment].append(
            {
                "id": bound.assignment,
                "session_id": past.session,
                "slot_no": bound.slot,
                "interpreter_id": bound.who.id,
                "offer_id": bound.offer,
                "state": state,
                "starts_at": past.start,
                "ends_at": past.end,
                "busy_from": bound.busy_from,
                "busy_to": past.end,
                "return_reason": ReturnReason.ILL if is_back else None,
                "other_language": bound.other,
                "created_at": bound.at,
                "ended_at": ended,
            }
        )
