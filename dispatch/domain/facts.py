"""Why it may be this person: what speaks for them, rule by rule."""

from collections.abc import Callable
from dataclasses import dataclass

from dispatch.domain.calendar_rules import minutes_away
from dispatch.domain.eligibility import RuleCode, reasons_against
from dispatch.domain.people import Need, Person, is_heavy
from dispatch.domain.person_rules import language_used, serving
from foundation.geo import great_circle_km
from foundation.text.message import LazyText, say
from foundation.times.zones import local_clock
from interpreters.domain.qualifications import needs_vetting
from scheduling.domain.states import Strictness
from training.domain.certifications import Grade


@dataclass(frozen=True)
class Must:
    """One thing that must hold, whether it does, and the fact in words."""

    ok: bool
    text: LazyText


def musts(person: Person, need: Need) -> list[Must]:
    """What speaks for a person, and first of all what speaks against."""
    against = {objection.code: objection.reason for objection in reasons_against(person, need)}
    found = [Must(ok=False, text=reason.text) for reason in against.values()]
    for code, fact in _FACTS.items():
        text = fact(person, need)
        if code not in against and text is not None:
            found.append(Must(ok=True, text=text))
    return found


def _language(person: Person, need: Need) -> LazyText | None:
    spoken = person.speaks(language_used(person, need))
    if spoken is None:
        return None
    return say("%(language)s (%(level)s)", language=spoken.language, level=spoken.level)


def _certification(person: Person, need: Need) -> LazyText | None:
    held = serving(person, need, language_used(person, need))
    if not held:
        return None
    best = held[0]
    if best.grade is not Grade.FULL:
        return say(
            "%(level)s (%(grade)s), valid until %(day)s",
            level=best.level,
            grade=best.grade,
            day=str(best.last_day),
        )
    latest = max((h for h in held if h.grade is best.grade), key=lambda h: h.valid_until)
    return say("%(level)s, valid until %(day)s", level=latest.level, day=str(latest.last_day))


def _vetting(person: Person, need: Need) -> LazyText | None:
    if not needs_vetting(need.tier) or person.vetted_until is None:
        return None
    return say("Background check valid until %(day)s", day=str(person.vetted_until))


def _gender(person: Person, need: Need) -> LazyText | None:
    if need.gender is None or person.gender is not need.gender:
        return None
    if need.gender_strictness is Strictness.REQUIRED:
        return say("Required gender: %(gender)s", gender=need.gender)
    return say("Preferred gender: %(gender)s", gender=need.gender)


def _distance(person: Person, need: Need) -> LazyText | None:
    if need.point is None:
        return say("From home: %(modality)s", modality=need.modality)
    km = f"{great_circle_km(person.home, need.point):.0f}"
    return say(
        "%(have)s km from home, travels up to %(need)s km", have=km, need=person.max_travel_km
    )


def _availability(person: Person, need: Need) -> LazyText | None:
    del person
    span = need.span(need.earliest)
    start, end = (local_clock(at, need.zone) for at in (span.start, span.end))
    return say("Available from %(start)s to %(end)s", start=start, end=end)


def _nothing_else(person: Person, need: Need) -> LazyText | None:
    others = [d for d in person.duties if d.day == need.day and not d.is_of(need.session_id)]
    if not others:
        return say("Nothing else that day")
    if len(others) == 1:
        return say("Enough travel time from the day's other session")
    return say("Enough travel time from the day's %(n)s other sessions", n=len(others))


def _day(person: Person, need: Need) -> LazyText | None:
    minutes = person.minutes_on(need.day, need.day, need.session_id) + need.minutes
    limit = person.max_minutes_per_day
    return say("Daily limit: %(have)s of %(need)s minutes", have=minutes, need=limit)


def _heavy(person: Person, need: Need) -> LazyText | None:
    limit = person.max_heavy_per_day
    if not limit or not is_heavy(need.domain, need.priority):
        return None
    count = person.heavy_on(need.day, need.session_id) + 1
    return say("Heavy sessions that day: %(have)s of %(need)s", have=count, need=limit)


def _away(person: Person, need: Need) -> LazyText | None:
    limit = person.max_away_minutes
    if not limit or need.point is None:
        return None
    minutes = minutes_away(person, need)
    return say("Away from home that day: %(have)s of %(need)s minutes", have=minutes, need=limit)


C = RuleCode
_FACTS: dict[RuleCode, Callable[[Person, Need], LazyText | None]] = {
    C.LANGUAGE: _language,
    C.CERTIFICATION: _certification,
    C.VETTING: _vetting,
    C.GENDER: _gender,
    C.DISTANCE: _distance,
    C.AVAILABILITY: _availability,
    C.ARRIVAL: _nothing_else,
    C.AWAY: _away,
    C.DAY_CAP: _day,
    C.HEAVY_CAP: _heavy,
}
