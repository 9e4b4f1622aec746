"""Making a draft of translations: read, close, ask the engine, and write briefly."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.exc import OperationalError

from dispatch.domain.settings import DispatchSettings
from dispatch.domain.translation_plans import REPAIRS, TranslationFreedom, TranslationPlanState
from dispatch.service.engine import translating
from dispatch.service.engine.translating import PlannedTranslations
from dispatch.service.translations import planning_problem
from dispatch.service.translations.planning_problem import PlanningDesk
from dispatch.solver.problem.problem import Limits
from dispatch.solver.translations import wire
from dispatch.solver.translations.check import judge_translations
from dispatch.store.queries import translation_plans as queries
from dispatch.store.tables import TranslationPlanRun
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.security.permissions import the_system

SECONDS = 30.0
ACTOR = the_system("planning")


def plan_translations(office: Office, plan_id: str, *, seconds: float = SECONDS) -> None:
    """Make a draft that was asked for. Safe to repeat: one that is made or was dropped stays as it is."""
    key = UUID(plan_id)
    with reading(office, ACTOR) as uow:
        plan = queries.newest(uow.db)
        if plan is None or plan.id != key or plan.state is not TranslationPlanState.QUEUED:
            return
        ways = REPAIRS if plan.is_repair else (TranslationFreedom.PLAN,)
        desks = [planning_problem.read_problem(uow, each) for each in ways]
    workers = office.settings.of(DispatchSettings).plan_workers
    made: list[dict[str, Any]] = []
    try:
        for freedom, desk in zip(ways, desks, strict=True):
            found = translating.plan_jobs(
                desk.problem, Limits(seconds / len(ways), workers=workers)
            )
            judged = judge_translations(desk.problem, found.plan.steps)
            if judged.violations:
                raise ValueError("the engine's plan breaks a rule")
            made.append(_kept(freedom, desk, found))
    except OperationalError:
        raise
    except Exception:
        with begin(office, ACTOR) as uow:
            _end(uow, key, TranslationPlanState.FAILED)
        raise
    with begin(office, ACTOR) as uow:
        run = _end(uow, key, TranslationPlanState.READY)
        if run is None:
            return
        first = made[0]["plan"]
        run.draft = {
            "days": [day.isoformat() for day in desks[0].days],
            "ways": [each for k, each in enumerate(made) if _is_new(each, made[:k])],
        }
        uow.record(
            "translation.plan_made",
            subject=run.id,
            jobs=len(desks[0].problem.jobs),
            late=len(first["late"]),
            unfilled=len(first["unplanned"]),
        )


def _kept(
    freedom: TranslationFreedom, desk: PlanningDesk, found: PlannedTranslations
) -> dict[str, Any]:
    """One way as it is kept: the plan, and who was asked and who had what when it was made."""
    return {
        "freedom": freedom.value,
        "people": wire.problem_as_json(desk.problem)["translators"],
        "interpreting": [list(each) for each in desk.interpreting],
        "asked": [list(each) for each in desk.asked],
        "before": [list(each) for each in desk.before],
        "plan": wire.plan_as_json(found.plan),
        "advice": [wire.advice_as_json(one) for one in found.advice or ()],
    }


def _is_new(way: dict[str, Any], others: Sequence[dict[str, Any]]) -> bool:
    """Whether a way gives any step to somebody else than the ways before it."""
    return _who(way) not in [_who(other) for other in others]


def _who(way: dict[str, Any]) -> set[tuple[str, str, str]]:
    return {(s["job"], s["step"], s["translator"]) for s in way["plan"]["steps"]}


def _end(uow: UnitOfWork, key: UUID, state: TranslationPlanState) -> TranslationPlanRun | None:
    """Move a draft on, unless somebody has dropped it meanwhile."""
    plan = queries.lock(uow.db, key)
    if plan is None or plan.state is not TranslationPlanState.QUEUED:
        return None
    plan.state, plan.made_at = state, uow.now
    plan.is_open = state is TranslationPlanState.READY
    return plan
