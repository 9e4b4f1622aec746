"""What somebody who translates sees of her own: questions, steps, what waits for her."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.rates import PayLine, is_paid
from dispatch.domain.states import OPEN_OFFERS
from dispatch.domain.translations import (
    AT_WORK,
    OVER,
    CorrectionReason,
    TranslationStepKind,
)
from dispatch.service.translations import files, offers, reading
from dispatch.service.translations.seen import SeenStep, list_steps
from dispatch.store.queries import translation_work as work_queries
from dispatch.store.queries import translations as queries
from dispatch.store.tables import (
    TranslationFile,
    TranslationJob,
    TranslationOffer,
    TranslationStep,
)
from foundation.database.work import UnitOfWork
from interpreters.service import directory

LATEST_DONE = 10
P = DispatchPermission
K = TranslationStepKind


@dataclass(frozen=True, kw_only=True)
class OwnWork:
    """What somebody who translates has before her."""

    offers: Sequence[TranslationOffer]
    at_work: Sequence[TranslationStep]
    waiting: Sequence[TranslationStep]
    done: Sequence[TranslationStep]


def see_own_work(uow: UnitOfWork) -> OwnWork:
    """The actor's questions and steps: what can be done now first."""
    who = reading.own_interpreter_id(uow)
    steps = work_queries.list_steps_of(uow.db, who)
    return OwnWork(
        offers=[
            each
            for each in queries.list_offers_of(uow.db, who, OPEN_OFFERS)
            if each.answer_by > uow.now
        ],
        at_work=[each for each in steps if each.state in AT_WORK],
        waiting=[each for each in steps if each.state not in AT_WORK and each.kind is not K.CHECK],
        done=[
            each
            for each in work_queries.list_done_of(uow.db, who, 2 * LATEST_DONE)
            if each.kind is not K.CHECK
        ][:LATEST_DONE],
    )


def count_own(uow: UnitOfWork) -> int:
    """How many questions and steps wait for the actor, for the menu."""
    person = directory.find_by_user(uow, uow.actor.user_id)
    if person is None:
        return 0
    asked = queries.list_offers_of(uow.db, person.id, OPEN_OFFERS)
    open_now = sum(each.answer_by > uow.now for each in asked)
    return open_now + work_queries.count_at_work(uow.db, person.id)


def has_own_work(uow: UnitOfWork) -> bool:
    """Whether the actor translates: only then the menu and the home page speak of it."""
    person = directory.find_by_user(uow, uow.actor.user_id)
    if person is None:
        return False
    return queries.has_work(uow.db, person.id)


@dataclass(frozen=True, kw_only=True)
class OwnStep:
    """A step of the actor's own: what she reads and what she may do."""

    step: TranslationStep
    job: TranslationJob
    note: str
    texts: Sequence[TranslationFile]
    steps: Sequence[SeenStep]
    is_open: bool
    may_work: bool
    sends_back_to: Sequence[TranslationStepKind]
    wanted: Sequence[CorrectionReason]


def see_own_step(uow: UnitOfWork, step_id: UUID) -> OwnStep:
    """One step of the actor's own, with what was handed in before it and said about it."""
    step = reading.get_own_step(uow, step_id)
    job = step.job
    every = files.list_texts(uow, job) if job.state not in OVER else ()
    steps = list_steps(uow, job, (), every)
    own = next(each for each in steps if each.step.id == step.id)
    since = step.handed_in_at
    return OwnStep(
        step=step,
        job=job,
        note=reading.read_note(uow, job),
        texts=[each for each in every if each.step_id is None],
        steps=steps,
        is_open=job.state not in OVER,
        may_work=step.state in AT_WORK and job.state not in OVER,
        sends_back_to=[
            each.kind for each in job.steps if each.position < step.position and step.position > 1
        ],
        wanted=[
            each.reason
            for each in own.remarks
            if each.reason is not None and (since is None or each.written_at > since)
        ],
    )


@dataclass(frozen=True, kw_only=True)
class OwnTranslationOffer:
    """One question to the actor, and what she would be paid."""

    offer: TranslationOffer
    lines: Sequence[PayLine]
    is_open: bool
    is_paid: bool


def see_own_offer(uow: UnitOfWork, offer_id: UUID) -> OwnTranslationOffer:
    """One offer of the actor's own: languages, field, size, deadlines and pay; the case only after a yes."""
    offer = offers.look_at(uow, offer_id)
    return OwnTranslationOffer(
        offer=offer,
        lines=[PayLine.of(kept) for kept in offer.pay_lines],
        is_open=offer.state in OPEN_OFFERS and offer.answer_by > uow.now,
        is_paid=is_paid(offer.interpreter.employment),
    )
