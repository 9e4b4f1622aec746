"""Pinned assignments that break a rule together, which a plan leaves as they are: found, and kept with its run."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from dispatch.domain.people import Duty, Person
from dispatch.service.engine.snapshot import FIXED
from dispatch.service.engine.translate import Roles, Share, Translation
from dispatch.service.situation.day import Situation
from dispatch.solver.problem.pins import PinConflict, pin_conflicts
from foundation.times.zones import monday_of


def contradictions(situation: Situation) -> list[PinConflict]:
    """What is pinned in the plan's weeks and cannot all hold, as far as it touches the plan's days.

    Agreed all the same, with a logged reason, they stand: the problem of the plan holds no such pin.
    """
    translation = Translation.of(situation)
    pinned = {
        who: duties
        for who, person in situation.people.items()
        if (duties := _pinned(situation, person))
    }
    problem = translation.engine_problem(
        "pinned",
        sessions=[
            translation.engine_session(
                f"{FIXED}{duty.session_id}/{who}", duty, Roles(candidates=(who,), pinned=(who,))
            )
            for who, duties in pinned.items()
            for duty in duties
        ],
        people=[
            translation.engine_person(situation.people[who], Share(kept=duties))
            for who, duties in pinned.items()
        ],
    )
    days = {session.id: session.day for session in problem.sessions}
    first, last = (translation.minutes.day(d) for d in (situation.first_day, situation.last_day))
    return [
        conflict
        for conflict in pin_conflicts(problem)
        if any(first <= days[pin.session] <= last for pin in conflict.pins)
    ]


def _pinned(situation: Situation, person: Person) -> list[Duty]:
    first = monday_of(situation.first_day)
    last = monday_of(situation.last_day) + timedelta(days=6)
    return [
        duty
        for duty in person.duties
        if duty.pinned
        and not duty.offered
        and duty.session_id in situation.sessions
        and first <= duty.day <= last
    ]


def as_kept(conflicts: Iterable[PinConflict]) -> list[dict[str, Any]]:
    """How a run keeps them: the rule, and session and interpreter of each assignment."""
    return [
        {
            "rule": conflict.rule.value,
            "pins": [[_session_of(pin.session), pin.interpreter] for pin in conflict.pins],
        }
        for conflict in conflicts
    ]


def _session_of(key: str) -> str:
    """The session for which a session of the problem stands: a whole team, a slot, or somebody's duty."""
    return key.removeprefix(FIXED).partition("/")[0]
