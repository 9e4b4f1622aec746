"""A draft of who translates and who revises: asked for, sent as offers, dropped."""

from collections.abc import Collection
from uuid import UUID

from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.states import OfferState
from dispatch.domain.translation_plans import OPEN_PLANS, TranslationPlanState
from dispatch.domain.translations import TranslationStepKind
from dispatch.service.translations import course, drafted, gaps, offers, reading, work
from dispatch.service.translations.drafted import DraftedStep
from dispatch.store.queries import translation_plans as queries
from dispatch.store.tables import TranslationJob, TranslationPlanRun
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound, Refused, refuse
from foundation.text.message import say

P = DispatchPermission


def ask_for_plan(uow: UnitOfWork, *, is_repair: bool = False) -> TranslationPlanRun:
    """Ask for a draft of all jobs under way, or for ways to fill the gaps alone. Conflict while another one waits."""
    uow.require(P.TRANSLATION_KEEP)
    if not queries.list_under_way(uow.db):
        raise Refused(say("No translation is under way."))
    return gaps.new_run(uow, is_repair=is_repair)


def drop(uow: UnitOfWork, plan_id: UUID) -> None:
    """Drop a draft, made or not; nobody was asked for anything in it."""
    uow.require(P.TRANSLATION_KEEP)
    _close(uow, plan_id, OPEN_PLANS, TranslationPlanState.DROPPED)
    uow.record("translation.plan_dropped", subject=plan_id)


def send(uow: UnitOfWork, plan_id: UUID, ticked: Collection[str], way: int = 0) -> tuple[int, int]:
    """Send the offers of ticked steps of one way; how many went out, and how many fit no longer and stay behind."""
    uow.require(P.TRANSLATION_KEEP)
    if not ticked:
        raise refuse("steps", say("Choose at least one step."))
    ready = frozenset({TranslationPlanState.READY})
    plan = _close(uow, plan_id, ready, TranslationPlanState.SENT)
    sent = left_out = 0
    for job in drafted.list_jobs(uow, plan, drafted.way_of(plan, way)):
        for step in job.steps:
            if not step.is_changed or step.person is None or step.key not in ticked:
                continue
            try:
                with uow.db.begin_nested():
                    sent += _ask(uow, job.job, step)
            except (Refused, Conflict, NotFound):
                left_out += 1
    uow.record("translation.plan_sent", subject=plan_id, offers=sent, left_out=left_out)
    return sent, left_out


def _ask(uow: UnitOfWork, job: TranslationJob, step: DraftedStep) -> int:
    """Ask for a step in a draft's way: whoever it is taken from, or was asked for it, is told."""
    assert step.person is not None
    kind = TranslationStepKind(step.name)
    found = reading.step_named(job, kind)
    if step.instead_of is not None and found.interpreter_id == step.instead_of.id:
        work.release(uow, found.id)
        job = reading.lock_job(uow, job.id)
        found = reading.step_named(job, kind)
    if step.is_instead_of_asked:
        course.end_open_offers(uow, job, OfferState.WITHDRAWN, [found])
    return len(offers.send(uow, job.id, kind, [step.person.id], None))


def _close(
    uow: UnitOfWork,
    plan_id: UUID,
    was: Collection[TranslationPlanState],
    becomes: TranslationPlanState,
) -> TranslationPlanRun:
    plan = queries.lock(uow.db, plan_id)
    if plan is None:
        raise NotFound
    if plan.state not in was:
        raise Conflict(say("This draft has been sent or discarded."))
    plan.state, plan.is_open, plan.ended_at = becomes, False, uow.now
    return plan
