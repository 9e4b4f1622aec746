"""How many could take the sessions of the list: told from few people where many speak the language."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from dispatch.domain.board import BoardState
from dispatch.domain.shortage import Shortage, shortage_in
from dispatch.service.board.day import BoardDay
from dispatch.service.situation.day import point_of
from dispatch.service.situation.wanted import wanted_of
from dispatch.store.queries import board_people as queries
from dispatch.store.tables import CounsellingSession
from foundation.database.work import UnitOfWork
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Modality, levels_that_serve
from scheduling.domain.ids import SessionId

# So many of those who live nearest tell whether somebody could go; with fewer, everybody is looked at.
NEAREST_LOOKED_AT = 16


@dataclass(frozen=True)
class Counted:
    """Whose candidates were counted: `people` to be read, and the sessions for which these are only the nearest."""

    people: Collection[InterpreterId] = ()
    nearest_only: frozenset[SessionId] = field(default_factory=frozenset[SessionId])


ALL = Counted()


def to_count(
    uow: UnitOfWork,
    day: BoardDay,
    listed: Sequence[CounsellingSession],
    wholly: Collection[Language] = (),
) -> Counted:
    """Whom to read for counting the candidates of some sessions; of languages read `wholly` nobody is left out."""
    open_ = [s for s in listed if day.situation.is_open(s)]
    near = queries.nearest(uow.db, [wish_of(s, _first_way(s)) for s in open_], NEAREST_LOOKED_AT)
    few = [s for s in open_ if len(near[s.id]) < NEAREST_LOOKED_AT]
    languages = {*wholly, *(lang for s in few for lang in spoken_for(s))}
    people = {who for found in near.values() for who in found}
    if languages:
        people |= set(queries.active_speakers(uow.db, languages))
    return Counted(people, _partly_read(open_, languages))


def count_more(
    uow: UnitOfWork,
    day: BoardDay,
    listed: Sequence[CounsellingSession],
    counted: Counted,
    wholly: Collection[Language] = (),
) -> Counted:
    """The same with everybody for those sessions of which the nearest do not tell enough."""
    partly = [s for s in listed if s.id in counted.nearest_only]
    doubtful = [s for s in partly if not _is_told(day, s)]
    if not doubtful:
        return counted
    languages = {*wholly, *(lang for s in doubtful for lang in spoken_for(s))}
    people = {*counted.people, *queries.active_speakers(uow.db, languages)}
    return Counted(people, _partly_read(partly, languages))


def shortage_on(day: BoardDay, session: CounsellingSession) -> Shortage:
    """What a session lacks, asked of those who were read: how many of them could take it, and what is in the way."""
    return shortage_in(day.situation.crowd, wanted_of(day.situation, session))


def handed_over(day: BoardDay, session: CounsellingSession) -> set[Language]:
    """For a session that nobody could take: the other languages in which those serve that day who speak its own.

    Whoever speaks these could take over what somebody must hand over to be free.
    """
    is_unfilled = day.slots[session.id].state is BoardState.UNFILLED
    if not is_unfilled or not day.situation.is_open(session) or shortage_on(day, session).free:
        return set()
    own = spoken_for(session)
    speakers = (
        p for p in day.situation.people.values() if any(p.speaks(language) for language in own)
    )
    served = {duty.session_id for person in speakers for duty in person.duties}
    found = {lang for each in served & set(day.sessions) for lang in spoken_for(day.sessions[each])}
    return found - set(own)


def spoken_for(session: CounsellingSession) -> list[Language]:
    """The languages in which a session can be served."""
    wished = (session.request.language, session.request.fallback_language)
    return [language for language in wished if language is not None]


def _is_told(day: BoardDay, session: CounsellingSession) -> bool:
    """Whether enough people could go in the way that is wished first: more people would change nothing."""
    found = shortage_on(day, session)
    return shortage_in(day.situation.crowd, found.wanted.by_the_first_wish()).is_enough


def _partly_read(
    listed: Iterable[CounsellingSession], wholly: Collection[Language]
) -> frozenset[SessionId]:
    return frozenset(s.id for s in listed if not set(spoken_for(s)) <= set(wholly))


def _first_way(session: CounsellingSession) -> Modality:
    return next((Modality(way) for way in session.request.modalities), session.modality)


def wish_of(session: CounsellingSession, way: Modality) -> queries.NearWish:
    """What is asked of whoever is looked for near a session that is held in a way."""
    request = session.request
    return queries.NearWish(
        session_id=session.id,
        day=session.day,
        languages=spoken_for(session),
        levels=levels_that_serve(request.tier, request.domain),
        modality=way,
        point=point_of(session, way),
    )
