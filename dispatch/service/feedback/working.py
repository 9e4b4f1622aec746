"""What the office does with complaints and praise: taken up, noted, answered, shared with whom they are about, closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa

from accounts.domain.ids import UserId
from accounts.domain.roles import Role
from accounts.service import users
from accounts.service.users import User
from dispatch.domain.feedback import FEEDBACK_MOVES, FeedbackKind, FeedbackState
from dispatch.domain.permissions import DispatchPermission
from dispatch.service.feedback import told
from dispatch.service.feedback.giving import ANSWER, WORDS
from dispatch.service.feedback.told import FeedbackNotice
from dispatch.store.queries import feedback as queries
from dispatch.store.tables import Feedback, FeedbackNote
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound, refuse
from foundation.text.message import LazyText, say
from foundation.text.normalise import normalise_lines
from foundation.times.zones import local_day
from interpreters.service import directory

NOTE = ("feedback_note", "text")
LONGEST_NOTE = 2000
REMIND_BEFORE = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class FeedbackOpened:
    """One of them as the office reads it, with its notes: who, when, what."""

    row: Feedback
    words: str
    answer: str
    notes: Sequence[tuple[FeedbackNote, str]]


@dataclass(frozen=True, kw_only=True)
class FeedbackAboutMe:
    """What somebody may read that was said about their own work."""

    row: Feedback
    words: str


def select_all(
    uow: UnitOfWork, state: FeedbackState | None, kind: FeedbackKind | None
) -> sa.Select[Feedback]:
    """All of them that the actor may work on, as a question."""
    uow.require(DispatchPermission.FEEDBACK_WORK)
    return queries.select_all(state, kind, uow.actor.user_id)


def count_open(uow: UnitOfWork) -> int:
    """How many wait for the office."""
    uow.require(DispatchPermission.FEEDBACK_WORK)
    return queries.count_open(uow.db, uow.actor.user_id)


def read(uow: UnitOfWork, feedback_id: UUID) -> FeedbackOpened:
    """One of them with everything."""
    row = _get(uow, feedback_id)
    return FeedbackOpened(
        row=row,
        words=uow.cipher.open(row.encrypted_words, *WORDS, row.id),
        answer=row.encrypted_answer and uow.cipher.open(row.encrypted_answer, *ANSWER, row.id),
        notes=[
            (note, uow.cipher.open(note.encrypted_text, *NOTE, note.id))
            for note in queries.list_notes(uow.db, row.id)
        ],
    )


def take(uow: UnitOfWork, feedback_id: UUID) -> None:
    """Take it up: the actor works on it from now on. Only the first who does gets it."""
    row = _get(uow, feedback_id)
    _move(uow, row, FeedbackState.RECEIVED, FeedbackState.IN_WORK, assigned_to_id=_me(uow))
    uow.record("feedback.taken", subject=row.id)
    if row.kind is FeedbackKind.PRAISE:
        told.tell_interpreter(uow, row, FeedbackNotice.PRAISED)


def list_workers(uow: UnitOfWork, row: Feedback) -> list[User]:
    """Open accounts that may work on one of them, by name: on complaints and praise, but not about their own work."""
    uow.require(DispatchPermission.FEEDBACK_WORK)
    found: dict[UUID, User] = {}
    for role in Role:
        if DispatchPermission.FEEDBACK_WORK in uow.grants.get(role, frozenset()):
            found |= {each.id: each for each in users.list_with_role(uow, role)}
    if (about := told.against(uow, row)) is not None:
        found.pop(about, None)
    return sorted(found.values(), key=lambda each: (each.full_name, each.email))


def assign(uow: UnitOfWork, feedback_id: UUID, to: UUID | None, seen: UUID | None) -> None:
    """Give it to somebody of the office, who is told. Refused when somebody else has given it away since it was `seen`."""
    row = _get(uow, feedback_id)
    worker = next((each for each in list_workers(uow, row) if each.id == to), None)
    if worker is None:
        raise refuse("assignee", say("Choose somebody of the office."))
    if not queries.assign(uow.db, row.id, seen, worker.id):
        uow.db.refresh(row, ["state", "assigned_to_id"])
        raise Conflict(
            say("Somebody else has given it to somebody, or answered it. Open it again.")
        )
    was_received = row.state is FeedbackState.RECEIVED
    uow.db.refresh(row)
    uow.record("feedback.assigned", subject=row.id, user=worker.id)
    told.tell_worker(uow, row, FeedbackNotice.ASSIGNED)
    if was_received and row.kind is FeedbackKind.PRAISE:
        told.tell_interpreter(uow, row, FeedbackNotice.PRAISED)


def days_old(uow: UnitOfWork, row: Feedback) -> int:
    """How many days ago it was received."""
    return (uow.today - local_day(row.received_at, uow.settings.zone)).days


def remind_of_due(uow: UnitOfWork) -> None:
    """Remind once of what is due tomorrow or before and not answered. A job does this every hour."""
    for row in queries.claim_due(uow.db, uow.today + REMIND_BEFORE, uow.now):
        told.tell_worker(uow, row, FeedbackNotice.DUE)
        uow.record("feedback.reminded", subject=row.id)


def note(uow: UnitOfWork, feedback_id: UUID, text: str) -> None:
    """Write something down while working on it; it is never changed."""
    row = _get(uow, feedback_id)
    words = _words(text, "note", say("Write the note."))
    written = FeedbackNote(feedback_id=row.id, at=uow.now, by_id=_me(uow), encrypted_text="")
    written.encrypted_text = uow.cipher.close(words, *NOTE, written.id)
    uow.db.add(written)
    uow.db.flush()
    uow.record("feedback.noted", subject=row.id)


def answer(uow: UnitOfWork, feedback_id: UUID, text: str) -> None:
    """Answer it: its giver is told, or reads the answer by the code. Only the first answer counts."""
    row = _get(uow, feedback_id)
    words = _words(text, "answer", say("Write the answer."))
    _move(
        uow,
        row,
        FeedbackState.IN_WORK,
        FeedbackState.ANSWERED,
        encrypted_answer=uow.cipher.close(words, *ANSWER, row.id),
        answered_at=uow.now,
    )
    uow.record("feedback.answered", subject=row.id)
    told.tell_giver(uow, row)


def close(uow: UnitOfWork, feedback_id: UUID) -> None:
    """Close it once it is answered."""
    row = _get(uow, feedback_id)
    _move(uow, row, FeedbackState.ANSWERED, FeedbackState.CLOSED)
    uow.record("feedback.closed", subject=row.id)


def share(uow: UnitOfWork, feedback_id: UUID) -> None:
    """Let the interpreter whom a complaint is about read it. Who gave it is not shown."""
    row = _get(uow, feedback_id)
    if row.kind is not FeedbackKind.COMPLAINT or row.interpreter_id is None:
        raise Conflict(say("Only a complaint about an interpreter's session can be shown to them."))
    if row.shared_at is None:
        row.shared_at = uow.now
        uow.db.flush()
        uow.record("feedback.shared", subject=row.id)
        told.tell_interpreter(uow, row, FeedbackNotice.SHARED)


def list_about_me(uow: UnitOfWork) -> list[FeedbackAboutMe]:
    """Praise of the actor's work, and complaints that the office has shared."""
    uow.require(DispatchPermission.OFFER_ANSWER)
    person = directory.get_own(uow)
    return [
        FeedbackAboutMe(row=row, words=uow.cipher.open(row.encrypted_words, *WORDS, row.id))
        for row in queries.list_of_interpreter(uow.db, person.id)
    ]


def _get(uow: UnitOfWork, feedback_id: UUID) -> Feedback:
    uow.require(DispatchPermission.FEEDBACK_WORK)
    found = queries.find(uow.db, feedback_id)
    if found is None:
        raise NotFound
    # Whoever somebody complains about neither learns who did nor answers it.
    if uow.actor.user_id is not None and told.against(uow, found) == uow.actor.user_id:
        raise NotFound
    return found


def _move(
    uow: UnitOfWork, row: Feedback, seen: FeedbackState, to: FeedbackState, **values: object
) -> None:
    assert to in FEEDBACK_MOVES[seen]
    if not queries.move(uow.db, row.id, seen, to, **values):
        uow.db.refresh(row, ["state"])
        raise Conflict(say("This is “%(state)s” by now. Open it again.", state=row.state))
    uow.db.refresh(row)


def _me(uow: UnitOfWork) -> UserId:
    assert uow.actor.user_id is not None
    return UserId(uow.actor.user_id)


def _words(text: str, field: str, missing: LazyText) -> str:
    words = normalise_lines(text)
    if not words:
        raise refuse(field, missing)
    if len(words) > LONGEST_NOTE:
        raise refuse(field, say("Use at most %(n)s characters.", n=LONGEST_NOTE))
    return words
