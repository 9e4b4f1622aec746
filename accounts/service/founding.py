"""An empty installation: its centre and its first administrator, made once."""

import hmac
import secrets
from datetime import timedelta

import sqlalchemy as sa

from accounts.domain.kinds import OrganisationKind
from accounts.domain.permissions import AccountsPermission
from accounts.domain.roles import Role
from accounts.service import memberships, network, sign_in, users
from accounts.service.network import OrganisationFields
from accounts.store import queries
from accounts.store.tables import FirstPageKey, Organisation, User
from foundation.database.work import UnitOfWork
from foundation.once import limits
from foundation.security.errors import Conflict, Problems
from foundation.text.message import say

# Of PostgreSQL's advisory locks; SQLite has one writer anyway.
_FOUNDING = 7203948
# Read from a console and typed by hand: no signs that look alike; 80 bits are beyond guessing.
_KEY_SIGNS, _KEY_LENGTH, _KEY_GROUP = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ", 16, 4
_MOST_KEYS = 20
MOST_TRIES, MOST_TRIES_IN_ALL, TRIES_WITHIN = 5, 50, timedelta(minutes=15)
FOUNDED = say(
    "There is an account here already. Sign in with it, or ask its owner for an invitation."
)


def is_founded(uow: UnitOfWork) -> bool:
    """Whether anybody has an account here."""
    return queries.has_users(uow.db)


def found(
    uow: UnitOfWork,
    centre: OrganisationFields,
    *,
    full_name: str,
    email: str,
    language: str,
    password_hash: str,
) -> User:
    """Make the centre and its first administrator, with a password that is checked and hashed already.

    Where organisations were loaded before anybody had an account, the centre among them is kept as it is.
    Conflict when somebody has an account: of two at once, one comes second. Every fault is told at once.
    An empty `password_hash` leaves the password to be chosen through a link.
    """
    uow.require(AccountsPermission.ACCOUNTS_ANY_ADMINISTER)
    _lock(uow)
    require_unfounded(uow)
    find_problems(uow, centre, full_name=full_name, email=email, language=language).check()
    kept = find_centre(uow) or network.add_organisation(uow, centre)
    user = users.add(uow, sign_in.folded_email(email), full_name, language)
    user.password_hash = password_hash
    uow.record("user.joined", subject=user.id, organisation=kept.id)
    memberships.add(uow, user, kept.id, Role.CENTRE_ADMIN)
    uow.db.execute(sa.delete(FirstPageKey))
    return user


def find_problems(
    uow: UnitOfWork, centre: OrganisationFields, *, full_name: str, email: str, language: str
) -> Problems:
    """All that is wrong with what was typed, by field: those of the centre, `full_name`, `email`, `language`."""
    problems = Problems()
    if find_centre(uow) is None:
        problems.found.update(network.understand(uow, centre)[1].found)
    address = sign_in.folded_email(email)
    problems.found.update(users.problems_of(address, full_name, language).found)
    return problems


def require_unfounded(uow: UnitOfWork) -> None:
    """Conflict when somebody has an account already."""
    if is_founded(uow):
        raise Conflict(FOUNDED)


def make_key(uow: UnitOfWork) -> str:
    """Another key to the first page, for whoever reads the console of a server that was just started.

    Keys of other servers over this database stay: visitors do not choose which of them answers.
    """
    uow.require(AccountsPermission.ACCOUNTS_ANY_ADMINISTER)
    require_unfounded(uow)
    signs = "".join(secrets.choice(_KEY_SIGNS) for _ in range(_KEY_LENGTH))
    uow.db.add(FirstPageKey(key_hash=sign_in.hash_token(signs), created_at=uow.now))
    uow.db.flush()
    newest = sa.select(FirstPageKey.key_hash).order_by(FirstPageKey.created_at.desc())
    kept = list(uow.db.scalars(newest.limit(_MOST_KEYS)))
    uow.db.execute(sa.delete(FirstPageKey).where(FirstPageKey.key_hash.not_in(kept)))
    return "-".join(signs[n : n + _KEY_GROUP] for n in range(0, _KEY_LENGTH, _KEY_GROUP))


def is_key(uow: UnitOfWork, typed: str) -> bool:
    """Whether this is a key that a console printed; equally slow whatever was typed."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())
    wanted = sign_in.hash_token(signs)
    hashes = uow.db.scalars(sa.select(FirstPageKey.key_hash)).all()
    return sum(hmac.compare_digest(wanted, each) for each in hashes) > 0


def count_try(uow: UnitOfWork, source: str) -> None:
    """Count a try of the first page from a network address, in a transaction of its own; TooOften past the limit."""
    limits.count(uow, "first-page", source, most=MOST_TRIES, per=TRIES_WITHIN)
    limits.count(uow, "first-page-all", "", most=MOST_TRIES_IN_ALL, per=TRIES_WITHIN)


def find_centre(uow: UnitOfWork) -> Organisation | None:
    """The centre that was loaded before anybody had an account, if any."""
    return queries.find_centre(uow.db)


def centre_of(
    *, name: str, code: str, city: str, phone: str, name_en: str = ""
) -> OrganisationFields:
    """What was typed about the centre."""
    return OrganisationFields(name, code, city, OrganisationKind.CENTRE, name_en, phone)


def _lock(uow: UnitOfWork) -> None:
    if uow.db.get_bind().dialect.name == "postgresql":
        uow.db.execute(sa.select(sa.func.pg_advisory_xact_lock(_FOUNDING)))
