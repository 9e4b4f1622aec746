"""Trials: the same days by other weights, side by side; nothing of one is ever sent or touches a draft."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from accounts.domain.roles import Role
from dispatch.domain.settings import DispatchSettings
from dispatch.domain.states import RunState
from dispatch.domain.wishes import Wishes
from dispatch.service.engine import solving
from dispatch.service.plans import trials
from dispatch.service.plans.trial_work import run_trial
from dispatch.store.tables import DraftAssignment, Offer, PlanRun, PlanTrial
from foundation.database.kept_settings import KeptSetting
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.security.errors import Conflict, Forbidden, NotFound, Refused
from interpreters.domain.standing import Employment
from tests import factories as make
from tests.dispatch.acting import acting, later
from tests.dispatch.planned import DIES, SYSTEM, drafts, planned, someone

USUAL = {wish: str(weight) for wish, weight in Wishes().as_json().items()}


def weights(**changed: int) -> dict[str, str]:
    return USUAL | {wish: str(weight) for wish, weight in changed.items()}


def ask(uow: UnitOfWork, days: int = 1, **changed: int) -> PlanTrial:
    first = uow.today + timedelta(days=1)
    return trials.ask(uow, first, first + timedelta(days=days - 1), 2, weights(**changed))


def a_case_of_two(office: Office) -> None:
    """A member of staff far away and a volunteer at the door, and two sessions of one case."""
    with begin(office, SYSTEM) as uow:
        site = make.a_site(uow, city="ansan")
        someone(uow, employment=Employment.STAFF, city="hwaseong", max_travel_km=60)
        someone(uow, employment=Employment.VOLUNTEER, city="ansan")
        for start in ("10:00", "13:00"):
            make.a_session(uow, start=start, site=site, case_code="ANS-1")


def made(office: Office, trial: PlanTrial) -> None:
    run_trial(office, str(trial.id), watch=solving.Watch(engine=DIES))


def seen(office: Office) -> trials.Comparison:
    with reading(office, SYSTEM) as uow:
        found = trials.compare(uow, None, None)
    assert found is not None
    return found


def count(uow: UnitOfWork, table: Any) -> int:
    return uow.db.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_a_trial_comes_with_one_by_the_usual_weights(office: Office) -> None:
    a_case_of_two(office)
    with begin(office, SYSTEM) as uow:
        tried = ask(uow, staff=240)
        uow.db.flush()
    found = seen(office)
    assert [(c.trial.is_usual, c.wishes) for c in found.columns] == [
        (True, Wishes()),
        (False, Wishes(staff=240)),
    ]
    assert found.is_running
    for column in found.columns:
        made(office, column.trial)
    found = seen(office)
    assert not found.is_running
    assert found.columns[1].trial.id == tried.id
    for column in found.columns:
        assert column.outcome is not None
        assert (column.outcome.sessions, column.outcome.filled) == (2, 2)


def test_a_trial_leaves_drafts_offers_and_runs_alone(office: Office) -> None:
    a_case_of_two(office)
    run = planned(office)
    before = [(d.id, d.interpreter_id) for d in drafts(office, run)]
    with begin(office, SYSTEM) as uow:
        trial = ask(uow, staff=0)
    for column in seen(office).columns:
        made(office, column.trial)
    made(office, trial)
    assert [(d.id, d.interpreter_id) for d in drafts(office, run)] == before
    with reading(office, SYSTEM) as uow:
        assert [count(uow, table) for table in (PlanRun, Offer)] == [1, 0]
        assert count(uow, DraftAssignment) == len(before)
        assert uow.db.get_one(PlanRun, run.id).state is RunState.DONE


def test_the_usual_weights_alone_make_one_trial(office: Office) -> None:
    a_case_of_two(office)
    with begin(office, SYSTEM) as uow:
        trial = ask(uow)
        assert trial.is_usual
    made(office, trial)
    with begin(office, SYSTEM) as uow:
        assert ask(uow).id == trial.id
    assert len(seen(office).columns) == 1


def test_a_comparison_with_old_figures_begins_anew(office: Office) -> None:
    a_case_of_two(office)
    with begin(office, SYSTEM) as uow:
        ask(uow, staff=100)
    for column in seen(office).columns:
        made(office, column.trial)
    with begin(office, SYSTEM) as uow:
        ask(later(uow, hours=2), staff=120)
    assert [c.wishes.staff for c in seen(office).columns] == [40, 120]


def test_days_that_changed_meanwhile_are_said_and_compared_anew(office: Office) -> None:
    a_case_of_two(office)
    with begin(office, SYSTEM) as uow:
        ask(uow, staff=100)
    for column in seen(office).columns:
        made(office, column.trial)
    assert not seen(office).has_moved
    with begin(office, SYSTEM) as uow:
        make.a_session(uow, start="16:00")
        third = ask(uow, staff=110)
    made(office, third)
    assert seen(office).has_moved
    with begin(office, SYSTEM) as uow:
        ask(uow, staff=120)
    assert [c.wishes.staff for c in seen(office).columns] == [40, 120]


def test_one_trial_at_a_time_and_not_too_many(office: Office) -> None:
    a_case_of_two(office)
    with begin(office, SYSTEM) as uow:
        ask(uow, staff=100)
        with pytest.raises(Conflict, match="Another trial is being made"):
            ask(uow, staff=120)
        for trial in uow.db.scalars(sa.select(PlanTrial)):
            trial.state = RunState.DONE
        for staff in range(1, trials.MOST_OF_DAYS - 1):
            ask(uow, staff=staff).state = RunState.DONE
        with pytest.raises(Conflict, match="Remove one first"):
            ask(uow, staff=99)


def test_one_left_behind_by_a_dead_job_does_not_block_the_next(office: Office) -> None:
    a_case_of_two(office)
    with begin(office, SYSTEM) as uow:
        left = ask(uow)
        ask(later(uow, minutes=20), staff=7)
        uow.db.expire_all()
    with reading(office, SYSTEM) as uow:
        assert uow.db.get(PlanTrial, left.id) is None
    assert [c.wishes.staff for c in seen(office).columns] == [40, 7]


@pytest.mark.parametrize(
    ("field", "days", "seconds", "changed"),
    [
        ("staff", 1, 2, {"staff": 241}),
        ("even_load", 1, 2, {"even_load": 20}),
        ("seconds", 1, 121, {}),
        ("days", 32, 2, {}),
        ("days", 0, 2, {}),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(
    office: Office, field: str, days: int, seconds: int, changed: dict[str, int]
) -> None:
    a_case_of_two(office)
    with begin(office, SYSTEM) as uow:
        first = uow.today + timedelta(days=1)
        last = first + timedelta(days=days - 1)
        with pytest.raises(Refused) as refused:
            trials.ask(uow, first, last, seconds, weights(**changed))
        assert list(refused.value.problems) == [field]


def test_days_that_are_over_or_empty_are_refused(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        day = uow.today - timedelta(days=1)
        with pytest.raises(Refused) as refused:
            trials.ask(uow, day, day, 2, USUAL)
        assert list(refused.value.problems) == ["first_day"]
        with pytest.raises(Refused, match="There is no session to plan"):
            ask(uow)


def test_a_removed_trial_is_gone_and_its_job_does_nothing(office: Office) -> None:
    a_case_of_two(office)
    with begin(office, SYSTEM) as uow:
        trial = ask(uow)
        trials.remove(uow, trial.id)
    made(office, trial)
    with reading(office, SYSTEM) as uow:
        assert trials.compare(uow, None, None) is None
        with pytest.raises(NotFound):
            trials.remove(uow, trial.id)


def test_an_engine_that_fails_is_said_in_the_column(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_case_of_two(office)
    with begin(office, SYSTEM) as uow:
        trial = ask(uow)

    def fails(*_: object) -> None:
        raise solving.EngineFailed("no memory")

    monkeypatch.setattr(solving, "solve", fails)
    made(office, trial)
    (column,) = seen(office).columns
    assert (column.trial.state, column.trial.error) == (RunState.FAILED, "no memory")
    assert column.outcome is None


def test_weights_that_are_liked_become_settings(office: Office) -> None:
    a_case_of_two(office)
    with begin(office, SYSTEM) as uow:
        trial = ask(uow, staff=90, even_load=30)
        admin = make.a_user(uow, Role.CENTRE_ADMIN)
        coordinator = make.a_user(uow, Role.COORDINATOR)
        with pytest.raises(Forbidden):
            trials.use(acting(uow, coordinator), trial.id)
        assert trials.use(acting(uow, admin), trial.id) == 2
    with reading(office, SYSTEM) as uow:
        assert Wishes.of(uow.settings.of(DispatchSettings)) == Wishes(staff=90, even_load=30)
        assert count(uow, KeptSetting) == 2


def test_an_interpreter_sees_no_trial(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        user = make.a_user(uow, Role.INTERPRETER)
        with pytest.raises(Forbidden):
            trials.compare(acting(uow, user), None, None)
