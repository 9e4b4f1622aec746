"""What a course asks of those who want to sit it, in words: the checklist, and how each line is met."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, cast

from foundation.text.codes import normal_code
from foundation.text.message import LazyText, say
from interpreters.domain.languages import Language
from training.domain.certifications import CredentialKind
from training.domain.requirements import (
    Finding,
    LearnerProgress,
    Rule,
    RuleKind,
    asked_languages,
    evaluate,
)
from training.domain.validity import last_day

HIGHEST_TOPIK = 6


class WayToMeet(StrEnum):
    """Where a condition can be met; pages know the address."""

    COURSES = "courses"
    CREDENTIALS = "credentials"
    PROFILE = "profile"
    PLEDGE = "pledge"
    CENTRE = "centre"


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

    kind: RuleKind
    met: bool
    what: LazyText
    text: LazyText
    way: WayToMeet
    code: str = ""
    later: bool = False


@dataclass(frozen=True)
class _ConditionWords:
    what: LazyText
    text: LazyText
    way: WayToMeet
    code: str = ""
    later: bool = False


def conditions(
    prerequisites: Iterable[Rule], progress: LearnerProgress, titles: Titles
) -> list[Condition]:
    """The checklist of a course for somebody."""
    return [_condition(rule, progress, titles) for rule in prerequisites]


def stands_in_the_way(checklist: Iterable[Condition]) -> list[Condition]:
    """What must be met before one can enrol."""
    return [condition for condition in checklist if not condition.met and not condition.later]


def reasons_against(prerequisites: object) -> list[LazyText]:
    """What is wrong with a list of prerequisites as it was written down."""
    if not isinstance(prerequisites, list):
        return [say("The conditions must be a list.")]
    found = (_reason(each) for each in cast("list[object]", prerequisites))
    return [reason for reason in found if reason is not None]


def codes_named(prerequisites: Sequence[Rule], kind: RuleKind) -> set[str]:
    """The codes of schemes or courses that a list of prerequisites names."""
    return {normal_code(str(each["code"])) for each in prerequisites if each["kind"] == kind}


def _reason(each: object) -> LazyText | None:
    given = cast("dict[str, Any]", each) if isinstance(each, dict) else {}
    if given.get("kind") not in KINDS:
        return say("There is no such kind of condition.")
    kind, level = RuleKind(given["kind"]), given.get("level")
    if kind in {RuleKind.SCHEME, RuleKind.COURSE} and not str(given.get("code", "")).strip():
        return say("Say which certification or course is required.")
    if kind is RuleKind.TOPIK and not (isinstance(level, int) and 1 <= level <= HIGHEST_TOPIK):
        return say("A TOPIK level is between 1 and 6.")
    if kind is RuleKind.LANGUAGE and not set(given.get("codes", ())) <= {str(e) for e in Language}:
        return say("There is no such language.")
    return None


def _condition(rule: Rule, progress: LearnerProgress, titles: Titles) -> Condition:
    words_of = _WORDS[RuleKind(rule["kind"])]
    finding = evaluate(rule, progress)
    words = words_of(rule, finding, titles)
    return Condition(
        kind=finding.kind,
        met=finding.met,
        what=words.what,
        text=words.text,
        way=words.way,
        code=words.code,
        later=words.later,
    )


def _scheme(rule: Rule, finding: Finding, titles: Titles) -> _ConditionWords:
    code = str(rule["code"])
    return _ConditionWords(
        say("Certified: %(scheme)s", scheme=titles.schemes.get(code, code)),
        say("Valid until %(day)s", day=str(last_day(finding.day)))
        if finding.day is not None
        else say("Take the course that leads to it first."),
        WayToMeet.COURSES,
        code,
    )


def _course(rule: Rule, finding: Finding, titles: Titles) -> _ConditionWords:
    code, on = normal_code(str(rule["code"])), finding.day
    return _ConditionWords(
        say("Completed: %(course)s", course=titles.courses.get(code, code)),
        say("Completed on %(day)s", day=str(on)) if on else say("Take this course first."),
        WayToMeet.COURSES,
        code,
    )


def _topik(rule: Rule, finding: Finding, titles: Titles) -> _ConditionWords:
    del titles
    level, interview = int(rule["level"]), rule.get("or") == "interview"
    what = (
        say("Korean: TOPIK %(level)s or an interview", level=level)
        if interview
        else say("Korean: TOPIK %(level)s or higher", level=level)
    )
    shown = finding.credential
    if shown is not None and shown.kind is CredentialKind.TOPIK:
        text = say("TOPIK %(level)s, verified", level=shown.score)
    elif shown is not None:
        text = say("Interview passed")
    elif interview:
        text = say("Show the centre your certificate, or ask for an interview.")
    else:
        text = say("Show the centre your certificate.")
    return _ConditionWords(what, text, WayToMeet.CREDENTIALS)


def _language(rule: Rule, finding: Finding, titles: Titles) -> _ConditionWords:
    del titles
    wanted, spoken = asked_languages(rule), finding.language
    if not rule.get("codes"):
        what = say("A language we interpret, besides Korean")
    elif len(wanted) == 1:
        what = say("Language: %(language)s", language=wanted[0])
    else:
        what = say("One of the languages of this course")
    return _ConditionWords(
        what,
        say("%(language)s", language=spoken) if spoken else say("Tell us when enrolling."),
        WayToMeet.PROFILE,
        later=not rule.get("codes"),
    )


def _vetting(rule: Rule, finding: Finding, titles: Titles) -> _ConditionWords:
    del rule, titles
    return _ConditionWords(
        say("Background check"),
        say("Valid until %(day)s", day=str(finding.day))
        if finding.met
        else say("Call the centre: we arrange it with you."),
        WayToMeet.CENTRE,
    )


def _pledge(rule: Rule, finding: Finding, titles: Titles) -> _ConditionWords:
    del rule, titles
    return _ConditionWords(
        say("Confidentiality pledge"),
        say("Signed on %(day)s", day=str(finding.day))
        if finding.met
        else say("It is enough to sign before the first class."),
        WayToMeet.PLEDGE,
        later=True,
    )


_WORDS: dict[RuleKind, Callable[[Rule, Finding, Titles], _ConditionWords]] = {
    RuleKind.SCHEME: _scheme,
    RuleKind.COURSE: _course,
    RuleKind.TOPIK: _topik,
    RuleKind.LANGUAGE: _language,
    RuleKind.VETTING: _vetting,
    RuleKind.PLEDGE: _pledge,
}
# The kinds that a course may use; the others are a scheme's.
KINDS = frozenset(_WORDS)
