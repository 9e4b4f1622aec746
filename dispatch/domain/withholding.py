"""What is withheld of a freelancer's pay: income tax and the local tax on it, by rules that count from a day on.

Won are floored to tens, as Korean law has it for taxes. Everything is reckoned in whole numbers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from foundation.text.i18n import register_labels
from foundation.text.message import say

FLOOR_WON = 10
HUNDREDTHS = 100
LONGEST_SOURCE = 500


class TaxKind(StrEnum):
    """As what the pay of somebody is taxed."""

    BUSINESS = "business"
    OTHER_INCOME = "other_income"


@dataclass(frozen=True, kw_only=True)
class TaxRule:
    """How much is withheld from a day on. Percents are kept in hundredths of a percent.

    `income` is of what is left after `expenses`, `local` of the income tax. Nothing is withheld while what is
    left is no more than `free_won`, or the income tax is below `small_won`. `source` says where it stands.
    """

    kind: TaxKind
    valid_from: date
    income: int
    local: int
    expenses: int = 0
    free_won: int = 0
    small_won: int = 0
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Withheld:
    """What is withheld of a sum, and by which rule."""

    gross_won: int
    income_tax_won: int
    local_tax_won: int
    rule: TaxRule

    @property
    def net_won(self) -> int:
        """What is paid out."""
        return self.gross_won - self.income_tax_won - self.local_tax_won


# What counts until the office enters other rules.
INSTALLED: tuple[TaxRule, ...] = (
    TaxRule(
        kind=TaxKind.BUSINESS,
        valid_from=date(2024, 7, 1),
        income=300,
        local=1_000,
        source="소득세법 제129조(3 %), 지방세법 제103조의13(소득세의 10 %), 국고금 관리법 제47조(10원 미만 버림)."
        " 2024-07-01 지급분부터 인적용역 사업소득은 소액부징수(1,000원 미만) 적용 제외: 소득세법 제86조.",
    ),
    TaxRule(
        kind=TaxKind.OTHER_INCOME,
        valid_from=date(2019, 1, 1),
        income=2_000,
        local=1_000,
        expenses=6_000,
        free_won=50_000,
        small_won=1_000,
        source="소득세법 제129조(기타소득 20 %), 같은 법 시행령 제87조(필요경비 60 %), 소득세법 제84조(과세최저한 5만원),"
        " 제86조(소액부징수), 지방세법 제103조의13, 국고금 관리법 제47조.",
    ),
)


def rule_on(day: date, kind: TaxKind, entered: Iterable[TaxRule]) -> TaxRule | None:
    """The rule that counts on the day of payment: of those that have begun the newest, of one day the last."""
    begun = [
        rule for rule in (*INSTALLED, *entered) if rule.kind is kind and rule.valid_from <= day
    ]
    return max(enumerate(begun), key=lambda each: (each[1].valid_from, each[0]), default=(0, None))[
        1
    ]


def withhold(gross_won: int, rule: TaxRule) -> Withheld:
    """What is withheld of a sum that is paid out together."""
    all_of_it = 100 * HUNDREDTHS
    left = Fraction(max(0, gross_won) * (all_of_it - rule.expenses), all_of_it)
    income = 0
    if left > rule.free_won:
        income = _floored(left * Fraction(rule.income, all_of_it))
    if income < rule.small_won:
        income = 0
    local = _floored(Fraction(income * rule.local, all_of_it))
    return Withheld(gross_won=gross_won, income_tax_won=income, local_tax_won=local, rule=rule)


def _floored(won: Fraction) -> int:
    return int(won / FLOOR_WON) * FLOOR_WON


register_labels(
    {
        TaxKind.BUSINESS: say("Business income"),
        TaxKind.OTHER_INCOME: say("Other income"),
    }
)
