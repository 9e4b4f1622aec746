"""Organisations, sites and users from files: new rows are added, known ones changed, by code or address."""

from collections.abc import Sequence
from typing import Any

from accounts.domain.cities import CITIES, CITY_WORDS
from accounts.domain.events import AccountRenamed
from accounts.domain.kinds import OrganisationKind
from accounts.domain.permissions import AccountsPermission
from accounts.domain.roles import CENTRE_ROLES, Role
from accounts.service import memberships, sign_in, users
from accounts.service.organisations import LONGEST_PHONE, plain_phone, problems_of_place
from accounts.store import queries
from accounts.store.tables import Organisation, Site, User
from foundation.database.work import UnitOfWork
from foundation.security.errors import DomainError
from foundation.tables.row_parser import RowParser
from foundation.tables.rows import Row, RowOutcome, RowProblem
from foundation.text.codes import normal_code
from foundation.text.i18n import LANGUAGE_NAMES
from foundation.text.message import say
from foundation.text.normalise import normalise_text
from foundation.text.words import LANGUAGE_WORDS

LONGEST_CODE, LONGEST_NAME = 40, 120
UNCONFIRMED = say(
    "To give this role by file, first confirm your password under “My account”, then check the file again."
)


def load_organisations(uow: UnitOfWork, rows: Sequence[Row]) -> list[RowProblem]:
    """Load organisations.csv."""
    uow.require(AccountsPermission.ACCOUNTS_ANY_ADMINISTER)
    problems: list[RowProblem] = []
    known = {normal_code(each.code): each for each in queries.list_organisations(uow.db)}
    for row in rows:
        cells = RowParser(row, problems)
        code = cells.code("code", longest=LONGEST_CODE, required=True)
        values: dict[str, Any] = {
            "name": cells.text("name", longest=LONGEST_NAME, required=True),
            "name_en": cells.text("name_en", longest=LONGEST_NAME) or row["name"],
            "kind": cells.member("kind", OrganisationKind),
            "city": _city(cells),
            "phone": _phone(cells),
        }
        if not cells.ok:
            continue
        if code not in known:
            known[code] = Organisation(code=code, **values)
            uow.db.add(known[code])
            uow.db.flush()
            uow.record("organisation.added", subject=known[code].id, code=code)
            cells.did(RowOutcome.NEW)
        elif _changes(known[code], values):
            uow.record("organisation.changed", subject=known[code].id, code=code)
            cells.did(RowOutcome.CHANGED)
        else:
            cells.did(RowOutcome.UNCHANGED)
    return problems


def load_sites(uow: UnitOfWork, rows: Sequence[Row]) -> list[RowProblem]:
    """Load sites.csv. A code stays with its organisation: sessions of others may stand there."""
    uow.require(AccountsPermission.ACCOUNTS_ANY_ADMINISTER)
    problems: list[RowProblem] = []
    owners = {normal_code(each.code): each for each in queries.list_organisations(uow.db)}
    known = {normal_code(each.code): each for each in queries.list_sites(uow.db)}
    for row in rows:
        cells = RowParser(row, problems)
        code = cells.code("code", longest=LONGEST_CODE, required=True)
        owner = _organisation(cells, owners)
        values = _place(cells)
        found = known.get(code)
        if owner is not None and found is not None and found.organisation_id != owner.id:
            cells.problem("code", say("The code “%(code)s” belongs to another one.", code=code))
        if not cells.ok or owner is None:
            continue
        if found is None:
            known[code] = Site(code=code, organisation_id=owner.id, **values)
            uow.db.add(known[code])
            uow.db.flush()
            uow.record("site.added", subject=known[code].id, organisation=owner.id)
        elif _changes(found, values):
            uow.record("site.changed", subject=found.id)
    return problems


def load_users(uow: UnitOfWork, rows: Sequence[Row]) -> list[RowProblem]:
    """Load users.csv: one row for each role. Nobody gets a password or a message from here."""
    uow.require(AccountsPermission.ACCOUNTS_ANY_ADMINISTER)
    problems: list[RowProblem] = []
    owners = {normal_code(each.code): each for each in queries.list_organisations(uow.db)}
    known = {each.email: each for each in queries.list_users(uow.db)}
    for row in rows:
        cells = RowParser(row, problems)
        owner = _organisation(cells, owners)
        role = cells.member("role", Role)
        address = sign_in.folded_email(row["email"])
        name, language = normalise_text(row["name"]), _language(cells)
        try:
            users.problems_of(address, name, language).check()
        except DomainError as error:
            cells.take(error, {"full_name": "name"})
        if cells.ok and role in CENTRE_ROLES and not sign_in.is_confirmed(uow):
            cells.problem("role", UNCONFIRMED)
        if not cells.ok or owner is None:
            continue
        user = known.get(address)
        if user is None:
            user = known[address] = users.add(uow, address, name, language)
            uow.record("user.imported", subject=user.id)
        elif _rename(uow, user, name) | _changes(user, {"language": language}):
            uow.record("user.changed", subject=user.id)
        memberships.add(uow, user, owner.id, role)
    return problems


def _language(cells: RowParser) -> str:
    """The language of the pages; its first one without an entry."""
    usual = next(iter(LANGUAGE_NAMES))
    return cells.one_of("language", LANGUAGE_WORDS) or usual if cells.row["language"] else usual


def _phone(cells: RowParser) -> str:
    try:
        return plain_phone(cells.text("phone", longest=LONGEST_PHONE))
    except DomainError as error:
        cells.take(error)
        return ""


def _city(cells: RowParser) -> str:
    return cells.one_of("city", CITY_WORDS) or ""


def _place(cells: RowParser) -> dict[str, Any]:
    """The cells of a place; without coordinates it stands at the city hall."""
    city = _city(cells)
    hall = CITIES.get(city, CITIES["suwon"]).point
    latitude = cells.number("latitude", -90, 90, empty=hall.latitude)
    longitude = cells.number("longitude", -180, 180, empty=hall.longitude)
    if cells.ok:
        try:
            problems_of_place(city, latitude, longitude).check()
        except DomainError as error:
            cells.take(error)
    return {
        "name": cells.text("name", longest=LONGEST_NAME, required=True),
        "name_en": cells.text("name_en", longest=LONGEST_NAME) or cells.row["name"],
        "city": city,
        "address": cells.text("address"),
        "latitude": latitude,
        "longitude": longitude,
    }


def _organisation(cells: RowParser, known: dict[str, Organisation]) -> Organisation | None:
    code = cells.code("organisation", required=True)
    if code and code not in known:
        cells.problem("organisation", say("There is no organisation “%(code)s”.", code=code))
    return known.get(code)


def _rename(uow: UnitOfWork, user: User, name: str) -> bool:
    """Give an account the name of its row; upper packages hear of it. Whether that changed anything."""
    is_other = _changes(user, {"full_name": normalise_text(name)})
    if is_other:
        uow.announce(AccountRenamed(user.id, by_self=False))
    return is_other


def _changes(row: Organisation | Site | User, values: dict[str, Any]) -> bool:
    """Put the values into the row; whether that changed anything."""
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    return bool(changed)
