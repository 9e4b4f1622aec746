"""Questions about who carries how much, and about hours between organisations."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, load_only

from accounts.domain.ids import OrganisationId
from accounts.domain.kinds import OrganisationKind
from accounts.domain.roles import Role
from accounts.store.tables import Membership, Organisation
from dispatch.domain.ids import RunId
from dispatch.domain.states import TAKES_TIME, RunState
from dispatch.store.queries.assignments import with_session
from dispatch.store.tables import (
    Assignment,
    CounsellingSession,
    DraftAssignment,
    Interpreter,
    PlanRun,
)
from interpreters.domain.qualifications import Domain
from interpreters.domain.standing import Standing
from scheduling.domain.states import Priority
from scheduling.store.tables import Request

SECONDS = 60
# What a list of people may be sorted by; the draft's sums only where there is a draft.
SORTS = ("name", "minutes", "sessions", "heavy", "travel", "before", "after")


def select_load(since: datetime, until: datetime, sort: str, run_id: RunId | None) -> Any:
    """Everybody active, or who served in between: the person, then what they served and what a draft would add.

    Columns: minutes, sessions, heavy ones, minutes on the way there, minutes of the draft's days before and after it.
    """
    served = _served(since, until).subquery()
    before, after = _of_draft(run_id, is_after=False), _of_draft(run_id, is_after=True)
    columns: dict[str, Any] = {
        name: sa.func.coalesce(served.c[name], 0).label(name)
        for name in ("minutes", "sessions", "heavy", "travel")
    }
    columns["before"] = sa.func.coalesce(before.c.minutes, 0).label("before")
    columns["after"] = sa.func.coalesce(after.c.minutes, 0).label("after")
    key = sort.removeprefix("-")
    by = columns.get(key, Interpreter.full_name)
    order = by.desc() if sort.startswith("-") else by.asc()
    return (
        sa.select(Interpreter, *columns.values())
        .outerjoin(served, served.c.interpreter_id == Interpreter.id)
        .outerjoin(before, before.c.interpreter_id == Interpreter.id)
        .outerjoin(after, after.c.interpreter_id == Interpreter.id)
        .where(
            sa.or_(
                Interpreter.standing == Standing.ACTIVE,
                served.c.minutes.is_not(None),
                after.c.minutes.is_not(None),
            )
        )
        .order_by(order, Interpreter.full_name, Interpreter.id)
    )


def _served(since: datetime, until: datetime) -> Any:
    heavy = sa.or_(Request.domain == Domain.VIOLENCE, Request.priority == Priority.DANGER)
    way = sa.extract("epoch", Assignment.starts_at) - sa.extract("epoch", Assignment.busy_from)
    return (
        sa.select(
            Assignment.interpreter_id,
            sa.func.sum(CounsellingSession.minutes).label("minutes"),
            sa.func.count().label("sessions"),
            sa.func.sum(sa.case((heavy, 1), else_=0)).label("heavy"),
            sa.cast(sa.func.sum(way) / SECONDS, sa.Integer).label("travel"),
        )
        .join(CounsellingSession, CounsellingSession.id == Assignment.session_id)
        .join(Request, Request.id == CounsellingSession.request_id)
        .where(
            Assignment.state.in_(TAKES_TIME),
            Assignment.starts_at >= since,
            Assignment.starts_at < until,
        )
        .group_by(Assignment.interpreter_id)
    )


def _of_draft(run_id: RunId | None, *, is_after: bool) -> sa.Subquery:
    had, would = DraftAssignment.previous_interpreter_id, DraftAssignment.interpreter_id
    who = sa.case((DraftAssignment.left_out, had), else_=would) if is_after else had
    return (
        sa.select(
            who.label("interpreter_id"), sa.func.sum(CounsellingSession.minutes).label("minutes")
        )
        .join(CounsellingSession, CounsellingSession.id == DraftAssignment.session_id)
        .where(DraftAssignment.run_id == run_id)
        .group_by(who)
        .subquery()
    )


def list_drafts_open(db: Session, today: date, most: int) -> Sequence[PlanRun]:
    """The drafts of days not over that wait to be sent, the newest first; without their problems and plans."""
    return db.scalars(
        sa.select(PlanRun)
        .where(PlanRun.state == RunState.DONE, PlanRun.last_day >= today)
        .order_by(PlanRun.created_at.desc())
        .limit(most)
        .options(load_only(PlanRun.first_day, PlanRun.last_day, PlanRun.created_at))
    ).all()


def problem_of(db: Session, run_id: RunId) -> dict[str, Any] | None:
    """The problem that a run solved."""
    return db.scalar(sa.select(PlanRun.problem).where(PlanRun.id == run_id))


def lends_in_session() -> sa.ColumnElement[OrganisationId]:
    """Whose interpreter somebody is in a session: the requester's own if they are, else of their first organisation.

    Whoever belongs to none, or to the centre too, is of the pool that the centre keeps only if there is no other.
    """
    theirs = (
        sa.select(Membership.organisation_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.user_id == Interpreter.user_id, Membership.role == Role.INTERPRETER)
        .correlate(Interpreter, Request)
    )
    own = theirs.where(Membership.organisation_id == Request.organisation_id).exists()
    is_centre = sa.case((Organisation.kind == OrganisationKind.CENTRE, 1), else_=0)
    first = theirs.order_by(is_centre, Organisation.name, Organisation.id).limit(1)
    centre = (
        sa.select(Organisation.id)
        .where(Organisation.kind == OrganisationKind.CENTRE)
        .order_by(Organisation.code)
        .limit(1)
        .scalar_subquery()
    )
    return sa.case(
        (own, Request.organisation_id), else_=sa.func.coalesce(first.scalar_subquery(), centre)
    )


def _lent(columns: Sequence[Any], since: datetime, until: datetime) -> Any:
    """Sessions served between two instants by somebody of another organisation than the requester's."""
    return (
        sa.select(*columns)
        .select_from(Assignment)
        .join(Interpreter, Interpreter.id == Assignment.interpreter_id)
        .join(CounsellingSession, CounsellingSession.id == Assignment.session_id)
        .join(Request, Request.id == CounsellingSession.request_id)
        .where(
            Assignment.state.in_(TAKES_TIME),
            Assignment.starts_at >= since,
            Assignment.starts_at < until,
            lends_in_session() != Request.organisation_id,
        )
    )


def lent_between(
    db: Session, since: datetime, until: datetime, only: Collection[UUID] | None
) -> Sequence[tuple[OrganisationId, OrganisationId, int, int]]:
    """Lender, borrower, minutes and sessions of each pair; of `only` these organisations if given."""
    lends = lends_in_session().label("lender")
    sums = (sa.func.sum(CounsellingSession.minutes), sa.func.count())
    query = _lent((lends, Request.organisation_id, *sums), since, until)
    if only is not None:
        query = query.where(_is_among(only))
    rows: Any = db.execute(query.group_by(lends, Request.organisation_id))
    return [(row[0], row[1], int(row[2]), int(row[3])) for row in rows]


def lent_by_month(
    db: Session, since: datetime, until: datetime, only: Collection[UUID] | None
) -> dict[tuple[int, int], int]:
    """Minutes lent in each month, by (year, month) of the session's day."""
    parts = [sa.extract(part, CounsellingSession.day) for part in ("year", "month")]
    query = _lent((*parts, sa.func.sum(CounsellingSession.minutes)), since, until)
    if only is not None:
        query = query.where(_is_among(only))
    rows: Any = db.execute(query.group_by(*parts))
    return {(int(row[0]), int(row[1])): int(row[2]) for row in rows}


def _is_among(only: Collection[UUID]) -> sa.ColumnElement[bool]:
    wanted = [OrganisationId(each) for each in only]
    return sa.or_(lends_in_session().in_(wanted), Request.organisation_id.in_(wanted))


def select_lent(
    since: datetime, until: datetime, lender: UUID, borrower: UUID
) -> sa.Select[Assignment]:
    """The assignments behind one pair, in order of time."""
    return (
        _lent((Assignment,), since, until)
        .where(
            lends_in_session() == OrganisationId(lender),
            Request.organisation_id == OrganisationId(borrower),
        )
        .order_by(Assignment.starts_at, Assignment.id)
        .options(*with_session())
    )
