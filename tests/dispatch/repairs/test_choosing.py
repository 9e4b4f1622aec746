"""Several repairs of a day: told as differences, one of them sent, the others over in the same transaction."""

from uuid import UUID

import pytest
import sqlalchemy as sa

from dispatch.domain.states import AssignmentState, RunState
from dispatch.service.plans import choices, runs, undo
from dispatch.service.plans.fitting import ChangesDoNotFit
from dispatch.service.plans.make import run_plan
from dispatch.service.repairs import choosing, side_by_side
from dispatch.service.repairs.side_by_side import RepairChoice
from dispatch.store.queries.board import newest_run
from dispatch.store.tables import Assignment, Offer, PlanRun
from foundation.database.work import Office, begin, reading
from foundation.security.errors import Conflict, NotFound
from scheduling.domain.states import CancelReason
from scheduling.service import requests
from tests import factories as make
from tests.dispatch.planned import SYSTEM, look, planned, someone
from tests.dispatch.repairs.mending import BadDay, a_bad_day, repaired
from tests.factories.dispatch import an_assignment
from tests.threads import at_once


@pytest.fixture
def mended(office: Office) -> tuple[Office, BadDay, PlanRun]:
    """A bad day with its three ways."""
    with begin(office, SYSTEM) as uow:
        day = a_bad_day(uow)
    return office, day, repaired(office, day.day)


def ways(office: Office, run: PlanRun) -> list[RepairChoice]:
    """What there is to choose from."""
    with reading(office, SYSTEM) as uow:
        return list(side_by_side.read(uow, run.id).choices)


def test_each_way_is_a_difference_and_one_is_sent(mended: tuple[Office, BadDay, PlanRun]) -> None:
    office, day, run = mended
    found = ways(office, run)
    assert [(c.moved, c.filled, len(c.unfilled), c.asked) for c in found] == [
        (0, 1, 2, 1),
        (1, 2, 1, 3),
        (2, 3, 0, 5),
    ]
    assert [c.run.rank for c in found] == [1, 2, 3]
    assert [c.run.is_beside for c in found] == [False, True, True]
    moved = next(m for m in found[1].moves if m.is_moved)
    assert moved.person.id in {who.id for who in day.movable}
    assert {d.session_id for d in moved.gives_up} <= {s.id for s in day.held}
    assert {d.session_id for d in moved.takes} <= {s.id for s in day.hard}
    with reading(office, SYSTEM) as uow:
        assert [each.run.id for each in side_by_side.waiting(uow)] == [run.id]
        assert side_by_side.read(uow, run.id).preselected == run.id

    with begin(office, SYSTEM) as uow:
        sending = choosing.choose(uow, found[1].run.id, seen=found[1].seen)
    assert sending.offers == 3
    states = {rank: look(office, c.run).state for rank, c in enumerate(found, 1)}
    assert states == {1: RunState.DROPPED, 2: RunState.SENT, 3: RunState.DROPPED}
    with reading(office, SYSTEM) as uow:
        asked = set(uow.db.scalars(sa.select(Offer.interpreter_id)))
        held = {a.interpreter_id: a.state for a in uow.db.scalars(sa.select(Assignment))}
        assert side_by_side.waiting(uow) == []
    # Only people in the difference: the other pair was neither asked nor freed.
    assert asked == {m.person.id for m in found[1].moves}
    assert sorted(held.values()) == [AssignmentState.CONFIRMED, AssignmentState.RELEASED]
    assert held[moved.person.id] is AssignmentState.RELEASED
    with pytest.raises(Conflict, match="Another way"), begin(office, SYSTEM) as uow:
        choosing.choose(uow, run.id)


def test_undone_all_of_them_wait_again(mended: tuple[Office, BadDay, PlanRun]) -> None:
    office, _, run = mended
    largest = ways(office, run)[2].run
    with begin(office, SYSTEM) as uow:
        choosing.choose(uow, largest.id)
    with begin(office, SYSTEM) as uow:
        undo.undo(uow, largest.id)
    assert [(c.run.rank, c.moved) for c in ways(office, run)] == [(1, 0), (2, 1), (3, 2)]
    with reading(office, SYSTEM) as uow:
        shown = newest_run(uow.db, run.first_day)
        live = uow.db.scalars(
            sa.select(Assignment.id).where(Assignment.state == AssignmentState.CONFIRMED)
        ).all()
    assert shown is not None
    assert (shown.id, len(live)) == (largest.id, 2)


def test_two_who_choose_at_once_have_one_winner(any_office: Office) -> None:
    office = any_office
    with begin(office, SYSTEM) as uow:
        day = a_bad_day(uow)
    run = repaired(office, day.day)
    found = ways(office, run)

    def choose(way: RepairChoice) -> bool:
        try:
            with begin(office, SYSTEM) as uow:
                choosing.choose(uow, way.run.id)
        except Conflict:
            return False
        return True

    won = at_once(choose, found * 4)
    assert sum(won) == 1
    winner = found[won.index(True) % 3]
    with reading(office, SYSTEM) as uow:
        offers = uow.db.scalar(sa.select(sa.func.count(Offer.id)))
    assert offers == winner.asked


def test_without_ending_the_others_two_would_be_sent(
    mended: tuple[Office, BadDay, PlanRun], monkeypatch: pytest.MonkeyPatch
) -> None:
    office, _, run = mended
    found = ways(office, run)

    def leave(*_: object) -> None:
        return None

    monkeypatch.setattr(choices, "drop_others", leave)
    with begin(office, SYSTEM) as uow:
        choosing.choose(uow, found[0].run.id)
    states = [look(office, c.run).state for c in found]
    assert states == [RunState.SENT, RunState.DONE, RunState.DONE]


def test_what_moved_meanwhile_is_told_and_nothing_is_sent(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        day = a_bad_day(uow)
    run = repaired(office, day.day)
    with begin(office, SYSTEM) as uow:
        make.a_session(uow, language="mn")
        requests.cancel(uow, day.easy.request_id, reason=CancelReason.NOT_NEEDED)
    with reading(office, SYSTEM) as uow:
        now = side_by_side.read(uow, run.id)
    assert now.has_moved_on
    assert [s.request.language for s in now.new_gaps] == ["mn"]
    assert [len(c.misfits) for c in now.choices] == [1, 1, 1]
    assert now.preselected is None
    with pytest.raises(ChangesDoNotFit), begin(office, SYSTEM) as uow:
        choosing.choose(uow, run.id)
    with begin(office, SYSTEM) as uow:
        assert uow.db.scalar(sa.select(sa.func.count(Offer.id))) == 0
        again = choosing.make_anew(uow, run.id)
    assert (again.state, again.first_day) == (RunState.QUEUED, day.day)
    assert {look(office, c.run).state for c in now.choices} == {RunState.DROPPED}


def test_beside_somebodys_draft_all_wait_and_one_can_be_sent(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        day = a_bad_day(uow)
    plan = planned(office)
    run = repaired(office, day.day)
    with reading(office, SYSTEM) as uow:
        seen = side_by_side.read(uow, run.id)
    assert [c.run.is_beside for c in seen.choices] == [True] * len(seen.choices)
    assert seen.open_draft is not None
    assert seen.open_draft.id == plan.id
    with pytest.raises(Conflict, match="another draft"), begin(office, SYSTEM) as uow:
        choosing.put_on_board(uow, run.id)
    with begin(office, SYSTEM) as uow:
        choosing.choose(uow, seen.choices[-1].run.id)
    assert look(office, plan).state is RunState.DONE


def test_another_way_can_be_looked_at_on_the_board_and_discarding_it_discards_all(
    office: Office,
) -> None:
    with begin(office, SYSTEM) as uow:
        day = a_bad_day(uow)
    run = repaired(office, day.day)
    second = ways(office, run)[1].run
    with begin(office, SYSTEM) as uow:
        choosing.put_on_board(uow, second.id)
        shown = newest_run(uow.db, day.day)
        assert shown is not None
        assert shown.id == second.id
    with begin(office, SYSTEM) as uow:
        runs.drop(uow, second.id)
    assert ways(office, run) == []
    with begin(office, SYSTEM) as uow:
        runs.fetch_back(uow, second.id)
    assert [c.run.rank for c in ways(office, run)] == [1, 2, 3]


def test_only_repairs_are_chosen(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        a_bad_day(uow)
    plan = planned(office)
    for act in (choosing.choose, choosing.make_anew, choosing.put_on_board, side_by_side.read):
        with pytest.raises(NotFound), begin(office, SYSTEM) as uow:
            act(uow, plan.id)


def test_whoever_was_cancelled_late_is_asked_for_the_gap_before_somebody_nearer(
    office: Office,
) -> None:
    with begin(office, SYSTEM) as uow:
        let_down = someone(uow, name="취소당함", city="suwon")
        someone(uow, name="가까움")
        lost = make.a_session(uow, start="10:00")
        an_assignment(uow, lost, let_down)
        gap = make.a_session(uow, start="10:30", site=make.a_site(uow))
        # Somebody else counts on the day too.
        an_assignment(uow, make.a_session(uow, language="en"), someone(uow, languages=("en",)))
    with begin(office, SYSTEM) as uow:
        lost_now = uow.db.get_one(type(lost), lost.id)
        requests.cancel(uow, lost_now.request_id, reason=CancelReason.NOT_NEEDED)
        assert lost_now.cancelled_late
        (run,) = uow.db.scalars(sa.select(PlanRun))
    repaired_run = _made(office, run.id)
    (way,) = ways(office, repaired_run)
    (move,) = way.moves
    assert (move.person.id, [d.session_id for d in move.takes]) == (let_down.id, [gap.id])
    assert move.instead_of is not None
    assert move.instead_of.id == lost.id


def _made(office: Office, run_id: UUID) -> PlanRun:
    run_plan(office, str(run_id))
    with begin(office, SYSTEM) as uow:
        return runs.get_run(uow, run_id)
