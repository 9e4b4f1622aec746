"""Hours that organisations lend each other: an interpreter of one serves a session of another."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from accounts.service import organisations
from accounts.service.organisations import Organisation
from dispatch.domain.permissions import DispatchPermission
from dispatch.store.queries import fairness as queries
from dispatch.store.tables import Assignment
from foundation.database.work import UnitOfWork
from foundation.security.errors import Forbidden, NotFound
from foundation.tables import spreadsheet
from foundation.text.i18n import translate
from foundation.text.message import LazyText, say
from foundation.times.zones import days_span, local_clock, local_day

MONTHS, MOST_EXPORTED = 12, 5_000
ANY, OWN = DispatchPermission.LENDING_READ_ANY, DispatchPermission.LENDING_READ_OWN


@dataclass(frozen=True, kw_only=True)
class LentHours:
    """What one organisation lent another in a month."""

    lender: Organisation
    borrower: Organisation
    minutes: int
    sessions: int


@dataclass(frozen=True, kw_only=True)
class LendingBalance:
    """What an organisation lent and borrowed in a month, in minutes."""

    organisation: Organisation
    lent: int
    borrowed: int

    @property
    def balance(self) -> int:
        """Above zero when it lent more than it borrowed."""
        return self.lent - self.borrowed


@dataclass(frozen=True, kw_only=True)
class LendingLedger:
    """One month: its pairs, everybody's balance, and the minutes lent in each of the last months."""

    month: date
    pairs: Sequence[LentHours]
    balances: Sequence[LendingBalance]
    months: Sequence[tuple[date, int]]


def see_ledger(uow: UnitOfWork, month: date) -> LendingLedger:
    """The ledger of a month: of everybody, or of the actor's own organisations."""
    only = _only(uow)
    known = {each.id: each for each in organisations.list_organisations(uow)}
    pairs = [
        LentHours(lender=known[lender], borrower=known[borrower], minutes=minutes, sessions=count)
        for lender, borrower, minutes, count in queries.lent_between(
            uow.db, *_span(uow, month), only
        )
    ]
    pairs.sort(key=lambda each: (each.lender.name, each.borrower.name))
    return LendingLedger(
        month=month,
        pairs=pairs,
        balances=_balances(pairs, only),
        months=_months(uow, only),
    )


def _only(uow: UnitOfWork) -> Collection[UUID] | None:
    """The organisations that the actor may see; None for all."""
    if uow.may(ANY):
        return None
    uow.require(OWN)
    return uow.actor.organisations_for(OWN)


def _balances(pairs: Sequence[LentHours], only: Collection[UUID] | None) -> list[LendingBalance]:
    lent, borrowed = defaultdict[UUID, int](int), defaultdict[UUID, int](int)
    bodies: dict[UUID, Organisation] = {}
    for each in pairs:
        lent[each.lender.id] += each.minutes
        borrowed[each.borrower.id] += each.minutes
        bodies |= {each.lender.id: each.lender, each.borrower.id: each.borrower}
    found = [
        LendingBalance(organisation=body, lent=lent[id_], borrowed=borrowed[id_])
        for id_, body in bodies.items()
        if only is None or id_ in only
    ]
    return sorted(found, key=lambda each: (-each.balance, each.organisation.name))


def _months(uow: UnitOfWork, only: Collection[UUID] | None) -> list[tuple[date, int]]:
    this = uow.today.replace(day=1)
    months = [this]
    while len(months) < MONTHS:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    since, until = _span(uow, months[-1])[0], _span(uow, this)[1]
    minutes: Mapping[tuple[int, int], int] = queries.lent_by_month(uow.db, since, until, only)
    return [(each, minutes.get((each.year, each.month), 0)) for each in months]


def _span(uow: UnitOfWork, month: date) -> tuple[datetime, datetime]:
    """A month on the wall of the office, as far as it is over: what is to come is not lent yet."""
    first = month.replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    span = days_span(first, last, uow.settings.zone)
    return span.start, max(span.start, min(span.end, uow.now))


def rows_behind(
    uow: UnitOfWork, month: date, lender: UUID, borrower: UUID
) -> sa.Select[Assignment]:
    """The sessions behind one pair, as a question; NotFound for a pair that is not the actor's to see."""
    only = _only(uow)
    if only is not None and not {lender, borrower} & set(only):
        raise NotFound
    return queries.select_lent(*_span(uow, month), lender, borrower)


def may_see_reference(uow: UnitOfWork, borrower: UUID) -> bool:
    """Whether the request of a session is the actor's to know: a lender knows the hours, not the request."""
    return uow.may(ANY) or borrower in uow.actor.organisations_for(OWN)


def export(uow: UnitOfWork, month: date, language: str) -> bytes:
    """The ledger of a month as a workbook: pairs, balances, and the sessions behind them; noted in the trail."""
    if not (uow.may(ANY) or uow.may(OWN)):
        raise Forbidden
    ledger = see_ledger(uow, month)
    rows: list[list[str]] = []
    for pair in ledger.pairs:
        query = rows_behind(uow, month, pair.lender.id, pair.borrower.id).limit(MOST_EXPORTED)
        shows = may_see_reference(uow, pair.borrower.id)
        rows += [
            _row(uow, each, pair, language, shows=shows) for each in uow.db.scalars(query).unique()
        ]
    uow.record("lending.exported", month=f"{month:%Y-%m}", rows=len(rows))

    sheets = [
        spreadsheet.WrittenSheet(
            title=translate(say("Pairs"), language),
            header=_said(language, _PAIRS),
            rows=[
                [
                    each.lender.name_in(language),
                    each.borrower.name_in(language),
                    str(each.minutes),
                    str(each.sessions),
                ]
                for each in ledger.pairs
            ],
        ),
        spreadsheet.WrittenSheet(
            title=translate(say("Balance"), language),
            header=_said(language, _BALANCE),
            rows=[
                [
                    each.organisation.name_in(language),
                    str(each.lent),
                    str(each.borrowed),
                    str(each.balance),
                ]
                for each in ledger.balances
            ],
        ),
        spreadsheet.WrittenSheet(
            title=translate(say("Sessions"), language),
            header=_said(language, _SESSIONS),
            rows=rows,
        ),
    ]
    return spreadsheet.write_pages(sheets)


def _row(
    uow: UnitOfWork, each: Assignment, pair: LentHours, language: str, *, shows: bool
) -> list[str]:
    zone, request = uow.settings.zone, each.session.request
    return [
        local_day(each.starts_at, zone).isoformat(),
        f"{local_clock(each.starts_at, zone):%H:%M}",
        str(each.session.minutes),
        pair.lender.name_in(language),
        pair.borrower.name_in(language),
        each.interpreter.full_name,
        translate(LazyText("%(language)s", {"language": request.language_planned}), language),
        request.reference if shows else "",
    ]


def _said(language: str, texts: Sequence[LazyText]) -> list[str]:
    return [translate(text, language) for text in texts]


_PAIRS = (say("Lent by"), say("Lent to"), say("Minutes"), say("Sessions"))
_BALANCE = (
    say("Organisation"),
    say("Lent in minutes"),
    say("Borrowed in minutes"),
    say("Balance in minutes"),
)
_SESSIONS = (
    say("Day"),
    say("Start"),
    say("Minutes"),
    say("Lent by"),
    say("Lent to"),
    say("Interpreter"),
    say("Language"),
    say("Request"),
)
