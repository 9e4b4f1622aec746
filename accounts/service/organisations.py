"""Organisations of the network and the places they use."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from accounts.domain.cities import CITIES, cities_in
from accounts.domain.kinds import OrganisationKind
from accounts.domain.permissions import AccountsPermission
from accounts.store import queries
from accounts.store.tables import Organisation, Site
from foundation.database.work import UnitOfWork
from foundation.geo import Point, great_circle_km
from foundation.security.errors import Conflict, NotFound, Problems, refuse
from foundation.text.codes import normal_code
from foundation.text.message import Named, say
from foundation.text.normalise import normalise_text
from foundation.text.phone_numbers import read_number, with_its_zero, written_number

LONGEST_PHONE = 30
# Plain, as it is printed and dialled: 031-000-1010, 1577-1366, +82 31 000 1010.
# Nothing in a city or county of Gyeonggi lies farther from its hall, islands included.
FARTHEST_FROM_HALL_KM = 60
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
        raise refuse("phone", say("The centre needs a phone number: every page shows it."))
    if organisation.phone != number:
        organisation.phone = number
        uow.record("organisation.changed", subject=organisation.id, fields=["phone"])


def plain_phone(phone: str) -> str:
    """An office's number as it is printed; refused when nobody could dial it."""
    text = normalise_text(phone)
    if not text:
        return ""
    lost = with_its_zero(text)
    if lost is not None:
        raise refuse("phone", say("Is this %(number)s? Type it with its zero.", number=lost))
    number = read_number(text)
    if number is None:
        raise refuse("phone", say("Enter a phone number such as 031-000-1010."))
    return written_number(number)


def list_sites(
    uow: UnitOfWork, organisations: Collection[UUID] | None = None, *, active_only: bool = True
) -> Sequence[Site]:
    """Sites of some organisations, or of all."""
    return queries.list_sites(uow.db, organisations, active_only=active_only)


def get_site(uow: UnitOfWork, site_id: UUID) -> Site:
    """One site, with its organisation."""
    found = queries.find_site(uow.db, site_id)
    if found is None or found.unlisted:
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
    latitude: float | None = None,
    longitude: float | None = None,
) -> Site:
    """Add a place, in the city that its address names unless one is given.

    Without coordinates travel counts from the city hall. Given ones must lie near it. Without a `code` it gets the next one of the organisation: ANS-08 after ANS-07.
    """
    require_administration(uow, organisation_id)
    organisation = get_organisation(uow, organisation_id)
    place, problems = _place(
        name=name,
        name_en=name_en,
        city=city,
        address=address,
        latitude=latitude,
        longitude=longitude,
    )
    code = normal_code(code) or _next_code(uow, organisation)
    if queries.find_site_by_code(uow.db, code) is not None:
        problems.add("code", say("The code “%(code)s” is already in use.", code=code))
    problems.check()
    site = Site(
        code=code,
        organisation_id=organisation.id,
        **place,
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
    latitude: float | None = None,
    longitude: float | None = None,
    active: bool,
) -> Site:
    """Change a place as `add_site` makes one; sessions already planned there keep their travel until re-planned."""
    site = get_administered_site(uow, site_id)
    place, problems = _place(
        name=name,
        name_en=name_en,
        city=city,
        address=address,
        latitude=latitude,
        longitude=longitude,
    )
    problems.check()
    for column, value in place.items():
        setattr(site, column, value)
    site.active = active
    uow.record("site.changed", subject=site.id)
    return site


def _place(
    *,
    name: str,
    name_en: str,
    city: str,
    address: str,
    latitude: float | None,
    longitude: float | None,
) -> tuple[dict[str, Any], Problems]:
    """The columns of a place as it was meant, and what is wrong with it."""
    address, name = normalise_text(address), normalise_text(name)
    named = cities_in(address)
    city = city or (named[0] if named else "")
    hall = CITIES[city].point if city in CITIES else None
    problems = Problems()
    if not city:
        problems.add("city", say("The address names no city or county of Gyeonggi. Choose it."))
    elif named and city not in named:
        problems.add(
            "city",
            say("The address says %(city)s.", city=Named(CITIES[named[0]].name_in)),
        )
    if (latitude is None) != (longitude is None):
        missing = "latitude" if latitude is None else "longitude"
        problems.add(missing, say("Enter both coordinates or neither."))
    elif latitude is not None and longitude is not None and hall is not None:
        found = problems_of_place(city, latitude, longitude)
        far = great_circle_km(Point(latitude, longitude), hall)
        if not found.found and far > FARTHEST_FROM_HALL_KM:
            away = say("This is %(km)s km from the city hall. Is it mistyped?", km=round(far))
            found.add("latitude", away)
        problems.found.update(found.found)
    elif city:
        problems.found.update(problems_of_place(city, SOUTH, WEST).found)
    if not name:
        problems.add("name", say("Enter the place's name."))
    point = hall if latitude is None or longitude is None else Point(latitude, longitude)
    columns = {
        "name": name,
        "name_en": normalise_text(name_en) or name,
        "city": city,
        "address": address,
        "latitude": point.latitude if point else None,
        "longitude": point.longitude if point else None,
    }
    return columns, problems


def problems_of_place(city: str, latitude: float, longitude: float) -> Problems:
    """What is wrong with where a place is."""
    problems = Problems()
    if city not in CITIES:
        problems.add("city", say("There is no city “%(city)s”.", city=city))
    if not SOUTH <= latitude <= NORTH:
        problems.add("latitude", say("The latitude must be in Korea, between 33 and 39."))
    if not WEST <= longitude <= EAST:
        problems.add("longitude", say("The longitude must be in Korea, between 124 and 132."))
    return problems
