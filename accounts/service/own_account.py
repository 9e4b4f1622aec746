"""What everybody may do with their own account."""

from accounts.domain.events import AccountRenamed
from accounts.service import notices, password_links, sign_in
from accounts.service.shutting_out import shut_out
from accounts.service.users import check_password, problems_of
from accounts.store import queries
from accounts.store.tables import User
from foundation.database.work import UnitOfWork
from foundation.security.errors import Forbidden, refuse
from foundation.text.i18n import LANGUAGE_NAMES
from foundation.text.message import say
from foundation.text.normalise import normalise_text


def get_own(uow: UnitOfWork) -> User:
    """The actor's own account."""
    if uow.actor.user_id is None:
        raise Forbidden
    user = queries.find_user(uow.db, uow.actor.user_id)
    if user is None:
        raise Forbidden
    return user


def set_language(uow: UnitOfWork, language: str) -> None:
    """Keep the actor's own choice of language."""
    if language not in LANGUAGE_NAMES:
        raise refuse("language", say("There is no language “%(code)s”.", code=language))
    get_own(uow).language = language


def change(uow: UnitOfWork, *, full_name: str, language: str) -> User:
    """Change the name that others see, and the language of pages and messages.

    The name of somebody whose documents the centre prints stays until the centre has checked the new
    one: then the account that is returned still has the old one.
    """
    user = get_own(uow)
    problems_of(user.email, full_name, language).check()
    wanted = {"full_name": normalise_text(full_name), "language": language}
    changed = [name for name, value in wanted.items() if getattr(user, name) != value]
    user.full_name, user.language = wanted["full_name"], language
    if changed:
        uow.record("user.changed", subject=user.id, fields=changed)
    if "full_name" in changed:
        uow.announce(AccountRenamed(user.id, by_self=True))
    return user


def leave_everywhere(uow: UnitOfWork) -> None:
    """End every sign-in of the actor, and the links of messages that would begin another."""
    user = get_own(uow)
    shut_out(uow, user.id)
    uow.record("user.signed_out_everywhere", subject=user.id)


def find_own_credentials(uow: UnitOfWork) -> sign_in.Credentials:
    """What the current password is checked against, before it may be changed."""
    return sign_in.find_credentials(uow, get_own(uow).email)


def check_new_password(uow: UnitOfWork, password: str) -> None:
    """Refuse a new password that will not do, naming the field."""
    check_password(get_own(uow).email, password)


def set_own_password(uow: UnitOfWork, password_hash: str, token: str) -> str:
    """Keep a new password (already checked and hashed); every session ends, a new one begins.

    It is as strong as that of `token`, which it takes the place of. Returns the token of the new one.
    """
    user = get_own(uow)
    origin = sign_in.origin_of(uow, token)
    user.password_hash = password_hash
    shut_out(uow, user.id)
    password_links.close_all(uow, user.id)
    uow.record("user.password_set", subject=user.id)
    notices.password_changed(uow, user)
    fresh = sign_in.admit(uow, user.id, origin)
    if fresh is None:
        raise Forbidden
    return fresh
