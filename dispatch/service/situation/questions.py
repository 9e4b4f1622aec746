"""Open questions as a plan sees them: whoever is asked keeps the slot and the time until the answer."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from dispatch.domain.eligibility import may_serve
from dispatch.domain.people import Duty, Person
from dispatch.service.situation.day import Holding, Situation
from interpreters.domain.ids import InterpreterId
from scheduling.domain.ids import SessionId


def with_waves(situation: Situation) -> Situation:
    """The situation with the time kept free of everybody who is asked together with others."""
    duties: dict[InterpreterId, list[Duty]] = defaultdict(list)
    for asked in situation.waves.values():
        for holding in asked:
            duty = replace(holding.duty(situation.zone), pinned=True)
            duties[holding.interpreter_id].append(duty)
    people = {
        who: replace(person, duties=(*person.duties, *duties[who])) if who in duties else person
        for who, person in situation.people.items()
    }
    return replace(situation, people=people)


def with_questions_pinned(situation: Situation) -> Situation:
    """The situation in which a question to one person stands until it is answered or taken back.

    One to somebody who may not serve the session (any more) does not stand: the plan mends it.
    """
    holdings = {
        session_id: tuple(_pinned(situation, holding) for holding in held)
        for session_id, held in situation.holdings.items()
    }
    pinned = {
        (holding.interpreter_id, session_id)
        for session_id, held in holdings.items()
        for holding in held
        if holding.offered and holding.pinned
    }
    people = {
        who: replace(person, duties=tuple(_duties(person, pinned)))
        for who, person in situation.people.items()
    }
    return replace(situation, holdings=holdings, people=people)


def _pinned(situation: Situation, holding: Holding) -> Holding:
    return replace(holding, pinned=holding.pinned or _stands(situation, holding))


def _stands(situation: Situation, holding: Holding) -> bool:
    session = situation.sessions.get(holding.session_id)
    person = situation.people.get(holding.interpreter_id)
    if not holding.offered or session is None or person is None:
        return False
    need = situation.need(session).starting_at(holding.span.start)
    return may_serve(replace(person, duties=()), need)


def _duties(person: Person, pinned: set[tuple[InterpreterId, SessionId]]) -> Sequence[Duty]:
    return [
        replace(duty, pinned=True) if (person.id, duty.session_id) in pinned else duty
        for duty in person.duties
    ]
