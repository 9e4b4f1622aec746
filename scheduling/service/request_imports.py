"""Files of requests: each row becomes a need, is checked like one typed by hand, and placed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from accounts.domain.ids import OrganisationId, SiteId, UserId
from foundation.database.work import UnitOfWork
from foundation.security.errors import DomainError
from foundation.tables.columns import names_of
from foundation.tables.kinds import ImportKind
from foundation.tables.phrases import read_phrase
from foundation.tables.row_parser import RowParser, codes_in, none_of
from foundation.tables.rows import Row, RowProblem
from foundation.text.codes import normal_code
from foundation.text.i18n import label
from foundation.text.message import Named, say
from foundation.text.normalise import folded
from foundation.text.words import vocabulary_of
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain, Modality, Tier
from interpreters.domain.standing import Gender
from scheduling.domain.needs import RequestNeed
from scheduling.domain.permissions import SchedulingPermission
from scheduling.domain.requests import LONGEST_NOTE, LONGEST_ROOM
from scheduling.domain.states import Priority, Strictness
from scheduling.service import requests, series
from scheduling.service.request_columns import REQUEST_COLUMNS
from scheduling.store.queries import availability as people_queries
from scheduling.store.queries import requests as queries
from scheduling.store.queries.requests import Site

_LONGEST_LABEL = 80
_STRICTNESS, _GENDERS = vocabulary_of(Strictness), vocabulary_of(Gender)
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
    return _KnownReferences(
        organisations=queries.organisations_by_code(uow.db),
        users=queries.users_by_email(uow.db, {folded(r["requester"]) for r in rows}),
        sites=queries.sites_by_code(uow.db),
        people=people_queries.interpreters_by_code(uow.db, codes_in(rows, "preferred", "excluded")),
        taken=queries.references_among(uow.db, codes_in(rows, "reference")),
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
        reference = cells.code("reference", longest=20, required=True)
        if _ALMOST_OURS.match(reference):
            cells.problem("reference", say("Such a number ends in four digits or more."))
        if reference in known.taken:
            cells.problem(
                "reference", say("The number “%(code)s” is already in use.", code=reference)
            )
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
        case_code=cells.code("case"),
        language=cells.member("language", Language),
        fallback_language=cells.optional_member("fallback_language", Language),
        domain=cells.member("domain", Domain),
        tier=cells.optional_member("tier", Tier),
        priority=cells.optional_member("priority", Priority),
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
    code = cells.code("organisation", required=True)
    if code and code not in known.organisations:
        cells.problem("organisation", say("There is no organisation “%(code)s”.", code=code))
    return known.organisations.get(code)


def _site(cells: RowParser, known: _KnownReferences) -> SiteId | None:
    code = cells.code("site")
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
    (strictness, gender), unknown = read_phrase(text, (_STRICTNESS, _GENDERS))
    if unknown or not isinstance(gender, Gender):
        reason = none_of(unknown[0] if unknown else text, _STRICTNESS if gender else _GENDERS)
        cells.problem("gender", reason)
    elif not isinstance(strictness, Strictness):
        reason = say(
            "Is it a must or a wish? Write “%(must)s” or “%(wish)s”.",
            must=_wish(gender, Strictness.REQUIRED),
            wish=_wish(gender, Strictness.PREFERRED),
        )
        cells.problem("gender", reason)
    else:
        return strictness, gender
    return None, None


def _wish(gender: Gender, strictness: Strictness) -> Named:
    return Named(lambda language: f"{label(gender, language)} {label(strictness, language)}")


def _people(cells: RowParser, column: str, known: _KnownReferences) -> tuple[str, ...]:
    found: list[str] = []
    for code in map(normal_code, cells.parts(column)):
        if code in known.people:
            found.append(str(known.people[code]))
        else:
            cells.problem(column, say("There is no interpreter “%(code)s”.", code=code))
    return tuple(found)


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
