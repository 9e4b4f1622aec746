"""The days of a plan read by plain SQL: who there is, what is asked for, and what a draft would have.

Times are minutes since 1970 on the clock of Korea, which knows no summer time.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

KST, DAY, STEP = 9 * 60, 1440, 5
SENDABLE = {"native", "fluent", "working"}
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - rows are in UTC without saying so


@dataclass(frozen=True)
class Duty:
    """A session that somebody serves: when, and where, None being at home."""

    session: str
    first: int
    last: int
    point: tuple[float, float] | None
    violence: bool

    @property
    def day(self) -> int:
        """The day on which it begins."""
        return self.first // DAY


@dataclass(frozen=True)
class Person:
    """A row of the roster with everything that belongs to it."""

    row: Mapping[str, Any]
    home: tuple[float, float]
    speaks: frozenset[str]
    held: Sequence[Mapping[str, Any]]
    bars: Sequence[Mapping[str, Any]]
    free: Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Session:
    """A session to be planned: from which starts, in which modes, in which languages it may be held."""

    row: Mapping[str, Any]
    point: tuple[float, float] | None
    modes: Sequence[str]
    starts: range
    languages: Sequence[str]
    declined: frozenset[str]

    @property
    def id(self) -> str:
        """Which it is."""
        return self.row["id"]


@dataclass(frozen=True)
class Seat:
    """Somebody in a session, from a start in a mode."""

    session: str
    person: str
    first: int
    mode: str


@dataclass
class Rows:
    """Everything of some days as the rows say it; `seats` are what a draft would have."""

    people: Mapping[str, Person]
    sessions: Mapping[str, Session]
    seats: list[Seat] = field(default_factory=list[Seat])

    def duties(self, without: Sequence[Seat] = ()) -> Mapping[str, list[Duty]]:
        """By person what they serve."""
        found: dict[str, list[Duty]] = defaultdict(list)
        for seat in self.seats:
            if seat not in without:
                found[seat.person].append(self.duty(seat))
        return found

    def duty(self, seat: Seat) -> Duty:
        """The time a seat takes, and where."""
        session = self.sessions[seat.session]
        row = session.row
        point = session.point if seat.mode == "on_site" else None
        last = seat.first + row["minutes"]
        return Duty(session.id, seat.first, last, point, row["domain"] == "violence")


def read_rows(engine: Engine, run_id: str) -> Rows:
    """The days of a run, with what its draft would have."""
    with engine.connect() as db:

        def ask(text: str, **values: Any) -> list[dict[str, Any]]:
            return [dict(row) for row in db.execute(sa.text(text), values).mappings()]

        (run,) = ask("SELECT first_day, last_day FROM plan_run WHERE id = :run", run=run_id)
        days = (str(run["first_day"]), str(run["last_day"]))
        sessions = _sessions(ask, days)
        people = _people(ask, days)
        drafts = ask(
            "SELECT session_id, interpreter_id, starts_at, modality FROM draft_assignment"
            " WHERE run_id = :run AND interpreter_id IS NOT NULL AND left_out = 0",
            run=run_id,
        )
    seats = [
        Seat(d["session_id"], d["interpreter_id"], _minute(d["starts_at"]), d["modality"])
        for d in drafts
    ]
    return Rows(people, sessions, seats)


def _sessions(ask: Any, days: tuple[str, str]) -> dict[str, Session]:
    listed = ask(
        "SELECT s.*, r.language, r.fallback_language, r.domain, r.tier, r.team, r.modalities, r.gender,"
        " r.gender_strictness, r.excluded, r.case_code, r.organisation_id,"
        " t.latitude AS lat, t.longitude AS lon"
        " FROM counselling_session s JOIN request r ON r.id = s.request_id"
        " LEFT JOIN site t ON t.id = s.site_id"
        " WHERE r.state = 'approved' AND s.state IN ('requested', 'planned', 'staffed')"
        " AND s.day BETWEEN :first AND :last",
        first=days[0],
        last=days[1],
    )
    declined = defaultdict[str, set[str]](set)
    gave_back = "state = 'withdrawn' AND return_reason IS NOT NULL"
    for row in ask(
        "SELECT session_id, interpreter_id FROM offer WHERE state = 'declined'"
        f" UNION SELECT session_id, interpreter_id FROM assignment WHERE {gave_back}"
    ):
        declined[row["session_id"]].add(row["interpreter_id"])
    return {
        row["id"]: Session(
            row=row,
            point=None if row["lat"] is None else (row["lat"], row["lon"]),
            modes=json.loads(row["modalities"]),
            starts=range(
                _minute(row["earliest_start_at"]), _minute(row["latest_start_at"]) + 1, STEP
            ),
            languages=[each for each in (row["language"], row["fallback_language"]) if each],
            declined=frozenset(declined[row["id"]]),
        )
        for row in listed
    }


def _people(ask: Any, days: tuple[str, str]) -> dict[str, Person]:
    def by_person(text: str) -> Mapping[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in ask(text):
            found[row["interpreter_id"]].append(row)
        return found

    spoken = by_person("SELECT * FROM spoken_language")
    held = by_person(
        "SELECT l.interpreter_id, s.level, c.language, c.grade, c.direction, c.valid_from, c.valid_until"
        " FROM certification c JOIN learner l ON l.id = c.learner_id JOIN scheme s ON s.id = c.scheme_id"
        " WHERE c.status = 'granted' AND l.interpreter_id IS NOT NULL"
    )
    bars = by_person("SELECT * FROM restriction WHERE kind <> 'preference'")
    weekly = by_person("SELECT * FROM weekly_availability")
    dated = by_person("SELECT * FROM availability_exception")
    return {
        row["id"]: Person(
            row=row,
            home=(row["latitude"], row["longitude"]),
            speaks=frozenset(
                each["language"]
                for each in spoken[row["id"]]
                if each["level"] in SENDABLE and each["direction"] == "both"
            ),
            held=held[row["id"]],
            bars=bars[row["id"]],
            free=_free(weekly[row["id"]], dated[row["id"]], days),
        )
        for row in ask("SELECT * FROM interpreter WHERE standing = 'active'")
    }


def _free(
    weekly: Sequence[Mapping[str, Any]],
    dated: Sequence[Mapping[str, Any]],
    days: tuple[str, str],
) -> list[tuple[int, int]]:
    """Free minutes, joined: what the week says and dated extra time, without leave."""
    first = date.fromisoformat(days[0]) - timedelta(days=1)
    count = (date.fromisoformat(days[1]) - first).days + 2
    free: set[int] = set()
    gone: set[int] = set()
    for day in (first + timedelta(days=n) for n in range(count)):
        text = day.isoformat()
        for row in weekly:
            lasts = row["last_day"] is None or text <= row["last_day"]
            if row["weekday"] == day.weekday() and row["first_day"] <= text and lasts:
                free |= _steps(day, row["starts"], row["ends"])
        for row in dated:
            if row["first_day"] <= text <= row["last_day"]:
                span = _steps(day, row["starts"] or "00:00", row["ends"] or "24:00")
                (free if row["available"] else gone).update(span)
    return _joined(sorted(free - gone))


def _steps(day: date, starts: str, ends: str) -> set[int]:
    midnight = (day - EPOCH.date()).days * DAY
    first, last = _clock(starts), _clock(ends)
    if last <= first:
        last += DAY
    return set(range(midnight + first, midnight + last, STEP))


def _joined(steps: Sequence[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for step in steps:
        if found and found[-1][1] == step:
            found[-1] = (found[-1][0], step + STEP)
        else:
            found.append((step, step + STEP))
    return found


def _clock(text: str) -> int:
    hours, minutes = text.split(":")[:2]
    return int(hours) * 60 + int(minutes)


def _minute(text: str) -> int:
    return int((datetime.fromisoformat(text) - EPOCH).total_seconds() // 60) + KST


def date_of(day: int) -> str:
    """A day as the rows write it."""
    return (EPOCH.date() + timedelta(days=day)).isoformat()
