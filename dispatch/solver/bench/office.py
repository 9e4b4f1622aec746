"""What makes a made-up week that of an office: second wishes, cases, staff, days that end."""

# ruff: noqa: PLR2004  shares stand where they are drawn

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace

from dispatch.solver.problem.problem import Costs, Problem, Session, Way

# As the office's usual weights come out, in the currency of `Costs`.
SECOND_MODE, OUTSIDE, VOLUNTEER = 240, 160, 320
COSTS = Costs(tight_transfer=80, tight_minutes=15)
AWAY_MINUTES = 600


def with_second_wish(dice: random.Random, session: Session, by_video: Iterable[str]) -> Session:
    """Some sessions at a place may be held by video too, by whoever works so."""
    (way,) = session.ways
    if way.place is None or dice.random() >= 0.45:
        return session
    video = Way("video", None, way.earliest_start, way.latest_start, tuple(by_video), SECOND_MODE)
    return replace(session, ways=(replace(way, name="on_site"), video))


def with_cases(
    dice: random.Random, sessions: Sequence[Session], languages: Sequence[str]
) -> tuple[Session, ...]:
    """Some sessions belong to the case of an earlier one in their language, which is given by position."""
    found: list[Session] = []
    cases: dict[str, list[str]] = {}
    for k, (session, language) in enumerate(zip(sessions, languages, strict=True)):
        known = cases.setdefault(language, [])
        case = dice.choice(known) if known and dice.random() < 0.3 else f"c{k}"
        known.append(case)
        found.append(replace(session, case=case))
    return tuple(found)


def with_staff(dice: random.Random, problem: Problem) -> Problem:
    """Four in ten are on the staff and the others dearer; nobody is away for more than ten hours."""
    people = (
        replace(
            person,
            session_cost=dice.choices([0, OUTSIDE, VOLUNTEER], [40, 45, 15])[0],
            max_away_minutes=AWAY_MINUTES,
        )
        for person in problem.interpreters
    )
    return replace(problem, interpreters=tuple(people), costs=COSTS)
