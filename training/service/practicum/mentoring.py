"""Mentor pairs: arranged by the office, agreed to by both, ended at any time by either."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from foundation.database.base import names_constraint
from foundation.database.work import UnitOfWork
from foundation.messages import letters
from foundation.messages.letters import Letter
from foundation.security.errors import Conflict, NotFound, refuse
from foundation.security.free_text import check_free_text
from foundation.text.message import LazyText, say
from interpreters.domain.languages import SENDABLE, Language
from interpreters.domain.qualifications import CertificationLevel
from interpreters.domain.standing import Standing
from interpreters.service import directory
from training.domain.events import MentorshipEnded
from training.domain.mentoring import reason_against_mentor
from training.domain.permissions import TrainingPermission
from training.domain.practicum import MentorshipStatus
from training.domain.settings import TrainingSettings
from training.service.ledger import practice
from training.service.people import learners
from training.store.queries import practicum as queries
from training.store.tables import Interpreter, Learner, Mentorship

S = MentorshipStatus
MAY_LEARN = frozenset({Standing.TRAINEE, Standing.ACTIVE})
LONGEST_REASON = 300
# PostgreSQL names the index, SQLite the columns.
LIVING = ("uq_mentorship_living", "mentorship.trainee_id, mentorship.language")


class Side(StrEnum):
    """One of the two."""

    MENTOR = "mentor"
    TRAINEE = "trainee"


@dataclass(frozen=True)
class Able:
    """Somebody who may be a mentor, and in which languages."""

    learner: Learner
    languages: tuple[Language, ...]


def arrange(
    uow: UnitOfWork, mentor: UUID, trainee: UUID, *, language: Language, starts_on: date
) -> Mentorship:
    """Propose a pair of two people of the roster; it begins once both have agreed themselves."""
    uow.require(TrainingPermission.PRACTICUM_ARRANGE)
    if mentor == trainee:
        raise refuse("trainee", say("Choose two different people."))
    learns = _trainee(uow, trainee, language)
    teaches = learners.of_interpreter(uow, mentor)
    reason = reason_against(uow, teaches, language, max(starts_on, uow.today))
    if reason is not None:
        raise refuse("mentor", reason)
    pair = Mentorship(
        mentor_id=teaches.id,
        trainee_id=learns.id,
        language=language,
        starts_on=starts_on,
        proposed_at=uow.now,
    )
    try:
        with uow.db.begin_nested():
            uow.db.add(pair)
    except IntegrityError as error:
        if not any(names_constraint(error, name) for name in LIVING):
            raise
        text = say("%(name)s has a mentor for this language already.", name=learns.full_name)
        raise Conflict(text) from error
    # Her wish for a mentor is met; should the pair end she may ask again.
    learns.mentor_asked_at = None
    pair = _get(uow, pair.id)
    uow.record("mentorship.proposed", subject=pair.id, mentor=mentor, trainee=trainee)
    for person, other in ((pair.mentor, pair.trainee), (pair.trainee, pair.mentor)):
        _notify(
            uow,
            person,
            pair,
            say("A mentorship is proposed to you"),
            say("Please say whether you agree to work with %(name)s.", name=other.full_name),
        )
    return pair


def _trainee(uow: UnitOfWork, interpreter_id: UUID, language: Language) -> Learner:
    entry = _entry(uow, interpreter_id)
    if entry.standing not in MAY_LEARN:
        raise refuse("trainee", say("Only trainees and active interpreters have a mentor."))
    spoken = next((s for s in entry.languages if s.language == language), None)
    if spoken is None or spoken.level not in SENDABLE:
        raise refuse("trainee", say("Does not speak %(language)s.", language=language))
    return learners.of_interpreter(uow, interpreter_id)


def _entry(uow: UnitOfWork, interpreter_id: UUID) -> Interpreter:
    try:
        return directory.get(uow, interpreter_id)
    except NotFound:
        raise refuse("trainee", say("No such interpreter.")) from None


def reason_against(
    uow: UnitOfWork, mentor: Learner, language: Language, day: date
) -> LazyText | None:
    """Why somebody may not be a mentor in a language on a day, or None."""
    held = queries.mentor_levels(uow.db, [mentor.id], day)
    levels = {level for _, spoken, level in held if spoken in {language, None}}
    served = practice.minutes_of(uow, [mentor.id])[mentor.id]
    return reason_against_mentor(
        levels, served, uow.settings.of(TrainingSettings).mentor_practice_hours
    )


def list_able(uow: UnitOfWork) -> list[Able]:
    """Everybody who may be a mentor today, by name."""
    uow.require(TrainingPermission.PRACTICUM_ARRANGE)
    rows = queries.mentor_levels(uow.db, None, uow.today)
    served = practice.minutes_of(uow, [learner for learner, _, _ in rows])
    held: dict[tuple[UUID, Language], set[CertificationLevel]] = {}
    for learner, language, level in rows:
        for spoken in [language] if language is not None else list(Language):
            held.setdefault((learner, spoken), set()).add(level)
    hours = uow.settings.of(TrainingSettings).mentor_practice_hours
    able: dict[UUID, list[Language]] = {}
    for (learner, language), levels in held.items():
        if reason_against_mentor(levels, served[learner], hours) is None:
            able.setdefault(learner, []).append(language)
    return [Able(x, tuple(able[x.id])) for x in queries.list_learners(uow.db, list(able))]


def list_learning(uow: UnitOfWork) -> Sequence[Interpreter]:
    """Everybody who may be given a mentor: trainees, and holders of the first rung, by name."""
    uow.require(TrainingPermission.PRACTICUM_ARRANGE)
    return queries.list_learning(uow.db, uow.today)


def agree(uow: UnitOfWork, mentorship_id: UUID) -> Mentorship:
    """Say yes, as one of the two; the second yes makes the pair active. When is kept."""
    pair = _own(uow, mentorship_id, lock=True)
    if pair.status is S.ENDED:
        raise Conflict(say("This mentorship has ended."))
    me = _me(uow)
    if me == pair.mentor_id and pair.mentor_agreed_at is None:
        pair.mentor_agreed_at = uow.now
    elif me == pair.trainee_id and pair.trainee_agreed_at is None:
        pair.trainee_agreed_at = uow.now
    else:
        return pair
    uow.record("mentorship.agreed", subject=pair.id, learner=me)
    if pair.mentor_agreed_at is not None and pair.trainee_agreed_at is not None:
        pair.status = S.ACTIVE
        uow.record("mentorship.began", subject=pair.id)
    uow.db.flush()
    return pair


def end(uow: UnitOfWork, mentorship_id: UUID, reason: str = "") -> Mentorship:
    """End a pair, or say no to it: either of the two, or the office, at any time, without a reason.

    The others are told, and places that lie ahead are freed in the same transaction.
    """
    pair = _readable(uow, mentorship_id, lock=True)
    if len(reason) > LONGEST_REASON:
        raise refuse("reason", say("Enter the reason in at most 300 characters."))
    check_free_text("reason", reason)
    if pair.status is S.ENDED:
        return pair
    pair.status, pair.ends_on = S.ENDED, uow.today
    pair.ended_because = reason.strip()
    uow.record("mentorship.ended", subject=pair.id)
    uow.announce(MentorshipEnded(pair.id))
    for person in (pair.mentor, pair.trainee):
        if person.id != _me(uow):
            _notify(
                uow,
                person,
                pair,
                say("Your mentorship has ended"),
                say("Sessions that you had planned together are cancelled for the trainee."),
            )
    return pair


def get(uow: UnitOfWork, mentorship_id: UUID) -> Mentorship:
    """A pair, for the office and for the two of them."""
    return _readable(uow, mentorship_id)


def list_own(uow: UnitOfWork) -> Sequence[Mentorship]:
    """The pairs that the actor is or was part of, the newest first."""
    uow.require(TrainingPermission.LEARNING_OWN)
    me = _me(uow)
    return [] if me is None else queries.pairs_of(uow.db, me)


def select_all(uow: UnitOfWork, status: MentorshipStatus | None = None) -> sa.Select[Mentorship]:
    """The question behind the office's list, the newest first; a page reads a part of it."""
    uow.require(TrainingPermission.PRACTICUM_ARRANGE)
    return queries.select_pairs(status)


def active_pairs(uow: UnitOfWork, first_day: date, last_day: date) -> Sequence[Mentorship]:
    """Pairs at work on some days. Asked by upper packages, which have checked who acts."""
    return queries.active_pairs(uow.db, first_day, last_day)


def find_standing(uow: UnitOfWork, mentorship_id: UUID) -> Mentorship | None:
    """A pair to which both agree as things stand, locked until the transaction ends."""
    pair = queries.find_pair(uow.db, mentorship_id, lock=True)
    return pair if pair is not None and pair.status is S.ACTIVE else None


def side_of_actor(uow: UnitOfWork, pair: Mentorship) -> Side | None:
    """Which of the two the actor is, if any."""
    me = _me(uow)
    if me == pair.mentor_id:
        return Side.MENTOR
    return Side.TRAINEE if me == pair.trainee_id else None


def roster_id_of_actor(uow: UnitOfWork) -> UUID | None:
    """Who the actor is on the roster, as a learner; for upper packages."""
    found = learners.find_mine(uow)
    return None if found is None else found.interpreter_id


def _me(uow: UnitOfWork) -> UUID | None:
    found = learners.find_mine(uow)
    return None if found is None else found.id


def _get(uow: UnitOfWork, mentorship_id: UUID, *, lock: bool = False) -> Mentorship:
    found = queries.find_pair(uow.db, mentorship_id, lock=lock)
    if found is None:
        raise NotFound
    return found


def _own(uow: UnitOfWork, mentorship_id: UUID, *, lock: bool = False) -> Mentorship:
    """A pair of the actor's; anybody else's looks like none."""
    uow.require(TrainingPermission.LEARNING_OWN)
    pair = _get(uow, mentorship_id, lock=lock)
    if _me(uow) not in {pair.mentor_id, pair.trainee_id}:
        raise NotFound
    return pair


def _readable(uow: UnitOfWork, mentorship_id: UUID, *, lock: bool = False) -> Mentorship:
    if uow.may(TrainingPermission.PRACTICUM_ARRANGE):
        return _get(uow, mentorship_id, lock=lock)
    return _own(uow, mentorship_id, lock=lock)


def _notify(
    uow: UnitOfWork, person: Learner, pair: Mentorship, subject: LazyText, sentence: LazyText
) -> None:
    """Write to one of the two; those without an account are called by the office."""
    letter = Letter(
        subject=subject,
        sentences=(sentence,),
        path=f"/mentoring/{pair.id}",
        about=f"mentorship:{pair.id}",
    )
    letters.write(uow, learners.recipient_of(uow, person), letter)
