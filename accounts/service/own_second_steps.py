"""How one's own account is opened: what is set up, changed and removed, and where it is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from accounts.domain import second_steps as rules
from accounts.domain.settings import AccountsSettings
from accounts.service import (
    authenticator,
    notices,
    own_account,
    passkeys,
    second_steps,
    sign_in,
    users,
)
from accounts.service.passkeys import WebSite
from accounts.service.shutting_out import shut_out
from accounts.store import second_step_queries as queries
from accounts.store.second_step_tables import AuthenticatorApp, Passkey, RecoveryCode
from accounts.store.tables import SignIn, User
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound, Refused, refuse
from foundation.text.message import say

CONFIRM_FIRST = say("Confirm your password first, then press the button again.")


@dataclass(frozen=True, kw_only=True)
class OwnSteps:
    """How the actor's account is kept: what it has, and whether it must have more than a password."""

    app: AuthenticatorApp | None
    keys: Sequence[Passkey]
    codes_left: int
    must: bool

    @property
    def has_app(self) -> bool:
        """Whether codes of an app count."""
        return self.app is not None and self.app.confirmed_at is not None


def get_own(uow: UnitOfWork) -> OwnSteps:
    """How the actor's own account is kept."""
    user = own_account.get_own(uow)
    return OwnSteps(
        app=queries.find_app(uow.db, user.id),
        keys=queries.list_passkeys(uow.db, user.id),
        codes_left=queries.count_recovery_codes(uow.db, user.id),
        must=uow.settings.of(AccountsSettings).staff_second_step
        and rules.must_have_one([m.role for m in user.memberships]),
    )


def may_change(uow: UnitOfWork) -> bool:
    """Whether the actor may change the way in: the password was typed a short while ago, or there is nothing to lose.

    Whoever came in without the second step that the account has may not: the password alone would make another.
    """
    if uow.actor.lacks_second_step:
        return not queries.has_second_step(uow.db, own_account.get_own(uow).id)
    return sign_in.is_confirmed(uow)


def require_confirmed(uow: UnitOfWork) -> None:
    """Refuse what changes the way in, unless the password was typed a short while ago."""
    if not may_change(uow):
        raise refuse("own_password", CONFIRM_FIRST)


def prepare_app(uow: UnitOfWork) -> None:
    """Make a secret for a new app; nothing changes for signing in before its first code was right."""
    require_confirmed(uow)
    authenticator.prepare(uow)


def confirm_app(uow: UnitOfWork, token: str, typed: str) -> list[str]:
    """Let the app count from its first right code on; the recovery codes, to be shown once."""
    require_confirmed(uow)
    user = own_account.get_own(uow)
    app = queries.find_app(uow.db, user.id)
    if app is None:
        raise NotFound
    if app.confirmed_at is not None:
        raise Conflict(say("You have an authenticator app already. Remove it first."))
    if not rules.is_app_code(typed):
        raise refuse("code", say("Type the six digits that the app shows."))
    if not authenticator.take(uow, app, typed):
        raise refuse(
            "code", say("This is not the code of this account. Is the clock of your phone right?")
        )
    app.confirmed_at = uow.now
    uow.record("user.app_added", subject=user.id)
    _strengthen(uow, user, token)
    notices.second_step_changed(uow, user, say("An authenticator app was added."))
    return _make_codes(uow, user)


def remove_app(uow: UnitOfWork) -> None:
    """Let no code of the app count any more; nor those on paper."""
    require_confirmed(uow)
    own = get_own(uow)
    if own.app is None:
        raise NotFound
    if own.must and own.has_app and not own.keys:
        raise Refused(
            say("Your role needs a second step. Add a passkey first, then remove the app.")
        )
    uow.db.delete(own.app)
    user = own_account.get_own(uow)
    queries.forget_recovery_codes(uow.db, user.id)
    if own.has_app:
        uow.record("user.app_removed", subject=user.id)
        notices.second_step_changed(uow, user, say("The authenticator app was removed."))


def renew_codes(uow: UnitOfWork) -> list[str]:
    """New recovery codes, to be shown once; the old ones work no longer."""
    require_confirmed(uow)
    if not get_own(uow).has_app:
        raise Refused(say("Recovery codes stand in for an authenticator app. Add one first."))
    user = own_account.get_own(uow)
    notices.second_step_changed(uow, user, say("New recovery codes were made."))
    return _make_codes(uow, user)


def add_passkey(uow: UnitOfWork, site: WebSite, token: str, answer: str, name: str) -> None:
    """Keep a passkey that the browser has just made."""
    require_confirmed(uow)
    key = passkeys.add(uow, site, answer, name)
    user = own_account.get_own(uow)
    uow.record("user.passkey_added", subject=user.id)
    _strengthen(uow, user, token)
    notices.second_step_changed(uow, user, say("A passkey was added: %(name)s.", name=key.name))


def remove_passkey(uow: UnitOfWork, passkey_id: UUID) -> None:
    """Forget a passkey; the last second step of a role that needs one stays."""
    require_confirmed(uow)
    own = get_own(uow)
    if own.must and len(own.keys) == 1 and not own.has_app:
        raise Refused(
            say(
                "Your role needs a second step. Add another passkey or an app, then remove this one."
            )
        )
    key = passkeys.remove(uow, passkey_id)
    user = own_account.get_own(uow)
    uow.record("user.passkey_removed", subject=user.id)
    notices.second_step_changed(uow, user, say("A passkey was removed: %(name)s.", name=key.name))


def list_open(uow: UnitOfWork) -> Sequence[SignIn]:
    """The browsers in which the actor is signed in, the last used first."""
    user = own_account.get_own(uow)
    return queries.list_open_sign_ins(uow.db, user.id, uow.now)


def end_one(uow: UnitOfWork, sign_in_id: UUID) -> None:
    """Sign the actor out of one browser."""
    user = own_account.get_own(uow)
    ended = uow.db.scalar(
        sa.update(SignIn)
        .where(SignIn.id == sign_in_id, SignIn.user_id == user.id, SignIn.ended_at.is_(None))
        .values(ended_at=uow.now)
        .returning(SignIn.id)
    )
    if ended is None:
        raise NotFound
    uow.record("user.signed_out", subject=user.id)


def take_away(uow: UnitOfWork, user_id: UUID) -> None:
    """Let an account be opened by its password again: its owner has lost phone and paper.

    For whoever administers the account and has just typed the own password. Every browser is signed out.
    """
    require_confirmed(uow)
    user = users.get_administered(uow, user_id)
    if user.id == uow.actor.user_id:
        raise Refused(say("You can't do this for yourself. Ask another administrator."))
    forget_all(uow, user)


def forget_all(uow: UnitOfWork, user: User) -> None:
    """Forget app, codes and passkeys of an account; its owner is told. The caller has checked who may."""
    app = queries.find_app(uow.db, user.id)
    if app is not None:
        uow.db.delete(app)
    queries.forget_recovery_codes(uow.db, user.id)
    for key in queries.list_passkeys(uow.db, user.id):
        uow.db.delete(key)
    shut_out(uow, user.id)
    uow.record("user.second_step_removed", subject=user.id)
    notices.second_step_changed(
        uow, user, say("The second step was removed by an administrator, at your request.")
    )


def _strengthen(uow: UnitOfWork, user: User, token: str) -> None:
    """Keep this browser's sign-in as one that more than a password opened, and end those that a password opened."""
    this = sign_in.hash_token(token)
    weak = (SignIn.user_id == user.id, SignIn.ended_at.is_(None), ~SignIn.strong)
    others = sa.update(SignIn).where(*weak, SignIn.token_hash != this)
    uow.db.execute(others.values(ended_at=uow.now))
    uow.db.execute(sa.update(SignIn).where(SignIn.token_hash == this).values(strong=True))


def _make_codes(uow: UnitOfWork, user: User) -> list[str]:
    queries.forget_recovery_codes(uow.db, user.id)
    codes = rules.new_codes()
    for code in codes:
        code_hash = second_steps.hashes_of(uow, user.id, code)[0]
        uow.db.add(RecoveryCode(user_id=user.id, code_hash=code_hash, made_at=uow.now))
    uow.record("user.recovery_codes_made", subject=user.id)
    return codes
