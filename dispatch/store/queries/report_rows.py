"""The rows behind the numbers of a report."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from accounts.domain.ids import OrganisationId
from dispatch.domain.claims import ClaimState
from dispatch.domain.feedback import FeedbackKind
from dispatch.domain.report_rows import ReportMeasure, RowsWanted
from dispatch.domain.reports import NeedFate
from dispatch.domain.states import TAKES_TIME, OfferState
from dispatch.store.queries.reports import (
    SECONDS,
    STILL_WANTED,
    TOLD,
    ReportScope,
    cause_column,
    claims_of,
    fate_column,
    key_column,
    way_minutes,
    within,
)
from dispatch.store.tables import Assignment, CounsellingSession, Feedback, Offer, PayClaim
from interpreters.domain.ids import InterpreterId
from interpreters.domain.qualifications import Modality
from scheduling.domain.ids import SessionId
from scheduling.domain.states import SessionState
from scheduling.store.tables import Request

Sessions = CounsellingSession


def select_rows(scope: ReportScope, wanted: RowsWanted) -> sa.Select[CounsellingSession]:
    """The sessions behind a figure, in order of time or of what is measured, with everything that a list of them shows."""
    query = _narrowed(within(scope, Sessions), wanted)
    for by, value in wanted.value_of:
        query = query.where(key_column(by) == value)
    if wanted.interpreter_id is not None or wanted.downgraded:
        query = query.where(_somebody(wanted).exists())
    if wanted.measure is not None:
        measured = _measured(scope, wanted.measure).subquery()
        query = query.join(measured, measured.c.id == Sessions.id).order_by(measured.c.x)
    return query.order_by(Sessions.starts_at, Sessions.id).options(
        joinedload(Sessions.request).joinedload(Request.organisation), joinedload(Sessions.site)
    )


def _narrowed(query: sa.Select[Any], wanted: RowsWanted) -> sa.Select[Any]:
    """By what became of them."""
    is_filled, is_unmet = (
        fate_column() == fate.value for fate in (NeedFate.FILLED, NeedFate.UNMET)
    )
    if wanted.fate is not None:
        query = query.where(fate_column() == wanted.fate.value)
    if wanted.decided:
        query = query.where(sa.or_(is_filled, is_unmet))
    if wanted.cause:
        query = query.where(is_unmet, cause_column() == wanted.cause)
    if wanted.in_vain:
        query = query.where(is_filled, Sessions.state == SessionState.NOT_DELIVERED)
    if wanted.late:
        query = query.where(Sessions.cancelled_late)
    return query


def measured(
    db: Session, scope: ReportScope, measure: ReportMeasure, sessions: Collection[SessionId]
) -> dict[SessionId, int]:
    """What is measured of these sessions, in seconds."""
    values: Any = _measured(scope, measure).where(Sessions.id.in_(sessions))
    return {row.id: int(row.x) for row in db.execute(values)}


def _measured(scope: ReportScope, measure: ReportMeasure) -> sa.Select[Any]:
    """Each session of which something is measured, and how much in seconds: `id` and `x`."""
    asked = sa.extract("epoch", Request.submitted_at)
    id_, is_filled = Sessions.id.label("id"), fate_column() == NeedFate.FILLED.value
    if measure is ReportMeasure.LEAD:
        lead = sa.extract("epoch", Sessions.starts_at) - asked
        return within(scope, id_, lead.label("x")).where(fate_column().in_(STILL_WANTED))
    if measure is ReportMeasure.TIME:
        return within(scope, id_, (Sessions.minutes * SECONDS).label("x")).where(is_filled)
    # Looked up for each session of the days: grouped by its key, SQLite would walk through all of the table.
    serving = (
        sa.select(Assignment.id)
        .outerjoin(Offer, Offer.id == Assignment.offer_id)
        .where(Assignment.session_id == Sessions.id, Assignment.state.in_(TAKES_TIME))
        .correlate(Sessions)
    )
    if measure is ReportMeasure.FILL:
        until = serving.with_only_columns(
            sa.func.max(sa.extract("epoch", Assignment.created_at))
        ).scalar_subquery()
        query = within(scope, id_, (until - asked).label("x"))
        return query.where(is_filled, serving.exists())
    ways = serving.with_only_columns(sa.func.sum(way_minutes()) * SECONDS).scalar_subquery()
    query = within(scope, id_, ways.label("x"))
    return query.where(Sessions.modality == Modality.ON_SITE, serving.exists())


def _somebody(wanted: RowsWanted) -> sa.Select[Any]:
    found = sa.select(Assignment.id).where(
        Assignment.session_id == Sessions.id, Assignment.state.in_(TAKES_TIME)
    )
    if wanted.interpreter_id is not None:
        found = found.where(Assignment.interpreter_id == InterpreterId(wanted.interpreter_id))
    if wanted.downgraded:
        found = found.where(sa.or_(Assignment.other_language.is_not(None), Assignment.lower_level))
    return found.correlate(Sessions)


def select_claims(scope: ReportScope, *, approved: bool) -> sa.Select[PayClaim]:
    """The claims behind what work costs, by day."""
    query = claims_of(scope, PayClaim).options(
        joinedload(PayClaim.interpreter), joinedload(PayClaim.organisation)
    )
    if approved:
        query = query.where(PayClaim.state == ClaimState.APPROVED)
    return query.order_by(PayClaim.day, PayClaim.id)


def select_feedback(
    kind: FeedbackKind, since: datetime, until: datetime, only: Collection[UUID] | None
) -> sa.Select[Feedback]:
    """What was received in between, as it is counted, by its time."""
    query = sa.select(Feedback).where(
        Feedback.kind == kind, Feedback.received_at >= since, Feedback.received_at < until
    )
    if only is not None:
        query = query.where(Feedback.organisation_id.in_([OrganisationId(each) for each in only]))
    return query.order_by(Feedback.received_at, Feedback.id).options(
        joinedload(Feedback.session).joinedload(Sessions.request),
        joinedload(Feedback.organisation),
    )


def select_answered(
    scope: ReportScope, interpreter_id: UUID | None, *, accepted: bool
) -> sa.Select[Offer]:
    """The offers behind what somebody was asked, by the time of the session."""
    query = within(scope, Offer).join(Offer, Offer.session_id == Sessions.id)
    query = query.where(Offer.state.in_((OfferState.ACCEPTED,) if accepted else TOLD))
    if interpreter_id is not None:
        query = query.where(Offer.interpreter_id == InterpreterId(interpreter_id))
    return query.order_by(Offer.starts_at, Offer.id).options(
        joinedload(Offer.session).joinedload(Sessions.request).joinedload(Request.organisation),
        joinedload(Offer.interpreter),
    )
