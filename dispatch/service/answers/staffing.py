"""Who serves a session, for the page of its request."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dispatch.domain.causes import Cause
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.reports import ExtraCause, cause_from
from dispatch.service.live import reports, standbys
from dispatch.service.slots import video_entry
from dispatch.store.queries import board as queries
from dispatch.store.queries import live as live_queries
from dispatch.store.tables import (
    Assignment,
    CounsellingSession,
    Offer,
    SessionOutcome,
    Standby,
)
from foundation.database.work import UnitOfWork
from foundation.text.message import LazyText
from scheduling.service import reading as requests_read
from scheduling.service.second_choices import said_to_requester


@dataclass(frozen=True, kw_only=True)
class Staffing:
    """Who is bound to a session, how many are asked, and whether the reader may open the board.

    Whoever asked for the session learns who comes, and only coordinators who has been asked.
    """

    assignments: Sequence[Assignment]
    asked: int
    offers: Sequence[Offer]
    may_open_board: bool
    # why nobody came, once somebody has said so, and what there is to choose from
    cause: Cause | ExtraCause | None
    causes: Sequence[Cause] = tuple(Cause)
    # what of it is not as was wished for first, though accepted, once somebody has it or is asked for it
    second_choices: Sequence[LazyText] = ()
    # what it came to, whether the reader reports that now, and who stands by
    outcome: SessionOutcome | None = None
    may_report: bool = False
    standby: Standby | None = None
    # when the video room of a session opens, for whoever asked for it
    room_opens_at: datetime | None = None


def staffing_of(uow: UnitOfWork, session: CounsellingSession) -> Staffing:
    """What the request's page says about who comes; its caller has checked who reads."""
    assignments, offers = queries.staffing_of_session(uow.db, UUID(str(session.id)))
    may_open = uow.may(DispatchPermission.BOARD_READ)
    is_requester = session.request.requester_id == uow.actor.user_id
    return Staffing(
        assignments=assignments,
        asked=len(offers),
        offers=offers if may_open else (),
        may_open_board=may_open,
        cause=cause_from(session.cause) if session.cause else None,
        second_choices=_second_choices(uow, session, [*assignments, *offers]),
        outcome=live_queries.find_outcome(uow.db, session.id),
        may_report=uow.may(DispatchPermission.OUTCOME_REPORT)
        and requests_read.may_change(uow, session.request)
        and reports.why_not_yet(uow, session) is None,
        standby=standbys.standby_of(uow, session.id) if may_open else None,
        room_opens_at=video_entry.room_said(uow, session) if is_requester else None,
    )


def _second_choices(
    uow: UnitOfWork, session: CounsellingSession, held: Sequence[Assignment | Offer]
) -> Sequence[LazyText]:
    if not held:
        return ()
    spoken = (row.other_language for row in held if row.other_language is not None)
    return said_to_requester(session, uow.settings.zone, next(spoken, None))
