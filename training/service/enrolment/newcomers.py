"""Those who asked to become interpreters, for the training manager: whom to call, who has a link."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from accounts.domain.links import LinkPurpose
from accounts.service import password_links, users
from foundation.database.work import UnitOfWork
from foundation.once import limits
from foundation.security.errors import NotFound, refuse
from foundation.text.message import say
from interpreters.domain.standing import Standing
from interpreters.service import directory
from training.domain.permissions import TrainingPermission
from training.service.enrolment.applications import AGAIN
from training.store.queries import newcomers as queries
from training.store.tables import Interpreter

MOST_LINKS_A_DAY = 5


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """One of them: how to reach her, and whether she has chosen a password or has a link that works."""

    entry: Interpreter
    email: str
    phone_number: str
    has_password: bool
    link_until: datetime | None


def search(uow: UnitOfWork) -> sa.Select[Interpreter]:
    """The question for the list, to be paged."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    return queries.newcomers()


def described(uow: UnitOfWork, entries: list[Interpreter]) -> list[Newcomer]:
    """What the list says of each."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    accounts = queries.users_of(uow.db, entries)
    links: Mapping[UUID, datetime] = password_links.open_until(uow, list(accounts))
    found: list[Newcomer] = []
    for entry in entries:
        if entry.user_id is None:
            continue
        account = accounts[entry.user_id]
        found.append(
            Newcomer(
                entry=entry,
                email=account.email,
                phone_number=directory.phone_number_of(uow, entry),
                has_password=bool(account.password_hash),
                link_until=links.get(account.id),
            )
        )
    return found


def send_link(uow: UnitOfWork, interpreter_id: UUID) -> tuple[str, str | None]:
    """Send an applicant a new link for the first password; her address, and the link where no mail goes out.

    For applicants only: whoever has a password, or is on the roster as more, asks for a link herself.
    """
    uow.require(TrainingPermission.COURSE_MANAGE)
    entry = directory.get(uow, interpreter_id)
    user = None if entry.user_id is None else users.find_user(uow, entry.user_id)
    if entry.standing is not Standing.APPLICANT or user is None:
        raise NotFound
    if user.password_hash or not user.active:
        raise refuse("link", say("This person has chosen a password already."))
    limits.count(uow, "send-link", str(user.id), most=MOST_LINKS_A_DAY, per=timedelta(days=1))
    link = password_links.send(uow, user, LinkPurpose.FIRST, AGAIN)
    return user.email, None if uow.settings.smtp_host else link
