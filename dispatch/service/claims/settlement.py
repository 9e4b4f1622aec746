"""What organisations owe each other for a month: approved pay for their work, and for each other's people."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from accounts.service import organisations
from accounts.service.organisations import Organisation
from dispatch.domain.permissions import DispatchPermission
from dispatch.service.claims.seen import month_days
from dispatch.store.queries import pay as queries
from foundation.database.work import UnitOfWork
from foundation.tables import spreadsheet
from foundation.text.i18n import translate
from foundation.text.message import say


@dataclass(frozen=True, kw_only=True)
class OrganisationSum:
    """An organisation in a month, in won: pay for its work, of that by others' people, and its people's elsewhere."""

    organisation: Organisation
    claims: int
    won: int
    borrowed_won: int
    lent_won: int

    @property
    def balance_won(self) -> int:
        """Above zero when its people earned more elsewhere than others' did here."""
        return self.lent_won - self.borrowed_won


@dataclass(frozen=True, kw_only=True)
class LentPay:
    """What one organisation's people earned at another."""

    lender: Organisation
    borrower: Organisation
    claims: int
    won: int


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """A month between the organisations."""

    month: date
    sums: Sequence[OrganisationSum]
    pairs: Sequence[LentPay]

    @property
    def won(self) -> int:
        """All of it."""
        return sum(each.won for each in self.sums)


def see(uow: UnitOfWork, month: date) -> Settlement:
    """What was approved for the work of a month, by organisation."""
    uow.require(DispatchPermission.CLAIM_READ)
    rows = queries.between_organisations(uow.db, *month_days(month))
    known = {each.id: each for each in organisations.list_organisations(uow)}
    claims, won = defaultdict[UUID, int](int), defaultdict[UUID, int](int)
    lent, borrowed = defaultdict[UUID, int](int), defaultdict[UUID, int](int)
    pairs: list[LentPay] = []
    for home, lender, count, sum_won in rows:
        claims[home] += count
        won[home] += sum_won
        if lender is not None:
            borrowed[home] += sum_won
            lent[lender] += sum_won
            pairs.append(
                LentPay(lender=known[lender], borrower=known[home], claims=count, won=sum_won)
            )
    sums = [
        OrganisationSum(
            organisation=body,
            claims=claims[id_],
            won=won[id_],
            borrowed_won=borrowed[id_],
            lent_won=lent[id_],
        )
        for id_, body in known.items()
        if claims[id_] or lent[id_]
    ]
    sums.sort(key=lambda each: each.organisation.name)
    pairs.sort(key=lambda each: (each.lender.name, each.borrower.name))
    return Settlement(month=month.replace(day=1), sums=sums, pairs=pairs)


def export(uow: UnitOfWork, month: date, language: str) -> bytes:
    """The month as a workbook; noted in the trail."""
    found = see(uow, month)
    uow.record("pay.settlement_downloaded", month=f"{month:%Y-%m}", won=found.won)
    sheets = [
        spreadsheet.WrittenSheet(
            title=translate(say("By organisation"), language),
            header=[
                translate(text, language)
                for text in (
                    say("Organisation"),
                    say("Claims"),
                    say("Pay for its work"),
                    say("Of that to people of others"),
                    say("Pay of its people elsewhere"),
                    say("Balance"),
                )
            ],
            rows=[
                [
                    each.organisation.name_in(language),
                    str(each.claims),
                    str(each.won),
                    str(each.borrowed_won),
                    str(each.lent_won),
                    str(each.balance_won),
                ]
                for each in found.sums
            ],
        ),
        spreadsheet.WrittenSheet(
            title=translate(say("Who lent whom"), language),
            header=[
                translate(text, language)
                for text in (say("Lent by"), say("Lent to"), say("Claims"), say("Won"))
            ],
            rows=[
                [
                    each.lender.name_in(language),
                    each.borrower.name_in(language),
                    str(each.claims),
                    str(each.won),
                ]
                for each in found.pairs
            ],
        ),
    ]
    return spreadsheet.write_pages(sheets)
