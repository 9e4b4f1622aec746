"""Many changes cost as many statements as a few: nobody waits longer for the database because a week is large."""

from functools import partial

from sqlalchemy import event

from dispatch.service.plans import letters, runs, send, undo
from dispatch.service.plans.parts import Part
from dispatch.store.queries import sendings
from dispatch.store.tables import DraftAssignment, PlanRun
from foundation.database.work import Office, begin
from tests.dispatch.large_week import a_large_week
from tests.dispatch.planned import SYSTEM, drafts, planned

# So many statements more may a hundred changes take than a few: they differ in what they change.
SPARE = 12


def test_many_changes_take_as_many_statements_as_a_few(office: Office) -> None:
    """To leave out and take in, to send, to write of and to take back."""
    with begin(office, SYSTEM) as uow:
        a_large_week(uow, people=90, sessions=110)
    run = planned(office, days=7)
    rows = drafts(office, run)
    counts: list[list[int]] = []
    for part in (rows[:21], rows[21:]):
        acts = [
            partial(_leave_out, office, run, part),
            partial(_send, office, run, part),
            partial(_write, office, run),
            partial(_undo, office, run),
        ]
        counts.append([_statements(office, act) for act in acts])
    assert len(rows) > 50
    few, many = counts
    assert all(n - m <= SPARE for m, n in zip(few, many, strict=True)), counts


def _write(office: Office, run: PlanRun) -> None:
    with begin(office, SYSTEM) as uow:
        sending = sendings.newest_sent(uow.db, run.id)
        assert sending is not None
        letters.write_now(uow, sending.id)


def _undo(office: Office, run: PlanRun) -> None:
    with begin(office, SYSTEM) as uow:
        undo.undo(uow, run.id)


def _leave_out(office: Office, run: PlanRun, rows: list[DraftAssignment]) -> None:
    with begin(office, SYSTEM) as uow:
        for left_out in (True, False):
            runs.leave_out_several(uow, run.id, {row.id for row in rows}, left_out=left_out)


def _send(office: Office, run: PlanRun, rows: list[DraftAssignment]) -> None:
    with begin(office, SYSTEM) as uow:
        ids = [row.id for row in rows]
        send.send(uow, run.id, Part(draft_ids=ids))


def _statements(office: Office, act: partial[None]) -> int:
    found: list[str] = []

    def count(*values: object) -> None:
        found.append(str(values[2]))

    event.listen(office.engine, "before_cursor_execute", count)
    act()
    event.remove(office.engine, "before_cursor_execute", count)
    return len(found)
