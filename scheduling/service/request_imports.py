"""Files of requests: each row becomes a need, is checked like one typed by hand, and placed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from accounts.domain.ids import OrganisationId, SiteId, UserId
from foundation.database.work import UnitOfWork
from foundation.security.errors import DomainError
from foundation.tables.importing import ImportKind, Row, RowProblem
from foundation.tables.row_parser import RowParser
from foundation.text.message import say
from foundation.text.normalise import folded
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain, Modality, Tier
from interpreters.domain.standing import Gender
from scheduling.domain.needs import RequestNeed
from scheduling.domain.permissions import SchedulingPermission
from scheduling.domain.requests import LONGEST_NOTE, LONGEST_ROOM
from scheduling.domain.states import Strictness
from scheduling.service import requests, series
from scheduling.store.queries import availability as people_queries
from scheduling.store.queries import requests as queries
from scheduling.store.queries.requests import Site

_LONGEST_LABEL = 80
# Numbers are counted on from the highest of a month, so all of a month must be numbers.
_ALMOST_OURS = re.compile(r"R-\d{4}-(?!\d{4,6}$)")


@dataclass(frozen=True)
class _KnownReferences:
    """What the rows of a chunk refer to, looked up once."""

    organisations: dict[str, OrganisationId]
    users: dict[str, UserId]
    sites: dict[str, Site]
    people: dict[str, InterpreterId]
    taken: set[str]


def _look_up(uow: UnitOfWork, rows: Sequence[Row]) -> _KnownReferences:
    named = {
        code.strip()
        for row in rows
        for column in ("preferred", "excluded")
        for code in row[column].split(";")
    }
    return _KnownReferences(
        organisations=queries.organisations_by_code(uow.db, {r["organisation"] for r in rows}),
        users=queries.users_by_email(uow.db, {folded(r["requester"]) for r in rows}),
        sites=queries.sites_by_code(uow.db, {r["site"] for r in rows}),
        people=people_queries.interpreters_by_code(uow.db, named),
        taken=queries.references_among(uow.db, {r["reference"] for r in rows}),
    )


def load_requests(uow: UnitOfWork, rows: Sequence[Row]) -> list[RowProblem]:
    """Place every row as a request; rows that share a series label belong together."""
    uow.require(SchedulingPermission.REQUEST_DECIDE)
    problems: list[RowProblem] = []
    known = _look_up(uow, rows)
    for row in rows:
        cells = RowParser(row, problems)
        need = _need(cells, known)
        requester = known.users.get(folded(row["requester"]))
        if requester is None:
            cells.problem("requester", say("There is no user “%(email)s”.", email=row["requester"]))
        reference = cells.text("reference", longest=20, required=True)
        if _ALMOST_OURS.match(reference):
            cells.problem("reference", say("Such a number ends in four digits or more."))
        if reference in known.taken:
            cells.problem("reference", say("The reference “%(code)s” is taken.", code=reference))
        label = cells.text("series", longest=_LONGEST_LABEL)
        if not cells.ok or need.organisation_id is None:
            continue
        known.taken.add(reference)
        try:
            requests.place(
                uow,
                need,
                requester_id=requester,
                reference=reference,
                series_id=series.find_or_create(uow, need.organisation_id, label)
                if label
                else None,
            )
        except DomainError as error:
            cells.take(error)
    return problems


def _need(cells: RowParser, known: _KnownReferences) -> RequestNeed:
    strictness, gender = _gender(cells)
    start = cells.clock("start")
    return RequestNeed(
        organisation_id=_organisation(cells, known),
        case_code=cells.text("case", longest=40),
        language=cells.member("language", Language),
        fallback_language=cells.optional_member("fallback_language", Language),
        domain=cells.member("domain", Domain),
        tier=cells.optional_member("tier", Tier),
        priority=cells.whole("priority", 1, 4, empty=0) or None,
        modalities=tuple(cells.members("modalities", Modality)),
        site_id=_site(cells, known),
        room=cells.text("room", longest=LONGEST_ROOM),
        day=cells.day("day"),
        start=start,
        earliest=_clock_or(cells, "earliest", start),
        latest=_clock_or(cells, "latest", start),
        minutes=cells.whole("minutes", -1440, 1440),
        team=cells.whole("team", 1, 2, empty=0) or None,
        gender=gender,
        gender_strictness=strictness,
        preferred=_people(cells, "preferred", known),
        excluded=_people(cells, "excluded", known),
        note=cells.text("note", longest=LONGEST_NOTE),
        trainee_welcome=cells.yes("trainee", empty=False),
    )


def _clock_or(cells: RowParser, column: str, start: time) -> time:
    found = cells.optional_clock(column)
    return start if found is None else found


def _organisation(cells: RowParser, known: _KnownReferences) -> OrganisationId | None:
    code = cells.text("organisation", longest=40, required=True)
    if code and code not in known.organisations:
        cells.problem("organisation", say("There is no organisation “%(code)s”.", code=code))
    return known.organisations.get(code)


def _site(cells: RowParser, known: _KnownReferences) -> SiteId | None:
    code = cells.text("site", longest=40)
    if not code:
        return None
    site = known.sites.get(code)
    if site is None:
        cells.problem("site", say("There is no place “%(code)s”.", code=code))
        return None
    return site.id


def _gender(cells: RowParser) -> tuple[Strictness | None, Gender | None]:
    text = cells.text("gender")
    if not text:
        return None, None
    strictness, _, gender = text.partition(":")
    return (
        cells.as_member("gender", strictness, Strictness),
        cells.as_member("gender", gender, Gender),
    )


def _people(cells: RowParser, column: str, known: _KnownReferences) -> tuple[str, ...]:
    found: list[str] = []
    for code in cells.parts(column):
        if code in known.people:
            found.append(str(known.people[code]))
        else:
            cells.problem(column, say("There is no interpreter “%(code)s”.", code=code))
    return tuple(found)


REQUESTS = ImportKind(
    name="requests",
    required=(
        "reference",
        "organisation",
        "requester",
        "language",
        "domain",
        "modalities",
        "day",
        "start",
        "minutes",
    ),
    optional=(
        "case",
        "fallback_language",
        "tier",
        "priority",
        "site",
        "room",
        "earliest",
        "latest",
        "team",
        "gender",
        "preferred",
        "excluded",
        "note",
        "series",
        "trainee",
    ),
    dates=("day",),
    unique=("reference",),
    label=say("Requests"),
    permission=SchedulingPermission.REQUEST_DECIDE,
    endpoint="requests.index",
    load=load_requests,
)
