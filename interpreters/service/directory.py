"""Reading the roster: for its own pages, and for upper packages, which check who may."""

from collections.abc import Collection, Sequence
from uuid import UUID

import sqlalchemy as sa

from accounts.domain.ids import UserId
from foundation.database.audit import AuditEntry, list_entries
from foundation.database.work import UnitOfWork
from foundation.security.errors import NotFound
from foundation.text.normalise import normalise_text
from foundation.text.phone_numbers import written_number
from interpreters.domain.ids import InterpreterId
from interpreters.domain.permissions import RosterPermission
from interpreters.domain.search import RosterSearch
from interpreters.domain.standing import Standing
from interpreters.store import queries
from interpreters.store.tables import Interpreter

HISTORY_LENGTH = 50


def list_active(uow: UnitOfWork) -> Sequence[Interpreter]:
    """Everybody who may be sent, with languages and restrictions, by code."""
    return queries.list_with_standing(uow.db, Standing.ACTIVE)


def list_by_ids(uow: UnitOfWork, ids: Collection[UUID]) -> Sequence[Interpreter]:
    """Those with these ids, whatever their standing, with everything loaded."""
    return queries.list_by_ids(uow.db, ids)


def list_by_codes(uow: UnitOfWork, codes: Collection[str]) -> Sequence[Interpreter]:
    """Those with these codes, whatever their standing, with everything loaded."""
    return queries.list_by_codes(uow.db, codes)


def get(uow: UnitOfWork, interpreter_id: UUID) -> Interpreter:
    """One interpreter with everything loaded."""
    found = queries.find(uow.db, interpreter_id)
    if found is None:
        raise NotFound
    return found


def find_by_user(uow: UnitOfWork, user_id: UUID | None) -> Interpreter | None:
    """The interpreter whose account this is, with everything loaded."""
    return None if user_id is None else queries.find_by_user(uow.db, user_id)


def search(
    uow: UnitOfWork, wanted: RosterSearch, among: sa.Select[InterpreterId] | None = None
) -> sa.Select[Interpreter]:
    """The question for a list of people, to be paged.

    `among` narrows it to whom an upper package knows, say the holders of a certification.
    """
    uow.require(RosterPermission.ROSTER_READ)
    return queries.search(wanted, among)


def open_record(uow: UnitOfWork, interpreter_id: UUID) -> Interpreter:
    """One interpreter, for the office's page."""
    uow.require(RosterPermission.ROSTER_READ)
    return get(uow, interpreter_id)


def get_own(uow: UnitOfWork) -> Interpreter:
    """The actor's own record."""
    uow.require(RosterPermission.PROFILE_OWN)
    found = find_by_user(uow, uow.actor.user_id)
    if found is None:
        raise NotFound
    return found


def history(uow: UnitOfWork, interpreter_id: UUID) -> Sequence[AuditEntry]:
    """What happened to a record, newest first."""
    uow.require(RosterPermission.ROSTER_READ)
    return list_entries(uow.db, subject=str(interpreter_id), limit=HISTORY_LENGTH)


def email_of(uow: UnitOfWork, interpreter: Interpreter) -> str:
    """The address of a person's account, empty without one."""
    if interpreter.user_id is None:
        return ""
    return queries.emails_by_account(uow.db, {interpreter.user_id})[UserId(interpreter.user_id)]


def phone_number_of(uow: UnitOfWork, interpreter: Interpreter) -> str:
    """The phone number as it is written; only the office and the person themselves may read it."""
    if interpreter.user_id is None or interpreter.user_id != uow.actor.user_id:
        uow.require(RosterPermission.ROSTER_READ)
    return written_number(open_number(uow, interpreter))


def open_number(uow: UnitOfWork, interpreter: Interpreter) -> str:
    """A phone number as it is stored, in clear; the caller has asked who may read it."""
    if not interpreter.encrypted_phone_number:
        return ""
    return uow.cipher.open(interpreter.encrypted_phone_number, *phone_place(interpreter))


def phone_place(interpreter: Interpreter) -> tuple[object, ...]:
    """What a phone number is bound to when encrypted: moved elsewhere it does not open.

    The column has another name since; the numbers that are stored already keep this one.
    """
    return ("interpreter", "sealed_phone_number", interpreter.id)


def searched_text(text: str) -> str:
    """What somebody typed into a search box, as names are stored."""
    return normalise_text(text)[:80]
