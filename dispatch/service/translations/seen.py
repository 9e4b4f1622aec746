"""What pages show of translations: a job for the office and its organisation, and who could be asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from dispatch.domain.ids import TranslationStepId
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.states import OPEN_OFFERS
from dispatch.domain.translation_settings import TranslationSettings
from dispatch.domain.translations import (
    ASKED_FOR,
    AT_WORK,
    OVER,
    TranslationJobState,
    TranslationStepKind,
    is_far_from,
    words_of,
)
from dispatch.domain.waves import preview
from dispatch.service.translations import candidates, files, jobs, reading, waves
from dispatch.service.translations.candidates import TranslatorChoice
from dispatch.store.queries import translation_waves as wave_queries
from dispatch.store.queries import translation_work as work_queries
from dispatch.store.queries import translations as queries
from dispatch.store.tables import (
    TranslationCascade,
    TranslationFile,
    TranslationHandIn,
    TranslationJob,
    TranslationOffer,
    TranslationRemark,
    TranslationStep,
)
from foundation.database.work import UnitOfWork
from foundation.security.errors import NotFound
from foundation.text.message import LazyText
from interpreters.domain.contact import CallReason
from interpreters.domain.ids import InterpreterId
from interpreters.service import reach

P = DispatchPermission
S = TranslationJobState


@dataclass(frozen=True, kw_only=True)
class SeenStep:
    """One step with everything that belongs to it."""

    step: TranslationStep
    hand_ins: Sequence[TranslationHandIn]
    remarks: Sequence[TranslationRemark]
    offers: Sequence[TranslationOffer]
    files: Sequence[TranslationFile]
    is_late: bool
    # hand-ins of another size than ordered, by much
    far_off: frozenset[UUID] = frozenset()
    # the latest waves in which people were asked for it
    waves: TranslationCascade | None = None

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
    waves = wave_queries.newest_of(uow.db, [each.id for each in job.steps]) if keeps else {}
    return SeenJob(
        job=job,
        note=reading.read_note(uow, job),
        texts=[each for each in every if each.step_id is None],
        handed_over=files.handed_over(job, every),
        steps=[
            replace(each, waves=waves.get(each.step.id))
            for each in list_steps(uow, job, asked, every if keeps else ())
        ],
        words=words_of(job.measure, job.amount, settings.word_rates),
        is_late=jobs.is_late(job, uow.now),
        may_keep=keeps,
        may_answer=reading.may_answer(uow, job),
        to_call=reach.to_be_called(uow, people) if people else {},
        numbers=reach.numbers_of(uow, people.values()) if people else {},
    )


def list_steps(
    uow: UnitOfWork,
    job: TranslationJob,
    asked: Sequence[TranslationOffer],
    every: Sequence[TranslationFile],
) -> list[SeenStep]:
    """The steps of a job with what was handed in and said; the caller has settled who sees which offers and files."""
    hand_ins = work_queries.list_hand_ins(uow.db, job.id)
    remarks = work_queries.list_remarks(uow.db, job.id)
    per_cent = uow.settings.of(TranslationSettings).translation_units_per_cent
    far_off = frozenset(
        each.id for each in hand_ins if is_far_from(each.units, job.amount, per_cent)
    )
    return [
        SeenStep(
            step=step,
            hand_ins=[each for each in hand_ins if each.step_id == step.id],
            remarks=[each for each in remarks if each.step_id == step.id],
            offers=[each for each in asked if each.step_id == step.id],
            files=[each for each in every if each.step_id == step.id],
            far_off=far_off,
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
    # what asking in waves would do, a sentence a wave
    preview: Sequence[LazyText]
    is_asked_in_waves: bool


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
        preview=preview(waves.waves_for(uow, job)[0]),
        is_asked_in_waves=wave_queries.find_live(uow.db, step.id) is not None,
    )


def waves_of(
    uow: UnitOfWork, found: Sequence[TranslationJob]
) -> Mapping[TranslationStepId, TranslationCascade]:
    """The live waves of some jobs, by step."""
    steps = [step.id for job in found for step in job.steps if step.interpreter_id is None]
    newest = wave_queries.newest_of(uow.db, steps)
    return {TranslationStepId(step): each for step, each in newest.items() if each.is_live}


def count_to_settle(uow: UnitOfWork) -> int:
    """How many jobs wait for a coordinator, for the menu."""
    uow.require(P.TRANSLATION_KEEP)
    return queries.count_to_settle(uow.db, uow.now)


def count_to_answer(uow: UnitOfWork) -> int:
    """How many deliveries the actor's organisations have not answered, for the menu."""
    return queries.count_delivered(uow.db, reading.own_organisations(uow))
