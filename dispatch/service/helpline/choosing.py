"""Whom to ask about a call, the best first: on duty or available now, free at this moment, and allowed by every rule."""

from datetime import timedelta

from dispatch.service.helpline import duty
from dispatch.service.rules import checks
from dispatch.service.situation.reading import Pair
from dispatch.service.slots.offers import get_interpreter
from dispatch.service.waves.choosing import WaveChoice
from dispatch.store.queries import helpline as queries
from dispatch.store.tables import CounsellingSession
from foundation.database.work import UnitOfWork
from interpreters.domain.ids import InterpreterId
from interpreters.domain.standing import Employment

# Nobody waits longer than for so many; the rest are not even looked at.
MOST = 60
# Calls are shared: whoever has taken fewer of late is asked first.
SHARED_OVER = timedelta(days=30)


def whom_to_ask(uow: UnitOfWork, session: CounsellingSession) -> list[WaveChoice]:
    """Those who may be asked about a call. Staff come first, then who has said "available now", then by fewest calls."""
    ready = duty.who_is_ready(uow)
    request = session.request
    languages = [tongue for tongue in (request.language, request.fallback_language) if tongue]
    speakers = set(queries.list_ready_speakers(uow.db, languages, list(ready)))
    speakers -= queries.list_talking(uow.db, list(speakers), uow.now)
    calls = queries.count_calls_since(uow.db, list(speakers), uow.now - SHARED_OVER)
    ranked: list[tuple[tuple[bool, bool, int, str], InterpreterId]] = []
    for who in sorted(speakers, key=lambda each: (calls.get(each, 0), str(each)))[:MOST]:
        person = get_interpreter(uow, who)
        if person.user_id is None or checks.objections(
            uow, Pair(session, person, session.starts_at)
        ):
            continue
        order = (
            person.employment is not Employment.STAFF,
            ready[who].available_until is None,
            calls.get(who, 0),
            person.code,
        )
        ranked.append((order, who))
    return [
        WaveChoice(interpreter_id=who, starts_at=session.starts_at, modality=session.modality)
        for _, who in sorted(ranked)
    ]
