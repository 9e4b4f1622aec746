"""Who may invite, give, take, close and send links; P11 for people."""

from dataclasses import replace
from uuid import uuid4

import pytest
import sqlalchemy as sa

from accounts.domain.roles import CENTRE_ROLES, Role
from accounts.service import invitations, memberships, own_account, sign_in, users
from accounts.store.tables import Organisation, SignIn
from foundation.database.work import UnitOfWork
from foundation.security.errors import Forbidden, NotFound, Refused
from foundation.security.permissions import NOBODY
from tests.factories import a_user, an_organisation, as_actor


@pytest.fixture
def ours(uow: UnitOfWork) -> Organisation:
    """The organisation of the administrator who acts."""
    return an_organisation(uow, "안산")


@pytest.fixture
def theirs(uow: UnitOfWork) -> Organisation:
    """Another organisation."""
    return an_organisation(uow, "수원")


@pytest.fixture
def by_admin(uow: UnitOfWork, ours: Organisation) -> UnitOfWork:
    """The same unit of work, by the administrator of our organisation."""
    uow.actor = as_actor(uow, a_user(uow, Role.ORGANISATION_ADMIN, ours, full_name="이바로"))
    return uow


@pytest.fixture
def by_centre(uow: UnitOfWork) -> UnitOfWork:
    """The same unit of work, by an administrator of the centre."""
    actor = as_actor(uow, a_user(uow, Role.CENTRE_ADMIN))
    uow.actor = replace(actor, confirmed_at=uow.now)
    return uow


def invite(
    uow: UnitOfWork, organisation: Organisation, role: Role, email: str = "new@a.kr"
) -> invitations.Sent:
    return invitations.invite(
        uow,
        email=email,
        full_name="새 사람",
        language="ko",
        organisation_id=organisation.id,
        role=role,
    )


@pytest.mark.parametrize("role", list(Role))
def test_only_the_centre_gives_the_roles_of_the_centre(
    by_admin: UnitOfWork, ours: Organisation, role: Role
) -> None:
    if role in CENTRE_ROLES:
        with pytest.raises(Refused, match="Only the centre"):
            invite(by_admin, ours, role)
    else:
        invite(by_admin, ours, role)


def test_the_centre_gives_every_role_anywhere(by_centre: UnitOfWork, ours: Organisation) -> None:
    for number, role in enumerate(Role):
        invite(by_centre, ours, role, f"n{number}@a.kr")


@pytest.mark.parametrize("role", [role for role in Role if "admin" not in role])
def test_nobody_else_may_do_any_of_this(uow: UnitOfWork, ours: Organisation, role: Role) -> None:
    someone = a_user(uow, Role.COUNSELLOR, ours)
    uow.actor = as_actor(uow, a_user(uow, role, ours))

    for action in (
        lambda: invite(uow, ours, Role.TRAINEE),
        lambda: users.count_active(uow, ours.id),
        lambda: users.set_active(uow, someone.id, active=False),
        lambda: users.send_link(uow, someone.id),
        lambda: memberships.grant(uow, someone.id, ours.id, Role.TRAINEE),
        lambda: memberships.revoke(uow, someone.id, ours.id, Role.COUNSELLOR),
    ):
        with pytest.raises(Forbidden):
            action()


def test_a_stranger_to_every_organisation_may_do_nothing(uow: UnitOfWork) -> None:
    uow.actor = NOBODY
    for action in (lambda: users.count_active(uow, uuid4()), lambda: own_account.get_own(uow)):
        with pytest.raises(Forbidden):
            action()


def test_people_of_another_organisation_look_as_if_they_did_not_exist(
    by_admin: UnitOfWork, theirs: Organisation
) -> None:
    foreign = a_user(by_admin, Role.COUNSELLOR, theirs)
    for user_id in (foreign.id, uuid4()):
        for action in (
            lambda u=user_id: users.get_user(by_admin, u),
            lambda u=user_id: users.set_active(by_admin, u, active=False),
            lambda u=user_id: users.send_link(by_admin, u),
            lambda u=user_id: memberships.grant(by_admin, u, theirs.id, Role.TRAINEE),
            lambda u=user_id: memberships.revoke(by_admin, u, theirs.id, Role.COUNSELLOR),
        ):
            with pytest.raises(NotFound):
                action()
    with pytest.raises(NotFound):
        invite(by_admin, theirs, Role.COUNSELLOR)
    for ask in (
        lambda: users.count_active(by_admin, theirs.id),
        lambda: users.search(by_admin, theirs.id, frozenset(Role)),
    ):
        with pytest.raises(NotFound):
            ask()


def test_whoever_also_works_elsewhere_keeps_their_password_and_their_other_roles_hidden(
    by_admin: UnitOfWork, ours: Organisation, theirs: Organisation
) -> None:
    shared = a_user(by_admin, Role.COUNSELLOR, theirs)
    memberships.add(by_admin, shared, ours.id, Role.TRAINER)
    shared = users.get_user(by_admin, shared.id)

    assert [m.role for m in memberships.visible(by_admin, shared)] == [Role.TRAINER]
    with pytest.raises(Refused, match="works elsewhere"):
        users.send_link(by_admin, shared.id)
    with pytest.raises(Refused, match="works elsewhere"):
        users.set_active(by_admin, shared.id, active=False)
    memberships.revoke(by_admin, shared.id, ours.id, Role.TRAINER)
    with pytest.raises(NotFound):
        users.get_user(by_admin, shared.id)


@pytest.mark.parametrize("role", sorted(CENTRE_ROLES))
def test_an_organisations_administrator_cannot_touch_the_accounts_of_the_centre(
    by_admin: UnitOfWork, ours: Organisation, role: Role
) -> None:
    powerful = a_user(by_admin, role, ours)

    with pytest.raises(Refused):
        users.send_link(by_admin, powerful.id)
    with pytest.raises(Refused):
        memberships.revoke(by_admin, powerful.id, ours.id, role)


def test_nobody_locks_themselves_out(by_admin: UnitOfWork, ours: Organisation) -> None:
    own = by_admin.actor.user_id
    assert own is not None
    with pytest.raises(Refused, match="your own account"):
        users.set_active(by_admin, own, active=False)
    with pytest.raises(Refused, match="from yourself"):
        memberships.revoke(by_admin, own, ours.id, Role.ORGANISATION_ADMIN)


@pytest.mark.parametrize("change", ["revoke", "close"])
def test_every_loss_of_power_ends_the_sessions(
    by_admin: UnitOfWork, ours: Organisation, change: str
) -> None:
    user = a_user(by_admin, Role.COUNSELLOR, ours)
    admin = by_admin.actor
    token = sign_in.admit(by_admin, user.id)
    by_admin.actor = admin
    assert token is not None
    if change == "revoke":
        memberships.revoke(by_admin, user.id, ours.id, Role.COUNSELLOR)
    else:
        users.set_active(by_admin, user.id, active=False)

    assert by_admin.db.scalars(sa.select(SignIn)).one().ended_at is not None
    assert sign_in.find_actor(by_admin, token) is None


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("email", {"email": "no address"}),
        ("email", {"email": "@a.kr"}),
        ("email", {"email": "v1@x.example,victim@y.example"}),
        ("email", {"email": "Kim <kim@x.example>"}),
        ("email", {"email": "k\u202eim@x.example"}),
        ("email", {"email": "a@" + "x" * 260}),
        ("full_name", {"full_name": "  "}),
        ("full_name", {"full_name": "\u202e\u2066"}),
        ("full_name", {"full_name": "x" * 121}),
        ("language", {"language": "xx"}),
    ],
)
def test_a_wrong_invitation_names_its_field(
    by_admin: UnitOfWork, ours: Organisation, field: str, values: dict[str, str]
) -> None:
    given = {"email": "a@a.kr", "full_name": "이름", "language": "ko", **values}
    with pytest.raises(Refused) as refused:
        invitations.invite(by_admin, organisation_id=ours.id, role=Role.TRAINEE, **given)

    assert list(refused.value.problems) == [field]


def test_taking_a_role_that_is_not_held_is_not_found(
    by_admin: UnitOfWork, ours: Organisation
) -> None:
    user = a_user(by_admin, Role.COUNSELLOR, ours)
    with pytest.raises(NotFound):
        memberships.revoke(by_admin, user.id, ours.id, Role.TRAINER)
