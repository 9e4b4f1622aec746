"""The API of accounts: whose token it is, and the organisations of the network with their places."""

from uuid import UUID

from flask import g
from flask.typing import ResponseReturnValue

from accounts.domain.roles import Role
from accounts.domain.scopes import NETWORK_READ
from accounts.service import organisations
from foundation.security.scopes import HeldToken
from foundation.web.api.door import ApiRoom, opens, state
from foundation.web.api.shapes import ApiShape, ListPart
from foundation.web.work import actor, reading

bp = ApiRoom("accounts_api", __name__, "Network")


class RoleShape(ApiShape):
    """A role in an organisation."""

    organisation_id: UUID
    role: Role


class TokenShape(ApiShape):
    """Whose token this is, and what it is for."""

    user_id: UUID
    name: str
    scopes: list[str]
    roles: list[RoleShape]


class PlaceShape(ApiShape):
    """A place where an organisation holds sessions."""

    id: UUID
    code: str
    name: str
    name_en: str
    city: str
    """The code of one of the 31 cities and counties, such as `ansan`."""
    address: str


class OrganisationShape(ApiShape):
    """An organisation of the network, with its places."""

    id: UUID
    code: str
    name: str
    name_en: str
    kind: str
    city: str
    phone: str
    places: list[PlaceShape]


@bp.get("/me")
@opens(NETWORK_READ)
@bp.answers(TokenShape)
def me() -> ResponseReturnValue:
    """Whose token this is, and what it is for."""
    held: HeldToken = g.api_token
    who = actor()
    assert who.user_id is not None
    roles = [RoleShape(organisation_id=each, role=Role(role)) for each, role in who.roles]
    return state(
        TokenShape(user_id=who.user_id, name=who.name, scopes=sorted(held.scopes), roles=roles)
    )


@bp.get("/organisations")
@opens(NETWORK_READ)
@bp.answers(ListPart[OrganisationShape])
def list_organisations() -> ResponseReturnValue:
    """The organisations of the network, with the places where they hold sessions."""
    with reading() as uow:
        found = [each for each in organisations.list_organisations(uow) if each.active]
        sites = organisations.list_sites(uow)
        items = [
            OrganisationShape(
                id=each.id,
                code=each.code,
                name=each.name,
                name_en=each.name_en,
                kind=each.kind,
                city=each.city,
                phone=each.phone,
                places=[
                    PlaceShape.model_validate(site)
                    for site in sites
                    if site.organisation_id == each.id
                ],
            )
            for each in found
        ]
    return state(ListPart[OrganisationShape](items=items))
