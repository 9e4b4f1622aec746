"""A day that went wrong, with several ways to fill its gaps; steps that other tests use too."""

from dataclasses import dataclass
from datetime import date, timedelta

from dispatch.service.plans import automatic_repair, runs
from dispatch.service.plans.make import run_plan
from dispatch.store.tables import Assignment, PlanRun
from foundation.database.work import Office, UnitOfWork, begin
from interpreters.store.tables import Interpreter
from scheduling.store.tables import CounsellingSession
from tests import factories as make
from tests.dispatch.planned import SYSTEM, someone
from tests.factories.dispatch import an_assignment


@dataclass(frozen=True)
class BadDay:
    """Three gaps at ten tomorrow: one anybody free can take, two need somebody to be moved each."""

    day: date
    easy: CounsellingSession
    hard: tuple[CounsellingSession, CounsellingSession]
    held: tuple[CounsellingSession, CounsellingSession]
    movable: tuple[Interpreter, Interpreter]
    promises: tuple[Assignment, Assignment]
    spare: tuple[Interpreter, Interpreter]
    free: Interpreter


def a_bad_day(uow: UnitOfWork, day: date | None = None) -> BadDay:
    """Tomorrow unless a day is given. One change fills one more of the hard gaps: whoever could take it serves a session that a spare could."""
    free = someone(uow, name="라오 한가함", languages=("lo",))
    on = day or uow.today + timedelta(days=1)
    easy = make.a_session(uow, language="lo", day=on)
    rows = [
        _movable(uow, on, "첫째", "vi", "en"),
        _movable(uow, on, "둘째", "th", "ru"),
    ]
    return BadDay(
        day=on,
        easy=easy,
        hard=(rows[0][0], rows[1][0]),
        held=(rows[0][1], rows[1][1]),
        movable=(rows[0][2], rows[1][2]),
        promises=(rows[0][3], rows[1][3]),
        spare=(rows[0][4], rows[1][4]),
        free=free,
    )


def only_by_moving(uow: UnitOfWork) -> date:
    """A day whose one gap is filled by moving somebody who has promised to come."""
    day = uow.today + timedelta(days=1)
    _movable(uow, day, "하나", "vi", "en")
    return day


def _movable(
    uow: UnitOfWork, on: date, name: str, rare: str, common: str
) -> tuple[CounsellingSession, CounsellingSession, Interpreter, Assignment, Interpreter]:
    both = someone(uow, name=f"{name} 두 언어", languages=(rare, common))
    spare = someone(uow, name=f"{name} 예비", languages=(common,))
    held = make.a_session(uow, language=common, day=on)
    gap = make.a_session(uow, language=rare, day=on)
    return gap, held, both, an_assignment(uow, held, both), spare


def repaired(office: Office, day: date) -> PlanRun:
    """The repair of a day, made by the engine as after a loss; the first of those to choose from."""
    with begin(office, SYSTEM) as uow:
        (run,) = automatic_repair.queue_repairs(uow, [day])
    run_plan(office, str(run.id))
    with begin(office, SYSTEM) as uow:
        return runs.get_run(uow, run.id)
