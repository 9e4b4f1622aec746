"""Organisations, places and people who may sign in."""

from typing import Any

from accounts.domain.cities import CITIES
from accounts.domain.kinds import OrganisationKind
from accounts.domain.roles import Role
from accounts.service.sign_in import actor_of, hash_password
from accounts.store import queries
from accounts.store.tables import Membership, Organisation, Site, User
from foundation.database.work import UnitOfWork
from foundation.geo import Point
from foundation.security.permissions import Actor
from tests.factories.numbers import numbers


def an_organisation(
    uow: UnitOfWork, name: str = "안산 이음이주민복지센터", **values: Any
) -> Organisation:
    """A migrants' welfare centre in Ansan, unless `values` say otherwise."""
    columns: dict[str, Any] = {
        "code": f"ORG-{next(numbers)}",
        "name": name,
        "name_en": "Ansan Ieum Migrants' Welfare Centre",
        "kind": OrganisationKind.WELFARE_CENTRE,
        "city": "ansan",
        **values,
    }
    organisation = Organisation(**columns)
    uow.db.add(organisation)
    uow.db.flush()
    return organisation


def a_site(
    uow: UnitOfWork,
    organisation: Organisation | None = None,
    name: str = "상담실",
    *,
    city: str = "ansan",
    place: Point | None = None,
    **values: Any,
) -> Site:
    """A place at the city hall of `city`, of a new organisation unless one is given."""
    place = place or CITIES[city].point
    columns: dict[str, Any] = {
        "code": f"SITE-{next(numbers)}",
        "organisation_id": (organisation or an_organisation(uow)).id,
        "name": name,
        "name_en": "Counselling room",
        "city": city,
        "latitude": place.latitude,
        "longitude": place.longitude,
        **values,
    }
    site = Site(**columns)
    uow.db.add(site)
    uow.db.flush()
    return site


def a_user(
    uow: UnitOfWork,
    role: Role | None = Role.COUNSELLOR,
    organisation: Organisation | None = None,
    *,
    password: str = "",
    **values: Any,
) -> User:
    """Somebody with one role (none for None), in a new organisation unless one is given.

    Hashing a `password` is slow: give one only to somebody who will type it.
    """
    number = next(numbers)
    columns: dict[str, Any] = {
        "email": f"user{number}@ieum.example",
        "full_name": "강마루",
        "password_hash": hash_password(password) if password else "",
        "created_at": uow.now,
        **values,
    }
    user = User(**columns)
    uow.db.add(user)
    uow.db.flush()
    if role is not None:
        home = organisation or an_organisation(uow)
        uow.db.add(Membership(user_id=user.id, organisation_id=home.id, role=role))
        uow.db.flush()
    return user


def a_coordinator(uow: UnitOfWork, organisation: Organisation | None = None, **values: Any) -> User:
    """A coordinator of the centre."""
    centre = organisation or an_organisation(
        uow, "경기 이음이주민센터", kind=OrganisationKind.CENTRE
    )
    return a_user(uow, Role.COORDINATOR, centre, **values)


def as_actor(uow: UnitOfWork, user: User) -> Actor:
    """The user as the one who acts, with the roles held now."""
    found = queries.find_user(uow.db, user.id)
    assert found is not None
    return actor_of(found, uow.grants)
