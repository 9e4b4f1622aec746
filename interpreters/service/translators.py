"""Who translates what: pairs of languages, kept by the office; how many words a day, also by herself."""

from collections.abc import Collection, Sequence
from uuid import UUID

from foundation.database.work import UnitOfWork
from foundation.security.errors import NotFound, Problems, refuse
from foundation.text.message import say
from interpreters.domain.ids import InterpreterId
from interpreters.domain.permissions import RosterPermission
from interpreters.domain.qualifications import Domain
from interpreters.domain.translators import (
    PairToKeep,
    TextLanguage,
    check_pair,
    reasons_against_words,
)
from interpreters.service import directory
from interpreters.store import translators as queries
from interpreters.store.tables import TranslationPair


def list_pairs(uow: UnitOfWork, interpreter_id: UUID) -> Sequence[TranslationPair]:
    """What somebody translates: for the office, and for the person."""
    person = directory.get(uow, interpreter_id)
    if person.user_id is None or person.user_id != uow.actor.user_id:
        uow.require(RosterPermission.ROSTER_READ)
    return queries.list_of(uow.db, person.id)


def list_translators(
    uow: UnitOfWork, source: TextLanguage, target: TextLanguage
) -> Sequence[TranslationPair]:
    """Everybody with a pair, with the person and her restrictions loaded; upper packages check who may know."""
    return queries.list_with_pair(uow.db, source, target)


def pairs_by_person(
    uow: UnitOfWork, ids: Collection[UUID]
) -> dict[InterpreterId, list[TranslationPair]]:
    """The pairs of some people; upper packages check who may know."""
    found: dict[InterpreterId, list[TranslationPair]] = {}
    for pair in queries.list_of_many(uow.db, ids):
        found.setdefault(pair.interpreter_id, []).append(pair)
    return found


def get_pair(uow: UnitOfWork, interpreter_id: UUID, pair_id: UUID) -> TranslationPair:
    """One pair of somebody, for the office's form."""
    uow.require(RosterPermission.ROSTER_READ)
    return _get(uow, interpreter_id, pair_id)


def get_own_pair(uow: UnitOfWork, pair_id: UUID) -> TranslationPair:
    """One pair of the actor's own."""
    return _get(uow, directory.get_own(uow).id, pair_id)


def _get(uow: UnitOfWork, interpreter_id: UUID, pair_id: UUID) -> TranslationPair:
    found = queries.find(uow.db, pair_id)
    if found is None or found.interpreter_id != interpreter_id:
        raise NotFound(say("This pair of languages was removed."))
    return found


def add_pair(uow: UnitOfWork, interpreter_id: UUID, wanted: PairToKeep) -> TranslationPair:
    """Note that somebody translates from one language into another."""
    uow.require(RosterPermission.ROSTER_CHANGE)
    person = directory.get(uow, interpreter_id)
    check_pair(wanted)
    _refuse_second(uow, person.id, wanted, None)
    pair = _add(uow, person.id, wanted)
    uow.db.flush()
    return pair


def differ(held: Sequence[TranslationPair], wanted: Sequence[PairToKeep]) -> bool:
    """Whether `keep_pairs` would change anything."""
    return {_key(pair): _values(pair) for pair in held} != {
        (pair.source, pair.target): (_codes(pair.domains), pair.words_per_day) for pair in wanted
    }


def keep_pairs(
    uow: UnitOfWork,
    interpreter_id: InterpreterId,
    held: Sequence[TranslationPair],
    wanted: Sequence[PairToKeep],
) -> bool:
    """Make somebody's pairs the wanted ones, each different from the others; whether any was different."""
    uow.require(RosterPermission.ROSTER_CHANGE)
    if not differ(held, wanted):
        return False
    known = {_key(pair): pair for pair in held}
    for each in wanted:
        check_pair(each)
        pair = known.pop((each.source, each.target), None)
        if pair is None:
            _add(uow, interpreter_id, each)
        elif _values(pair) != (values := (_codes(each.domains), each.words_per_day)):
            pair.domains, pair.words_per_day = values
            uow.record("translation_pair.changed", subject=interpreter_id, **_facts(pair))
    for pair in known.values():
        uow.record("translation_pair.removed", subject=interpreter_id, **_facts(pair))
        uow.db.delete(pair)
    return True


def change_pair(
    uow: UnitOfWork, interpreter_id: UUID, pair_id: UUID, wanted: PairToKeep
) -> TranslationPair:
    """Change the languages, the fields or the words a day."""
    uow.require(RosterPermission.ROSTER_CHANGE)
    pair = _get(uow, interpreter_id, pair_id)
    check_pair(wanted)
    _refuse_second(uow, pair.interpreter_id, wanted, pair)
    before = _facts(pair)
    pair.source, pair.target = wanted.source, wanted.target
    pair.domains, pair.words_per_day = _codes(wanted.domains), wanted.words_per_day
    if _facts(pair) != before:
        uow.db.flush()
        uow.record("translation_pair.changed", subject=pair.interpreter_id, **_facts(pair))
    return pair


def change_own_words(uow: UnitOfWork, pair_id: UUID, words_per_day: int) -> TranslationPair:
    """How many words a day somebody takes on; she alone knows, and none means nothing at present."""
    pair = get_own_pair(uow, pair_id)
    problems = Problems()
    for name, reason in reasons_against_words(words_per_day):
        problems.add(name, reason)
    problems.check()
    if pair.words_per_day != words_per_day:
        pair.words_per_day = words_per_day
        uow.db.flush()
        uow.record("translation_pair.changed", subject=pair.interpreter_id, **_facts(pair))
    return pair


def remove_pair(uow: UnitOfWork, interpreter_id: UUID, pair_id: UUID) -> None:
    """Somebody does not translate in this direction any more; jobs she holds stay hers."""
    uow.require(RosterPermission.ROSTER_CHANGE)
    pair = _get(uow, interpreter_id, pair_id)
    uow.record("translation_pair.removed", subject=pair.interpreter_id, **_facts(pair))
    uow.db.delete(pair)
    uow.db.flush()


def _refuse_second(
    uow: UnitOfWork, interpreter_id: InterpreterId, wanted: PairToKeep, kept: TranslationPair | None
) -> None:
    for other in queries.list_of(uow.db, interpreter_id):
        same = (other.source, other.target) == (wanted.source, wanted.target)
        if same and (kept is None or other.id != kept.id):
            raise refuse("target", say("This pair of languages is on the record already."))


def _add(uow: UnitOfWork, interpreter_id: InterpreterId, wanted: PairToKeep) -> TranslationPair:
    pair = TranslationPair(
        interpreter_id=interpreter_id,
        source=wanted.source,
        target=wanted.target,
        domains=_codes(wanted.domains),
        words_per_day=wanted.words_per_day,
    )
    uow.db.add(pair)
    uow.record("translation_pair.added", subject=interpreter_id, **_facts(pair))
    return pair


def _key(pair: TranslationPair) -> tuple[TextLanguage, TextLanguage]:
    return pair.source, pair.target


def _values(pair: TranslationPair) -> tuple[list[str], int]:
    return pair.domains, pair.words_per_day


def _codes(domains: Collection[Domain]) -> list[str]:
    """In the order of all fields; every field is the same as no limit."""
    chosen = [each.value for each in Domain if each in domains]
    return [] if len(chosen) == len(Domain) else chosen


def _facts(pair: TranslationPair) -> dict[str, object]:
    return {
        "from_language": pair.source,
        "into_language": pair.target,
        "fields_of_work": pair.domains,
        "words_per_day": pair.words_per_day,
    }
