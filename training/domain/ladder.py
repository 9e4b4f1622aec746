"""What a scheme asks for, in words: each need met or not, how to meet it, where, what shows it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from foundation.text.i18n import register_labels
from foundation.text.message import LazyText, Named, say
from training.domain.assessment import InstrumentKind
from training.domain.certifications import CredentialKind
from training.domain.practicum import PracticumKind
from training.domain.requirements import (
    HOUR,
    Finding,
    FoundEvidence,
    LearnerProgress,
    Rule,
    RuleKind,
    UnderWay,
    credential_options,
    evaluate,
)
from training.domain.seats import EnrolmentStatus


@dataclass(frozen=True)
class LadderNeed:
    """One thing a scheme asks for: met or not, how to meet it and where, what shows that it is met.

    `under_way` is what somebody has begun and not finished; then `how` says how far it is.
    """

    kind: RuleKind
    what: LazyText
    met: bool
    how: LazyText
    path: str = ""
    have: LazyText | None = None
    found: tuple[FoundEvidence, ...] = ()
    under_way: bool = False


@dataclass(frozen=True)
class _NeedWords:
    what: LazyText
    how: LazyText
    path: str
    have: LazyText | None = None
    under_way: bool = False


def needs(rules: Sequence[Rule], progress: LearnerProgress) -> list[LadderNeed]:
    """Every need of a scheme version, in its order."""
    return [_need(rule, progress) for rule in rules]


def missing(found: Sequence[LadderNeed]) -> list[LadderNeed]:
    """Those that are not met yet."""
    return [need for need in found if not need.met]


def _need(rule: Rule, progress: LearnerProgress) -> LadderNeed:
    words_of = _WORDS[RuleKind(rule["kind"])]
    finding = evaluate(rule, progress)
    words = words_of(rule, progress, finding)
    return LadderNeed(
        finding.kind,
        words.what,
        finding.met,
        words.how,
        words.path,
        words.have,
        finding.evidence,
        under_way=words.under_way and not finding.met,
    )


def _holds(rule: Rule, progress: LearnerProgress, finding: Finding) -> _NeedWords:
    named = [progress.titled(str(code)) for code in rule["any"]]
    return _NeedWords(
        say("Certified as %(levels)s", levels=Named(lambda language: _one_of(named, language))),
        say("Get this certification first."),
        "/certifications/mine",
        # which of several it is; a single one has just been named
        LazyText("%(title)s", {"title": progress.titled(finding.code)})
        if finding.met and len(named) > 1
        else None,
    )


def _one_of(named: Sequence[str | Named], language: str) -> str:
    return " / ".join(each if isinstance(each, str) else each.name_in(language) for each in named)


def _course(rule: Rule, progress: LearnerProgress, finding: Finding) -> _NeedWords:
    del finding
    code = str(rule["scheme"])
    what = say(
        "Course for %(title)s completed (%(hours)s hours)",
        title=progress.titled(code),
        hours=int(rule["hours"]),
    )
    begun = progress.under_way.get(code)
    if begun is None:
        return _NeedWords(what, say("Enrol in the next course."), f"/courses?scheme={code}")
    return _NeedWords(what, _how_far(begun), f"/learn/{begun.enrolment_id}", under_way=True)


def _how_far(begun: UnderWay) -> LazyText:
    if begun.status is EnrolmentStatus.ATTENDING and not begun.is_over:
        return say("Attending: %(percent)s%% so far", percent=begun.percent)
    if begun.status is EnrolmentStatus.ATTENDING:
        return say("The classes are over; the result follows.")
    return _BEFORE_CLASSES.get(begun.status, say("Applied: the centre will answer."))


_BEFORE_CLASSES = {
    EnrolmentStatus.WAITLISTED: say("You are on the waiting list."),
    EnrolmentStatus.OFFERED: say("A seat is offered to you: answer it."),
    EnrolmentStatus.CONFIRMED: say("Your seat is confirmed."),
}


def _instrument(rule: Rule, progress: LearnerProgress, finding: Finding) -> _NeedWords:
    del finding
    what = say("%(what)s passed", what=InstrumentKind(rule["as"]))
    sitting = progress.sitting.get(str(rule["code"]))
    if sitting is not None:
        how = say("Planned, or being marked.")
        return _NeedWords(what, how, f"/assessments/{sitting}", under_way=True)
    return _NeedWords(
        what,
        say("The assessment is part of the course; ask the centre for the next sitting."),
        "/learn",
    )


def _practicum(rule: Rule, progress: LearnerProgress, finding: Finding) -> _NeedWords:
    del finding
    wanted = {kind: int(rule.get(kind.value, 0)) // HOUR for kind in PracticumKind}
    have = {kind: progress.practicum.get(kind, 0) // HOUR for kind in PracticumKind}
    return _NeedWords(
        say(
            "Practicum: %(observe)s hours observed, %(supervised)s supervised",
            observe=wanted[PracticumKind.OBSERVE],
            supervised=wanted[PracticumKind.SUPERVISED],
        ),
        say("Go to sessions beside your mentor."),
        "/practicum",
        say(
            "%(observe)s and %(supervised)s hours so far",
            observe=have[PracticumKind.OBSERVE],
            supervised=have[PracticumKind.SUPERVISED],
        ),
    )


def _credential(rule: Rule, progress: LearnerProgress, finding: Finding) -> _NeedWords:
    del finding
    options = credential_options(rule)
    claimed = any(kind in progress.claimed for kind, _ in options)
    return _NeedWords(
        _either([_named(kind, least) for kind, least in options]),
        say("Entered: show the original to the centre.")
        if claimed
        else say("Enter it, then show the original to the centre."),
        "/certifications/mine",
        under_way=claimed,
    )


def _named(kind: CredentialKind, least: int | None) -> LazyText:
    if least is None:
        return say("%(kind)s", kind=kind)
    return say("%(kind)s (at least %(least)s)", kind=kind, least=least)


def _either(options: list[LazyText]) -> LazyText:
    if len(options) == 1:
        return options[0]
    return say("%(one)s or %(other)s", one=options[0], other=_either(options[1:]))


def _vetting(rule: Rule, progress: LearnerProgress, finding: Finding) -> _NeedWords:
    del rule, progress
    return _NeedWords(
        say("Background check valid"),
        say("Ask the centre about the background check."),
        "/me",
        None if finding.day is None else LazyText(str(finding.day)),
    )


def _portfolio(rule: Rule, progress: LearnerProgress, finding: Finding) -> _NeedWords:
    del rule, progress, finding
    return _NeedWords(
        say("Portfolio and references accepted"),
        say("Hand your portfolio and two references to the centre."),
        "/learn",
    )


def _practice(rule: Rule, progress: LearnerProgress, finding: Finding) -> _NeedWords:
    del finding
    years, hours = int(rule["years"]), int(rule["hours"])
    return _NeedWords(
        say("%(years)s years certified and %(hours)s hours of practice", years=years, hours=hours),
        say("Sessions you interpret are counted by themselves."),
        "/certifications/mine",
        say("%(hours)s hours so far", hours=progress.practice_minutes // HOUR),
    )


def _no_assessor(rule: Rule, progress: LearnerProgress, finding: Finding) -> _NeedWords:
    del rule, progress, finding
    return _NeedWords(
        say("No assessor for this language"),
        say("There is an assessor for this language: take the usual way."),
        "/courses",
    )


_WORDS: dict[RuleKind, Callable[[Rule, LearnerProgress, Finding], _NeedWords]] = {
    RuleKind.HOLDS: _holds,
    RuleKind.COURSE: _course,
    RuleKind.INSTRUMENT: _instrument,
    RuleKind.PRACTICUM: _practicum,
    RuleKind.CREDENTIAL: _credential,
    RuleKind.VETTING: _vetting,
    RuleKind.PORTFOLIO: _portfolio,
    RuleKind.PRACTICE: _practice,
    RuleKind.NO_ASSESSOR: _no_assessor,
}
# The kinds that a scheme may use; the others are a course's.
KINDS = frozenset(_WORDS)
register_labels(
    {
        RuleKind.HOLDS: say("A certification"),
        RuleKind.COURSE: say("A course"),
        RuleKind.INSTRUMENT: say("An assessment passed"),
        RuleKind.PRACTICUM: say("Practicum beside a mentor"),
        RuleKind.CREDENTIAL: say("External credential"),
        RuleKind.VETTING: say("A background check"),
        RuleKind.PORTFOLIO: say("A portfolio accepted"),
        RuleKind.PRACTICE: say("Years and hours of practice"),
        RuleKind.NO_ASSESSOR: say("Only where nobody can assess the language"),
    }
)
