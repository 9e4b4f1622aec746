"""Organisations with their places and the people of their offices."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from accounts.domain.cities import CITIES
from accounts.domain.kinds import OrganisationKind
from accounts.domain.roles import Role
from accounts.store.tables import Membership, Organisation, Site, User
from dispatch.store.year.frame import Year, fill

ORGANISATIONS, OFFICE_USERS, PLACES_EACH = 14, 500, 6
ADDRESS = "year.ieum.example"


@dataclass(frozen=True)
class Network:
    """Who asks for interpreters, where: ids of organisations, their sites and their counsellors."""

    organisations: list[UUID]
    sites: dict[UUID, list[UUID]]
    counsellors: dict[UUID, list[UUID]]


def make_network(db: Session, year: Year) -> Network:
    """Fill up the organisations to as many as the year has, and give them places and counsellors."""
    found = list(db.scalars(sa.select(Organisation.id).order_by(Organisation.code)))
    codes = list(CITIES)[: max(0, ORGANISATIONS - len(found))]
    made = [
        {
            "id": year.uid(),
            "code": f"Y-{code}",
            "name": f"예시 {CITIES[code].name} 센터",
            "name_en": f"Example Centre {CITIES[code].name_en}",
            "kind": OrganisationKind.FAMILY_CENTRE,
            "city": code,
        }
        for code in codes
    ]
    fill(db, Organisation, made)
    organisations = [*found, *(UUID(str(row["id"])) for row in made)]
    return Network(
        organisations, _places(db, year, organisations), _counsellors(db, year, organisations)
    )


def _places(db: Session, year: Year, organisations: list[UUID]) -> dict[UUID, list[UUID]]:
    places: dict[UUID, list[UUID]] = {}
    rows: list[dict[str, object]] = []
    for number, organisation in enumerate(organisations):
        for place in range(PLACES_EACH):
            city = CITIES[year.city()]
            row: dict[str, object] = {
                "id": year.uid(),
                "code": f"Y-{number:02}-{place:02}",
                "organisation_id": organisation,
                "name": f"예시 {city.name} 상담실 {place + 1}",
                "name_en": f"Example office {city.name_en} {place + 1}",
                "city": city.code,
                "latitude": city.point.latitude + year.dice.uniform(-0.03, 0.03),
                "longitude": city.point.longitude + year.dice.uniform(-0.03, 0.03),
            }
            rows.append(row)
            places.setdefault(organisation, []).append(UUID(str(row["id"])))
    fill(db, Site, rows)
    return places


def _counsellors(db: Session, year: Year, organisations: list[UUID]) -> dict[UUID, list[UUID]]:
    """People of the offices, so that each has one at least: nine in ten counsellors, the others administrators."""
    people: dict[UUID, list[UUID]] = {}
    users: list[dict[str, object]] = []
    roles: list[dict[str, object]] = []
    for number in range(max(len(organisations), year.size.of(OFFICE_USERS))):
        organisation, user = organisations[number % len(organisations)], year.uid()
        users.append(an_account(year, user, f"office{number:04}"))
        role = Role.ORGANISATION_ADMIN if number % 10 == 9 else Role.COUNSELLOR  # noqa: PLR2004  one in ten
        roles.append(a_role(year, user, organisation, role))
        people.setdefault(organisation, []).append(user)
    fill(db, User, users)
    fill(db, Membership, roles)
    return people


def an_account(year: Year, user: UUID, mailbox: str, name: str = "") -> dict[str, object]:
    """The row of an account with the year's password."""
    return {
        "id": user,
        "email": f"{mailbox}@{ADDRESS}",
        "full_name": name or year.name(),
        "password_hash": year.password_hash,
        "created_at": year.now - timedelta(days=400),
    }


def a_role(year: Year, user: UUID, organisation: UUID, role: Role) -> dict[str, object]:
    """The row of somebody's role in an organisation."""
    return {"id": year.uid(), "user_id": user, "organisation_id": organisation, "role": role}
