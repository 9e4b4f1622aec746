"""Months of pay are closed once: every approved claim that is on no statement comes on one, and stays there."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.exc import IntegrityError

from accounts.domain.ids import UserId
from dispatch.domain.claims import ClaimState
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.withholding import TaxKind, withhold
from dispatch.service.claims import told, withholding
from dispatch.service.claims.seen import month_days
from dispatch.store.queries import pay as queries
from dispatch.store.tables import PayClaim, PayMonth, Statement
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, refuse
from foundation.text.message import say
from interpreters.domain.ids import InterpreterId

DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class OpenMonth:
    """The month that is to be closed next, and what would come of it."""

    month: date
    may_close: bool
    approved: int
    approved_won: int
    # what is not approved yet comes on the statement of a later month
    waiting: int
    waiting_won: int


def see_open(uow: UnitOfWork) -> OpenMonth:
    """The month after the last that was closed; before the first, the one before this."""
    uow.require(DispatchPermission.CLAIM_READ)
    month = _next(uow)
    sums = queries.open_sums(uow.db, month_days(month)[1])
    approved = [each for each in sums if each[0] is ClaimState.APPROVED]
    waiting = [each for each in sums if each[0] is not ClaimState.APPROVED]
    return OpenMonth(
        month=month,
        may_close=month < uow.today.replace(day=1),
        approved=sum(each[1] for each in approved),
        approved_won=sum(each[2] for each in approved),
        waiting=sum(each[1] for each in waiting),
        waiting_won=sum(each[2] for each in waiting),
    )


def close(uow: UnitOfWork, month: date) -> PayMonth:
    """Close a month that is over: one statement for everybody with approved claims, and they are told.

    Whose corrections take off more than there is waits for the next month.
    """
    uow.require(DispatchPermission.PAY_CLOSE)
    month = month.replace(day=1)
    if month >= uow.today.replace(day=1):
        raise refuse("month", say("A month is closed when it is over."))
    # First the locks: whoever waited for them sees that the month is closed.
    found = queries.lock_approved(uow.db, month_days(month)[1])
    newest = queries.newest_month(uow.db)
    if newest is not None and month <= newest:
        raise Conflict(say("This month is closed already. What was approved since comes next."))
    if not found and month < _next(uow):
        # A slip of the year would have every month since closed one after another.
        raise refuse("month", say("Nothing was approved in this month or before. Choose another."))
    by_person: dict[InterpreterId, list[PayClaim]] = defaultdict(list)
    for claim in found:
        by_person[claim.interpreter_id].append(claim)
    paid = {who: own for who, own in by_person.items() if sum(each.won for each in own) > 0}
    profiles = queries.profiles_of(uow.db, paid)
    statements: list[Statement] = []
    for who, own in paid.items():
        profile = profiles.get(who)
        kind = TaxKind.BUSINESS if profile is None else profile.tax_kind
        statements.append(_statement(uow, month, own, kind))
    row = PayMonth(
        month=month,
        closed_at=uow.now,
        closed_by_id=None if uow.actor.user_id is None else UserId(uow.actor.user_id),
        people=len(statements),
        claims=sum(each.claims for each in statements),
        gross_won=sum(each.gross_won for each in statements),
        tax_won=sum(each.gross_won - each.net_won for each in statements),
    )
    _write(uow, row, statements, paid)
    uow.record("pay.month_closed", month=f"{month:%Y-%m}", people=row.people, won=row.gross_won)
    told.tell_of_statements(uow, statements)
    return row


def _write(
    uow: UnitOfWork,
    row: PayMonth,
    statements: Sequence[Statement],
    paid: dict[InterpreterId, list[PayClaim]],
) -> None:
    """The month first: its key lets it be closed once. Then what is on it."""
    try:
        with uow.db.begin_nested():
            uow.db.add(row)
            uow.db.flush()
    except IntegrityError as error:
        raise Conflict(say("Somebody else has just closed this month.")) from error
    uow.db.add_all(statements)
    uow.db.flush()
    for each in statements:
        own = [claim.id for claim in paid[each.interpreter_id]]
        if queries.put_on(uow.db, each.id, own) != len(own):
            raise Conflict(say("Claims have changed meanwhile. Close the month again."))
        uow.db.refresh(each, ["interpreter"])


def _statement(uow: UnitOfWork, month: date, own: Sequence[PayClaim], kind: TaxKind) -> Statement:
    found = withhold(sum(claim.won for claim in own), withholding.rule_for(uow, kind))
    return Statement(
        interpreter_id=own[0].interpreter_id,
        month=month,
        claims=len(own),
        gross_won=found.gross_won,
        income_tax_won=found.income_tax_won,
        local_tax_won=found.local_tax_won,
        net_won=found.net_won,
        tax_kind=kind,
        tax_income=found.rule.income,
        tax_local=found.rule.local,
        tax_source=found.rule.source,
        closed_at=uow.now,
    )


def _next(uow: UnitOfWork) -> date:
    newest = queries.newest_month(uow.db)
    if newest is not None:
        return month_days(newest)[1] + DAY
    return (uow.today.replace(day=1) - DAY).replace(day=1)
