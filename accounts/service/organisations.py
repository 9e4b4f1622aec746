"""Organisations of the network and the places they use."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from accounts.domain.cities import CITIES
from accounts.domain.kinds import OrganisationKind
from accounts.domain.permissions import AccountsPermission
from accounts.store import queries
from accounts.store.tables import Organisation, Site
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound, Problems, refuse
from foundation.text.message import say
from foundation.text.normalise import normalise_text

LONGEST_PHONE = 30
# Plain, as it is printed and dialled: 031-000-1010, 1577-1366, +82 31 000 1010.
_PHONE = re.compile(r"\+?[0-9][0-9 -]{5,22}[0-9]")
SOUTH, NORTH, WEST, EAST = 33.0, 39.0, 124.0, 132.0


def list_organisations(uow: UnitOfWork) -> Sequence[Organisation]:
    """All of the network: their names are no secret to anyone signed in."""
    return queries.list_organisations(uow.db)


def get_organisation(uow: UnitOfWork, organisation_id: UUID) -> Organisation:
    """One organisation."""
    found = uow.db.get(Organisation, organisation_id)
    if found is None:
        raise NotFound
    return found


def find_centre(uow: UnitOfWork) -> Organisation | None:
    """The provincial centre: the one that people call when the system cannot help them."""
    return queries.find_centre(uow.db)


def change_phone(uow: UnitOfWork, organisation_id: UUID, *, phone: str, before: str) -> None:
    """Keep another public telephone number of an office, or none when it is empty.

    Raises Conflict when it is no longer `before`, the number that the page showed.
    """
    require_administration(uow, organisation_id)
    organisation = get_organisation(uow, organisation_id)
    number = plain_phone(phone)
    if organisation.phone not in {before, number}:
        found = organisation.phone or "–"
        raise Conflict(
            say("Somebody else has just changed the number to %(number)s.", number=found)
        )
    if not number and organisation.kind is OrganisationKind.CENTRE:
        raise refuse("phone", say("The centre needs a number: every page leads people to it."))
    if organisation.phone != number:
        organisation.phone = number
        uow.record("organisation.changed", subject=organisation.id, fields=["phone"])


def plain_phone(phone: str) -> str:
    """An office's number as it is printed; refused when nobody could dial it."""
    number = unicodedata.normalize("NFKC", normalise_text(phone))
    if number and not _PHONE.fullmatch(number):
        raise refuse("phone", say("Give a telephone number such as 031-000-1010."))
    return number


def list_sites(
    uow: UnitOfWork, organisations: Collection[UUID] | None = None, *, active_only: bool = True
) -> Sequence[Site]:
    """Sites of some organisations, or of all."""
    return queries.list_sites(uow.db, organisations, active_only=active_only)


def get_site(uow: UnitOfWork, site_id: UUID) -> Site:
    """One site, with its organisation."""
    found = queries.find_site(uow.db, site_id)
    if found is None:
        raise NotFound
    return found


def list_administered(uow: UnitOfWork) -> Sequence[Organisation]:
    """The organisations whose people and places the actor administers."""
    uow.require(AccountsPermission.ACCOUNTS_OWN_ADMINISTER)
    found = queries.list_organisations(uow.db)
    if uow.may(AccountsPermission.ACCOUNTS_ANY_ADMINISTER):
        return found
    own = uow.actor.organisations_for(AccountsPermission.ACCOUNTS_OWN_ADMINISTER)
    return [organisation for organisation in found if organisation.id in own]


@dataclass(frozen=True)
class Administered:
    """The organisation that an administrator looks at, and all that could be."""

    chosen: Organisation
    all: Sequence[Organisation]

    @property
    def argument(self) -> UUID | None:
        """What links carry on: nothing while there is no choice."""
        return self.chosen.id if len(self.all) > 1 else None


def choose_administered(uow: UnitOfWork, asked: str) -> Administered:
    """The organisation asked for by id, else the actor's own; a foreign or mistyped one is missing."""
    found = list_administered(uow)
    homes = {organisation_id for organisation_id, _ in uow.actor.roles}
    own = [organisation for organisation in found if organisation.id in homes]
    fitting = [each for each in found if str(each.id) == asked] if asked else own or list(found)
    if not fitting:
        raise NotFound
    return Administered(fitting[0], found)


def get_administered_site(uow: UnitOfWork, site_id: UUID) -> Site:
    """A place of an organisation that the actor administers; any other looks missing."""
    uow.require(AccountsPermission.ACCOUNTS_OWN_ADMINISTER)
    site = get_site(uow, site_id)
    require_administration(uow, site.organisation_id)
    return site


def require_administration(uow: UnitOfWork, organisation_id: UUID) -> None:
    """Raise unless the actor administers this organisation; foreign ones look missing."""
    uow.require(AccountsPermission.ACCOUNTS_OWN_ADMINISTER)
    if uow.may(AccountsPermission.ACCOUNTS_ANY_ADMINISTER):
        return
    if organisation_id not in uow.actor.organisations_for(
        AccountsPermission.ACCOUNTS_OWN_ADMINISTER
    ):
        raise NotFound


def add_site(
    uow: UnitOfWork,
    organisation_id: UUID,
    *,
    code: str = "",
    name: str,
    name_en: str,
    city: str,
    address: str,
    latitude: float,
    longitude: float,
) -> Site:
    """Add a place. Its coordinates must lie in Korea, or travel would be nonsense.

    Without a `code` it gets the next one of the organisation: ANS-08 after ANS-07.
    """
    require_administration(uow, organisation_id)
    organisation = get_organisation(uow, organisation_id)
    problems = problems_of_place(city, latitude, longitude)
    if not name.strip():
        problems.add("name", say("Give the place's name."))
    code = code.strip() or _next_code(uow, organisation)
    if queries.find_site_by_code(uow.db, code) is not None:
        problems.add("code", say("The code “%(code)s” is taken.", code=code))
    problems.check()
    site = Site(
        code=code,
        organisation_id=organisation.id,
        name=name.strip(),
        name_en=name_en.strip() or name.strip(),
        city=city,
        address=address.strip(),
        latitude=latitude,
        longitude=longitude,
    )
    uow.db.add(site)
    uow.db.flush()
    uow.record("site.added", subject=site.id, organisation=organisation.id)
    return site


def _next_code(uow: UnitOfWork, organisation: Organisation) -> str:
    # One at a time, or two at once would take the same.
    uow.db.execute(
        sa.select(Organisation.id).where(Organisation.id == organisation.id).with_for_update()
    )
    taken = {site.code for site in queries.list_sites(uow.db, [organisation.id])}
    numbers = (f"{organisation.code}-{n:02}" for n in range(1, len(taken) + 2))
    return next(code for code in numbers if code not in taken)


def change_site(
    uow: UnitOfWork,
    site_id: UUID,
    *,
    name: str,
    name_en: str,
    city: str,
    address: str,
    latitude: float,
    longitude: float,
    active: bool,
) -> Site:
    """Change a place; sessions already planned there keep their travel until re-planned."""
    site = get_administered_site(uow, site_id)
    problems = problems_of_place(city, latitude, longitude)
    if not name.strip():
        problems.add("name", say("Give the place's name."))
    problems.check()
    site.name, site.name_en = name.strip(), name_en.strip() or name.strip()
    site.city, site.address, site.active = city, address.strip(), active
    site.latitude, site.longitude = latitude, longitude
    uow.record("site.changed", subject=site.id)
    return site


def problems_of_place(city: str, latitude: float, longitude: float) -> Problems:
    """What is wrong with where a place is."""
    problems = Problems()
    if city not in CITIES:
        problems.add("city", say("There is no city “%(city)s”.", city=city))
    if not SOUTH <= latitude <= NORTH:
        problems.add("latitude", say("The latitude must lie in Korea, between 33 and 39."))
    if not WEST <= longitude <= EAST:
        problems.add("longitude", say("The longitude must lie in Korea, between 124 and 132."))
    return problems
