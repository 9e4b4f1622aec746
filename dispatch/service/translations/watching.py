"""What runs by the clock: reminders before a step is due, late ones told, deliveries nobody answers, forgetting."""

from datetime import timedelta

from dispatch.domain.translation_settings import TranslationSettings
from dispatch.service.translations import told
from dispatch.service.translations.told import TranslationNotice
from dispatch.store.queries import translation_work as queries
from foundation.database.work import UnitOfWork

AT_ONCE = 200


def watch(uow: UnitOfWork) -> None:
    """Remind whoever has a step that is due soon, and tell the coordinators what is late; each once."""
    hours = uow.settings.of(TranslationSettings).translation_remind_hours
    soon = uow.now + timedelta(hours=hours)
    for step in queries.list_due(uow.db, soon, AT_ONCE, late=False):
        step.reminded_at = uow.now
        if step.interpreter is not None:
            told.tell_person(uow, step.job, step.interpreter, TranslationNotice.DUE_SOON, step=step)
    for step in queries.list_due(uow.db, uow.now, AT_ONCE, late=True):
        step.late_told_at = uow.now
        told.tell_desk(uow, step.job, TranslationNotice.LATE, step=step)
    uow.db.flush()


def remind_of_answers(uow: UnitOfWork) -> None:
    """Remind of deliveries that nobody has answered for some days, and tell the coordinators; each once."""
    days = uow.settings.of(TranslationSettings).translation_accept_days
    for job in queries.list_unanswered(uow.db, uow.now - timedelta(days=days), AT_ONCE):
        job.answer_reminded_at = uow.now
        told.tell_requester(uow, job, TranslationNotice.ANSWER_WANTED)
        told.tell_desk(uow, job, TranslationNotice.ANSWER_MISSING)
    uow.db.flush()


def forget_old(uow: UnitOfWork) -> None:
    """Empty the notes and remarks of jobs that ended long enough ago, as with every free text."""
    days = uow.settings.of(TranslationSettings).translation_note_days
    jobs = queries.list_to_forget(uow.db, uow.now - timedelta(days=days), AT_ONCE)
    if not jobs:
        return
    queries.forget_remarks(uow.db, [each.id for each in jobs])
    for job in jobs:
        job.encrypted_note, job.forgotten_at = "", uow.now
    uow.db.flush()
    uow.record("translation.forgotten", jobs=len(jobs))
