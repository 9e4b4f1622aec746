"""What would fill a session, found by changing the rows: each rule lifted by making up the facts that meet it."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tests.dispatch.apart.rows import Duty, Person, Rows, Seat, Session
from tests.dispatch.apart.rules import OF_DOMAIN, could_take

ALWAYS = [(0, 10**9)]
EVERY_LEVEL = {*OF_DOMAIN.values(), "L2", "X-COURT"}


@dataclass(frozen=True)
class Pair:
    """Somebody, a session, and what else they serve."""

    person: Person
    session: Session
    duties: Sequence[Duty]

    def with_person(self, **values: Any) -> "Pair":
        """The same with other values in the person's row."""
        return replace(self, person=replace(self.person, row={**self.person.row, **values}))

    def with_session(self, **values: Any) -> "Pair":
        """The same with other values in the session's row."""
        return replace(self, session=replace(self.session, row={**self.session.row, **values}))


def _certified(pair: Pair) -> Pair:
    """In the languages of which they speak one well enough, else in all that are asked for."""
    held = [
        {
            "language": language,
            "level": level,
            "direction": "both",
            "grade": "full",
            "valid_from": "0001-01-01",
            "valid_until": "9999-01-01",
        }
        for language in pair.session.languages
        for level in EVERY_LEVEL
    ]
    return replace(pair, person=replace(pair.person, held=held))


def _unbarred(pair: Pair) -> Pair:
    return replace(pair, person=replace(pair.person, bars=())).with_session(excluded=json.dumps([]))


LIFTING: Mapping[str, Callable[[Pair], Pair]] = {
    "certification": _certified,
    "vetting": lambda pair: pair.with_person(vetted_until="9999-01-01"),
    "gender": lambda pair: pair.with_session(gender_strictness="preferred"),
    "modality": lambda pair: pair.with_person(on_site=True, video=True, phone=True),
    "restriction": _unbarred,
    "distance": lambda pair: pair.with_person(max_travel_km=10**6),
    "long_way": lambda pair: pair.with_person(approved=True),
    "availability": lambda pair: replace(pair, person=replace(pair.person, free=ALWAYS)),
    "day_cap": lambda pair: pair.with_person(max_minutes_per_day=10**6),
    "week_cap": lambda pair: pair.with_person(max_minutes_per_week=10**6),
    "violence_cap": lambda pair: replace(
        pair, duties=[replace(duty, violence=False) for duty in pair.duties]
    ),
    "declined": lambda pair: replace(pair, session=replace(pair.session, declined=frozenset())),
}


def most_who_could(rows: Rows, session_id: str, lifted: Collection[str]) -> int:
    """How many could serve with some rules lifted, those who serve already among them.

    One who is missing may take any mode and start, several must share one of each.
    """
    session, duties = rows.sessions[session_id], rows.duties()
    serving = [seat for seat in rows.seats if seat.session == session_id]
    able: dict[tuple[int, str], set[str]] = defaultdict(set)
    for seat in _seats(rows, session, serving):
        pair = Pair(rows.people[seat.person], session, duties.get(seat.person, []))
        for rule in lifted:
            pair = LIFTING[rule](pair)
        if could_take(pair.person, pair.session, seat, pair.duties, rows.duty(seat)):
            able[seat.first, seat.mode].add(seat.person)
    together = max((len(found) for found in able.values()), default=0)
    alone = len(set[str]().union(*able.values()))
    lacking = session.row["team"] - len(serving)
    return len(serving) + (alone if lacking == 1 else together)


def _seats(rows: Rows, session: Session, serving: Sequence[Seat]) -> Iterator[Seat]:
    inside = {seat.person for seat in serving}
    options = {(seat.first, seat.mode) for seat in serving} or {
        (first, mode) for mode in session.modes for first in session.starts
    }
    for who, person in rows.people.items():
        if who not in inside and person.speaks & set(session.languages):
            yield from (Seat(session.id, who, first, mode) for first, mode in options)
