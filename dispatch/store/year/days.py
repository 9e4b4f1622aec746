"""The days of the year: what was asked for, who was asked, who went, and what is to come."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from dispatch.domain.states import (
    AssignmentState,
    ChangeKind,
    DeclineReason,
    OfferState,
    RunState,
)
from dispatch.store.tables import (
    Assignment,
    CounsellingSession,
    DraftAssignment,
    Offer,
    PlanRun,
)
from dispatch.store.year.choosing import Chooser, fates
from dispatch.store.year.frame import WEEKDAYS, Year, fill, shared
from dispatch.store.year.network import Network
from dispatch.store.year.roster import Roster
from dispatch.store.year.traces import Traces
from foundation.database.base import Base
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain, Modality, usual_tier
from scheduling.domain.states import RequestState, SessionState
from scheduling.store.tables import Request
from training.store.tables import PracticeEntry

SESSIONS = 60_000
DOMAINS = (
    *(Domain.EDUCATION,) * 6,
    *(Domain.ADMINISTRATION,) * 5,
    *(Domain.GENERAL,) * 4,
    *(Domain.LEGAL, Domain.LABOUR, Domain.MEDICAL, Domain.IMMIGRATION),
)
MORNING, AFTERNOON = (540, 570, 600, 630, 660), (780, 810, 840, 870, 900, 930, 960)
LENGTHS = (30, 60, 60, 60, 90)
ORDER: tuple[type[Base], ...] = (
    Request,
    CounsellingSession,
    PlanRun,
    DraftAssignment,
    Offer,
    Assignment,
    PracticeEntry,
)


@dataclass(frozen=True, kw_only=True)
class _Booking:
    """A session with the one who is to go, and the plan that asked."""

    session: UUID
    who: UUID
    state: SessionState
    run: UUID | None
    starts: datetime
    minutes: int
    language: Language
    domain: Domain

    @property
    def ends(self) -> datetime:
        return self.starts + timedelta(minutes=self.minutes)


def write_days(db: Session, year: Year, network: Network, roster: Roster, days: list[date]) -> int:
    """Write some days of the year with everything that happened on them; how many sessions."""
    writer = _Days(year, network, roster)
    counts = shared(year.size.of(SESSIONS), [WEEKDAYS[day.weekday()] for day in year.days])
    wanted = dict(zip(year.days, counts, strict=True))
    for day in days:
        writer.day(day, wanted[day])
    for table in ORDER:
        fill(db, table, writer.rows[table])
    writer.traces.write(db)
    return len(writer.rows[CounsellingSession])


class _Days:
    """Rows of some days, gathered."""

    def __init__(self, year: Year, network: Network, roster: Roster) -> None:
        self.year, self.network, self.roster = year, network, roster
        self.rows: dict[type[Base], list[dict[str, Any]]] = defaultdict(list)
        self.chooser = Chooser(roster)
        self.traces = Traces(year)

    def day(self, day: date, count: int) -> None:
        """A day: its plan, and each of its sessions."""
        run = self._run(day) if day < self.year.today else None
        for _ in range(count):
            self._session(day, run)
        self.traces.signed_in(day, self.roster, self.network)

    def _run(self, day: date) -> UUID:
        run, made = self.year.uid(), self.year.at(day - timedelta(days=3), 600)
        self.rows[PlanRun].append(
            {
                "id": run,
                "first_day": day,
                "last_day": day,
                "state": RunState.SENT,
                "created_at": made,
                "finished_at": made + timedelta(seconds=20),
                "sent_at": made + timedelta(hours=1),
                "limit_seconds": 20,
                "progress": {},
                "measures": [],
                "causes": {},
                "lacks": {},
                "worth": [],
            }
        )
        return run

    def _session(self, day: date, run: UUID | None) -> None:
        year, dice = self.year, self.year.dice
        organisation = dice.choice(self.network.organisations)
        session, request = year.uid(), year.uid()
        morning = dice.random() < 0.4  # noqa: PLR2004  two in five
        starts = year.at(day, dice.choice(MORNING if morning else AFTERNOON))
        minutes, domain, language = dice.choice(LENGTHS), dice.choice(DOMAINS), year.language()
        on_site = dice.random() < 0.75  # noqa: PLR2004  a quarter by phone or video
        state = dice.choice(fates(day, year.today))
        who = None
        if state not in {SessionState.REQUESTED, SessionState.NOT_DELIVERED}:
            who = self.chooser.take(language, day, morning=morning)
        if who is None and state is not SessionState.CANCELLED:
            past = day < year.today
            state = SessionState.NOT_DELIVERED if past else SessionState.REQUESTED
        asked = min(starts - timedelta(days=dice.randint(4, 20)), year.now)
        cancelled = state is SessionState.CANCELLED
        requester = dice.choice(self.network.counsellors[organisation])
        self.rows[Request].append(
            {
                "id": request,
                "reference": f"Y-{dice.getrandbits(40):010X}",
                "organisation_id": organisation,
                "requester_id": requester,
                "state": RequestState.CANCELLED if cancelled else RequestState.APPROVED,
                "case_code": f"Y-{dice.randint(1, 20_000):05}",
                "language": language,
                "domain": domain,
                "tier": usual_tier(domain),
                "priority": dice.choice((2, 3, 3, 4, 4)),
                "team": 1,
                "modalities": ["on_site"] if on_site else ["phone", "video"],
                "preferred": [],
                "excluded": [],
                "submitted_at": asked,
                "changed_at": asked,
            }
        )
        self.rows[CounsellingSession].append(
            {
                "id": session,
                "request_id": request,
                "state": state,
                "day": day,
                "starts_at": starts,
                "earliest_start_at": starts,
                "latest_start_at": starts,
                "minutes": minutes,
                "modality": Modality.ON_SITE if on_site else Modality.PHONE,
                "site_id": dice.choice(self.network.sites[organisation]) if on_site else None,
                "cancelled_by": "requester" if cancelled else "",
                "cause": "nobody_available" if state is SessionState.NOT_DELIVERED else "",
                "closed_at": starts if state is SessionState.NOT_DELIVERED else None,
                "changed_at": asked,
                "version": 1,
            }
        )
        self.traces.request_placed(request, session, requester, asked)
        if who is not None:
            self._asked(
                _Booking(
                    session=session,
                    who=who,
                    state=state,
                    run=run,
                    starts=starts,
                    minutes=minutes,
                    language=language,
                    domain=domain,
                )
            )

    def _asked(self, booked: _Booking) -> None:
        """One was asked and most often went; in two cases of five somebody else had said no before."""
        year, dice = self.year, self.year.dice
        sent = min(booked.starts - timedelta(days=2), year.now)
        others = self.roster.active[booked.language]
        if dice.random() < 0.4 and len(others) > 1:  # noqa: PLR2004  two of five
            no = OfferState.DECLINED if dice.random() < 0.7 else OfferState.EXPIRED  # noqa: PLR2004
            first = dice.choice(others)
            if first != booked.who:
                self._offer(booked, first, no, sent - timedelta(hours=6))
        if booked.run is not None:
            self.rows[DraftAssignment].append(
                {
                    "id": year.uid(),
                    "run_id": booked.run,
                    "session_id": booked.session,
                    "slot_no": 1,
                    "kind": ChangeKind.NEW,
                    "starts_at": booked.starts,
                    "modality": Modality.ON_SITE,
                    "interpreter_id": booked.who,
                    "sent_at": sent,
                }
            )
        is_open = booked.state is SessionState.PLANNED
        answer = OfferState.SENT if is_open else OfferState.ACCEPTED
        offer = self._offer(booked, booked.who, answer, sent)
        if not is_open:
            self._bound(booked, offer, sent)

    def _bound(self, booked: _Booking, offer: UUID, sent: datetime) -> None:
        assignment = self.year.uid()
        self.rows[Assignment].append(
            {
                "id": assignment,
                "session_id": booked.session,
                "slot_no": 1,
                "interpreter_id": booked.who,
                "offer_id": offer,
                "state": HELD_AS[booked.state],
                "starts_at": booked.starts,
                "ends_at": booked.ends,
                "busy_from": booked.starts,
                "busy_to": booked.ends,
                "overridden": [],
                "created_at": sent,
                "ended_at": booked.ends if booked.state is not SessionState.STAFFED else None,
            }
        )
        if booked.state is SessionState.HELD:
            self.traces.served(assignment, booked.session, booked.ends)
            self.rows[PracticeEntry].append(
                {
                    "id": self.year.uid(),
                    "learner_id": self.roster.learners[booked.who],
                    "assignment_id": assignment,
                    "held_on": booked.starts.date(),
                    "minutes": booked.minutes,
                    "language": booked.language,
                    "domain": booked.domain,
                }
            )

    def _offer(self, booked: _Booking, who: UUID, state: OfferState, sent: datetime) -> UUID:
        offer, is_open = self.year.uid(), state is OfferState.SENT
        declined = state is OfferState.DECLINED
        deadline = booked.starts - timedelta(hours=2) if is_open else sent + timedelta(hours=5)
        self.rows[Offer].append(
            {
                "id": offer,
                "session_id": booked.session,
                "slot_no": 1,
                "interpreter_id": who,
                "run_id": booked.run,
                "state": state,
                "starts_at": booked.starts,
                "travel_minutes": self.year.dice.choice((0, 20, 35, 50)),
                "pay_won": 40_000,
                "sent_at": sent,
                "expires_at": deadline,
                "answered_at": None if is_open else sent + timedelta(hours=1),
                "decline_reason": DeclineReason.BUSY if declined else None,
                "overridden": [],
                "told_at": sent,
            }
        )
        self.traces.asked(offer, booked.session, who, state.value, sent)
        return offer


HELD_AS = {
    SessionState.HELD: AssignmentState.COMPLETED,
    SessionState.CANCELLED: AssignmentState.CANCELLED,
    SessionState.STAFFED: AssignmentState.CONFIRMED,
}
