"""What a course asks of those who want to sit it, and how each condition can be met.

A prerequisite is an object with a `kind`:

    {"kind": "scheme", "code": "L1"}                        certified in it, or in what stands above it
    {"kind": "course", "code": "BASIC-40"}                  completed
    {"kind": "topik", "level": 4, "or": "interview"}        verified credential (`or` may be left out)
    {"kind": "language"}, {"kind": "language", "codes": ["km", "lo"]}
    {"kind": "vetting"}                                     background check in date
    {"kind": "pledge"}                                      signed before the first class at the latest
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, cast

from foundation.text.message import LazyText, say
from interpreters.domain.languages import Language

HIGHEST_TOPIK = 6
# Whoever holds one of these has been through the rung below it.
STANDS_FOR: dict[str, frozenset[str]] = {
    "L1": frozenset({"L2", "R2", "L3-LAB", "L3-IMM", "L3-MED", "L3-DV", "L4"}),
    "L2": frozenset({"L3-LAB", "L3-IMM", "L3-MED", "L3-DV", "L4"}),
    "R2": frozenset({"L2", "L3-LAB", "L3-IMM", "L3-MED", "L3-DV", "L4"}),
}


class Kind(StrEnum):
    """What sort of condition it is."""

    SCHEME = "scheme"
    COURSE = "course"
    TOPIK = "topik"
    LANGUAGE = "language"
    VETTING = "vetting"
    PLEDGE = "pledge"


class WayToMeet(StrEnum):
    """Where a condition can be met; pages know the address."""

    COURSES = "courses"
    CREDENTIALS = "credentials"
    PROFILE = "profile"
    PLEDGE = "pledge"
    CENTRE = "centre"


@dataclass(frozen=True, kw_only=True)
class BroughtAlong:
    """What somebody brings along, on the day it is looked at."""

    today: date
    schemes: Mapping[str, date] = field(default_factory=dict[str, date])
    courses: Mapping[str, date] = field(default_factory=dict[str, date])
    topik: int = 0
    interviewed: bool = False
    languages: frozenset[Language] = frozenset()
    vetted_until: date | None = None
    pledged_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Titles:
    """What schemes and courses are called, in the reader's language."""

    schemes: Mapping[str, str] = field(default_factory=dict[str, str])
    courses: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One line of the checklist. `later`: it does not keep anybody from enrolling.

    `text` says what is there or how to get it; `way` and `code` say where.
    """

    kind: Kind
    met: bool
    what: LazyText
    text: LazyText
    way: WayToMeet
    code: str = ""
    later: bool = False


def conditions(
    prerequisites: Iterable[Mapping[str, Any]], held: BroughtAlong, titles: Titles
) -> list[Condition]:
    """The checklist of a course for somebody."""
    return [_CHECKS[Kind(each["kind"])](each, held, titles) for each in prerequisites]


def stands_in_the_way(checklist: Iterable[Condition]) -> list[Condition]:
    """What must be met before one can enrol."""
    return [condition for condition in checklist if not condition.met and not condition.later]


def reasons_against(prerequisites: object) -> list[LazyText]:
    """What is wrong with a list of prerequisites as it was written down."""
    if not isinstance(prerequisites, list):
        return [say("The conditions must be a list.")]
    found = (_reason(each) for each in cast("list[object]", prerequisites))
    return [reason for reason in found if reason is not None]


def _reason(each: object) -> LazyText | None:
    given = cast("dict[str, Any]", each) if isinstance(each, dict) else {}
    if given.get("kind") not in set(Kind):
        return say("There is no such kind of condition.")
    kind, level = Kind(given["kind"]), given.get("level")
    if kind in {Kind.SCHEME, Kind.COURSE} and not str(given.get("code", "")).strip():
        return say("Say which certification or which course is asked for.")
    if kind is Kind.TOPIK and not (isinstance(level, int) and 1 <= level <= HIGHEST_TOPIK):
        return say("A TOPIK level lies between 1 and 6.")
    if kind is Kind.LANGUAGE and not set(given.get("codes", ())) <= {str(e) for e in Language}:
        return say("There is no such language.")
    return None


def _scheme(asked: Mapping[str, Any], held: BroughtAlong, titles: Titles) -> Condition:
    code = str(asked["code"])
    fitting = [each for each in held.schemes if each == code or each in STANDS_FOR.get(code, ())]
    until = max((held.schemes[each] for each in fitting), default=None)
    met = until is not None
    return Condition(
        kind=Kind.SCHEME,
        met=met,
        what=say("Certified: %(scheme)s", scheme=titles.schemes.get(code, code)),
        text=say("Valid until %(day)s", day=_last_day(until))
        if until is not None and met
        else say("Take the course that leads to it first."),
        way=WayToMeet.COURSES,
        code=code,
    )


def _last_day(until: date) -> str:
    """With its year: what is certified today may end in three."""
    return str(until - timedelta(days=1))


def _course(asked: Mapping[str, Any], held: BroughtAlong, titles: Titles) -> Condition:
    code = str(asked["code"])
    on = held.courses.get(code)
    return Condition(
        kind=Kind.COURSE,
        met=on is not None,
        what=say("Completed: %(course)s", course=titles.courses.get(code, code)),
        text=say("Completed on %(day)s", day=str(on)) if on else say("Take this course first."),
        way=WayToMeet.COURSES,
        code=code,
    )


def _topik(asked: Mapping[str, Any], held: BroughtAlong, titles: Titles) -> Condition:
    del titles
    level, interview = int(asked["level"]), asked.get("or") == "interview"
    by_level, by_interview = held.topik >= level, interview and held.interviewed
    what = (
        say("Korean: TOPIK %(level)s or an interview", level=level)
        if interview
        else say("Korean: TOPIK %(level)s or higher", level=level)
    )
    if by_level:
        text = say("TOPIK %(level)s, verified", level=held.topik)
    elif by_interview:
        text = say("Interview passed")
    elif interview:
        text = say("Show the centre your certificate, or ask for an interview.")
    else:
        text = say("Show the centre your certificate.")
    met = by_level or by_interview
    return Condition(kind=Kind.TOPIK, met=met, what=what, text=text, way=WayToMeet.CREDENTIALS)


def _language(asked: Mapping[str, Any], held: BroughtAlong, titles: Titles) -> Condition:
    del titles
    wanted = [Language(code) for code in asked.get("codes", ())] or list(Language)
    spoken = [language for language in wanted if language in held.languages]
    if not asked.get("codes"):
        what = say("A language of the pool beside Korean")
    elif len(wanted) == 1:
        what = say("Language: %(language)s", language=wanted[0])
    else:
        what = say("One of the languages of this course")
    return Condition(
        kind=Kind.LANGUAGE,
        met=bool(spoken),
        what=what,
        text=say("%(language)s", language=spoken[0]) if spoken else say("Tell us when enrolling."),
        way=WayToMeet.PROFILE,
        later=not asked.get("codes"),
    )


def _vetting(asked: Mapping[str, Any], held: BroughtAlong, titles: Titles) -> Condition:
    del asked, titles
    until = held.vetted_until
    met = until is not None and until > held.today
    return Condition(
        kind=Kind.VETTING,
        met=met,
        what=say("Background check"),
        text=say("Valid until %(day)s", day=_last_day(until))
        if until is not None and met
        else say("Call the centre: we arrange it with you."),
        way=WayToMeet.CENTRE,
    )


def _pledge(asked: Mapping[str, Any], held: BroughtAlong, titles: Titles) -> Condition:
    del asked, titles
    on = held.pledged_on
    return Condition(
        kind=Kind.PLEDGE,
        met=on is not None,
        what=say("Confidentiality pledge"),
        text=say("Signed on %(day)s", day=str(on))
        if on
        else say("It is enough to sign before the first class."),
        way=WayToMeet.PLEDGE,
        later=True,
    )


_CHECKS = {
    Kind.SCHEME: _scheme,
    Kind.COURSE: _course,
    Kind.TOPIK: _topik,
    Kind.LANGUAGE: _language,
    Kind.VETTING: _vetting,
    Kind.PLEDGE: _pledge,
}


def codes_named(prerequisites: Sequence[Mapping[str, Any]], kind: Kind) -> set[str]:
    """The codes of schemes or courses that a list of prerequisites names."""
    return {str(each["code"]) for each in prerequisites if each["kind"] == kind}
