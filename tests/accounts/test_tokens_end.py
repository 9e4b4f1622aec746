"""When tokens of the API end with what else acts for their owner, and what they open without a second step."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from accounts.domain.roles import Role
from accounts.service import (
    memberships,
    own_account,
    own_second_steps,
    sign_in,
    users,
)
from accounts.store.message_tables import PushDevice
from accounts.store.provider_tables import ExternalIdentity, IdentityProvider
from accounts.store.second_step_tables import AuthenticatorApp
from accounts.store.tables import User
from foundation.database.audit import list_entries
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.errors import Refused
from foundation.security.permissions import the_system
from tests.accounts.stepping import HASH
from tests.api.calling import Program, a_token
from tests.factories import a_user, an_organisation, as_actor


def _changed(uow: UnitOfWork, user: User) -> None:
    own_account.set_own_password(replace(uow, actor=as_actor(uow, user)), "another", "no browser")


def _everywhere(uow: UnitOfWork, user: User) -> None:
    own_account.leave_everywhere(replace(uow, actor=as_actor(uow, user)))


def _closed_and_opened(uow: UnitOfWork, user: User) -> None:
    users.set_active(uow, user.id, active=False)
    users.set_active(uow, user.id, active=True)


def _role_taken(uow: UnitOfWork, user: User) -> None:
    home = user.memberships[0]
    memberships.revoke(uow, user.id, home.organisation_id, home.role)


def _step_taken(uow: UnitOfWork, user: User) -> None:
    own_second_steps.take_away(uow, user.id)


@pytest.mark.parametrize(
    "ending", [_changed, _everywhere, _closed_and_opened, _role_taken, _step_taken]
)
def test_a_token_ends_with_whatever_else_acts_for_its_owner(
    web_app: Flask, office: Office, ending: Callable[[UnitOfWork, User], None]
) -> None:
    with begin(office, the_system()) as uow:
        home = an_organisation(uow)
        user, other = (a_user(uow, Role.COUNSELLOR, home, password_hash=HASH) for _ in range(2))
        for each in (user, other):
            device = PushDevice(
                user_id=each.id,
                endpoint_hash=str(each.id),
                encrypted_subscription="",
                public_key="",
                name="phone",
                created_at=uow.now,
            )
            uow.db.add(device)
    program, of_another = (Program.of(web_app, a_token(office, each)) for each in (user, other))
    assert program.get("/me").status_code == 200
    with begin(office, the_system()) as uow:
        ending(uow, users.get_user(uow, user.id))
    assert program.get("/me").status_code == 401
    assert of_another.get("/me").status_code == 200
    with begin(office, the_system()) as uow:
        # Messages lead into the account: a lost phone would be let in again by the next one.
        told = list_entries(uow.db, subject=str(user.id))
        assert [each.name for each in told].count("user.api_token_revoked") == 1
        kept = {other.id, user.id} if ending is _role_taken else {other.id}
        assert {each.user_id for each in uow.db.scalars(sa.select(PushDevice))} == kept


def test_a_token_opens_no_desk_before_there_is_a_second_step(strict: Flask, office: Office) -> None:
    with begin(office, the_system()) as uow:
        home = an_organisation(uow)
        user = a_user(uow, Role.INTERPRETER, home)
    program = Program.of(strict, a_token(office, user))
    assert program.get("/me").status_code == 200
    with begin(office, the_system()) as uow:
        memberships.grant(uow, user.id, home.id, Role.COUNSELLOR)
    refused = program.get("/requests")
    assert (refused.status_code, "second step" in refused.get_data(as_text=True)) == (403, True)
    assert program.get("/me").status_code == 403

    with begin(office, the_system()) as uow:
        service = IdentityProvider(
            organisation_id=home.id,
            issuer="https://login.example",
            client_id="ieum",
            encrypted_secret="",
            counts_as_two=False,
            active=True,
            changed_at=uow.now,
        )
        uow.db.add(service)
        uow.db.flush()
        uow.db.add(
            ExternalIdentity(
                provider_id=service.id, subject="m", user_id=user.id, linked_at=uow.now
            )
        )
    assert program.get("/requests").status_code == 403
    with begin(office, the_system()) as uow:
        uow.db.execute(sa.update(IdentityProvider).values(counts_as_two=True))
    assert program.get("/requests").status_code == 200


def test_who_came_in_without_the_second_step_that_there_is_makes_no_other(office: Office) -> None:
    with begin(office, the_system()) as uow:
        user = a_user(uow, Role.COORDINATOR)
        weak = sign_in.limited(replace(as_actor(uow, user), confirmed_at=uow.now))
        own = replace(uow, actor=weak)
        assert own_second_steps.may_change(own)
        own_second_steps.prepare_app(own)
        assert own_second_steps.may_change(own)
        uow.db.execute(sa.update(AuthenticatorApp).values(confirmed_at=uow.now))
        assert not own_second_steps.may_change(own)


def test_the_first_code_of_an_app_needs_the_password_again(office: Office) -> None:
    with begin(office, the_system()) as uow:
        user = a_user(uow, Role.COORDINATOR)
        who = as_actor(uow, user)
        own_second_steps.prepare_app(replace(uow, actor=replace(who, confirmed_at=uow.now)))
        with pytest.raises(Refused, match="Confirm your password"):
            own_second_steps.confirm_app(replace(uow, actor=who), "no browser", "123456")
