"""The rules of withholding: those that are installed, and those that the office enters from a day on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast

from accounts.domain.ids import UserId
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.withholding import (
    HUNDREDTHS,
    INSTALLED,
    LONGEST_SOURCE,
    TaxKind,
    TaxRule,
    rule_on,
)
from dispatch.service.rates.cards import plain
from dispatch.store.queries import pay as queries
from dispatch.store.tables import WithholdingRule
from foundation.database.work import UnitOfWork
from foundation.security.errors import Problems, Unavailable
from foundation.text.message import say
from foundation.text.normalise import normalise_text

ALL_OF_IT = 100 * HUNDREDTHS
PERCENTS, WON = ("income", "local", "expenses"), ("free_won", "small_won")
MOST_WON = 10_000_000
_KNOWN = "withholding rules"


@dataclass(frozen=True, kw_only=True)
class RuleToEnter:
    """A rule as it is typed: percents and won as text by name."""

    kind: TaxKind | None
    valid_from: date | None
    numbers: Mapping[str, str]
    source: str = ""


def list_rules(uow: UnitOfWork) -> Sequence[TaxRule]:
    """Every rule, what is installed first, by the day from which it counts."""
    uow.require(DispatchPermission.CLAIM_READ)
    return sorted((*INSTALLED, *known(uow)), key=lambda rule: rule.valid_from)


def known(uow: UnitOfWork) -> Sequence[TaxRule]:
    """The rules that were entered, read once in a unit of work."""
    if _KNOWN not in uow.read_once:
        uow.read_once[_KNOWN] = [_rule(row) for row in queries.list_rules(uow.db)]
    return cast("Sequence[TaxRule]", uow.read_once[_KNOWN])


def rule_for(uow: UnitOfWork, kind: TaxKind) -> TaxRule:
    """The rule that counts today."""
    found = rule_on(uow.today, kind, known(uow))
    if found is None:
        raise Unavailable(say("There is no rule of withholding for today. Enter one first."))
    return found


def enter(uow: UnitOfWork, wanted: RuleToEnter) -> WithholdingRule:
    """Enter a rule that counts from a day on, today at the earliest. Refused with every fault, by field."""
    uow.require(DispatchPermission.PAY_CLOSE)
    problems, source = Problems(), normalise_text(wanted.source)
    if wanted.kind is None:
        problems.add("kind", say("Choose as what it is taxed."))
    if wanted.valid_from is None:
        problems.add("valid_from", say("Choose the day from which it counts."))
    elif wanted.valid_from < uow.today:
        problems.add(
            "valid_from", say("Choose today or a later day. What is past stays as it was.")
        )
    numbers: dict[str, Any] = {
        name: _percent(wanted.numbers.get(name, ""), name, problems) for name in PERCENTS
    }
    numbers |= {name: _won(wanted.numbers.get(name, ""), name, problems) for name in WON}
    if not source:
        problems.add("source", say("Say where it stands, such as a law and its article."))
    elif len(source) > LONGEST_SOURCE:
        problems.add("source", say("Use at most %(n)s characters.", n=LONGEST_SOURCE))
    problems.check()
    assert wanted.kind is not None
    assert wanted.valid_from is not None
    row = WithholdingRule(
        kind=wanted.kind,
        valid_from=wanted.valid_from,
        **numbers,
        source=source,
        entered_at=uow.now,
        entered_by_id=None if uow.actor.user_id is None else UserId(uow.actor.user_id),
    )
    uow.db.add(row)
    uow.db.flush()
    uow.read_once.pop(_KNOWN, None)
    uow.record("withholding.entered", subject=row.id, valid_from=row.valid_from, source=source)
    return row


def _percent(typed: str, name: str, problems: Problems) -> int:
    """A percent with at most two decimals, in hundredths."""
    try:
        exact = Decimal(plain(typed)) * HUNDREDTHS
    except ArithmeticError:
        # no number, or one that is too large to be reckoned with
        exact = Decimal(-1)
    if exact != exact.to_integral_value() or not 0 <= exact <= ALL_OF_IT:
        problems.add(name, say("Enter a percent from 0 to 100 with at most two decimals."))
        return 0
    return int(exact)


def _won(typed: str, name: str, problems: Problems) -> int:
    text = plain(typed)
    is_short = len(text) <= len(str(MOST_WON))
    if not (text.isascii() and text.isdigit() and is_short and int(text) <= MOST_WON):
        problems.add(name, say("Enter a whole number."))
        return 0
    return int(text)


def _rule(row: WithholdingRule) -> TaxRule:
    return TaxRule(
        kind=row.kind,
        valid_from=row.valid_from,
        income=row.income,
        local=row.local,
        expenses=row.expenses,
        free_won=row.free_won,
        small_won=row.small_won,
        source=row.source,
    )
