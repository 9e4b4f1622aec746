"""The cells of one request in a file: what is asked for, or what is to become different in it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import time
from typing import TypeVar

from accounts.domain.ids import OrganisationId, SiteId
from foundation.tables.phrases import read_phrase
from foundation.tables.row_parser import RowParser, none_of
from foundation.text.codes import normal_code
from foundation.text.i18n import label
from foundation.text.message import Named, say
from foundation.text.words import vocabulary_of
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain, Modality, Tier
from interpreters.domain.standing import Gender
from scheduling.domain.needs import RequestNeed
from scheduling.domain.requests import LONGEST, LONGEST_NOTE, LONGEST_ROOM, SHORTEST
from scheduling.domain.states import Priority, Strictness
from scheduling.store.queries.requests import Requester, Site

T = TypeVar("T")
_STRICTNESS, _GENDERS = vocabulary_of(Strictness), vocabulary_of(Gender)


@dataclass(frozen=True)
class Known:
    """What the rows of a chunk refer to, looked up once."""

    organisations: dict[str, OrganisationId]
    requesters: dict[str, Requester]
    sites: dict[str, Site]
    people: dict[str, InterpreterId]


def read_need(cells: RowParser, known: Known, held: RequestNeed | None) -> RequestNeed:
    """What a row asks for; of a request that is `held`, what the row leaves empty stays as it is."""
    before = held or RequestNeed()

    def kept(column: str, read: Callable[[], T], value: T | None) -> T:
        return cells.kept(column, read, value, is_new=held is None)

    strictness, gender = kept(
        "gender", lambda: _gender(cells), (before.gender_strictness, before.gender)
    )
    need = replace(
        before,
        organisation_id=kept(
            "organisation", lambda: _organisation(cells, known), before.organisation_id
        ),
        case_code=kept("case", lambda: cells.code("case"), before.case_code),
        language=kept("language", lambda: cells.member("language", Language), before.language),
        fallback_language=kept(
            "fallback_language",
            lambda: cells.optional_member("fallback_language", Language),
            before.fallback_language,
        ),
        domain=kept("domain", lambda: cells.member("domain", Domain), before.domain),
        tier=kept("tier", lambda: cells.optional_member("tier", Tier), before.tier),
        priority=kept(
            "priority", lambda: cells.optional_member("priority", Priority), before.priority
        ),
        modalities=kept(
            "modalities", lambda: tuple(cells.members("modalities", Modality)), before.modalities
        ),
        room=kept("room", lambda: cells.text("room", longest=LONGEST_ROOM), before.room),
        day=kept("day", lambda: cells.day("day"), before.day),
        minutes=kept("minutes", lambda: cells.whole("minutes", SHORTEST, LONGEST), before.minutes),
        team=kept("team", lambda: cells.whole("team", 1, 2, empty=0) or None, before.team),
        gender=gender,
        gender_strictness=strictness,
        preferred=kept("preferred", lambda: _people(cells, "preferred", known), before.preferred),
        excluded=kept("excluded", lambda: _people(cells, "excluded", known), before.excluded),
        note=kept("note", lambda: cells.text("note", longest=LONGEST_NOTE), before.note),
        trainee_welcome=kept(
            "trainee", lambda: cells.yes("trainee", empty=False), before.trainee_welcome
        ),
    )
    return _with_clocks(cells, _with_place(cells, need, known), held)


def _with_clocks(cells: RowParser, need: RequestNeed, held: RequestNeed | None) -> RequestNeed:
    """The need with its start and window; a start that had no window gets none by being moved."""
    before = held or RequestNeed()
    start = cells.kept("start", lambda: cells.clock("start"), before.start, is_new=held is None)
    assert start is not None
    is_exact = before.start == before.earliest == before.latest

    def bound(column: str, value: time | None) -> time | None:
        given = cells.optional_clock(column)
        if given is not None or cells.clears(column):
            return given or start
        return start if is_exact else value

    earliest, latest = bound("earliest", before.earliest), bound("latest", before.latest)
    return replace(need, start=start, earliest=earliest, latest=latest)


def _with_place(cells: RowParser, need: RequestNeed, known: Known) -> RequestNeed:
    """The need at the place of the list that the row names; else at the place it had."""
    if not cells.gives("site"):
        return need
    code = cells.code("site")
    site = known.sites.get(code)
    if code and site is None:
        cells.problem("site", say("There is no place “%(code)s”.", code=code))
    site_id: SiteId | None = None if site is None else site.id
    return replace(need, site_id=site_id, other_city=None, address="")


def _organisation(cells: RowParser, known: Known) -> OrganisationId | None:
    code = cells.code("organisation", required=True)
    if code and code not in known.organisations:
        cells.problem("organisation", say("There is no organisation “%(code)s”.", code=code))
    return known.organisations.get(code)


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


def _people(cells: RowParser, column: str, known: Known) -> tuple[str, ...]:
    found: list[str] = []
    for code in map(normal_code, cells.parts(column)):
        if code in known.people:
            found.append(str(known.people[code]))
        else:
            cells.problem(column, say("There is no interpreter “%(code)s”.", code=code))
    return tuple(found)
