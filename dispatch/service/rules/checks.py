"""The rules between one person and one session, asked inside the transaction that binds them."""

from collections.abc import Collection, Sequence

from dispatch.domain.eligibility import Objection, RuleCode, reasons_against
from dispatch.domain.overrides import (
    hard_among,
    is_one_level_lower,
    is_unasked,
    needs_two,
)
from dispatch.domain.people import Need, Person
from dispatch.domain.person_rules import has_certification, other_language
from dispatch.service.situation.reading import Pair, read_pair
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, Problems
from foundation.text.message import LazyText, say
from interpreters.domain.languages import Language


def check(
    uow: UnitOfWork,
    pair: Pair,
    *,
    override_reason: str = "",
    settled: Collection[RuleCode] = (),
    overridden: Collection[RuleCode] | None = None,
    gender_asked: bool = False,
) -> list[RuleCode]:
    """Raise, in words, when rules speak against it, all of them; the rules that a reason sets aside otherwise.

    Hard rules always refuse. Softer ones ask for a reason, and pass once there is one. Whoever accepts an
    offer gives none: only the rules that were `overridden` when it was sent pass. Rules that are
    `settled` are not asked. With `gender_asked` a coordinator states that the person, of whom no gender is
    recorded, was asked and is of the required one.
    """
    person, need = read_pair(uow, pair)
    found = [o for o in reasons_against(person, need) if o.code not in settled]
    hard = hard_among(found, person, need)
    if hard:
        raise Conflict(_refusal(person, need, hard))
    if overridden is not None:
        new = [o for o in found if o.code not in overridden]
        if new:
            raise Conflict(said_against(person.name, new))
    else:
        _check_stated(person, found, override_reason=override_reason, gender_asked=gender_asked)
    return [o.code for o in found]


def is_certified_for(uow: UnitOfWork, pair: Pair) -> bool:
    """Whether somebody is certified for the session as it is asked for."""
    return has_certification(*read_pair(uow, pair))


def other_language_of(uow: UnitOfWork, pair: Pair) -> Language | None:
    """In which language they would interpret there, where it is not the one asked for."""
    if pair.session.request.fallback_language is None:
        return None
    return other_language(*read_pair(uow, pair))


def _check_stated(
    person: Person, found: Collection[Objection], *, override_reason: str, gender_asked: bool
) -> None:
    """Refuse, both at once, what a coordinator has still to state."""
    problems = Problems()
    unasked = [o for o in found if is_unasked(o, person)]
    if unasked and not gender_asked:
        problems.add(
            "gender_asked",
            say(
                "%(reason)s Tick the box once you have asked.",
                reason=said_against(person.name, unasked),
            ),
        )
    others = [o for o in found if o not in unasked]
    if others and not override_reason:
        sentence = said_against(person.name, others)
        problems.add(
            "override_reason", say("%(reason)s Give a reason to do it anyway.", reason=sentence)
        )
    problems.check()


def _refusal(person: Person, need: Need, hard: Sequence[Objection]) -> LazyText:
    """Why not, and the way that is left where there is one: it has to clear everything at once."""
    found, codes = said_against(person.name, hard), {o.code for o in hard}
    if codes == {RuleCode.CERTIFICATION} and is_one_level_lower(person, need):
        return say(
            "%(reason)s Ask the requester first whether somebody one level lower may come.",
            reason=found,
        )
    if codes == {RuleCode.SIGNATURE}:
        return say(
            "%(reason)s It is signed under “Pledges and consents” in one's own account; the office can send a reminder.",
            reason=found,
        )
    if not needs_two(hard, person, need):
        return found
    return say(
        "%(reason)s A two-person override is possible: choose %(name)s under “Why not this person?” and request second approval.",
        reason=found,
        name=person.name,
    )


def said_against(name: str, against: Sequence[Objection]) -> LazyText:
    """Who cannot, and every reason: each is a sentence of its own."""
    reasons = {f"reason_{n}": o.reason.text for n, o in enumerate(against)}
    told = LazyText(" ".join(f"%({place})s" for place in reasons), dict(reasons))
    return say("%(name)s: %(reason)s", name=name, reason=told)


def objections(uow: UnitOfWork, pair: Pair) -> list[Objection]:
    """Every rule that speaks against it, in the order of the rules."""
    return reasons_against(*read_pair(uow, pair))
