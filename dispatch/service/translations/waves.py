"""Offers of a step in waves: by the office's policies, until one says yes or nobody is left.

The next wave goes when the last one's time to answer is over, or as soon as all of it have said no. Whoever has no
time before the step is due is left out: a coordinator may ask her by hand.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from accounts.domain.ids import UserId
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.translations import TranslationStepKind
from dispatch.domain.waves import (
    Askable,
    CascadeState,
    Wave,
    WaveCourse,
    WaveKind,
    goes_at,
    next_wave,
    waits_until,
)
from dispatch.service.translations import candidates, course, offers, reading, told
from dispatch.service.translations.candidates import TranslatorChoice
from dispatch.service.translations.told import TranslationNotice
from dispatch.service.waves import policies, times
from dispatch.store.queries import translation_waves as queries
from dispatch.store.queries import waves_people as people_queries
from dispatch.store.tables import (
    OfferPolicy,
    TranslationCascade,
    TranslationJob,
    TranslationOffer,
    TranslationStep,
)
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound
from foundation.text.message import say
from interpreters.domain.ids import InterpreterId
from scheduling.domain.states import Priority

P = DispatchPermission
# An offer that has run out is ended within so long.
AGAIN = timedelta(minutes=2)


def waves_for(uow: UnitOfWork, job: TranslationJob) -> tuple[tuple[Wave, ...], OfferPolicy | None]:
    """The waves in which people are asked for a job, and the policy that they come from."""
    return policies.waves_of(uow, job.organisation_id, job.priority)


def start(uow: UnitOfWork, job_id: UUID, kind: TranslationStepKind) -> TranslationCascade:
    """Ask for a step in waves; the first goes at once, or in the morning. Conflict while waves run already."""
    uow.require(P.TRANSLATION_KEEP)
    job = reading.lock_job(uow, job_id)
    course.require_open(job)
    step = reading.step_named(job, kind)
    offers.check_free(step)
    waves, policy = waves_for(uow, job)
    cascade = TranslationCascade(
        step_id=step.id,
        state=CascadeState.RUNNING,
        waves=[wave.as_json() for wave in waves],
        started_at=uow.now,
        next_at=uow.now,
        policy_id=None if policy is None else policy.id,
        started_by_id=None if uow.actor.user_id is None else UserId(uow.actor.user_id),
    )
    try:
        with uow.db.begin_nested():
            uow.db.add(cascade)
    except IntegrityError as error:
        raise Conflict(say("People are being asked in waves for this step already.")) from error
    uow.record("translation.waves_started", subject=job.id, translation_step=kind)
    _go(uow, job, step, cascade)
    return cascade


def send_next(uow: UnitOfWork, cascade_id: str, wave: int) -> None:
    """The job: have a wave go if it is the next one and due."""
    key = UUID(cascade_id)
    job = reading.lock_job(uow, queries.job_of(uow.db, key))
    cascade = queries.find_cascade(uow.db, key)
    if cascade is None or not cascade.is_live or cascade.wave != wave - 1:
        return
    step = reading.step_of(job, cascade.step_id)
    if cascade.next_at <= uow.now or (cascade.wave and not _is_waited_for(uow, job, step)):
        _go(uow, job, step, cascade)


def skip(uow: UnitOfWork, cascade_id: UUID) -> None:
    """Have the next wave go now; whoever was asked may still answer until their deadline."""
    job, step, cascade = _get_live(uow, cascade_id)
    uow.record("translation.wave_skipped", subject=job.id, translation_step=step.kind)
    _go(uow, job, step, cascade)


def stop(uow: UnitOfWork, cascade_id: UUID) -> None:
    """Send no further wave; whoever was asked may still answer."""
    job, step, cascade = _get_live(uow, cascade_id)
    course.end_waves(uow, step, CascadeState.STOPPED)
    uow.db.refresh(cascade)
    uow.record("translation.waves_stopped", subject=job.id, translation_step=step.kind)


def _get_live(
    uow: UnitOfWork, cascade_id: UUID
) -> tuple[TranslationJob, TranslationStep, TranslationCascade]:
    uow.require(P.TRANSLATION_KEEP)
    job = reading.lock_job(uow, queries.job_of(uow.db, cascade_id))
    cascade = queries.find_cascade(uow.db, cascade_id)
    if cascade is None:
        raise NotFound
    if not cascade.is_live:
        raise Conflict(say("These waves have ended meanwhile."))
    return job, reading.step_of(job, cascade.step_id), cascade


def _go(
    uow: UnitOfWork, job: TranslationJob, step: TranslationStep, cascade: TranslationCascade
) -> None:
    """Ask the people of the next wave that finds anybody; in the morning if the night can be waited for."""
    may_go_at = goes_at(
        uow.now, step.due_at, times.reading_time(uow), is_urgent=job.priority == Priority.DANGER
    )
    if may_go_at > uow.now:
        queries.move(uow.db, cascade.id, next_at=may_go_at)
        course.ask_for_next_wave(uow, cascade, may_go_at)
        uow.db.refresh(cascade)
        return
    choices = {
        each.person.id: each for each in candidates.list_choices(uow, job, step) if not each.reasons
    }
    asked = queries.asked_in(uow.db, cascade.id)
    asked |= {each.interpreter_id for each in course.open_offers(uow, job)}
    found = next_wave(cascade.planned, cascade.place, _askable(uow, job, choices), asked)
    if found is None and _is_waited_for(uow, job, step):
        # Whoever was asked for longer than her wave may still say yes.
        until = max(each.answer_by for each in course.open_offers(uow, job) if each.step is step)
        queries.move(uow.db, cascade.id, next_at=max(until, uow.now + AGAIN))
        course.ask_for_next_wave(uow, cascade, max(until, uow.now + AGAIN))
        uow.db.refresh(cascade)
        return
    if found is None:
        course.end_waves(uow, step, CascadeState.EXHAUSTED)
        uow.record("translation.waves_exhausted", subject=job.id, translation_step=step.kind)
        told.tell_desk(uow, job, TranslationNotice.EXHAUSTED, step=step)
        uow.db.refresh(cascade)
        return
    wave = cascade.wave + 1
    if not queries.take_wave(uow.db, cascade.id, wave, place=found.step):
        return
    uow.db.refresh(cascade)
    people = [choices[who] for who in found.people[: found.wave.size]]
    sent = _send(uow, step, cascade, people, found.wave)
    until = max(each.answer_by for each in sent)
    queries.move(uow.db, cascade.id, next_at=until)
    course.ask_for_next_wave(uow, cascade, until)
    uow.db.refresh(cascade)
    uow.record(
        "translation.wave_sent",
        subject=job.id,
        translation_step=step.kind,
        wave=wave,
        kind=found.wave.kind,
        offers=len(sent),
    )
    course.settle(uow, job)


def _is_waited_for(uow: UnitOfWork, job: TranslationJob, step: TranslationStep) -> bool:
    return any(each.step_id == step.id for each in course.open_offers(uow, job))


def _askable(
    uow: UnitOfWork, job: TranslationJob, choices: Mapping[InterpreterId, TranslatorChoice]
) -> list[Askable]:
    """Those who fit, best first, and among whom they count."""
    members = people_queries.members_of(uow.db, list(choices), job.organisation_id)
    kinds = {True: WaveKind.STAFF, False: WaveKind.ORGANISATION, None: WaveKind.PROVINCE}
    return [Askable(interpreter_id=who, kind=kinds[members.get(who)]) for who in choices]


def _send(
    uow: UnitOfWork,
    step: TranslationStep,
    cascade: TranslationCascade,
    people: Sequence[TranslatorChoice],
    wave: Wave,
) -> Sequence[TranslationOffer]:
    usual = offers.usual_answer_by(uow, step)
    latest = max(step.due_at, uow.now + timedelta(minutes=30))
    going = WaveCourse(
        now=uow.now,
        starts_at=latest,
        by_the_table=usual,
        is_urgent=step.job.priority == Priority.DANGER,
    )
    until = waits_until(wave, going, times.reading_time(uow)).replace(second=0, microsecond=0)
    return offers.write(uow, step, people, until, cascade)
