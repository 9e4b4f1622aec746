"""Who may take what: the rules of the office, written down a second time from the design of the ladder."""

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from tests.dispatch.apart.rows import DAY, Duty, Person, Seat, Session, date_of

# The office's settings as they are delivered.
KMH, DETOUR, ROUND_TO, BUFFER, VIOLENCE_A_DAY = 40, 1.35, 5, 15, 2
# A longer way asks for a coordinator's approval, which no plan gives.
LONG_MINUTES, LONG_KM = 120, 100
# From leaving home for a session on site until back after the last one of the day.
AWAY_A_DAY = 600
COMMUNITY = {"L2", "R2", "L3-LAB", "L3-IMM", "L3-MED", "L3-DV", "L4"}
OF_DOMAIN = {
    "labour": "L3-LAB",
    "legal": "L3-LAB",
    "immigration": "L3-IMM",
    "medical": "L3-MED",
    "violence": "L3-DV",
}


def km_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """As the crow flies, by the spherical law of cosines."""
    a, b = math.radians(one[0]), math.radians(other[0])
    east = math.radians(other[1] - one[1])
    cosine = math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(east)
    return 6371 * math.acos(min(1.0, cosine))


def road(one: tuple[float, float], other: tuple[float, float]) -> int:
    """Minutes on the road."""
    km = km_between(one, other) * DETOUR
    return 0 if km < 0.05 else math.ceil(round(km / KMH * 60 / ROUND_TO, 6)) * ROUND_TO


def could_take(
    person: Person, session: Session, seat: Seat, duties: Sequence[Duty], duty: Duty
) -> bool:
    """Whether nothing speaks against a seat beside somebody's duties."""
    return (
        _is_the_right_one(person, session, seat.mode, duty)
        and any(first <= duty.first and duty.last <= last for first, last in person.free)
        and _has_room(person, duties, duty)
    )


def _is_the_right_one(person: Person, session: Session, mode: str, duty: Duty) -> bool:
    row, who = session.row, person.row
    day = date_of(duty.day)
    if not who[mode] or who["id"] in session.declined:
        return False
    if who["id"] in {text.replace("-", "") for text in json.loads(row["excluded"])}:
        return False
    if row["gender_strictness"] == "required" and who["gender"] != row["gender"]:
        return False
    last_day = date_of(duty.last // DAY)
    if row["tier"] == "T3" and (who["vetted_until"] or "") < last_day:
        return False
    if duty.point is not None and _is_too_far(person, duty.point):
        return False
    barred = any(
        bar["organisation_id"] in {None, row["organisation_id"]}
        and bar["case_code"] in {"", row["case_code"]}
        and bar["first_day"] <= day <= (bar["last_day"] or "9999")
        for bar in person.bars
    )
    return not barred and any(
        _is_certified(person, row, x, day, last_day) for x in session.languages
    )


def _is_too_far(person: Person, point: tuple[float, float]) -> bool:
    km = km_between(person.home, point)
    is_long = road(person.home, point) > LONG_MINUTES or math.ceil(km * DETOUR) > LONG_KM
    if person.row.get("approved"):  # no column: whoever lifts the rule says so
        is_long = False
    return is_long or km > person.row["max_travel_km"]


def _is_certified(
    person: Person, row: Mapping[str, Any], language: str, day: str, last_day: str
) -> bool:
    levels = _levels(row["tier"], row["domain"])
    return language in person.speaks and any(
        held["language"] == language
        and held["level"] in levels
        and held["direction"] == "both"
        and not (held["grade"] == "semi" and row["tier"] in {"T2", "T3"})
        and held["valid_from"] <= day
        and last_day < held["valid_until"]
        for held in person.held
    )


def _levels(tier: str, domain: str) -> set[str]:
    if tier in {"T0", "T1"}:
        return COMMUNITY | ({"L1"} if tier == "T0" else set())
    if tier == "court":
        return {"X-COURT"}
    if domain in OF_DOMAIN:
        return {OF_DOMAIN[domain]}
    return {"L3-DV"} if tier == "T3" else COMMUNITY


def _has_room(person: Person, duties: Sequence[Duty], duty: Duty) -> bool:
    who, minutes = person.row, duty.last - duty.first
    of_day = [d for d in duties if d.day == duty.day]
    week = [d for d in duties if _monday(d.day) == _monday(duty.day)]
    if sum(d.last - d.first for d in of_day) + minutes > who["max_minutes_per_day"]:
        return False
    if sum(d.last - d.first for d in week) + minutes > who["max_minutes_per_week"]:
        return False
    if duty.violence and sum(d.violence for d in of_day) >= VIOLENCE_A_DAY:
        return False
    if duty.point is not None and _away(person, [*of_day, duty]) > AWAY_A_DAY:
        return False
    return all(_apart(person, *sorted((other, duty), key=lambda d: d.first)) for other in duties)


def _away(person: Person, duties: Sequence[Duty]) -> int:
    out = sorted((d for d in duties if d.point is not None), key=lambda d: d.first)
    there, back = (road(person.home, d.point or person.home) for d in (out[0], out[-1]))
    return there + out[-1].last - out[0].first + back


def _apart(person: Person, before: Duty, after: Duty) -> bool:
    way = road(before.point or person.home, after.point or person.home)
    pause = max(person.row["min_break_minutes"], way + BUFFER if way else 0)
    return after.first - before.last >= pause


def _monday(day: int) -> int:
    # The first of January 1970 was a Thursday.
    return (day + 3) // 7
