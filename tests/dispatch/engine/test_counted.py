"""By counted work the engine answers in this process, and only where it was asked to."""

from dispatch.service.engine import solving
from dispatch.service.engine.counted import counted_work, is_counted
from dispatch.service.plans import runs
from dispatch.service.plans.make import run_plan
from dispatch.store.tables import PlanRun
from foundation.database.work import Office
from tests.dispatch.planned import DIES, a_day, ask, drafts, look

# An engine of its own process would die.
WATCH = solving.Watch(engine=DIES)


def made_here(office: Office) -> PlanRun:
    """A plan of tomorrow by counted work."""
    run = ask(office)
    with counted_work(1.0):
        assert is_counted()
        run_plan(office, str(run.id), watch=WATCH)
    return look(office, run)


def test_a_plan_is_made_here_and_not_cut_short(office: Office) -> None:
    """No process is started: the one that would have been dies at once."""
    a_day(office, people=2, sessions=2)
    run = made_here(office)
    assert runs.cut_short(run) is None
    assert [draft.interpreter_id is not None for draft in drafts(office, run)] == [True, True]


def test_elsewhere_the_engine_has_its_own_process(office: Office) -> None:
    """The control: without counted work the same plan is cut short."""
    a_day(office, people=2, sessions=2)
    run = ask(office)
    assert not is_counted()
    run_plan(office, str(run.id), watch=WATCH)
    assert runs.cut_short(look(office, run)) is not None
