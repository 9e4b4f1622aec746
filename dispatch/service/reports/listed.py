"""The rows behind numbers that do not count sessions: claims, complaints, offers, applications, certifications."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dispatch.domain.feedback import FeedbackKind
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.report_rows import RowsBehind
from dispatch.service.reports.figures import ENDING_DAYS, ReportWish, readable, scope_of
from dispatch.store.queries import report_rows as queries
from dispatch.store.tables import Feedback, Offer, PayClaim
from foundation.database.work import UnitOfWork
from foundation.security.errors import NotFound
from foundation.tables import spreadsheet
from foundation.text.i18n import label, translate
from foundation.text.message import LazyText, say
from foundation.times.zones import days_span, local_day
from interpreters.domain.qualifications import CertificationLevel
from training.domain.permissions import TrainingPermission
from training.service.pages import funnel
from training.service.pages.funnel import SchoolStep

MOST_EXPORTED = 20_000
B = RowsBehind


class CellLink(StrEnum):
    """The page of what a cell names."""

    CLAIM = "claim"
    FEEDBACK = "feedback"
    REQUEST = "request"
    CERTIFICATION = "certification"


@dataclass(frozen=True)
class ListedCell:
    """What stands in a cell, and the page of what it names, if the reader may open that."""

    text: str
    link: CellLink | None = None
    id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class RowsListing:
    """Rows as a table: its heads, the question for them, and what stands in each row."""

    heads: Sequence[LazyText]
    query: sa.Select[Any]
    cells: Callable[[Any], Sequence[ListedCell]]


def see_rows(
    uow: UnitOfWork,
    wish: ReportWish,
    what: RowsBehind,
    language: str,
    *,
    interpreter_id: UUID | None = None,
    level: CertificationLevel | None = None,
) -> RowsListing:
    """What stands behind a number; NotFound for rows that are not the actor's to see."""
    scope = scope_of(uow, wish, wish.period)
    if what in {B.PAY, B.PAY_APPROVED}:
        query = queries.select_claims(scope, approved=what is B.PAY_APPROVED)
        return _claims(uow, query, language)
    if what in _KINDS:
        span = days_span(scope.first, scope.last, uow.settings.zone)
        query = queries.select_feedback(_KINDS[what], span.start, span.end, scope.only)
        return _feedback(uow, query, language)
    if what in {B.ASKED, B.ACCEPTED}:
        query = queries.select_answered(scope, interpreter_id, accepted=what is B.ACCEPTED)
        return _offers(uow, query, language)
    if readable(uow) is not None or wish.organisation_id is not None:
        # The school is the centre's.
        raise NotFound
    if what is B.CERTIFIED:
        return _certifications(uow, funnel.select_certified(scope.first, scope.last), language)
    if what is B.ENDING:
        if level is None:
            raise NotFound
        until = uow.today + timedelta(days=ENDING_DAYS)
        return _certifications(uow, funnel.select_ending(uow.today, until, level), language)
    query = funnel.select_applications(uow, SchoolStep(what.value), scope.first, scope.last)
    return _applications(uow, query, language)


def export_listing(
    uow: UnitOfWork, wish: ReportWish, listing: RowsListing, language: str, form: str
) -> bytes:
    """The rows as XLSX or CSV; noted in the trail."""
    found = uow.db.scalars(listing.query.limit(MOST_EXPORTED)).unique().all()
    uow.record(
        "report.exported", first_day=wish.period.first, last_day=wish.period.last, rows=len(found)
    )
    heads = [translate(text, language) for text in listing.heads]
    rows = [[cell.text for cell in listing.cells(each)] for each in found]
    if form == "csv":
        return spreadsheet.write_csv(heads, rows)
    return spreadsheet.write_xlsx(heads, rows, translate(say("Report"), language))


_KINDS: Mapping[RowsBehind, FeedbackKind] = {
    B.COMPLAINTS: FeedbackKind.COMPLAINT,
    B.PRAISE: FeedbackKind.PRAISE,
}
WHO = say("Interpreter")


def _claims(uow: UnitOfWork, query: sa.Select[PayClaim], language: str) -> RowsListing:
    """Who is paid how much stands here for the office alone."""
    names = uow.may(DispatchPermission.CLAIM_READ)

    def cells(claim: PayClaim) -> Sequence[ListedCell]:
        link = CellLink.CLAIM if names else None
        who = [ListedCell(claim.interpreter.full_name)] if names else []
        return [
            ListedCell(claim.day.isoformat()),
            ListedCell(label(claim.kind, language), link, claim.id),
            *who,
            ListedCell(claim.organisation.name_in(language)),
            ListedCell(label(claim.state, language)),
            ListedCell(f"{claim.won}"),
        ]

    who = (WHO,) if names else ()
    heads = (say("Day"), say("Work"), *who, say("Organisation"), say("State"), say("Won"))
    return RowsListing(heads=heads, query=query, cells=cells)


def _feedback(uow: UnitOfWork, query: sa.Select[Feedback], language: str) -> RowsListing:
    """What they say is read by the office alone, on its own page."""
    link = CellLink.FEEDBACK if uow.may(DispatchPermission.FEEDBACK_WORK) else None

    def cells(row: Feedback) -> Sequence[ListedCell]:
        asked = None if row.session is None else row.session.request
        body = row.organisation
        return [
            ListedCell(local_day(row.received_at, uow.settings.zone).isoformat(), link, row.id),
            ListedCell(label(row.topic, language)),
            ListedCell("")
            if asked is None
            else ListedCell(asked.reference, CellLink.REQUEST, asked.id),
            ListedCell("" if body is None else body.name_in(language)),
            ListedCell(label(row.state, language)),
            ListedCell(row.due_on.isoformat()),
        ]

    heads = (
        say("Received"),
        say("Concerns"),
        say("Request"),
        say("Organisation"),
        say("State"),
        say("Due"),
    )
    return RowsListing(heads=heads, query=query, cells=cells)


def _offers(uow: UnitOfWork, query: sa.Select[Offer], language: str) -> RowsListing:
    def cells(offer: Offer) -> Sequence[ListedCell]:
        asked = offer.session.request
        return [
            ListedCell(local_day(offer.starts_at, uow.settings.zone).isoformat()),
            ListedCell(asked.reference, CellLink.REQUEST, asked.id),
            ListedCell(offer.interpreter.full_name),
            ListedCell(asked.organisation.name_in(language)),
            ListedCell(label(offer.state, language)),
        ]

    heads = (say("Day"), say("Request"), WHO, say("Organisation"), say("State"))
    return RowsListing(heads=heads, query=query, cells=cells)


def _applications(uow: UnitOfWork, query: sa.Select[Any], language: str) -> RowsListing:
    names = uow.may(TrainingPermission.CERTIFICATION_READ)

    def cells(row: Any) -> Sequence[ListedCell]:
        return [
            ListedCell(local_day(row.applied_at, uow.settings.zone).isoformat()),
            *([ListedCell(row.learner.full_name)] if names else []),
            ListedCell(row.cohort.version.course.title_in(language)),
            ListedCell(label(row.status, language)),
        ]

    who = (say("Name"),) if names else ()
    heads = (say("Applied on"), *who, say("Course"), say("State"))
    return RowsListing(heads=heads, query=query, cells=cells)


def _certifications(uow: UnitOfWork, query: sa.Select[Any], language: str) -> RowsListing:
    names = uow.may(TrainingPermission.CERTIFICATION_READ)

    def cells(row: Any) -> Sequence[ListedCell]:
        link = CellLink.CERTIFICATION if names else None
        title = row.scheme.title if language == "ko" else row.scheme.title_en
        spoken = "" if row.language is None else label(row.language, language)
        return [
            ListedCell(title, link, row.id),
            *([ListedCell(row.learner.full_name)] if names else []),
            ListedCell(spoken),
            ListedCell(row.valid_from.isoformat()),
            ListedCell((row.valid_until - timedelta(days=1)).isoformat()),
        ]

    who = (say("Name"),) if names else ()
    heads = (say("Certification"), *who, say("Language"), say("From"), say("Last day"))
    return RowsListing(heads=heads, query=query, cells=cells)
