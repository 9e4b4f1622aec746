"""Those who learn: somebody who signs in, somebody on the roster, or both in one."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from accounts.domain.consents import ConsentPurpose
from accounts.domain.events import ConsentSigned, KeepingAsked
from accounts.domain.ids import UserId
from accounts.service import recipients, users
from accounts.service.own_account import get_own as get_own_account
from foundation.database.work import UnitOfWork
from foundation.messages.letters import Recipient
from foundation.security.errors import NotFound
from interpreters.domain.ids import InterpreterId
from interpreters.service import directory
from training.domain.permissions import TrainingPermission
from training.store.queries import learners as queries
from training.store.tables import Interpreter, Learner, User


def mine(uow: UnitOfWork) -> Learner:
    """The acting user as a learner, found or made, joined with her roster entry."""
    uow.require(TrainingPermission.LEARNING_OWN)
    entry = directory.find_by_user(uow, uow.actor.user_id)
    known = find_mine(uow)
    if known is not None and known.user_id is not None and (entry is None or known.interpreter_id):
        return known
    return _of(uow, get_own_account(uow), entry)


def find_mine(uow: UnitOfWork) -> Learner | None:
    """The acting user as a learner if she is one yet; for pages, which cannot write."""
    if uow.actor.user_id is None:
        return None
    found = queries.find_by_user(uow.db, uow.actor.user_id)
    if found is not None:
        return found
    entry = directory.find_by_user(uow, uow.actor.user_id)
    return None if entry is None else queries.find_by_interpreter(uow.db, entry.id)


def as_if(uow: UnitOfWork) -> Learner | None:
    """The acting user as the learner she would be, for pages; kept nowhere if she is none yet."""
    found = find_mine(uow)
    if found is not None or uow.actor.user_id is None:
        return found
    entry = directory.find_by_user(uow, uow.actor.user_id)
    learner = Learner(
        full_name=uow.actor.name,
        user_id=UserId(uow.actor.user_id),
        interpreter_id=None if entry is None else InterpreterId(entry.id),
        language=entry.languages[0].language if entry is not None and entry.languages else None,
    )
    learner.interpreter = entry
    return learner


def of_interpreter(uow: UnitOfWork, interpreter_id: UUID) -> Learner:
    """Somebody of the roster as a learner, found or made. The caller has checked who may."""
    entry = directory.get(uow, interpreter_id)
    user = None if entry.user_id is None else users.find_user(uow, entry.user_id)
    return _of(uow, user, entry)


def get(uow: UnitOfWork, learner_id: UUID) -> Learner:
    """One learner with account and roster entry. The caller has checked who may."""
    found = queries.find(uow.db, learner_id)
    if found is None:
        raise NotFound
    return found


def recipient_of(uow: UnitOfWork, learner: Learner) -> Recipient | None:
    """Where letters to a learner go: her own account or that of her roster entry, if it is open."""
    if learner.user_id is not None:
        return recipients.find(uow, learner.user_id)
    return recipients.find(uow, learner.interpreter and learner.interpreter.user_id)


def on_keeping_asked(uow: UnitOfWork, event: KeepingAsked) -> None:
    """The centre keeps everybody who learns there."""
    event.kept.update(queries.accounts_of_learners(uow.db, event.user_ids))


def sign_pledge(uow: UnitOfWork) -> Learner:
    """Note that the acting user promised to keep what she hears to herself; once is enough."""
    learner = mine(uow)
    if learner.pledged_at is None:
        learner.pledged_at = uow.now
        uow.record("pledge.signed", subject=learner.id)
    return learner


def on_consent_signed(uow: UnitOfWork, event: ConsentSigned) -> None:
    """Whoever signs the office's pledge has promised what courses ask for."""
    if event.purpose is ConsentPurpose.SECRECY and uow.may(TrainingPermission.LEARNING_OWN):
        sign_pledge(uow)


def _of(uow: UnitOfWork, user: User | None, entry: Interpreter | None) -> Learner:
    """The learner behind an account, a roster entry or both; what was missing is filled in."""
    by_user = None if user is None else queries.find_by_user(uow.db, user.id)
    by_entry = None if entry is None else queries.find_by_interpreter(uow.db, entry.id)
    if by_user is not None and by_entry is not None and by_user is not by_entry:
        learner = _unite(uow, by_user, by_entry)
    else:
        learner = by_entry or by_user or _make(uow, user, entry)
    if user is not None and learner.user_id is None:
        learner.user_id = UserId(user.id)
        learner.user = user
    if entry is not None and learner.interpreter_id is None:
        learner.interpreter_id = InterpreterId(entry.id)
        learner.interpreter = entry
    if entry is not None and learner.language is None and entry.languages:
        learner.language = entry.languages[0].language
    uow.db.flush()
    return learner


def _make(uow: UnitOfWork, user: User | None, entry: Interpreter | None) -> Learner:
    known = entry or user
    assert known is not None
    learner = Learner(
        full_name=known.full_name,
        user_id=None if user is None else UserId(user.id),
        interpreter_id=None if entry is None else InterpreterId(entry.id),
    )
    learner.user, learner.interpreter = user, entry
    try:
        with uow.db.begin_nested():
            uow.db.add(learner)
    except IntegrityError:
        # Somebody made the same learner in this very moment.
        theirs = None if user is None else queries.find_by_user(uow.db, user.id)
        if theirs is None and entry is not None:
            theirs = queries.find_by_interpreter(uow.db, entry.id)
        if theirs is None:
            raise
        return theirs
    uow.record("learner.added", subject=learner.id)
    return learner


def _unite(uow: UnitOfWork, one: Learner, other: Learner) -> Learner:
    """Two were made before the account was tied to the roster entry: they become one.

    Documents are never edited, so whoever is named on one is kept.
    """
    kept, gone = (one, other) if queries.has_documents(uow.db, one.id) else (other, one)
    uow.db.flush()
    for table in Learner.metadata.sorted_tables:
        for column in table.columns:
            if any(key.column is Learner.__table__.c.id for key in column.foreign_keys):
                moved = sa.update(table).where(column == gone.id).values({column.name: kept.id})
                uow.db.execute(moved)
    kept.pledged_at = kept.pledged_at or gone.pledged_at
    kept.language = kept.language or gone.language
    uow.db.delete(gone)
    uow.db.flush()
    uow.record("learner.united", subject=kept.id, gone=gone.id)
    return kept
