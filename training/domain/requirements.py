"""One rule language: what a scheme or a course asks of somebody, and whether it is met.

A rule is an object with a `kind` and its own keys, as schemes and courses store it:

    {"kind": "holds", "any": ["L1", "R2"]}           certified in one, or in what stands above it
    {"kind": "scheme", "code": "L1"}                 the same for one, as courses write it
    {"kind": "course", "scheme": "L2", "hours": 20}  a course that prepares for the scheme is completed
    {"kind": "course", "code": "BASIC-40"}           that very course is completed
    {"kind": "credential", "any": [["topik", 4], ["interview", null]]}   kind, least score
    {"kind": "topik", "level": 4, "or": "interview"} the same for Korean (`or` may be left out)
    {"kind": "instrument", "code": "L2-oral", "as": "oral"}              passed
    {"kind": "practicum", "observe": 600, "supervised": 1200}            confirmed minutes
    {"kind": "portfolio", "code": "R2-portfolio"}    the instrument that looks at it is passed
    {"kind": "practice", "years": 3, "hours": 200}   since the first grant; interpreted
    {"kind": "no_assessor"}                          nobody can assess this language
    {"kind": "language"}, {"kind": "language", "codes": ["km", "lo"]}
    {"kind": "vetting"}                              background check in date, its last day included
    {"kind": "pledge"}                               confidentiality pledge signed

`ladder` and `prerequisites` only put the answer into words.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from foundation.text.codes import normal_code
from foundation.text.message import Named
from interpreters.domain.languages import Language
from training.domain.certifications import CredentialKind, EvidenceKind
from training.domain.practicum import PracticumKind
from training.domain.seats import EnrolmentStatus
from training.domain.validity import MONTHS, after_months

HOUR = 60
Rule = Mapping[str, Any]
# Whoever holds one of these has been through the rung below it.
STANDS_FOR: dict[str, frozenset[str]] = {
    "L1": frozenset({"L2", "R2", "L3-LAB", "L3-IMM", "L3-MED", "L3-DV", "L4"}),
    "L2": frozenset({"L3-LAB", "L3-IMM", "L3-MED", "L3-DV", "L4"}),
    "R2": frozenset({"L2", "L3-LAB", "L3-IMM", "L3-MED", "L3-DV", "L4"}),
}


class RuleKind(StrEnum):
    """The kinds of rules; SCHEME and TOPIK are short for HOLDS and CREDENTIAL."""

    HOLDS = "holds"
    SCHEME = "scheme"
    COURSE = "course"
    INSTRUMENT = "instrument"
    PRACTICUM = "practicum"
    CREDENTIAL = "credential"
    TOPIK = "topik"
    LANGUAGE = "language"
    VETTING = "vetting"
    PLEDGE = "pledge"
    PORTFOLIO = "portfolio"
    PRACTICE = "practice"
    NO_ASSESSOR = "no_assessor"


@dataclass(frozen=True)
class FoundEvidence:
    """Something that meets a rule: the row that shows it, and words about it."""

    kind: EvidenceKind
    reference: UUID | None = None
    note: str = ""


@dataclass(frozen=True)
class ShownCredential:
    """A credential from elsewhere whose original has been seen."""

    id: UUID
    kind: CredentialKind
    score: int | None


@dataclass(frozen=True)
class Reached:
    """A row that shows something reached: a certification until a day, a completion on a day."""

    reference: UUID | None = None
    day: date | None = None


@dataclass(frozen=True)
class UnderWay:
    """A course that somebody has applied for or attends: `percent` of its minutes attended so far."""

    enrolment_id: UUID
    status: EnrolmentStatus
    percent: int = 0
    is_over: bool = False


@dataclass(frozen=True, kw_only=True)
class LearnerProgress:
    """What somebody can show on one day. Times in minutes.

    `held`, `prepared` and `under_way` go by the code of the scheme, `courses` by that of the course,
    `passed` and `sitting` by that of the instrument. `claimed` credentials wait for the original.
    `titles` name the schemes that people read of, by code.
    """

    today: date
    held: Mapping[str, Reached] = field(default_factory=dict[str, Reached])
    prepared: Mapping[str, Reached] = field(default_factory=dict[str, Reached])
    courses: Mapping[str, Reached] = field(default_factory=dict[str, Reached])
    passed: Mapping[str, UUID] = field(default_factory=dict[str, UUID])
    under_way: Mapping[str, UnderWay] = field(default_factory=dict[str, UnderWay])
    sitting: Mapping[str, UUID] = field(default_factory=dict[str, UUID])
    claimed: frozenset[CredentialKind] = frozenset()
    practicum: Mapping[PracticumKind, int] = field(default_factory=dict[PracticumKind, int])
    credentials: Sequence[ShownCredential] = ()
    languages: frozenset[Language] = frozenset()
    vetted_until: date | None = None
    pledged_on: date | None = None
    certified_since: date | None = None
    practice_minutes: int = 0
    has_assessor: bool = True
    titles: Mapping[str, Named] = field(default_factory=dict[str, Named])

    def titled(self, code: str) -> str | Named:
        """What people call a scheme; its code where no title is known."""
        return self.titles.get(code, code)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """The answer to one rule: met or not, by what, until or since when, and the evidence for it."""

    kind: RuleKind
    met: bool
    code: str = ""
    day: date | None = None
    credential: ShownCredential | None = None
    language: Language | None = None
    evidence: tuple[FoundEvidence, ...] = ()


def evaluate(rule: Rule, progress: LearnerProgress) -> Finding:
    """Whether somebody's progress meets a rule. ValueError, KeyError or TypeError: it cannot be read."""
    kind = RuleKind(rule["kind"])
    return replace(_EVALUATORS[kind](rule, progress), kind=kind)


def credential_options(rule: Rule) -> list[tuple[CredentialKind, int | None]]:
    """The credentials that meet a rule, each with the least score."""
    return [(CredentialKind(kind), least) for kind, least in rule["any"]]


def asked_languages(rule: Rule) -> list[Language]:
    """The languages that meet a rule; all of the pool when it names none."""
    return [Language(code) for code in rule.get("codes", ())] or list(Language)


def stands_for(held: str, asked: str) -> bool:
    """Whether holding one scheme counts as holding another."""
    return held == asked or held in STANDS_FOR.get(asked, frozenset[str]())


def _found(
    kind: RuleKind, evidence: EvidenceKind, reference: UUID | None, note: str = "", **values: Any
) -> Finding:
    return Finding(
        kind=kind, met=True, evidence=(FoundEvidence(evidence, reference, note),), **values
    )


def _holds(rule: Rule, progress: LearnerProgress) -> Finding:
    asked = [str(code) for code in rule["any"]]
    fitting = [code for code in progress.held if any(stands_for(code, one) for one in asked)]
    if not fitting:
        return Finding(kind=RuleKind.HOLDS, met=False)
    until = max((day for code in fitting if (day := progress.held[code].day)), default=None)
    code = next((one for one in asked if one in fitting), fitting[-1])
    reference = progress.held[code].reference
    return _found(RuleKind.HOLDS, EvidenceKind.CERTIFICATION, reference, code, code=code, day=until)


def _scheme(rule: Rule, progress: LearnerProgress) -> Finding:
    return _holds({"any": [rule["code"]]}, progress)


def _course(rule: Rule, progress: LearnerProgress) -> Finding:
    code, among = (
        (str(rule["scheme"]), progress.prepared)
        if "scheme" in rule
        else (normal_code(str(rule["code"])), progress.courses)
    )
    if code not in among:
        return Finding(kind=RuleKind.COURSE, met=False)
    done = among[code]
    return _found(
        RuleKind.COURSE, EvidenceKind.COMPLETION, done.reference, code, code=code, day=done.day
    )


def _instrument(rule: Rule, progress: LearnerProgress) -> Finding:
    code = str(rule["code"])
    if code not in progress.passed:
        return Finding(kind=RuleKind.INSTRUMENT, met=False)
    return _found(RuleKind.INSTRUMENT, EvidenceKind.ATTEMPT, progress.passed[code], code)


def _portfolio(rule: Rule, progress: LearnerProgress) -> Finding:
    code = str(rule["code"])
    if code not in progress.passed:
        return Finding(kind=RuleKind.PORTFOLIO, met=False)
    return _found(RuleKind.PORTFOLIO, EvidenceKind.PORTFOLIO, progress.passed[code])


def _practicum(rule: Rule, progress: LearnerProgress) -> Finding:
    have = {kind: progress.practicum.get(kind, 0) for kind in PracticumKind}
    if any(have[kind] < int(rule.get(kind.value, 0)) for kind in PracticumKind):
        return Finding(kind=RuleKind.PRACTICUM, met=False)
    note = f"{have[PracticumKind.OBSERVE]} + {have[PracticumKind.SUPERVISED]} min"
    return _found(RuleKind.PRACTICUM, EvidenceKind.PRACTICUM, None, note)


def _credential(rule: Rule, progress: LearnerProgress) -> Finding:
    for kind, least in credential_options(rule):
        fitting = [
            shown
            for shown in progress.credentials
            if shown.kind is kind and (least is None or (shown.score or 0) >= least)
        ]
        if fitting:
            best = max(fitting, key=lambda shown: shown.score or 0)
            evidence = (FoundEvidence(EvidenceKind.CREDENTIAL, best.id, best.kind.value),)
            return Finding(kind=RuleKind.CREDENTIAL, met=True, credential=best, evidence=evidence)
    return Finding(kind=RuleKind.CREDENTIAL, met=False)


def _topik(rule: Rule, progress: LearnerProgress) -> Finding:
    options: list[list[object]] = [[CredentialKind.TOPIK, int(rule["level"])]]
    if rule.get("or") == "interview":
        options.append([CredentialKind.INTERVIEW, None])
    return _credential({"any": options}, progress)


def _language(rule: Rule, progress: LearnerProgress) -> Finding:
    spoken = [language for language in asked_languages(rule) if language in progress.languages]
    return Finding(kind=RuleKind.LANGUAGE, met=bool(spoken), language=spoken[0] if spoken else None)


def _vetting(rule: Rule, progress: LearnerProgress) -> Finding:
    del rule
    until = progress.vetted_until
    if until is None or until < progress.today:
        return Finding(kind=RuleKind.VETTING, met=False, day=until)
    return _found(RuleKind.VETTING, EvidenceKind.VETTING, None, str(until), day=until)


def _pledge(rule: Rule, progress: LearnerProgress) -> Finding:
    del rule
    on = progress.pledged_on
    return Finding(kind=RuleKind.PLEDGE, met=on is not None, day=on)


def _practice(rule: Rule, progress: LearnerProgress) -> Finding:
    years, hours = int(rule["years"]), int(rule["hours"])
    since = progress.certified_since
    long_enough = since is not None and after_months(since, years * MONTHS) <= progress.today
    if not long_enough or progress.practice_minutes < hours * HOUR:
        return Finding(kind=RuleKind.PRACTICE, met=False)
    note = f"{progress.practice_minutes // HOUR} h since {since}"
    return _found(RuleKind.PRACTICE, EvidenceKind.PRACTICUM, None, note)


def _no_assessor(rule: Rule, progress: LearnerProgress) -> Finding:
    del rule
    return Finding(kind=RuleKind.NO_ASSESSOR, met=not progress.has_assessor)


_EVALUATORS: dict[RuleKind, Callable[[Rule, LearnerProgress], Finding]] = {
    RuleKind.HOLDS: _holds,
    RuleKind.SCHEME: _scheme,
    RuleKind.COURSE: _course,
    RuleKind.INSTRUMENT: _instrument,
    RuleKind.PRACTICUM: _practicum,
    RuleKind.CREDENTIAL: _credential,
    RuleKind.TOPIK: _topik,
    RuleKind.LANGUAGE: _language,
    RuleKind.VETTING: _vetting,
    RuleKind.PLEDGE: _pledge,
    RuleKind.PORTFOLIO: _portfolio,
    RuleKind.PRACTICE: _practice,
    RuleKind.NO_ASSESSOR: _no_assessor,
}
