"""Lists for the bank: every statement is paid once, to the account as it was on that day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from accounts.domain.ids import UserId
from dispatch.domain.permissions import DispatchPermission
from dispatch.service.claims.profiles import PLACE
from dispatch.store.queries import pay as queries
from dispatch.store.tables import PaymentItem, PaymentList, PayProfile, Statement
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound, refuse
from foundation.tables import spreadsheet
from foundation.text.i18n import translate
from foundation.text.message import say
from interpreters.domain.ids import InterpreterId

FARTHEST = timedelta(days=60)
HEADER = (
    say("Bank"),
    say("Account number"),
    say("Account holder"),
    say("Won"),
    say("Interpreter"),
    say("Month"),
)


@dataclass(frozen=True, kw_only=True)
class Unpaid:
    """What is not on a list yet: what could be paid, and who has entered no account."""

    payable: Sequence[Statement]
    lacking: Sequence[Statement]

    @property
    def won(self) -> int:
        """What could be paid, together."""
        return sum(each.net_won for each in self.payable)


def see_unpaid(uow: UnitOfWork) -> Unpaid:
    """Statements that were not paid yet."""
    uow.require(DispatchPermission.PAY_CLOSE)
    return _unpaid(uow)[0]


def select_lists(uow: UnitOfWork) -> sa.Select[PaymentList]:
    """The question for the lists that were made, to be paged."""
    uow.require(DispatchPermission.PAY_CLOSE)
    return queries.select_lists()


def make(uow: UnitOfWork, pay_on: date | None) -> PaymentList:
    """Put everything on a list that can be paid. What has no account is left for the next one."""
    uow.require(DispatchPermission.PAY_CLOSE)
    if pay_on is None or not uow.today <= pay_on <= uow.today + FARTHEST:
        raise refuse("pay_on", say("Choose today or a day of the next 60."))
    unpaid, profiles = _unpaid(uow, lock=True)
    if not unpaid.payable:
        raise Conflict(say("There is nothing to pay: everything is on a list, or has no account."))
    made = PaymentList(
        pay_on=pay_on,
        made_at=uow.now,
        made_by_id=None if uow.actor.user_id is None else UserId(uow.actor.user_id),
        people=len({each.interpreter_id for each in unpaid.payable}),
        won=unpaid.won,
    )
    items = [_item(made, each, profiles[each.interpreter_id]) for each in unpaid.payable]
    try:
        with uow.db.begin_nested():
            uow.db.add(made)
            uow.db.flush()
            uow.db.add_all(items)
            uow.db.flush()
    except IntegrityError as error:
        raise Conflict(say("Somebody else has just made a list of these.")) from error
    uow.record("pay.list_made", subject=made.id, people=made.people, won=made.won)
    return made


def see(uow: UnitOfWork, list_id: UUID) -> tuple[PaymentList, Sequence[PaymentItem]]:
    """A list and what it pays."""
    uow.require(DispatchPermission.PAY_CLOSE)
    found = queries.find_list(uow.db, list_id)
    if found is None:
        raise NotFound
    return found, queries.items_of(uow.db, found.id)


def export(uow: UnitOfWork, list_id: UUID, ending: str, language: str) -> bytes:
    """The list as the bank reads it, with whole account numbers; who took it stands in the audit trail."""
    made, items = see(uow, list_id)
    uow.record("pay.list_opened", subject=made.id, people=made.people, won=made.won)
    header = [translate(text, language) for text in HEADER]
    rows = [
        [
            each.bank,
            uow.cipher.open(each.encrypted_account, *PLACE, each.statement.interpreter_id),
            each.holder,
            str(each.won),
            each.statement.interpreter.full_name,
            f"{each.statement.month:%Y-%m}",
        ]
        for each in items
    ]
    if ending == "csv":
        return spreadsheet.write_csv(header, rows)
    return spreadsheet.write_xlsx(header, rows, translate(say("Payment list"), language))


def _unpaid(
    uow: UnitOfWork, *, lock: bool = False
) -> tuple[Unpaid, dict[InterpreterId, PayProfile]]:
    found = queries.list_unpaid(uow.db, lock=lock)
    profiles = dict(queries.profiles_of(uow.db, {each.interpreter_id for each in found}))
    known = {who for who, profile in profiles.items() if profile.encrypted_account}
    return Unpaid(
        payable=[each for each in found if each.interpreter_id in known],
        lacking=[each for each in found if each.interpreter_id not in known],
    ), profiles


def _item(made: PaymentList, statement: Statement, profile: PayProfile) -> PaymentItem:
    return PaymentItem(
        statement_id=statement.id,
        list_id=made.id,
        won=statement.net_won,
        bank=profile.bank,
        holder=profile.holder,
        encrypted_account=profile.encrypted_account,
        last_digits=profile.last_digits,
    )
