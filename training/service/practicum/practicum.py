"""Minutes beside a mentor: planned by dispatch, held, then confirmed by the mentor."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.domain.ids import UserId
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound, refuse
from foundation.text.message import say
from foundation.times.spans import Span
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import CertificationLevel
from training.domain.permissions import TrainingPermission
from training.domain.practicum import SHIPPED, EntryStatus, Hours, PracticumKind, hours_asked
from training.service.people import learners
from training.service.practicum import mentoring
from training.store.queries import practicum as queries
from training.store.tables import Mentorship, PracticumEntry

S, K = EntryStatus, PracticumKind
PROMISED = frozenset({S.PLANNED, S.HELD, S.CONFIRMED})


@dataclass(frozen=True)
class Missing:
    """What a trainee still needs in a language once everything promised has taken place."""

    hours: Hours
    observing_until: datetime | None


@dataclass(frozen=True)
class PracticumProgress:
    """How far somebody has come in one language: confirmed, waiting for the mentor, and asked for."""

    language: Language
    pair: Mentorship
    done: Hours
    waiting: Hours
    asked: Hours


def hours_asked_on(uow: UnitOfWork) -> Hours:
    """What the ladder asks for before L2 today, as the centre has set it."""
    for version in queries.versions_in_force(uow.db, CertificationLevel.COMMUNITY, uow.today):
        return hours_asked(version.rules) or Hours()
    return SHIPPED


def minutes_of(uow: UnitOfWork, learner_id: UUID, language: Language) -> dict[PracticumKind, int]:
    """Confirmed minutes beside a mentor in a language, by kind. The caller has checked who asks."""
    found = queries.minutes_by_kind(uow.db, [learner_id], {S.CONFIRMED})
    return {kind: found.get((learner_id, language, kind), 0) for kind in K}


def missing_of(
    uow: UnitOfWork, pairs: Collection[Mentorship]
) -> dict[tuple[UUID, Language], Missing]:
    """What each trainee of some pairs still needs, by trainee and language.

    Asked by upper packages, which have checked who acts.
    """
    trainees = {pair.trainee_id for pair in pairs}
    promised = queries.minutes_by_kind(uow.db, trainees, PROMISED)
    ends = queries.observing_ends(uow.db, trainees)
    asked = hours_asked_on(uow)
    return {
        key: Missing(asked.less(_hours(promised, key)), ends.get(key))
        for key in {(pair.trainee_id, pair.language) for pair in pairs}
    }


def _hours(
    found: Mapping[tuple[UUID, Language, PracticumKind], int], key: tuple[UUID, Language]
) -> Hours:
    return Hours(found.get((*key, K.OBSERVE), 0), found.get((*key, K.SUPERVISED), 0))


def list_own_ways(uow: UnitOfWork) -> list[PracticumProgress]:
    """How far the actor has come as a trainee, one for each pair that has not ended."""
    me = learners.find_mine(uow)
    if me is None:
        return []
    pairs = mentoring.list_own(uow)
    done = queries.minutes_by_kind(uow.db, [me.id], {S.CONFIRMED})
    waiting = queries.minutes_by_kind(uow.db, [me.id], {S.HELD})
    asked = hours_asked_on(uow)
    newest = {pair.language: pair for pair in reversed(pairs) if pair.trainee_id == me.id}
    return [
        PracticumProgress(
            language,
            pair,
            _hours(done, (me.id, language)),
            _hours(waiting, (me.id, language)),
            asked,
        )
        for language, pair in newest.items()
    ]


def list_own_entries(uow: UnitOfWork) -> Sequence[PracticumEntry]:
    """What the actor did as a trainee: held or confirmed, in order of time."""
    me = learners.find_mine(uow)
    ids = [] if me is None else [p.id for p in mentoring.list_own(uow) if p.trainee_id == me.id]
    return queries.entries_of_pairs(uow.db, ids, {S.HELD, S.CONFIRMED})


def list_to_confirm(uow: UnitOfWork) -> Sequence[PracticumEntry]:
    """What waits for the actor's confirmation as a mentor, the oldest first."""
    me = learners.find_mine(uow)
    ids = [] if me is None else [p.id for p in mentoring.list_own(uow) if p.mentor_id == me.id]
    return queries.entries_of_pairs(uow.db, ids, {S.HELD})


def list_of_pair(uow: UnitOfWork, pair: Mentorship) -> Sequence[PracticumEntry]:
    """What a pair did together, in order of time; the caller has read the pair."""
    return queries.entries_of_pairs(uow.db, [pair.id], {S.HELD, S.CONFIRMED})


def plan(
    uow: UnitOfWork, pair: Mentorship, assignment_id: UUID, kind: PracticumKind, span: Span
) -> PracticumEntry:
    """Note a place beside the mentor that lies ahead. Asked by upper packages."""
    entry = queries.find_planned(uow.db, pair.id, assignment_id)
    if entry is None:
        entry = PracticumEntry(
            mentorship_id=pair.id,
            kind=kind,
            assignment_id=assignment_id,
            starts_at=span.start,
            ends_at=span.end,
        )
        uow.db.add(entry)
    entry.kind, entry.status = kind, S.PLANNED
    entry.starts_at, entry.ends_at, entry.minutes = span.start, span.end, span.minutes
    uow.db.flush()
    return entry


def release(uow: UnitOfWork, mentorship_id: UUID, assignment_id: UUID) -> None:
    """Forget a planned place that will not take place. Asked by upper packages."""
    entry = queries.find_planned(uow.db, mentorship_id, assignment_id)
    if entry is not None and entry.status is S.PLANNED:
        entry.status = S.RELEASED
        uow.db.flush()


def mark_held(uow: UnitOfWork, mentorship_id: UUID, assignment_id: UUID) -> None:
    """The session is over: from now on the mentor can confirm the minutes. Asked by upper packages."""
    entry = queries.find_planned(uow.db, mentorship_id, assignment_id)
    if entry is not None and entry.status is S.PLANNED:
        entry.status = S.HELD
        uow.db.flush()


def confirm(uow: UnitOfWork, entry_id: UUID, minutes: int) -> PracticumEntry:
    """Confirm how long the trainee was there, as her mentor; nought when she was not.

    The office may do it for a mentor without an account. No more counts than the session was
    planned for.
    """
    entry = _confirmable(uow, entry_id)
    if entry.status is not S.HELD:
        raise Conflict(say("These minutes have been confirmed already."))
    length = Span(entry.starts_at, entry.ends_at).minutes
    if not 0 <= minutes <= length:
        raise refuse("minutes", say("Enter 0 to %(n)s minutes.", n=length))
    entry.minutes, entry.status = minutes, S.CONFIRMED
    entry.confirmed_at = uow.now
    entry.confirmed_by_id = None if uow.actor.user_id is None else UserId(uow.actor.user_id)
    uow.record("practicum.confirmed", subject=entry.id, minutes=minutes, kind=entry.kind)
    uow.db.flush()
    return entry


def _confirmable(uow: UnitOfWork, entry_id: UUID) -> PracticumEntry:
    entry = queries.find_entry(uow.db, entry_id, lock=True)
    if entry is None:
        raise NotFound
    me = learners.find_mine(uow)
    if me is not None and me.id == entry.mentorship.trainee_id:
        raise NotFound
    is_mentor = me is not None and me.id == entry.mentorship.mentor_id
    if not is_mentor and not uow.may(TrainingPermission.PRACTICUM_ARRANGE):
        raise NotFound
    if entry.status not in {S.HELD, S.CONFIRMED}:
        raise Conflict(say("The session has not been closed yet."))
    return entry
