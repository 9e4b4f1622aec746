"""One code lets one browser in, however many send it at the same instant: from the app, and from paper."""

from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa
from pyotp.totp import TOTP

from accounts.domain.roles import Role
from accounts.service import authenticator, own_second_steps, second_steps
from accounts.store.second_step_tables import AuthenticatorApp, RecoveryCode
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from tests.conftest import NOON, SetClock
from tests.factories import a_user, as_actor
from tests.threads import at_once

MANY = 8


def test_of_many_who_send_one_code_one_is_let_in(any_office: Office, clock: SetClock) -> None:
    with begin(any_office, the_system()) as uow:
        user = a_user(uow, Role.INTERPRETER)
        own = replace(uow, actor=replace(as_actor(uow, user), confirmed_at=NOON))
        own_second_steps.prepare_app(own)
        app = uow.db.get_one(AuthenticatorApp, user.id)
        shows = TOTP(authenticator.secret_to_type(own, app).replace(" ", ""))
        paper = own_second_steps.confirm_app(own, "", shows.at(clock.now))
    clock.now += timedelta(minutes=1)

    def take(typed: str) -> bool:
        with begin(any_office, the_system()) as uow:
            return second_steps.take(uow, user.id, typed)

    assert sum(at_once(take, [shows.at(clock.now)] * MANY, threads=MANY)) == 1
    assert sum(at_once(take, [paper[0].lower()] * MANY, threads=MANY)) == 1

    # The negative control: were it not noted what was taken, both would open again.
    with begin(any_office, the_system()) as uow:
        uow.db.execute(sa.update(AuthenticatorApp).values(last_period=0))
        uow.db.execute(sa.update(RecoveryCode).values(used_at=None))
    assert take(shows.at(clock.now))
    assert take(paper[0])
