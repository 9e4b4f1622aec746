"""Who carries how much: served over the last days that count, and what a draft would make of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dispatch.domain.ids import RunId
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.settings import DispatchSettings
from dispatch.service.plans import runs
from dispatch.store.queries import fairness as queries
from dispatch.store.queries import plans as plan_queries
from dispatch.store.tables import Interpreter, PlanRun
from foundation.database.work import UnitOfWork
from foundation.tables import spreadsheet
from foundation.text.i18n import translate
from foundation.text.message import LazyText, say
from foundation.times.zones import day_span

MOST_DRAFTS, MOST_EXPORTED = 10, 5_000


@dataclass(frozen=True, kw_only=True)
class PersonLoad:
    """What one person carries, in minutes of sessions; `before` and `after` are the days of a draft.

    `fair` is what the draft aimed at, served included; without a draft the median. A newcomer
    counts as having served the median at least.
    """

    person: Interpreter
    minutes: int
    sessions: int
    heavy: int
    travel: int
    before: int
    after: int
    fair: int
    is_new: bool

    @property
    def with_draft(self) -> int:
        """Served, and what the draft gives."""
        return self.minutes + self.after

    @property
    def change(self) -> int:
        """What the draft gives more or less than now."""
        return self.after - self.before


@dataclass(frozen=True, kw_only=True)
class LoadPage:
    """One page of the list, how many there are, the days that count, and the draft it looks at."""

    rows: Sequence[PersonLoad]
    number: int
    pages: int
    total: int
    days: int
    median: int
    run: PlanRun | None
    drafts: Sequence[PlanRun]

    @property
    def items(self) -> Sequence[PersonLoad]:
        """Its rows, as lists with pages call them."""
        return self.rows


def see_load(
    uow: UnitOfWork, *, sort: str, number: int, size: int, run_id: UUID | None = None
) -> LoadPage:
    """One page of everybody's load; with `run_id` beside what that draft would make of it."""
    uow.require(DispatchPermission.BOARD_READ)
    run = None if run_id is None else runs.get_run(uow, run_id)
    since, until, days = _window(uow)
    query = queries.select_load(since, until, _known(sort, run), None if run is None else run.id)
    total = uow.db.scalar(sa.select(sa.func.count()).select_from(query.order_by(None).subquery()))
    pages = max(1, -(-(total or 0) // size))
    number = min(number, pages)
    middle = plan_queries.median_served(uow.db, since, until, uow.today - timedelta(days=days))
    found = uow.db.execute(query.limit(size).offset((number - 1) * size)).all()
    return LoadPage(
        rows=_rows(uow, found, run, middle, days),
        number=number,
        pages=pages,
        total=total or 0,
        days=days,
        median=middle,
        run=run,
        drafts=queries.list_drafts_open(uow.db, uow.today, MOST_DRAFTS),
    )


def export(uow: UnitOfWork, *, sort: str, run_id: UUID | None, language: str) -> bytes:
    """The whole list as a workbook, noted in the trail: it leaves the house."""
    page = see_load(uow, sort=sort, number=1, size=MOST_EXPORTED, run_id=run_id)
    head = [translate(text, language) for text in _HEAD]
    rows = [
        [
            each.person.code,
            each.person.full_name,
            *(
                str(n)
                for n in (
                    each.minutes,
                    each.fair,
                    each.sessions,
                    each.heavy,
                    each.travel,
                    each.before,
                    each.after,
                )
            ),
        ]
        for each in page.rows
    ]
    uow.record("load.exported", rows=len(rows))
    return spreadsheet.write_xlsx(head, rows, title=translate(say("Workload"), language))


def _known(sort: str, run: PlanRun | None) -> str:
    key = sort.removeprefix("-")
    if key not in queries.SORTS or (run is None and key in {"before", "after"}):
        return "-minutes"
    return sort


def _window(uow: UnitOfWork) -> tuple[datetime, datetime, int]:
    days = uow.settings.of(DispatchSettings).load_window_days
    until = day_span(uow.today, uow.settings.zone).start
    return until - timedelta(days=days), until, days


def _rows(
    uow: UnitOfWork, found: Sequence[Any], run: PlanRun | None, middle: int, days: int
) -> list[PersonLoad]:
    targets: Mapping[str, int] = {} if run is None else _targets(uow, run.id)
    new_since = uow.today - timedelta(days=days)
    return [
        PersonLoad(
            person=row[0],
            minutes=int(row.minutes),
            sessions=int(row.sessions),
            heavy=int(row.heavy),
            travel=int(row.travel),
            before=int(row.before),
            after=int(row.after),
            fair=int(row.minutes) + targets[str(row[0].id)]
            if str(row[0].id) in targets
            else middle,
            is_new=row[0].joined_on > new_since,
        )
        for row in found
    ]


def _targets(uow: UnitOfWork, run_id: RunId) -> Mapping[str, int]:
    """How many minutes of the draft's days the engine was told to be fair for each."""
    problem = queries.problem_of(uow.db, run_id) or {}
    people: list[dict[str, Any]] = problem.get("interpreters", [])
    return {each["id"]: each["target_minutes"] for each in people if "target_minutes" in each}


def spread_of(page: LoadPage) -> tuple[int, int]:
    """The median of the shown people's minutes without and with the draft."""
    if not page.rows:
        return 0, 0
    return (
        int(median(each.minutes + each.before for each in page.rows)),
        int(median(each.with_draft for each in page.rows)),
    )


_HEAD: tuple[LazyText, ...] = (
    say("Code"),
    say("Name"),
    say("Minutes served"),
    say("Fair share in minutes"),
    say("Sessions"),
    say("Heavy sessions"),
    say("Minutes on the way"),
    say("Minutes before the draft"),
    say("Minutes with the draft"),
)
