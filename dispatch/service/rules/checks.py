"""The rules between one person and one session, asked inside the transaction that binds them."""

from collections.abc import Collection

from dispatch.domain.eligibility import Objection, RuleCode, reasons_against
from dispatch.domain.overrides import hard_among
from dispatch.domain.people import Person
from dispatch.service.situation.reading import Pair, read_pair
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, refuse
from foundation.text.message import LazyText, say


def check(
    uow: UnitOfWork,
    pair: Pair,
    *,
    override_reason: str = "",
    settled: Collection[RuleCode] = (),
    overridden: Collection[RuleCode] | None = None,
) -> list[RuleCode]:
    """Raise, in words, when a rule speaks against it; the rules that a reason sets aside otherwise.

    Hard rules always refuse. Softer ones ask for a reason, and pass once there is one. Whoever accepts an
    offer gives none: only the rules that were `overridden` when it was sent pass. Rules that are
    `settled` are not asked.
    """
    person, need = read_pair(uow, pair)
    found = [o for o in reasons_against(person, need) if o.code not in settled]
    hard = hard_among(found, person, need)
    if hard:
        raise Conflict(_sentence(person, hard[0]))
    if overridden is not None:
        new = [o for o in found if o.code not in overridden]
        if new:
            raise Conflict(_sentence(person, new[0]))
    elif found and not override_reason:
        sentence = _sentence(person, found[0])
        raise refuse(
            "override_reason", say("%(reason)s Give a reason to do it anyway.", reason=sentence)
        )
    return [o.code for o in found]


def _sentence(person: Person, objection: Objection) -> LazyText:
    return say("%(name)s: %(reason)s", name=person.name, reason=objection.reason.text)


def objections(uow: UnitOfWork, pair: Pair) -> list[Objection]:
    """Every rule that speaks against it, in the order of the rules."""
    return reasons_against(*read_pair(uow, pair))
