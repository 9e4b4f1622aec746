"""What dispatch does when somebody has less time, and nobody is freed by it: people are told, open offers end."""

from collections.abc import Sequence

from dispatch.domain import filed
from dispatch.domain.news import News
from dispatch.domain.states import OfferState
from dispatch.service import desk_notices
from dispatch.service.notices import SessionNotice
from dispatch.service.rules.locks import sync_session_state
from dispatch.service.slots import assignments, offers_ending
from dispatch.service.slots.lying_in import LyingIn, what_lies_in
from dispatch.store.queries import assignments as queries
from foundation.database.work import UnitOfWork
from scheduling.domain.events import TimesNarrowed
from training.domain.events import ClassTimesTaken


def on_times_narrowed(uow: UnitOfWork, event: TimesNarrowed) -> None:
    """Confirmed sessions outside the new times stay; coordinators are told of each."""
    found = what_lies_in(uow, event.interpreter_id, event.spans)
    _tell_desk(uow, found, News.TIMES_NARROWED)
    _end_offers(uow, found, SessionNotice.ENDED_BY_TIMES, "times")


def on_class_times_taken(uow: UnitOfWork, event: ClassTimesTaken) -> None:
    """Confirmed sessions under a class stay; coordinators and the person are told of each."""
    for who, spans in event.taken:
        found = what_lies_in(uow, who, spans)
        _tell_desk(uow, found, News.CLASS_CLASH)
        for assignment in found.held:
            assignments.notify(uow, assignment, SessionNotice.CLASS_CLASH)
        _end_offers(uow, found, SessionNotice.ENDED_BY_CLASS, "class")


def _tell_desk(uow: UnitOfWork, found: LyingIn, news: News) -> None:
    for assignment in found.held:
        desk_notices.tell_desk(
            uow,
            news,
            assignment.session,
            person=assignment.interpreter,
            starts_at=assignment.starts_at,
            about=filed.about_assignment(assignment.id),
        )


def _end_offers(uow: UnitOfWork, found: LyingIn, said: SessionNotice, reason: str) -> None:
    """They could not be accepted any more: the rules would refuse it."""
    ended: Sequence[object] = [
        offer.id
        for offer in found.asked
        if offers_ending.end(uow, offer, OfferState.WITHDRAWN, said=said, reason=reason)
    ]
    if ended:
        for session in queries.lock_sessions(uow.db, {offer.session_id for offer in found.asked}):
            sync_session_state(uow, session)
