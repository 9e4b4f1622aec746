"""What had to reach an interpreter and has not, over any channel: it waits on the call list."""

from uuid import UUID

from dispatch.domain.states import BLOCKING, AssignmentState
from dispatch.domain.telephone import ToldNews
from dispatch.service import telephone
from dispatch.service.rules.locks import lock_all
from dispatch.service.telephone import Tidings
from dispatch.store.queries import assignments as queries
from dispatch.store.queries import telephone as waiting
from foundation.database.work import UnitOfWork
from foundation.messages.news import MessageUnreached

ASSIGNMENT = "assignment"


def on_message_unreached(uow: UnitOfWork, event: MessageUnreached) -> None:
    """Have somebody call: what is said is what is true now, not what the message said.

    Open offers stand on the call list by themselves, because messages to their reader fail.
    """
    kind, _, about = event.about.partition(":")
    if kind != ASSIGNMENT:
        return
    assignment = queries.find_assignment(uow.db, UUID(about))
    if assignment is None or assignment.interpreter.user_id != event.user_id:
        return
    lock_all(uow, [assignment.session_id], [])
    person, session = assignment.interpreter, assignment.session
    if waiting.find_waiting(uow.db, session.id, person.id) is not None:
        return
    told = Tidings(
        news=_news_of(assignment.state),
        session=session,
        starts_at=assignment.starts_at,
        ends_at=assignment.ends_at,
        is_expected=True,
    )
    telephone.keep(uow, person, told, is_written=False)


def _news_of(state: AssignmentState) -> ToldNews:
    if state in BLOCKING or state is AssignmentState.CHECKED_IN:
        return ToldNews.BOOKED
    return ToldNews.CANCELLED if state is AssignmentState.CANCELLED else ToldNews.FREE
