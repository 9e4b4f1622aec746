"""What pages show of translations: a job for the office and its organisation, and a translator's own work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.rates import PayLine, is_paid
from dispatch.domain.states import OPEN_OFFERS
from dispatch.domain.translation_settings import TranslationSettings
from dispatch.domain.translations import (
    ASKED_FOR,
    AT_WORK,
    OVER,
    CorrectionReason,
    TranslationJobState,
    TranslationStepKind,
    words_of,
)
from dispatch.service.translations import candidates, files, jobs, offers, reading
from dispatch.service.translations.candidates import TranslatorChoice
from dispatch.store.queries import translation_work as work_queries
from dispatch.store.queries import translations as queries
from dispatch.store.tables import (
    TranslationFile,
    TranslationHandIn,
    TranslationJob,
    TranslationOffer,
    TranslationRemark,
    TranslationStep,
)
from foundation.database.work import UnitOfWork
from foundation.security.errors import NotFound
from interpreters.domain.contact import CallReason
from interpreters.domain.ids import InterpreterId
from interpreters.service import directory, reach

LATEST_DONE = 10
P = DispatchPermission
S, K = TranslationJobState, TranslationStepKind


@dataclass(frozen=True, kw_only=True)
class SeenStep:
    """One step with everything that belongs to it."""

    step: TranslationStep
    hand_ins: Sequence[TranslationHandIn]
    remarks: Sequence[TranslationRemark]
    offers: Sequence[TranslationOffer]
    files: Sequence[TranslationFile]
    is_late: bool

    @property
    def may_be_asked_for(self) -> bool:
        """Whether somebody can be asked: nobody has it, and it is no check."""
        return self.step.interpreter_id is None and self.step.kind in ASKED_FOR

    @property
    def open_offers(self) -> Sequence[TranslationOffer]:
        """The questions that nobody has answered."""
        return [each for each in self.offers if each.state in OPEN_OFFERS]


@dataclass(frozen=True, kw_only=True)
class SeenJob:
    """A job as its page shows it, and what the reader may do about it."""

    job: TranslationJob
    note: str
    texts: Sequence[TranslationFile]
    handed_over: Sequence[TranslationFile]
    steps: Sequence[SeenStep]
    words: int
    is_late: bool
    may_keep: bool
    may_answer: bool
    # whom no letter reaches, and the number to call
    to_call: Mapping[InterpreterId, CallReason]
    numbers: Mapping[InterpreterId, str]

    @property
    def is_over(self) -> bool:
        """Whether nothing more is done about it."""
        return self.job.state in OVER

    @property
    def is_delivered(self) -> bool:
        """Whether the requester is asked for an answer."""
        return self.job.state is S.DELIVERED


def see_job(uow: UnitOfWork, job_id: UUID) -> SeenJob:
    """One job for the office, or for its own organisation, which sees no offers and no names of who declined."""
    job = reading.get_job(uow, job_id)
    keeps, every = reading.keeps(uow), files.list_texts(uow, job)
    asked = queries.list_offers(uow.db, job.id) if keeps else ()
    people = {each.interpreter.id: each.interpreter for each in asked if each.is_open}
    settings = uow.settings.of(TranslationSettings)
    return SeenJob(
        job=job,
        note=reading.read_note(uow, job),
        texts=[each for each in every if each.step_id is None],
        handed_over=files.handed_over(job, every),
        steps=_steps(uow, job, asked, every if keeps else ()),
        words=words_of(job.measure, job.amount, settings.word_rates),
        is_late=jobs.is_late(job, uow.now),
        may_keep=keeps,
        may_answer=reading.may_answer(uow, job),
        to_call=reach.to_be_called(uow, people) if people else {},
        numbers=reach.numbers_of(uow, people.values()) if people else {},
    )


def _steps(
    uow: UnitOfWork,
    job: TranslationJob,
    asked: Sequence[TranslationOffer],
    every: Sequence[TranslationFile],
) -> list[SeenStep]:
    hand_ins = work_queries.list_hand_ins(uow.db, job.id)
    remarks = work_queries.list_remarks(uow.db, job.id)
    return [
        SeenStep(
            step=step,
            hand_ins=[each for each in hand_ins if each.step_id == step.id],
            remarks=[each for each in remarks if each.step_id == step.id],
            offers=[each for each in asked if each.step_id == step.id],
            files=[each for each in every if each.step_id == step.id],
            is_late=job.state not in OVER and step.state in AT_WORK and step.due_at < uow.now,
        )
        for step in job.steps
    ]


@dataclass(frozen=True, kw_only=True)
class SeenAsking:
    """The page on which people are asked for a step."""

    job: TranslationJob
    step: TranslationStep
    fitting: Sequence[TranslatorChoice]
    others: Sequence[TranslatorChoice]
    asked: frozenset[UUID]
    to_call: Mapping[InterpreterId, CallReason]


def see_asking(uow: UnitOfWork, job_id: UUID, kind: TranslationStepKind) -> SeenAsking:
    """Who could have a step, the best first, and why the others cannot."""
    uow.require(P.TRANSLATION_KEEP)
    job = reading.get_job(uow, job_id)
    step = reading.step_named(job, kind)
    if kind not in ASKED_FOR:
        raise NotFound
    found = candidates.list_choices(uow, job, step)
    asked = [
        each
        for each in queries.list_offers(uow.db, job.id)
        if each.step_id == step.id and each.is_open
    ]
    fitting = [each for each in found if each.is_eligible]
    return SeenAsking(
        job=job,
        step=step,
        fitting=fitting,
        others=[each for each in found if not each.is_eligible],
        asked=frozenset(each.interpreter_id for each in asked),
        to_call=reach.to_be_called(uow, [each.person.id for each in fitting]),
    )


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


def count_to_settle(uow: UnitOfWork) -> int:
    """How many jobs wait for a coordinator, for the menu."""
    uow.require(P.TRANSLATION_KEEP)
    return queries.count_to_settle(uow.db, uow.now)


def count_to_answer(uow: UnitOfWork) -> int:
    """How many deliveries the actor's organisations have not answered, for the menu."""
    return queries.count_delivered(uow.db, reading.own_organisations(uow))


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
    steps = _steps(uow, job, (), every)
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
