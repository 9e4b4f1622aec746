"""Sign-ins of the demo: one shared, published password. Nothing here is used outside the demo."""

from dataclasses import dataclass

import sqlalchemy as sa

from accounts.domain.passwords import DEMO_PASSWORD
from accounts.domain.permissions import AccountsPermission
from accounts.domain.roles import Role
from accounts.store import queries
from accounts.store.tables import User
from foundation.database.work import UnitOfWork
from foundation.security.errors import Forbidden

# Shown on the sign-in page of the demo, so it is no secret.
PASSWORD = DEMO_PASSWORD


# People of docs/examples whose pages have something to show.
WITH_WORK = frozenset({"counsellor@ansan.ieum.example", "hanh@ieum.example"})


@dataclass(frozen=True)
class DemoSignIn:
    """A line of the table on the sign-in page."""

    role: Role
    name: str
    email: str


def set_demo_passwords(uow: UnitOfWork, password_hash: str) -> int:
    """Give the shared password to everybody who has none; used by `ieum demo` only."""
    uow.require(AccountsPermission.ACCOUNTS_ANY_ADMINISTER)
    without = sa.func.length(User.password_hash) == 0
    update = sa.update(User).where(without).values(password_hash=password_hash)
    changed = uow.db.scalars(update.returning(User.id)).all()
    uow.record("demo.passwords_set", count=len(changed))
    return len(changed)


def list_sign_ins(uow: UnitOfWork) -> list[DemoSignIn]:
    """One person for each role; refused outside the demo."""
    if not uow.settings.demo:
        raise Forbidden
    firsts: list[DemoSignIn] = []
    for role in SHOWN:
        able = [user for user in queries.list_users_with_role(uow.db, role) if user.password_hash]
        if able:
            first = min(able, key=_order)
            firsts.append(DemoSignIn(role, first.full_name, first.email))
    return firsts


def _order(user: User) -> tuple[bool, int, int, str]:
    """Whom to show first: somebody with work to see, and with nothing but this role."""
    return user.email not in WITH_WORK, len(user.memberships), len(user.email), user.email


SHOWN = (
    Role.COORDINATOR,
    Role.COUNSELLOR,
    Role.INTERPRETER,
    Role.ORGANISATION_ADMIN,
    Role.CENTRE_ADMIN,
    Role.ACCOUNTANT,
    Role.TRAINING_MANAGER,
    Role.TRAINER,
    Role.ASSESSOR,
    Role.TRAINEE,
)
