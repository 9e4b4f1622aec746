"""What is written about translations: languages, number, deadline, "open the app"; never the case or its text."""

from collections.abc import Sequence
from datetime import datetime

from accounts.service import recipients
from dispatch.domain.translations import AT_WORK, TranslationStepState
from dispatch.service import desk_notices
from dispatch.store.tables import (
    Interpreter,
    TranslationJob,
    TranslationOffer,
    TranslationStep,
)
from foundation.database.work import UnitOfWork
from foundation.messages import letters
from foundation.messages.gathering import gather
from foundation.messages.letters import Letter, Notice, filled
from foundation.text.message import LazyText, say
from foundation.times.zones import local_clock, local_day


class TranslationNotice(Notice):
    """What is written about a translation: a subject, and one sentence of the body."""

    ASKED_FOR = (
        say("Translation requested: %(reference)s"),
        say("A translation was requested. Nobody has it yet."),
    )
    OFFERED = (
        say("Can you help with a translation by %(day)s?"),
        say("%(step)s. Please answer by %(until_day)s, %(until_clock)s."),
    )
    YOURS = (
        say("Confirmed: %(reference)s"),
        say("This step is yours: %(step)s. The app shows the text once it is its turn."),
    )
    OTHER_WAS_FIRST = (
        say("Filled: %(reference)s"),
        say("Somebody else accepted first. Thank you for being ready."),
    )
    TOO_LATE = (
        say("Deadline passed: %(reference)s"),
        say("We had no answer from you in time. This has no consequence for you."),
    )
    OFFER_WITHDRAWN = (
        say("Offer withdrawn: %(reference)s"),
        say("We have withdrawn this offer. You need not answer."),
    )
    RELEASED = (
        say("Released: %(reference)s"),
        say("This step is no longer yours: %(step)s. You need not go on."),
    )
    YOUR_TURN = (
        say("Your turn: %(reference)s"),
        say("The step before is done. Yours can begin: %(step)s."),
    )
    SENT_BACK = (
        say("To be corrected: %(reference)s"),
        say("Something is to be corrected in your step: %(step)s. The app shows what."),
    )
    CANCELLED = (
        say("Translation cancelled: %(reference)s"),
        say("This translation is no longer wanted. What was handed in is paid."),
    )
    MOVED = (
        say("New deadline: %(reference)s"),
        say("The deadline of this translation has changed to the one above."),
    )
    FOUND = (
        say("A translator was found: %(reference)s"),
        say("Your translation will be worked on. You are told when it is delivered."),
    )
    REVISING = (
        say("Translated, now being revised: %(reference)s"),
        say("A second linguist now compares your translation with the original."),
    )
    DELIVERED = (
        say("Your translation is ready: %(reference)s"),
        say("Please look through it and accept it, or say what is to be corrected."),
    )
    ACCEPTED = (
        say("Translation accepted: %(reference)s"),
        say("The requester has accepted this translation. Thank you."),
    )
    CORRECTION = (
        say("Correction wanted: %(reference)s"),
        say("A correction was asked for. It goes back to this step: %(step)s."),
    )
    NOBODY_LEFT = (
        say("Nobody has a step: %(reference)s"),
        say("Nobody has this step, and nobody is asked any more: %(step)s."),
    )
    EXHAUSTED = (
        say("Everyone was asked: %(reference)s"),
        say("Nobody accepted in the waves, and nobody is left to ask: %(step)s."),
    )
    GIVEN_BACK = (
        say("Step returned: %(reference)s"),
        say("%(name)s cannot do this step any more: %(step)s."),
    )
    AWAY = (
        say("Away: %(reference)s"),
        say("%(name)s is away and cannot do this step in time: %(step)s."),
    )
    DUE_SOON = (
        say("Due soon: %(reference)s"),
        say("Your step is due soon: %(step)s. If you cannot make it, tell the centre in the app."),
    )
    LATE = (
        say("Translation late: %(reference)s"),
        say("This step should have been handed in: %(step)s."),
    )
    ANSWER_WANTED = (
        say("Is your translation all right? %(reference)s"),
        say("It was delivered some days ago. Please accept it, or ask for a correction."),
    )
    ANSWER_MISSING = (
        say("Delivered, not answered: %(reference)s"),
        say("The requester has not answered the delivery for some days."),
    )
    SEVERAL = (
        say("News about %(n)s translations"),
        say("Several translations have changed:"),
    )


def about_job(job: TranslationJob) -> str:
    """What messages about a job are filed under."""
    return f"translation:{job.id}"


def letter_about(
    uow: UnitOfWork,
    job: TranslationJob,
    news: TranslationNotice,
    *,
    path: str,
    step: TranslationStep | None = None,
    until: datetime | None = None,
    name: str = "",
    pay_won: int = 0,
) -> Letter:
    """A letter about a job; the deadline in it is that of the step, if it is about one, and what that pays."""
    zone = uow.settings.zone
    due = job.deadline_at if step is None else step.due_at
    values: dict[str, object] = {
        "day": local_day(due, zone),
        "clock": local_clock(due, zone),
        "source": job.source,
        "target": job.target,
        "reference": job.reference,
        "name": name,
    }
    if step is not None:
        values["step"] = step.kind
    if until is not None:
        values["until_day"] = local_day(until, zone)
        values["until_clock"] = local_clock(until, zone)
    first: LazyText = say("%(source)s → %(target)s, due %(day)s, %(clock)s")
    if pay_won:
        values["won"] = f"{pay_won:,}"
        first = say("%(source)s → %(target)s, due %(day)s, %(clock)s, %(won)s won")
    return Letter(
        subject=filled(news.subject, values),
        sentences=(filled(first, values), filled(news.sentence, values)),
        path=path,
        about=about_job(job),
        until=until,
    )


def tell_desk(
    uow: UnitOfWork,
    job: TranslationJob,
    news: TranslationNotice,
    *,
    step: TranslationStep | None = None,
    name: str = "",
) -> None:
    """Write to every coordinator but the acting one; several at once are one letter."""
    letter = letter_about(uow, job, news, path=f"/translations/{job.id}", step=step, name=name)
    for each in letters.not_acting(uow, desk_notices.coordinators(uow)):
        gather(uow, each, letter, many=TranslationNotice.SEVERAL, path="/translations")


def tell_requester(uow: UnitOfWork, job: TranslationJob, news: TranslationNotice) -> None:
    """Write to whoever asked for it, unless they act."""
    requester = recipients.find(uow, job.requester_id)
    if requester is not None and requester.user_id != uow.actor.user_id:
        letter = letter_about(uow, job, news, path=f"/translations/{job.id}")
        gather(uow, requester, letter, many=TranslationNotice.SEVERAL, path="/translations/mine")


def tell_person(
    uow: UnitOfWork,
    job: TranslationJob,
    person: Interpreter,
    news: TranslationNotice,
    *,
    step: TranslationStep | None = None,
) -> None:
    """Write to somebody who translates, unless she acts; whoever has no account is called by the office."""
    own = step or next((each for each in job.steps if each.interpreter_id == person.id), None)
    path = "/translations/work" if own is None else f"/translations/steps/{own.id}"
    if person.user_id != uow.actor.user_id:
        letter = letter_about(uow, job, news, path=path, step=own)
        letters.write(uow, recipients.find(uow, person.user_id), letter)


def tell_asked(
    uow: UnitOfWork, job: TranslationJob, offer: TranslationOffer, news: TranslationNotice
) -> None:
    """Write to whoever was asked."""
    person = offer.interpreter
    step = next(each for each in job.steps if each.id == offer.step_id)
    is_question = news is TranslationNotice.OFFERED
    if person.user_id != uow.actor.user_id:
        letter = letter_about(
            uow,
            job,
            news,
            path=f"/translations/offers/{offer.id}",
            step=step,
            until=offer.answer_by if is_question else None,
            pay_won=offer.pay_won if is_question else 0,
        )
        letters.write(uow, recipients.find(uow, person.user_id), letter)


def people_at_work(job: TranslationJob) -> Sequence[Interpreter]:
    """Everybody who still has something to do in a job, each once."""
    waiting = AT_WORK | {TranslationStepState.WAITING}
    found = {
        each.interpreter.id: each.interpreter
        for each in job.steps
        if each.interpreter is not None and each.state in waiting
    }
    return list(found.values())


def people_of(job: TranslationJob) -> Sequence[Interpreter]:
    """Everybody who has a step of a job, each once."""
    found = {each.interpreter.id: each.interpreter for each in job.steps if each.interpreter}
    return list(found.values())
