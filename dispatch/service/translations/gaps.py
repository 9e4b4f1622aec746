"""Steps that whoever has them cannot do any more: she is away or may not, or the deadline has moved; and who fills them.

A draft that fills them is made by itself, and nobody is asked in it before a coordinator has chosen one of its ways.
"""

from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError

from accounts.domain.ids import UserId
from dispatch.domain.translation_plans import TranslationPlanState
from dispatch.domain.translation_settings import TranslationSettings
from dispatch.domain.translations import TranslationStepState, working_days_for
from dispatch.service.translations import candidates
from dispatch.service.translations.candidates import NoFit
from dispatch.store.queries import translation_plans as queries
from dispatch.store.queries import translation_work as work_queries
from dispatch.store.tables import TranslationPlanRun, TranslationStep
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict
from foundation.text.message import say
from foundation.times.zones import local_day
from interpreters.domain.ids import InterpreterId
from scheduling.service import availability

PLAN_TRANSLATIONS = "dispatch.plan_translations"
ONE_WAITS = say("A draft is waiting already. Send or discard it first.")
# What takes a step from whoever has it; the rest was known when she said yes.
LOST = frozenset({NoFit.STANDING, NoFit.CERTIFICATION, NoFit.RESTRICTION})


def may_not(uow: UnitOfWork, step: TranslationStep) -> bool:
    """Whether whoever has a step may not do it any more."""
    if step.interpreter_id is None:
        return False
    choice = candidates.choice_of(uow, step.job, step, step.interpreter_id)
    return choice is None or any(each.code in LOST for each in choice.reasons)


def cannot(uow: UnitOfWork, step: TranslationStep) -> bool:
    """Whether whoever has a step has no time for it any more: not one day, or too few where she has not begun."""
    if step.interpreter_id is None or step.state is TranslationStepState.HANDED_IN:
        return False
    choice = candidates.choice_of(uow, step.job, step, step.interpreter_id)
    if choice is None:
        return False
    if step.state is TranslationStepState.BEGUN or step.due_at <= uow.now:
        due = max(local_day(step.due_at, uow.settings.zone), uow.today)
        away = availability.whole_days_away(uow, [step.interpreter_id], uow.today, due)
        return bool(away) and not choice.free_days
    words = candidates.words_for(step.kind, step.job, uow.settings.of(TranslationSettings))
    needs = working_days_for(words, choice.words_per_day)
    return needs is not None and needs > choice.free_days


def is_lost(uow: UnitOfWork, step: TranslationStep) -> bool:
    """Whether somebody else is to be found for a step that somebody has."""
    return may_not(uow, step) or cannot(uow, step)


def may_move(step: TranslationStep) -> bool:
    """Whether an accepted step may go to somebody else: nothing of it was begun or handed in."""
    waits = {TranslationStepState.WAITING, TranslationStepState.READY}
    return step.interpreter_id is not None and step.state in waits and not step.rounds


def steps_ahead(uow: UnitOfWork, who: InterpreterId) -> Sequence[TranslationStep]:
    """What somebody has before her: steps of jobs under way that are not handed in."""
    done = TranslationStepState.HANDED_IN
    return [each for each in work_queries.list_steps_of(uow.db, who) if each.state is not done]


def new_run(uow: UnitOfWork, *, is_repair: bool, by_itself: bool = False) -> TranslationPlanRun:
    """Have a draft made by a job. Conflict while another one waits."""
    newest = queries.newest(uow.db)
    if newest is not None and newest.is_open:
        raise Conflict(ONE_WAITS)
    user = None if by_itself else uow.actor.user_id
    plan = TranslationPlanRun(
        state=TranslationPlanState.QUEUED,
        is_open=True,
        is_repair=is_repair,
        asked_at=uow.now,
        asked_by=None if user is None else UserId(user),
    )
    try:
        with uow.db.begin_nested():
            uow.db.add(plan)
    except IntegrityError:
        # Somebody else asked in the same moment.
        raise Conflict(ONE_WAITS) from None
    uow.enqueue(PLAN_TRANSLATIONS, plan_id=plan.id, dedupe_key=f"translations:{plan.id}")
    uow.record(
        "translation.repair_asked" if is_repair else "translation.plan_asked", subject=plan.id
    )
    return plan


def queue_repair(uow: UnitOfWork) -> None:
    """Have ways to fill the gaps looked for; a draft that a person has asked for is left alone.

    One that was made by itself is out of date now and makes room; one that nobody has begun to make will see it all.
    """
    newest = queries.newest(uow.db)
    if newest is not None and newest.is_open:
        found = queries.lock(uow.db, newest.id)
        is_stale = found is not None and found.state is TranslationPlanState.READY
        if found is None or found.asked_by is not None or not found.is_repair or not is_stale:
            return
        found.state, found.is_open = TranslationPlanState.DROPPED, False
        found.ended_at = uow.now
        uow.db.flush()
    try:
        new_run(uow, is_repair=True, by_itself=True)
    except Conflict:
        return  # another one was queued in the same moment: it sees the same gaps
