"""The organisations of the network: what each must be; adding, changing, closing one."""

import re
from dataclasses import dataclass
from uuid import UUID

from accounts.domain.cities import CITIES
from accounts.domain.kinds import OrganisationKind
from accounts.domain.permissions import AccountsPermission
from accounts.service.organisations import get_organisation, plain_phone
from accounts.store import queries
from accounts.store.tables import Organisation
from foundation.database.work import UnitOfWork
from foundation.security.errors import DomainError, Problems, refuse
from foundation.text.message import say
from foundation.text.normalise import normalise_text

LONGEST_CODE, LONGEST_NAME = 40, 120
ONE_CENTRE = say("The network has one centre, and it stays the centre.")
# Codes stand in files, in codes of places (ANS-01) and of cases (ANS-2026-0401).
_CODE = re.compile(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*")


@dataclass(frozen=True)
class OrganisationFields:
    """What somebody typed about an organisation. Without an English name the Korean one stands for it."""

    name: str
    code: str
    city: str
    kind: OrganisationKind
    name_en: str = ""
    phone: str = ""


def add_organisation(uow: UnitOfWork, given: OrganisationFields) -> Organisation:
    """Add an organisation to the network; every fault of what was given is told at once."""
    uow.require(AccountsPermission.ACCOUNTS_ANY_ADMINISTER)
    meant, problems = understand(uow, given)
    problems.check()
    added = Organisation(
        code=meant.code,
        name=meant.name,
        name_en=meant.name_en,
        kind=meant.kind,
        city=meant.city,
        phone=meant.phone,
    )
    uow.db.add(added)
    uow.db.flush()
    uow.record("organisation.added", subject=added.id, code=added.code)
    return added


def understand(
    uow: UnitOfWork, given: OrganisationFields, known: Organisation | None = None
) -> tuple[OrganisationFields, Problems]:
    """An organisation as it was meant, and what is wrong with it; `known` is the one that is changed."""
    name, city = normalise_text(given.name), _city_of(given.city)
    code = normalise_text(given.code).upper()
    problems = _problems_of_names(name, given.name_en)
    problems.found.update(_problems_of_code(uow, code, known).found)
    if not city:
        problems.add("city", say("Choose the city or county."))
    elif city not in CITIES:
        problems.add("city", say("There is no city “%(city)s”.", city=given.city))
    phone = ""
    try:
        phone = plain_phone(given.phone)
    except DomainError as error:
        problems.found.update({name: list(found) for name, found in error.problems.items()})
    if given.kind is OrganisationKind.CENTRE and not normalise_text(given.phone):
        problems.add("phone", say("The centre needs a phone number: every page shows it."))
    name_en = normalise_text(given.name_en) or name
    return OrganisationFields(name, code, city, given.kind, name_en, phone), problems


def _problems_of_names(name: str, name_en: str) -> Problems:
    problems = Problems()
    if not any(sign.isalnum() for sign in name):
        problems.add("name", say("Enter the organisation's name."))
    for field, text in (("name", name), ("name_en", name_en)):
        if len(text) > LONGEST_NAME:
            problems.add(field, say("Use at most %(n)s characters.", n=LONGEST_NAME))
    return problems


def _problems_of_code(uow: UnitOfWork, code: str, known: Organisation | None) -> Problems:
    problems = Problems()
    if known is not None and known.code == code:
        return problems
    if not _CODE.fullmatch(code) or len(code) > LONGEST_CODE:
        problems.add("code", say("Enter a short code of Latin letters and digits, such as ANS."))
    elif any(
        each.code.upper() == code and each is not known
        for each in queries.list_organisations(uow.db)
    ):
        problems.add("code", say("The code “%(code)s” is already in use.", code=code))
    return problems


def _city_of(text: str) -> str:
    """The code of a city that is given by its code or by one of its names."""
    wanted = normalise_text(text).casefold()
    for code, city in CITIES.items():
        names = {code, city.name, city.name_en.casefold()}
        if wanted in names or wanted in {f"{city.name}시", f"{city.name}군"}:
            return code
    return wanted


@dataclass(frozen=True)
class NetworkLine:
    """An organisation in the list: itself, and how many open accounts have a role in it."""

    organisation: Organisation
    people: int


def list_lines(uow: UnitOfWork) -> list[NetworkLine]:
    """Every organisation, the closed ones too, the centre first."""
    uow.require(AccountsPermission.ACCOUNTS_ANY_ADMINISTER)
    people = queries.count_members(uow.db)
    found = queries.list_organisations(uow.db)
    lines = [NetworkLine(each, people.get(each.id, 0)) for each in found]
    return sorted(lines, key=lambda line: (not line.organisation.active, line.organisation.name))


def change_organisation(
    uow: UnitOfWork, organisation_id: UUID, given: OrganisationFields
) -> Organisation:
    """Change an organisation; every fault is told at once. The centre stays the centre, and there is one.

    Places and cases keep the codes that they have.
    """
    uow.require(AccountsPermission.ACCOUNTS_ANY_ADMINISTER)
    known = get_organisation(uow, organisation_id)
    meant, problems = understand(uow, given, known)
    if (meant.kind is OrganisationKind.CENTRE) != (known.kind is OrganisationKind.CENTRE):
        problems.add("kind", ONE_CENTRE)
    problems.check()
    values = {
        "name": meant.name,
        "name_en": meant.name_en,
        "code": meant.code,
        "kind": meant.kind,
        "city": meant.city,
        "phone": meant.phone,
    }
    changed = [name for name, value in values.items() if getattr(known, name) != value]
    for name in changed:
        setattr(known, name, values[name])
    if changed:
        uow.record("organisation.changed", subject=known.id, fields=changed)
    uow.db.flush()
    return known


def set_active(uow: UnitOfWork, organisation_id: UUID, *, active: bool) -> None:
    """Close an organisation, or open it again.

    While it is closed nobody places requests for it, its places and itself are not offered, and invitations to it
    do not work. What was requested stays: it is held or called off one by one.
    """
    uow.require(AccountsPermission.ACCOUNTS_ANY_ADMINISTER)
    known = get_organisation(uow, organisation_id)
    if known.kind is OrganisationKind.CENTRE:
        raise refuse("organisation", say("The centre cannot be closed."))
    if known.active == active:
        return
    known.active = active
    uow.record("organisation.reopened" if active else "organisation.closed", subject=known.id)
