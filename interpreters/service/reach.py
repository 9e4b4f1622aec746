"""Whom the product reaches, and whom somebody has to call."""

from collections.abc import Collection, Iterable
from uuid import UUID

from accounts.service import message_choices
from foundation.database.work import UnitOfWork
from foundation.messages import outbox
from interpreters.domain.contact import CallReason, Channel
from interpreters.domain.ids import InterpreterId
from interpreters.service import directory
from interpreters.store import queries
from interpreters.store.queries import WaysToReach
from interpreters.store.tables import Interpreter


def to_be_called(uow: UnitOfWork, ids: Collection[UUID]) -> dict[InterpreterId, CallReason]:
    """Those of some people who must be called, each with the reason; the caller has asked who may read.

    Whoever has no open account with the role of an interpreter cannot answer in the app; to whom mail
    did not go through does not learn of an offer in time; and some would rather be called.
    """
    reach = queries.list_reach(uow.db, ids)
    addresses = {each.email for each in reach.values() if each.email}
    silent = outbox.list_undelivered(uow, addresses) if addresses else frozenset[str]()
    users = [each.user_id for each in reach.values() if each.user_id is not None]
    paused = message_choices.paused_among(uow, users) if users else frozenset[UUID]()
    found = ((who, _reason(each, silent, paused)) for who, each in reach.items())
    return {who: reason for who, reason in found if reason is not None}


def _reason(
    reach: WaysToReach, silent: Collection[str], paused: Collection[UUID]
) -> CallReason | None:
    if reach.email is None:
        return CallReason.NO_ACCOUNT
    if not reach.is_open or not reach.may_answer:
        return CallReason.CLOSED_ACCOUNT
    if reach.email in silent:
        return CallReason.NO_MAIL
    if reach.user_id in paused:
        return CallReason.PAUSED
    return CallReason.WISH if reach.reached_by is Channel.TELEPHONE else None


def number_of_account(uow: UnitOfWork, user_id: UUID) -> str:
    """The number of whoever has an account and is on the roster, as it is stored; empty without one.

    For sending messages to themselves alone: no page shows it.
    """
    person = directory.find_by_user(uow, user_id)
    return "" if person is None else directory.open_number(uow, person)


def has_own_mobile(uow: UnitOfWork) -> bool:
    """Whether the roster has a number of the actor's own that messages can go to."""
    who = uow.actor.user_id
    return who is not None and message_choices.is_mobile(number_of_account(uow, who))


def numbers_of(uow: UnitOfWork, people: Iterable[Interpreter]) -> dict[InterpreterId, str]:
    """The telephone numbers of some people as they are written; those without one are left out."""
    found = ((person.id, directory.phone_number_of(uow, person)) for person in people)
    return {who: number for who, number in found if number}
