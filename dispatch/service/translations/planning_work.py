"""Making a draft of translations: read, close, ask the engine, and write briefly."""

from uuid import UUID

from sqlalchemy.exc import OperationalError

from dispatch.domain.settings import DispatchSettings
from dispatch.domain.translation_plans import TranslationPlanState
from dispatch.service.engine import translating
from dispatch.service.translations import planning_problem
from dispatch.solver.problem.problem import Limits
from dispatch.solver.translations import wire
from dispatch.solver.translations.check import judge_translations
from dispatch.store.queries import translation_plans as queries
from dispatch.store.tables import TranslationPlanRun
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.security.permissions import the_system

PLAN_TRANSLATIONS = "dispatch.plan_translations"
SECONDS = 30.0
ACTOR = the_system("planning")


def plan_translations(office: Office, plan_id: str, *, seconds: float = SECONDS) -> None:
    """Make a draft that was asked for. Safe to repeat: one that is made or was dropped stays as it is."""
    key = UUID(plan_id)
    with reading(office, ACTOR) as uow:
        plan = queries.newest(uow.db)
        if plan is None or plan.id != key or plan.state is not TranslationPlanState.QUEUED:
            return
        desk = planning_problem.read_problem(uow)
    workers = office.settings.of(DispatchSettings).plan_workers
    try:
        found = translating.plan_jobs(desk.problem, Limits(seconds, workers=workers))
        judged = judge_translations(desk.problem, found.plan.steps)
        if judged.violations:
            raise ValueError("the engine's plan breaks a rule")
    except OperationalError:
        raise
    except Exception:
        with begin(office, ACTOR) as uow:
            _end(uow, key, TranslationPlanState.FAILED)
        raise
    problem = wire.problem_as_json(desk.problem)
    with begin(office, ACTOR) as uow:
        made = _end(uow, key, TranslationPlanState.READY)
        if made is None:
            return
        made.draft = {
            "days": [day.isoformat() for day in desk.days],
            "people": problem["translators"],
            # Who has or is asked for a step already: nobody sends these anew.
            "settled": [
                [job.id, step.id, step.current, step.held]
                for job in desk.problem.jobs
                for step in job.steps
                if step.current is not None
            ],
            "plan": wire.plan_as_json(found.plan),
            "advice": [wire.advice_as_json(one) for one in found.advice or ()],
        }
        uow.record(
            "translation.plan_made",
            subject=made.id,
            jobs=len(desk.problem.jobs),
            late=len(found.plan.late),
            unfilled=len(found.plan.unplanned),
        )


def _end(uow: UnitOfWork, key: UUID, state: TranslationPlanState) -> TranslationPlanRun | None:
    """Move a draft on, unless somebody has dropped it meanwhile."""
    plan = queries.lock(uow.db, key)
    if plan is None or plan.state is not TranslationPlanState.QUEUED:
        return None
    plan.state, plan.made_at = state, uow.now
    plan.is_open = state is TranslationPlanState.READY
    return plan
