"""Questions for a step: sent to one or several, answered in the app or by telephone, taken back, run out."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.states import OPEN_OFFERS, OfferState
from dispatch.domain.translation_settings import TranslationSettings
from dispatch.domain.translations import (
    ASKED_FOR,
    NoTranslationReason,
    TranslationStepKind,
    TranslationStepState,
    may_hold,
)
from dispatch.domain.waves import CascadeState
from dispatch.service.rates import texts
from dispatch.service.translations import candidates, course, reading, told
from dispatch.service.translations.candidates import NoFit, TranslatorChoice
from dispatch.service.translations.told import TranslationNotice
from dispatch.store.queries import translations as queries
from dispatch.store.tables import (
    TranslationCascade,
    TranslationJob,
    TranslationOffer,
    TranslationStep,
)
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound, Problems, refuse
from foundation.text.message import say

# So many open questions are ended by one run of the job.
AT_ONCE = 200
SHORTEST_ANSWER = timedelta(minutes=30)
P = DispatchPermission


def usual_answer_by(uow: UnitOfWork, step: TranslationStep) -> datetime:
    """Until when an answer is asked for, unless a coordinator says otherwise: never after the step is due."""
    hours = uow.settings.of(TranslationSettings).translation_answer_hours
    latest = max(step.due_at, uow.now + SHORTEST_ANSWER)
    return min(uow.now + timedelta(hours=hours), latest).replace(second=0, microsecond=0)


def send(
    uow: UnitOfWork,
    job_id: UUID,
    kind: TranslationStepKind,
    people: Collection[UUID],
    answer_by: datetime | None,
) -> Sequence[TranslationOffer]:
    """Ask some people at once for a step; the first yes wins. Whoever was asked already is not asked twice."""
    uow.require(P.TRANSLATION_KEEP)
    job = reading.lock_job(uow, job_id)
    course.require_open(job)
    step = reading.step_named(job, kind)
    check_free(step)
    until = answer_by or usual_answer_by(uow, step)
    problems = Problems()
    if not people:
        problems.add("people", say("Choose at least one person."))
    if until < uow.now + SHORTEST_ANSWER - timedelta(minutes=1):
        problems.add("answer_day", say("Leave at least 30 minutes to answer."))
    problems.check()
    choices = {each.person.id: each for each in candidates.list_choices(uow, job, step)}
    asked = {each.interpreter_id for each in course.open_offers(uow, job) if each.step is step}
    chosen: list[TranslatorChoice] = []
    for who in people:
        choice = next((each for key, each in choices.items() if key == who), None)
        if choice is None or not choice.is_eligible:
            raise refuse("people", say("Somebody you chose cannot be asked any more."))
        if choice.person.id not in asked:
            chosen.append(choice)
    sent = write(uow, step, chosen, until)
    course.settle(uow, job)
    return sent


def write(
    uow: UnitOfWork,
    step: TranslationStep,
    people: Sequence[TranslatorChoice],
    until: datetime,
    cascade: TranslationCascade | None = None,
) -> Sequence[TranslationOffer]:
    """Ask some people for a step, in a wave or by hand; the caller has settled who may, and who fits."""
    job = step.job
    sent: list[TranslationOffer] = []
    for choice in people:
        pay = texts.estimate(uow, job, step, choice.person)
        offer = TranslationOffer(
            step_id=step.id,
            interpreter_id=choice.person.id,
            state=OfferState.SENT,
            sent_at=uow.now,
            answer_by=until,
            pay_won=pay.won,
            pay_lines=[line.kept() for line in pay.lines],
            rate_card_id=pay.card_id,
            cascade_id=None if cascade is None else cascade.id,
            wave=0 if cascade is None else cascade.wave,
        )
        offer.step, offer.interpreter = step, choice.person
        uow.db.add(offer)
        sent.append(offer)
    uow.db.flush()
    for offer in sent:
        uow.record(
            "translation.offered",
            subject=job.id,
            interpreter=offer.interpreter_id,
            translation_step=step.kind,
        )
        told.tell_asked(uow, job, offer, TranslationNotice.OFFERED)
    return sent


def check_free(step: TranslationStep) -> None:
    """Refused for a step for which nobody can be asked, Conflict when somebody has it."""
    if step.kind not in ASKED_FOR:
        raise refuse("step", say("The check belongs to whoever translates."))
    if step.interpreter_id is not None:
        raise Conflict(say("Somebody has this step already. Release her first."))


def withdraw(uow: UnitOfWork, offer_id: UUID) -> TranslationOffer:
    """Take a question back before it is answered."""
    uow.require(P.TRANSLATION_KEEP)
    job, offer = _locked(uow, offer_id)
    if not offer.is_open:
        raise Conflict(say("This offer has been answered or has ended."))
    course.end_offer(uow, job, offer, OfferState.WITHDRAWN)
    uow.record("translation.offer_withdrawn", subject=job.id, interpreter=offer.interpreter_id)
    course.settle(uow, job)
    return offer


def look_at(uow: UnitOfWork, offer_id: UUID) -> TranslationOffer:
    """The actor's own offer, whatever became of it; somebody else's looks missing."""
    who = reading.own_interpreter_id(uow)
    offer = queries.find_offer(uow.db, offer_id)
    if offer is None or offer.interpreter_id != who:
        raise NotFound
    return offer


def accept(uow: UnitOfWork, offer_id: UUID) -> TranslationJob:
    """Say yes. Whoever comes second is told that somebody was faster."""
    look_at(uow, offer_id)
    return _accept(uow, offer_id, by_phone=False)


def decline(uow: UnitOfWork, offer_id: UUID, reason: NoTranslationReason | None) -> None:
    """Say no; a reason is optional and has no consequence."""
    look_at(uow, offer_id)
    _decline(uow, offer_id, reason, by_phone=False)


def record_yes(uow: UnitOfWork, offer_id: UUID) -> TranslationJob:
    """A coordinator enters a yes that was said on the telephone."""
    uow.require(P.TRANSLATION_KEEP)
    return _accept(uow, offer_id, by_phone=True)


def record_no(uow: UnitOfWork, offer_id: UUID, reason: NoTranslationReason | None) -> None:
    """A coordinator enters a no that was said on the telephone."""
    uow.require(P.TRANSLATION_KEEP)
    _decline(uow, offer_id, reason, by_phone=True)


def _accept(uow: UnitOfWork, offer_id: UUID, *, by_phone: bool) -> TranslationJob:
    job, offer = _locked(uow, offer_id)
    course.require_open(job)
    step, who = reading.step_of(job, offer.step_id), offer.interpreter_id
    _check_still_fits(uow, job, step, offer)
    if not queries.take_offer(uow.db, offer.id, uow.now, by_phone=by_phone):
        raise _too_late(offer)
    queries.read_again(uow.db, offer)
    for each in course.bound_steps(job, step):
        if not queries.take_step(uow.db, each.id, who):
            raise Conflict(say("Somebody else accepted first. Thank you for being ready."))
    job = reading.lock_job(uow, job.id)
    step = reading.step_of(job, step.id)
    uow.record(
        "translation.taken",
        subject=job.id,
        interpreter=who,
        translation_step=step.kind,
        by_phone=by_phone,
    )
    course.end_open_offers(uow, job, OfferState.SUPERSEDED, [step])
    course.end_waves(uow, step, CascadeState.FILLED)
    _end_other_offers_of(uow, job, offer)
    person = offer.interpreter
    told.tell_person(uow, job, person, TranslationNotice.YOURS, step=step)
    if step.state is TranslationStepState.READY and step.position:
        told.tell_person(uow, job, person, TranslationNotice.YOUR_TURN, step=step)
    course.settle(uow, job)
    return job


def _check_still_fits(
    uow: UnitOfWork, job: TranslationJob, step: TranslationStep, offer: TranslationOffer
) -> None:
    """Conflict when what held as she was asked does not hold any more."""
    if not may_hold(reading.facts_of(job), step.kind, offer.interpreter_id):
        raise Conflict(say("You have another step of this translation."))
    choice = candidates.choice_of(uow, job, step, offer.interpreter_id)
    unsigned = [] if choice is None else [r for r in choice.reasons if r.code is NoFit.SIGNATURE]
    if unsigned:
        raise Conflict(
            say(
                "%(reason)s Sign it under “Pledges and consents” in your account, then accept.",
                reason=unsigned[0].text,
            )
        )
    if choice is None or not choice.is_eligible:
        raise Conflict(
            say("This step cannot be yours any more: the requirements are no longer met.")
        )


def _end_other_offers_of(uow: UnitOfWork, job: TranslationJob, won: TranslationOffer) -> None:
    """Whoever translates is not asked to revise the same text."""
    for other in course.open_offers(uow, job):
        if other.interpreter_id == won.interpreter_id and other.id != won.id:
            course.end_offer(uow, job, other, OfferState.WITHDRAWN)
            course.tell_if_nobody(uow, job, reading.step_of(job, other.step_id))


def _decline(
    uow: UnitOfWork, offer_id: UUID, reason: NoTranslationReason | None, *, by_phone: bool
) -> None:
    job, offer = _locked(uow, offer_id)
    if not offer.is_open:
        raise Conflict(say("This offer has been answered or has ended."))
    offer.state, offer.answered_at = OfferState.DECLINED, uow.now
    offer.no_reason, offer.by_phone = reason, by_phone
    uow.db.flush()
    uow.record(
        "translation.declined",
        subject=job.id,
        interpreter=offer.interpreter_id,
        no_reason=reason,
        by_phone=by_phone,
    )
    course.tell_if_nobody(uow, job, reading.step_of(job, offer.step_id))
    course.settle(uow, job)


def expire_due(uow: UnitOfWork) -> None:
    """End every question whose time to answer is over. A job does this every minute."""
    for offer_id in queries.list_run_out(uow.db, uow.now, AT_ONCE):
        job, offer = _locked(uow, offer_id)
        if offer.is_open and offer.answer_by <= uow.now:
            course.end_offer(uow, job, offer, OfferState.EXPIRED)
            uow.record(
                "translation.offer_expired", subject=job.id, interpreter=offer.interpreter_id
            )
            course.tell_if_nobody(uow, job, reading.step_of(job, offer.step_id))
            course.settle(uow, job)


def _locked(uow: UnitOfWork, offer_id: UUID) -> tuple[TranslationJob, TranslationOffer]:
    job = reading.lock_job(uow, queries.job_of_offer(uow.db, offer_id))
    offer = queries.find_offer(uow.db, offer_id)
    if offer is None:
        raise NotFound
    queries.read_again(uow.db, offer)
    return job, offer


def _too_late(offer: TranslationOffer) -> Conflict:
    if offer.state is OfferState.SUPERSEDED:
        return Conflict(say("Somebody else accepted first. Thank you for being ready."))
    if offer.state in OPEN_OFFERS:
        return Conflict(say("The time to answer this offer is over."))
    return Conflict(say("This offer has been answered or has ended."))
