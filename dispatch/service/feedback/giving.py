"""Giving a complaint or praise, with or without an account, and looking up what became of it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from accounts.domain.ids import UserId
from dispatch.domain.feedback import (
    CODE_LENGTH,
    CODE_SIGNS,
    LONGEST_WORDS,
    FeedbackGiver,
    FeedbackKind,
    FeedbackState,
    FeedbackTopic,
    plain_code,
)
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.settings import DispatchSettings
from dispatch.service.feedback import told
from dispatch.store.queries import feedback as queries
from dispatch.store.tables import Assignment, CounsellingSession, Feedback
from foundation.database.work import UnitOfWork
from foundation.once import limits
from foundation.security.errors import NotFound, Problems
from foundation.security.permissions import NOBODY
from foundation.text.message import say
from foundation.text.normalise import normalise_lines
from interpreters.domain.ids import InterpreterId
from scheduling.domain.permissions import SchedulingPermission

WORDS, ANSWER = ("feedback", "words"), ("feedback", "answer")
# From one network or account, and from everybody without an account, in an hour.
MOST_PER_HOUR, MOST_IN_ALL_PER_HOUR, MOST_LOOKED_UP = 5, 60, 20
HOUR = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class FeedbackGiven:
    """What somebody says. `reference` is the number of the request that it is about, if any."""

    kind: FeedbackKind | None
    topic: FeedbackTopic | None
    giver: FeedbackGiver | None
    words: str
    reference: str = ""
    anonymous: bool = False


@dataclass(frozen=True, kw_only=True)
class FeedbackSeen:
    """What its giver sees of it."""

    kind: FeedbackKind
    state: FeedbackState
    received_at: datetime
    answer: str
    code: str


def count(uow: UnitOfWork, source: str) -> None:
    """Count one more of somebody; TooOften when there were too many. The office writes down as many as it hears.

    In the transaction in which it is given: what is refused for a field left empty is none.
    `source` is the network address, which counts for whoever has no account; only a keyed hash is kept of either.
    """
    own = uow.actor.user_id
    if own is None:
        limits.count(uow, "feedback", source, most=MOST_PER_HOUR, per=HOUR)
        limits.count(uow, "feedback-all", "", most=MOST_IN_ALL_PER_HOUR, per=HOUR)
    elif not uow.may(DispatchPermission.FEEDBACK_WORK):
        limits.count(uow, "feedback-own", str(own), most=MOST_PER_HOUR, per=HOUR)


def give(uow: UnitOfWork, given: FeedbackGiven) -> Feedback:
    """Take it in under a new code; the coordinators are told. Refused with every fault, by field.

    Whoever is signed in is kept as its giver unless they want to stay anonymous, or the office writes it down for
    somebody else. A number of a request counts only from whoever may know that request.
    """
    words = normalise_lines(given.words)
    problems = Problems()
    for field, chosen in (("kind", given.kind), ("topic", given.topic), ("giver", given.giver)):
        if chosen is None:
            problems.add(field, say("Choose one of the options."))
    if not words:
        problems.add("words", say("Write what happened."))
    elif len(words) > LONGEST_WORDS:
        problems.add("words", say("Use at most %(n)s characters.", n=LONGEST_WORDS))
    reference = given.reference.strip().upper()
    session, serving = _session_of(uow, reference)
    if reference and session is None:
        problems.add("reference", say("You have no request with this number."))
    problems.check()
    assert given.kind is not None
    assert given.topic is not None
    assert given.giver is not None

    is_desk = uow.may(DispatchPermission.FEEDBACK_WORK)
    own = None if uow.actor.user_id is None else UserId(uow.actor.user_id)
    row = Feedback(
        code="".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH)),
        kind=given.kind,
        topic=given.topic,
        giver=given.giver,
        state=FeedbackState.RECEIVED,
        received_at=uow.now,
        due_on=uow.today + timedelta(days=uow.settings.of(DispatchSettings).feedback_days),
        encrypted_words="",
        given_by_id=None if given.anonymous or is_desk else own,
        entered_by_id=own if is_desk else None,
        session_id=None if session is None else session.id,
        interpreter_id=_concerned(uow, serving),
        organisation_id=None if session is None else session.request.organisation_id,
    )
    row.encrypted_words = uow.cipher.close(words, *WORDS, row.id)
    uow.db.add(row)
    uow.db.flush()
    quiet = "anonymous" if given.anonymous or own is None else "named"
    # The trail names whoever acts: who wants to stay anonymous acts there as nobody.
    trail = replace(uow, actor=NOBODY) if given.anonymous and not is_desk else uow
    trail.record("feedback.received", subject=row.id, kind=given.kind, given=quiet)
    told.tell_desk(uow, row)
    return row


def _session_of(
    uow: UnitOfWork, reference: str
) -> tuple[CounsellingSession | None, Sequence[Assignment]]:
    """The session of a number, if the actor may know it: the office, its organisation, or who serves it."""
    if not reference or uow.actor.user_id is None:
        return None, ()
    session = queries.find_session(uow.db, reference)
    if session is None:
        return None, ()
    serving = queries.list_serving(uow.db, session.id)
    own = uow.actor.organisations_for(SchedulingPermission.REQUEST_PLACE)
    knows = (
        uow.may(DispatchPermission.FEEDBACK_WORK)
        or session.request.organisation_id in own
        or any(each.interpreter.user_id == uow.actor.user_id for each in serving)
    )
    return (session, serving) if knows else (None, ())


def _concerned(uow: UnitOfWork, serving: Sequence[Assignment]) -> InterpreterId | None:
    """Whom it is about: who serves or served, unless they say it themselves."""
    others = [each for each in serving if each.interpreter.user_id != uow.actor.user_id]
    return others[0].interpreter_id if others else None


def look_up(uow: UnitOfWork, code: str, source: str) -> FeedbackSeen:
    """What became of it, for whoever has its code; NotFound otherwise. Counted where it was not found."""
    limits.check(uow, "feedback-code", source, most=MOST_LOOKED_UP, per=HOUR)
    found = queries.find_by_code(uow.db, plain_code(code))
    if found is None:
        raise NotFound(say("Nothing has this code. Check each character."))
    return _seen(uow, found)


def count_miss(uow: UnitOfWork, source: str) -> None:
    """Count a code that was not found."""
    limits.count(uow, "feedback-code", source, most=MOST_LOOKED_UP, per=HOUR)


def list_own(uow: UnitOfWork) -> list[FeedbackSeen]:
    """What the actor has given under their own name."""
    assert uow.actor.user_id is not None
    return [_seen(uow, row) for row in queries.list_given(uow.db, uow.actor.user_id)]


def _seen(uow: UnitOfWork, row: Feedback) -> FeedbackSeen:
    answer = row.encrypted_answer and uow.cipher.open(row.encrypted_answer, *ANSWER, row.id)
    return FeedbackSeen(
        kind=row.kind, state=row.state, received_at=row.received_at, answer=answer, code=row.code
    )
