"""What is wrong with the rules of a scheme as somebody has put them together: rule, field, reason."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast

from foundation.security.errors import Problems
from foundation.text.message import LazyText, say
from training.domain.assessment import InstrumentKind
from training.domain.certifications import CredentialKind
from training.domain.credentials import SCORES, reason_against_score
from training.domain.requirements import HOUR, Rule, RuleKind

# In hours; a rule of practice goes over a working life.
LONGEST_COURSE, LONGEST_PRACTICUM, LONGEST_PRACTICE, MOST_YEARS = 1000, 1000, 10_000, 50
Fault = tuple[str, LazyText]
CHOOSE_ONE = say("Choose one.")
CHOOSE_SOME = say("Choose at least one.")


def faults_of(
    rules: Sequence[Rule], schemes: frozenset[str], own: str = ""
) -> list[tuple[int, str, LazyText]]:
    """Every fault: the place of the rule, the field of its kind, the reason.

    `schemes` are the codes there are, `own` is that of the scheme which asks.
    """
    found: list[tuple[int, str, LazyText]] = []
    for place, rule in enumerate(rules):
        unreadable = ("kind", say("Rule %(n)s cannot be read.", n=place + 1))
        try:
            check = _CHECKS[RuleKind(rule["kind"])]
            faults = list(check(rule, schemes, own))
        except (AttributeError, KeyError, TypeError, ValueError):
            faults = [unreadable]
        if not faults and any(same(rule, each) for each in rules[:place]):
            faults = [("kind", say("This requirement is already listed."))]
        found += [(place, field, reason) for field, reason in faults]
    return found


def add_faults(
    problems: Problems, rules: Sequence[Rule], schemes: frozenset[str], own: str = ""
) -> None:
    """Add every fault to what else is wrong, named `rules-<place>-<field>`."""
    for place, field, reason in faults_of(rules, schemes, own):
        problems.add(f"rules-{place}-{field}", reason)


def same(one: Rule, other: Rule) -> bool:
    """Whether two rules ask for the same, whatever the order of their alternatives."""
    return _normal(one) == _normal(other)


def _normal(rule: Rule) -> dict[str, Any]:
    return {
        key: sorted(map(str, cast("list[Any]", value))) if isinstance(value, list) else value
        for key, value in rule.items()
    }


def _number(field: str, value: object, least: int, most: int, text: LazyText) -> Iterator[Fault]:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        yield field, text


def _hours(field: str, value: object, least: int, most: int) -> Iterator[Fault]:
    text = say("Enter between %(low)s and %(high)s hours.", low=least, high=most)
    return _number(field, value, least, most, text)


def _scheme(field: str, code: str, schemes: frozenset[str]) -> Iterator[Fault]:
    if code not in schemes:
        yield field, say("%(code)s: there is no such scheme.", code=code) if code else CHOOSE_ONE


def _holds(rule: Rule, schemes: frozenset[str], own: str) -> Iterator[Fault]:
    asked = [str(code) for code in rule["any"]]
    if not asked:
        yield "holds", CHOOSE_SOME
    if own and own in asked:
        yield "holds", say("A certification cannot ask for itself.")
    for code in asked:
        yield from _scheme("holds", code, schemes)


def _course(rule: Rule, schemes: frozenset[str], own: str) -> Iterator[Fault]:
    del own
    yield from _scheme("scheme", str(rule["scheme"] or ""), schemes)
    yield from _hours("hours", rule["hours"], 1, LONGEST_COURSE)


def _instrument(rule: Rule, schemes: frozenset[str], own: str) -> Iterator[Fault]:
    del schemes, own
    if not rule["code"]:
        yield "instrument", CHOOSE_ONE
    else:
        InstrumentKind(rule["as"])


def _portfolio(rule: Rule, schemes: frozenset[str], own: str) -> Iterator[Fault]:
    del schemes, own
    if not rule["code"]:
        yield "instrument", CHOOSE_ONE


def _practicum(rule: Rule, schemes: frozenset[str], own: str) -> Iterator[Fault]:
    del schemes, own
    text = say("Enter between %(low)s and %(high)s hours.", low=0, high=LONGEST_PRACTICUM)
    faults = [
        fault
        for name in ("observe", "supervised")
        for fault in _number(name, rule[name], 0, LONGEST_PRACTICUM * HOUR, text)
    ]
    yield from faults
    if not faults and not rule["observe"] and not rule["supervised"]:
        yield "observe", say("Enter hours for one of the two at least.")


def _credential(rule: Rule, schemes: frozenset[str], own: str) -> Iterator[Fault]:
    del schemes, own
    if not rule["any"]:
        yield "credentials", CHOOSE_SOME
    for name, least in rule["any"]:
        kind = CredentialKind(name)
        if least is None:
            continue
        reason = reason_against_score(kind, int(least))
        if reason is not None:
            yield f"least_{kind.value}" if kind in SCORES else "credentials", reason


def _practice(rule: Rule, schemes: frozenset[str], own: str) -> Iterator[Fault]:
    del schemes, own
    text = say("Enter between %(low)s and %(high)s years.", low=0, high=MOST_YEARS)
    yield from _number("years", rule["years"], 0, MOST_YEARS, text)
    yield from _hours("hours", rule["hours"], 0, LONGEST_PRACTICE)


def _nothing(rule: Rule, schemes: frozenset[str], own: str) -> Iterator[Fault]:
    del rule, schemes, own
    return iter(())


_CHECKS: dict[RuleKind, Callable[[Rule, frozenset[str], str], Iterator[Fault]]] = {
    RuleKind.HOLDS: _holds,
    RuleKind.COURSE: _course,
    RuleKind.INSTRUMENT: _instrument,
    RuleKind.PRACTICUM: _practicum,
    RuleKind.CREDENTIAL: _credential,
    RuleKind.VETTING: _nothing,
    RuleKind.PORTFOLIO: _portfolio,
    RuleKind.PRACTICE: _practice,
    RuleKind.NO_ASSESSOR: _nothing,
}
