"""Days to plan, and runs over them, for tests."""

import sys
from datetime import timedelta
from typing import Any

from dispatch.jobs import JOBS
from dispatch.service.engine import solving
from dispatch.service.plans import runs
from dispatch.service.plans.make import run_plan
from dispatch.store.tables import DraftAssignment, PlanRun
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.jobs import by_name
from foundation.security.permissions import the_system
from interpreters.store.tables import Interpreter
from scheduling.store.tables import CounsellingSession
from tests import factories as make

SYSTEM = the_system()
PLANNING = by_name([job for job in JOBS if job.name in {runs.RUN_PLAN, runs.VALUE_PLAN}])
# Programs in the place of the engine.
HANGS = (sys.executable, "-c", "import time; time.sleep(600)")
DIES = (sys.executable, "-c", "raise SystemExit")
# Sends its first plan and then thinks for ever, or until nobody waits for it any more.
_THINK = """
import sys
from dispatch.solver.problem.plan import Progress
from dispatch.solver.process.protocol import ProgressEvent, question_from_line
from dispatch.solver.process.run import first_plan
plan = first_plan(question_from_line(sys.stdin.readline()).problem)
event = ProgressEvent(Progress(plan.cost, 0, len(plan.unfilled), 0.1, plan))
print(event.to_line(), end="", flush=True)
sys.stdin.read()
"""
THINKS = (sys.executable, "-c", _THINK)


def someone(uow: UnitOfWork, **values: Any) -> Interpreter:
    """An interpreter who is free from nine to six."""
    person = make.an_interpreter(uow, **values)
    make.available(uow, person)
    return person


def a_day(office: Office, people: int = 1, sessions: int = 1) -> list[CounsellingSession]:
    """Tomorrow with some people, and sessions two hours apart."""
    with begin(office, SYSTEM) as uow:
        for _ in range(people):
            someone(uow)
        return [make.a_session(uow, start=f"{9 + 2 * k:02}:00") for k in range(sessions)]


def ask(office: Office, days: int = 1, seconds: int = 2) -> PlanRun:
    """Ask for a plan of tomorrow and the days after it."""
    with begin(office, SYSTEM) as uow:
        first = uow.today + timedelta(days=1)
        return runs.ask_for_plan(uow, first, first + timedelta(days=days - 1), seconds)


def look(office: Office, run: PlanRun) -> PlanRun:
    """The run as it is now."""
    with reading(office, SYSTEM) as uow:
        return runs.get_run(uow, run.id)


def drafts(office: Office, run: PlanRun) -> list[DraftAssignment]:
    """Its drafts."""
    with reading(office, SYSTEM) as uow:
        return list(runs.list_drafts(uow, run.id))


def planned(office: Office, days: int = 1) -> PlanRun:
    """A run that has been made, quickly: with the plan that the engine would begin with."""
    run = ask(office, days)
    run_plan(office, str(run.id), watch=solving.Watch(engine=DIES))
    return look(office, run)
