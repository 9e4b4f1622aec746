"""Organisations, sites and users from files: new rows are added, known ones changed, by code or address."""

from collections.abc import Sequence
from typing import Any

from accounts.domain.cities import CITIES, CITY_WORDS
from accounts.domain.events import AccountRenamed
from accounts.domain.ids import OrganisationId
from accounts.domain.kinds import OrganisationKind
from accounts.domain.permissions import AccountsPermission
from accounts.domain.roles import CENTRE_ROLES, Role
from accounts.service import memberships, sign_in, users
from accounts.service.organisations import LONGEST_PHONE, plain_phone, problems_of_place
from accounts.store import queries
from accounts.store.tables import Organisation, Site, User
from foundation.database.work import UnitOfWork
from foundation.geo import Point
from foundation.security.errors import DomainError
from foundation.tables.points import read_point
from foundation.tables.row_parser import RowParser, lost_zero
from foundation.tables.rows import Row, RowOutcome, RowProblem
from foundation.text.codes import normal_code
from foundation.text.i18n import LANGUAGE_NAMES
from foundation.text.message import say
from foundation.text.normalise import normalise_text
from foundation.text.personal import reason_against_numbers
from foundation.text.phone_numbers import with_its_zero
from foundation.text.words import LANGUAGE_WORDS

LONGEST_CODE, LONGEST_NAME = 40, 120
UNCONFIRMED = say(
    "To assign this role by file, first confirm your password under “My account”, then check the file again."
)


def load_organisations(uow: UnitOfWork, rows: Sequence[Row]) -> list[RowProblem]:
    """Load organisations.csv. What a row leaves empty stays as it is."""
    uow.require(AccountsPermission.ACCOUNTS_ANY_ADMINISTER)
    problems: list[RowProblem] = []
    known = {normal_code(each.code): each for each in queries.list_organisations(uow.db)}
    for row in rows:
        cells = RowParser(row, problems)
        code = cells.code("code", longest=LONGEST_CODE, required=True)
        found = known.get(code)
        values = _organisation_values(cells, found)
        if not cells.ok:
            continue
        if found is None:
            known[code] = Organisation(code=code, **values)
            uow.db.add(known[code])
            uow.db.flush()
            uow.record("organisation.added", subject=known[code].id, code=code)
            cells.did(RowOutcome.NEW)
        elif _changes(found, values):
            uow.record("organisation.changed", subject=found.id, code=code)
            cells.did(RowOutcome.CHANGED)
        else:
            cells.did(RowOutcome.UNCHANGED)
    return problems


def _organisation_values(cells: RowParser, held: Organisation | None) -> dict[str, Any]:
    """What the row says of an organisation, and what is held where it says nothing."""
    name = _kept_text(cells, "name", held, longest=LONGEST_NAME)
    return {
        "name": name,
        "name_en": _name_en(cells, held, name),
        "kind": cells.kept(
            "kind",
            lambda: cells.member("kind", OrganisationKind),
            held and held.kind,
            is_new=held is None,
        ),
        "city": _city(cells, held),
        "phone": cells.kept(
            "phone", lambda: _phone(cells), held and held.phone, is_new=held is None
        ),
    }


def load_sites(uow: UnitOfWork, rows: Sequence[Row]) -> list[RowProblem]:
    """Load sites.csv. What a row leaves empty stays as it is; a code stays with its organisation: sessions of others may stand there."""
    uow.require(AccountsPermission.ACCOUNTS_ANY_ADMINISTER)
    problems: list[RowProblem] = []
    owners = {normal_code(each.code): each for each in queries.list_organisations(uow.db)}
    known = {normal_code(each.code): each for each in queries.list_sites(uow.db)}
    for row in rows:
        cells = RowParser(row, problems)
        code = cells.code("code", longest=LONGEST_CODE, required=True)
        owner = _organisation(cells, owners)
        found = known.get(code)
        values = _place(cells, found)
        if owner is not None and found is not None and found.organisation_id != owner.id:
            cells.problem(
                "code", say("The code “%(code)s” belongs to another organisation.", code=code)
            )
        if not cells.ok or owner is None:
            continue
        if found is None:
            known[code] = Site(code=code, organisation_id=owner.id, **values)
            uow.db.add(known[code])
            uow.db.flush()
            uow.record("site.added", subject=known[code].id, organisation=owner.id)
            cells.did(RowOutcome.NEW)
        elif _changes(found, values):
            uow.record("site.changed", subject=found.id)
            cells.did(RowOutcome.CHANGED)
        else:
            cells.did(RowOutcome.UNCHANGED)
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
        user = known.get(address)
        name = normalise_text(row["name"]) or (user.full_name if user else "")
        language = _language(cells, user)
        try:
            users.problems_of(address, name, language).check()
        except DomainError as error:
            cells.take(error, {"full_name": "name"})
        if cells.ok and role in CENTRE_ROLES and not sign_in.is_confirmed(uow):
            cells.problem("role", UNCONFIRMED)
        if not cells.ok or owner is None:
            continue
        known[address] = _load_user(uow, cells, user, (address, name, language, owner.id, role))
    return problems


def _load_user(
    uow: UnitOfWork,
    cells: RowParser,
    user: User | None,
    wanted: tuple[str, str, str, OrganisationId, Role],
) -> User:
    address, name, language, organisation_id, role = wanted
    outcome = RowOutcome.UNCHANGED
    if user is None:
        user = users.add(uow, address, name, language)
        uow.record("user.imported", subject=user.id)
        outcome = RowOutcome.NEW
    elif _rename(uow, user, name) | _changes(user, {"language": language}):
        uow.record("user.changed", subject=user.id)
        outcome = RowOutcome.CHANGED
    if memberships.add(uow, user, organisation_id, role) and outcome is RowOutcome.UNCHANGED:
        outcome = RowOutcome.CHANGED
    cells.did(outcome)
    return user


def _language(cells: RowParser, held: User | None) -> str:
    """The language of the pages; without an entry the one held, else the first one."""
    usual = held.language if held else next(iter(LANGUAGE_NAMES))
    return cells.one_of("language", LANGUAGE_WORDS) or usual if cells.row["language"] else usual


def _phone(cells: RowParser) -> str:
    text = cells.text("phone", longest=LONGEST_PHONE)
    lost = with_its_zero(text)
    if lost is not None:
        cells.doubt("phone", lost_zero(text, lost))
        return lost
    try:
        return plain_phone(text)
    except DomainError as error:
        cells.take(error)
        return ""


def _city(cells: RowParser, held: Organisation | Site | None) -> str:
    def read() -> str:
        return cells.one_of("city", CITY_WORDS) or ""

    return cells.kept("city", read, held and held.city, is_new=held is None)


def _kept_text(
    cells: RowParser, column: str, held: Organisation | Site | None, *, longest: int
) -> str:
    """A text that must not be empty; of something known it may be left out."""

    def read() -> str:
        return cells.text(column, longest=longest, required=True)

    return cells.kept(column, read, held and getattr(held, column), is_new=held is None)


def _name_en(cells: RowParser, held: Organisation | Site | None, name: str) -> str:
    """The English name; the Korean one stands in for it, also after a new Korean one."""
    text = cells.text("name_en", longest=LONGEST_NAME)
    if text or held is None or cells.clears("name_en"):
        return text or name
    return name if held.name_en == held.name else held.name_en


def _place(cells: RowParser, held: Site | None) -> dict[str, Any]:
    """The values of a place; without coordinates it stays where it is, a new one stands at the city hall."""
    city = _city(cells, held)
    hall = CITIES.get(city, CITIES["suwon"]).point
    stands = Point(held.latitude, held.longitude) if held and held.city == city else hall
    latitude, longitude = read_point(cells, stands, hall, ((-90, 90), (-180, 180)))
    if cells.ok:
        try:
            problems_of_place(city, latitude, longitude).check()
        except DomainError as error:
            cells.take(error)
    name = _kept_text(cells, "name", held, longest=LONGEST_NAME)

    def address() -> str:
        text = cells.text("address")
        reason = reason_against_numbers(text)
        if reason is not None:
            cells.problem("address", reason)
        return text

    return {
        "name": name,
        "name_en": _name_en(cells, held, name),
        "city": city,
        "address": cells.kept("address", address, held and held.address, is_new=held is None),
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
