"""Statements: a person's month with its claims, on a page, as PDF and as a workbook; and the year's taxes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from accounts.domain.kinds import OrganisationKind
from accounts.service import organisations
from dispatch.domain.permissions import DispatchPermission
from dispatch.store.queries import claims as claim_queries
from dispatch.store.queries import pay as queries
from dispatch.store.tables import Interpreter, PayClaim, PayMonth, Statement
from foundation.database.work import UnitOfWork
from foundation.documents import typesetting
from foundation.security.errors import NotFound
from foundation.tables import spreadsheet
from foundation.text.i18n import label, translate
from foundation.text.message import LazyText, say
from interpreters.service import directory

SOURCE = Path(__file__).parents[2] / "templates" / "dispatch" / "claims" / "statement.typ"
READ, OWN = DispatchPermission.CLAIM_READ, DispatchPermission.PAY_OWN


@dataclass(frozen=True, kw_only=True)
class StatementSeen:
    """A statement and the claims on it, by day."""

    statement: Statement
    claims: Sequence[PayClaim]


@dataclass(frozen=True, kw_only=True)
class YearOfPay:
    """What was withheld of one person in a year, by the months of the statements."""

    interpreter: Interpreter
    statements: int
    gross_won: int
    income_tax_won: int
    local_tax_won: int
    net_won: int


def select_months(uow: UnitOfWork) -> sa.Select[PayMonth]:
    """The question for the closed months, to be paged."""
    uow.require(READ)
    return queries.select_months()


def select_of(uow: UnitOfWork, month: date) -> sa.Select[Statement]:
    """The question for the statements of a month, to be paged."""
    uow.require(READ)
    return queries.select_statements(month=month)


def select_own(uow: UnitOfWork) -> sa.Select[Statement]:
    """The question for the actor's own statements, to be paged."""
    uow.require(OWN)
    me = directory.find_by_user(uow, uow.actor.user_id)
    if me is None:
        raise NotFound
    return queries.select_statements(interpreter_id=me.id)


def see(uow: UnitOfWork, statement_id: UUID) -> StatementSeen:
    """A statement: the office's to read, or one's own; anybody else's looks like none."""
    found = queries.find_statement(uow.db, statement_id)
    if found is None:
        raise NotFound
    is_own = uow.may(OWN) and found.interpreter.user_id == uow.actor.user_id
    if not (uow.may(READ) or (is_own and uow.actor.user_id is not None)):
        raise NotFound
    claims = uow.db.scalars(claim_queries.select_on(found.id)).all()
    return StatementSeen(statement=found, claims=claims)


def years_sums(
    uow: UnitOfWork, year: int, interpreter_id: UUID | None = None
) -> Sequence[YearOfPay]:
    """What was withheld in a year, of everybody or of one person."""
    uow.require(READ)
    return _year(uow, year, interpreter_id)


def own_year(uow: UnitOfWork, year: int) -> YearOfPay | None:
    """What was withheld of the actor in a year."""
    uow.require(OWN)
    me = directory.find_by_user(uow, uow.actor.user_id)
    if me is None:
        raise NotFound
    return next(iter(_year(uow, year, me.id)), None)


def print_statement(uow: UnitOfWork, statement_id: UUID) -> bytes:
    """A statement as PDF, in Korean and English side by side; noted in the trail."""
    seen = see(uow, statement_id)
    uow.record(
        "pay.statement_printed", subject=statement_id, interpreter=seen.statement.interpreter_id
    )
    centre = next(
        o for o in organisations.list_organisations(uow) if o.kind is OrganisationKind.CENTRE
    )
    facts = _facts(seen, centre.name, centre.name_in("en"))
    return typesetting.typeset(
        SOURCE, facts, seen.statement.closed_at, folder=uow.settings.font_folder
    )


def export_statement(uow: UnitOfWork, statement_id: UUID, language: str) -> bytes:
    """A statement as a workbook: the claims with their lines; noted in the trail."""
    seen = see(uow, statement_id)
    uow.record(
        "pay.statement_printed", subject=statement_id, interpreter=seen.statement.interpreter_id
    )
    header = (say("Day"), say("Work"), say("Organisation"), say("Line"), say("Won"))
    rows = [
        [
            claim.day.isoformat(),
            label(claim.kind, language),
            claim.organisation.name_in(language),
            label(line.kind, language),
            str(line.won),
        ]
        for claim in seen.claims
        for line in claim.lines
    ]
    sums = [["", "", "", translate(text, language), str(won)] for text, won in _sums(seen)]
    return spreadsheet.write_xlsx(
        [translate(text, language) for text in header],
        [*rows, *sums],
        f"{seen.statement.month:%Y-%m}",
    )


def export_year(uow: UnitOfWork, year: int, language: str) -> bytes:
    """The year's taxes of everybody as a workbook; noted in the trail."""
    rows = years_sums(uow, year)
    uow.record("pay.year_downloaded", year=year, people=len(rows))
    header = (
        say("Interpreter"),
        say("Statements"),
        say("Pay before tax"),
        say("Income tax"),
        say("Local tax"),
        say("Paid out"),
    )
    return spreadsheet.write_xlsx(
        [translate(text, language) for text in header],
        [
            [
                each.interpreter.full_name,
                str(each.statements),
                str(each.gross_won),
                str(each.income_tax_won),
                str(each.local_tax_won),
                str(each.net_won),
            ]
            for each in rows
        ],
        str(year),
    )


def _year(uow: UnitOfWork, year: int, interpreter_id: UUID | None) -> list[YearOfPay]:
    first, last = date(year, 1, 1), date(year, 12, 1)
    return [
        YearOfPay(
            interpreter=who,
            statements=count,
            gross_won=gross,
            income_tax_won=income,
            local_tax_won=local,
            net_won=net,
        )
        for who, count, gross, income, local, net in queries.year_sums(
            uow.db, first, last, interpreter_id
        )
    ]


def _sums(seen: StatementSeen) -> tuple[tuple[LazyText, int], ...]:
    it = seen.statement
    return (
        (say("Pay before tax"), it.gross_won),
        (say("Income tax"), -it.income_tax_won),
        (say("Local tax"), -it.local_tax_won),
        (say("Paid out"), it.net_won),
    )


def _both(text: LazyText) -> str:
    return f"{translate(text, 'ko')} / {translate(text, 'en')}"


def _facts(seen: StatementSeen, centre: str, centre_en: str) -> dict[str, Any]:
    it = seen.statement
    heads = (say("Day"), say("Work"), say("Organisation"), say("Won"))
    return {
        "title": _both(say("Pay statement")),
        "centre": f"{centre} / {centre_en}" if centre != centre_en else centre,
        "name": it.interpreter.full_name,
        "code": it.interpreter.code,
        "month": f"{it.month:%Y-%m}",
        "heads": [_both(text) for text in heads],
        "rows": [
            {
                "day": claim.day.isoformat(),
                "work": f"{label(claim.kind, 'ko')} / {label(claim.kind, 'en')}",
                "organisation": claim.organisation.name,
                "lines": [
                    {
                        "what": f"{label(line.kind, 'ko')} / {label(line.kind, 'en')}",
                        "won": f"{line.won:,}",
                    }
                    for line in claim.lines
                ],
                "won": f"{claim.won:,}",
            }
            for claim in seen.claims
        ],
        "sums": [{"what": _both(text), "won": f"{won:,}"} for text, won in _sums(seen)],
        "tax": f"{label(it.tax_kind, 'ko')} / {label(it.tax_kind, 'en')}",
        "source": it.tax_source,
        "closed": it.closed_at.date().isoformat(),
    }
