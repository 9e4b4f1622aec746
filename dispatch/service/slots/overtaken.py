"""Letters that a cancellation overtakes: written, not yet sent, and no longer so.

They wait because an answer may still be taken back, because of quiet hours, or because a channel failed. Whoever
has not heard how a question or a booking ended hears instead that the session is off.
"""

from dispatch.domain import filed
from dispatch.service import notices
from dispatch.service.notices import SessionNotice
from dispatch.service.slots import assignments
from dispatch.store.queries import overtaken as queries
from dispatch.store.tables import CounsellingSession
from foundation.database.work import UnitOfWork
from foundation.messages import outbox


def keep_back(uow: UnitOfWork, session: CounsellingSession) -> None:
    """Keep back what waits about a session that is off, and say in its place that it is. The session is locked.

    What is open or held is for whoever ends it: its letters are kept back there.
    """
    abouts = [filed.about_session(session.id), filed.about_day(session.id)]
    outbox.withdraw_many(uow, [*abouts, filed.about_desk(session.id)])
    asked = {
        filed.about_offer(each.id): each for each in queries.list_unanswered(uow.db, session.id)
    }
    freed = {
        filed.about_assignment(each.id): each for each in queries.list_released(uow.db, session.id)
    }
    untold = outbox.withdraw_untold(uow, [*asked, *freed])
    for about in sorted(untold):
        if about in freed:
            assignments.notify(uow, freed[about], SessionNotice.CANCELLED)
        elif not session.on_demand:
            notices.notify_asked(uow, asked[about], SessionNotice.OFFER_WITHDRAWN)
