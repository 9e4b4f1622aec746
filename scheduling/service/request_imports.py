"""Files of requests: each row places one, or changes the one that has its number, like one typed by hand."""

import re
from collections.abc import Sequence
from datetime import time

from accounts.domain.ids import OrganisationId, UserId
from foundation.database.work import UnitOfWork
from foundation.security.errors import DomainError
from foundation.tables.columns import names_of
from foundation.tables.kinds import ImportKind
from foundation.tables.row_parser import RowParser, codes_in
from foundation.tables.rows import Row, RowOutcome, RowProblem
from foundation.text.message import LazyText, say
from foundation.text.normalise import folded
from foundation.times.zones import weekday_name
from scheduling.domain import needs
from scheduling.domain.needs import RequestNeed
from scheduling.domain.permissions import SchedulingPermission
from scheduling.domain.settings import SchedulingSettings
from scheduling.service import checks, closing_days, requests, series
from scheduling.service.reading import need_of
from scheduling.service.request_cells import Known, read_need
from scheduling.service.request_columns import REQUEST_COLUMNS
from scheduling.store.queries import availability as people_queries
from scheduling.store.queries import requests as queries
from scheduling.store.tables import CounsellingSession

_LONGEST_LABEL = 80
# Numbers are counted on from the highest of a month, so all of a month must be numbers.
_ALMOST_OURS = re.compile(r"R-\d{4}-(?!\d{4,6}$)")
# Before and after these hours a start is rather half a day off than meant.
_MORNING, _NIGHT = time(7), time(22)
_COLUMN_OF = {
    "case_code": "case",
    "site_id": "site",
    "gender_strictness": "gender",
    "trainee_welcome": "trainee",
}


def load_requests(uow: UnitOfWork, rows: Sequence[Row]) -> list[RowProblem]:
    """Place every row as a request, or change the one with its number.

    What a row of a known request leaves empty stays as it is. Rows that share a series label belong together.
    """
    uow.require(SchedulingPermission.REQUEST_DECIDE)
    problems: list[RowProblem] = []
    known = named_by(uow, rows)
    held = queries.sessions_by_reference(uow.db, codes_in(rows, "reference"))
    placed: set[str] = set()
    for row in rows:
        cells = RowParser(row, problems)
        reference = cells.code("reference", longest=20, required=True)
        if reference in placed:
            cells.problem(
                "reference", say("The number “%(code)s” is already in use.", code=reference)
            )
        placed.add(reference)
        try:
            if reference in held:
                _change(uow, cells, held[reference], known)
            else:
                _place(uow, cells, reference, known)
        except DomainError as error:
            cells.take(error, _COLUMN_OF)
    return problems


def named_by(uow: UnitOfWork, rows: Sequence[Row]) -> Known:
    """What rows name: organisations, requesters, places and people."""
    return Known(
        organisations=queries.organisations_by_code(uow.db),
        requesters=queries.requesters_by_email(uow.db, {folded(r["requester"]) for r in rows}),
        sites=queries.sites_by_code(uow.db),
        people=people_queries.interpreters_by_code(uow.db, codes_in(rows, "preferred", "excluded")),
    )


def needs_of(uow: UnitOfWork, rows: Sequence[Row]) -> list[RequestNeed | None]:
    """What each row asks for, without placing it; None where a cell cannot be read."""
    uow.require(SchedulingPermission.REQUEST_DECIDE)
    known = named_by(uow, rows)
    found: list[RequestNeed | None] = []
    for row in rows:
        cells = RowParser(row, [])
        need = read_need(cells, known, None)
        found.append(need if cells.ok else None)
    return found


def _place(uow: UnitOfWork, cells: RowParser, reference: str, known: Known) -> None:
    need = read_need(cells, known, None)
    requester = _requester(uow, cells, known, need.organisation_id)
    label = _label(cells)
    if _ALMOST_OURS.match(reference):
        cells.problem("reference", say("Such a number ends in four digits or more."))
    if not cells.ok or need.organisation_id is None:
        return
    belongs = series.find_or_create(uow, need.organisation_id, label) if label else None
    requests.place(uow, need, requester_id=requester, reference=reference, series_id=belongs)
    _name_doubts(uow, cells, need)
    cells.did(RowOutcome.NEW)


def _change(uow: UnitOfWork, cells: RowParser, session: CounsellingSession, known: Known) -> None:
    before = need_of(uow, session)
    need = read_need(cells, known, before)
    _check_what_stays(uow, cells, session, known)
    if not cells.ok:
        return
    wanted = needs.settled(need, uow.settings)
    if wanted == before:
        # Also of one that is over: the same file may come again.
        cells.did(RowOutcome.UNCHANGED)
        return
    closed = requests.reason_against_change(uow, session)
    if closed is not None:
        cells.problem("reference", closed)
        return
    checks.find_problems(uow, need, kept=before).check()
    requests.apply_change(uow, session, before, wanted)
    if (wanted.day, wanted.start) != (before.day, before.start):
        _name_doubts(uow, cells, wanted)
    cells.did(RowOutcome.CHANGED)


def _check_what_stays(
    uow: UnitOfWork, cells: RowParser, session: CounsellingSession, known: Known
) -> None:
    """Name what a request keeps for good, where the row says something else."""
    request = session.request
    if cells.gives("requester"):
        requester = known.requesters.get(folded(cells.row["requester"]))
        if requester is None or requester.id != request.requester_id:
            cells.problem("requester", say("A request stays with whoever asked."))
    label = _label(cells)
    if label:
        found = queries.find_series(uow.db, request.organisation_id, label)
        if found is None or found.id != request.series_id:
            cells.problem("series", say("A request stays in its series."))


def _label(cells: RowParser) -> str:
    return cells.free_text("series", longest=_LONGEST_LABEL)


def _requester(
    uow: UnitOfWork, cells: RowParser, known: Known, organisation_id: OrganisationId | None
) -> UserId | None:
    """Who asks: somebody of the organisation, or of the centre, who asks for everybody."""
    email = cells.row["requester"]
    found = known.requesters.get(folded(email))
    if found is None or not found.active:
        cells.problem("requester", say("There is no user “%(email)s”.", email=email))
        return None
    belongs = any(
        where == organisation_id or SchedulingPermission.REQUEST_DECIDE in uow.grants[role]
        for where, role in found.roles
    )
    if organisation_id is not None and not belongs:
        text = say("“%(email)s” does not belong to this organisation.", email=email)
        cells.problem("requester", text)
    return found.id


def _name_doubts(uow: UnitOfWork, cells: RowParser, need: RequestNeed) -> None:
    """Days and hours that are allowed, but are rather a slip than meant."""
    assert need.day is not None
    assert need.start is not None
    special = closing_days.what_is_special(uow, need.day) or _outside_the_week(uow, need)
    if special is not None:
        cells.doubt("day", special)
    if not _MORNING <= need.start < _NIGHT:
        text = say("It starts at %(clock)s. Is that meant?", clock=need.start)
        cells.doubt("start", text)


def _outside_the_week(uow: UnitOfWork, need: RequestNeed) -> LazyText | None:
    assert need.day is not None
    if weekday_name(need.day) in uow.settings.of(SchedulingSettings).working_weekdays:
        return None
    return say("%(day)s is no working day of the centre.", day=need.day)


REQUESTS = ImportKind(
    name="requests",
    required=names_of(REQUEST_COLUMNS, needed=True),
    optional=names_of(REQUEST_COLUMNS, needed=False),
    described=REQUEST_COLUMNS,
    dates=("day",),
    unique=("reference",),
    label=say("Requests"),
    permission=SchedulingPermission.REQUEST_DECIDE,
    endpoint="requests.index",
    load=load_requests,
)
