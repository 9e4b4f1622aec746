"""News told by telephone: recorded by whoever called."""

from uuid import UUID

from accounts.domain.ids import UserId
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.telephone import ToldOutcome, ToldState
from dispatch.service.rules.locks import lock_session
from dispatch.service.slots import calls
from dispatch.store.queries import telephone as queries
from dispatch.store.tables import TelephoneNews, TelephoneNewsCall
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, DomainError, Forbidden, Gone, NotFound
from foundation.text.message import say


def record(uow: UnitOfWork, news_id: UUID, outcome: ToldOutcome) -> TelephoneNews:
    """Record a call: told, or nobody picked up; the news then goes on waiting.

    Raises Conflict when somebody else has told them, or when something newer is to be told, and Gone
    when the session is over.
    """
    uow.require(DispatchPermission.OFFER_RECORD)
    if uow.actor.user_id is None:
        raise Forbidden
    seen = queries.find_news(uow.db, news_id)
    if seen is None:
        raise NotFound
    lock_session(uow, seen.session_id)
    news = queries.find_news(uow.db, news_id)
    assert news is not None
    if not queries.is_due_now(uow.db, news.id, uow.now):
        raise _why_not(uow, news)
    if outcome is ToldOutcome.TOLD:
        news.state, news.ended_at = ToldState.TOLD, uow.now
    call = TelephoneNewsCall(
        news_id=news.id,
        called_at=uow.now,
        called_by_id=UserId(uow.actor.user_id),
        outcome=outcome,
    )
    uow.db.add(call)
    uow.db.flush()
    uow.record(
        "telephone.called",
        subject=news.session_id,
        interpreter=news.interpreter_id,
        news=news.news,
        outcome=outcome,
    )
    return news


def undo(uow: UnitOfWork, news_id: UUID) -> TelephoneNews:
    """Let news wait again that was recorded as told by mistake; the call stays on record.

    Raises Conflict when the time for it is over, or something newer is to be told meanwhile, and Gone
    when the session is over.
    """
    uow.require(DispatchPermission.OFFER_RECORD)
    seen = queries.find_news(uow.db, news_id)
    if seen is None:
        raise NotFound
    lock_session(uow, seen.session_id)
    news = queries.find_news(uow.db, news_id)
    assert news is not None
    if news.ends_at <= uow.now:
        raise Gone(say("This session is over. There is nothing left to tell."))
    waits = queries.find_waiting(uow.db, news.session_id, news.interpreter_id)
    is_recent = news.ended_at is not None and news.ended_at >= calls.undo_from(uow)
    if news.state is not ToldState.TOLD or waits is not None or not is_recent:
        raise Conflict(say("This record can no longer be undone."))
    news.state, news.ended_at = ToldState.WAITING, None
    uow.record(
        "telephone.undone",
        subject=news.session_id,
        interpreter=news.interpreter_id,
        news=news.news,
    )
    return news


def _why_not(uow: UnitOfWork, news: TelephoneNews) -> DomainError:
    name = news.interpreter.full_name
    if news.state is ToldState.TOLD:
        by = next(c.called_by.full_name for c in news.calls if c.outcome is ToldOutcome.TOLD)
        return Conflict(say("%(by)s has told %(name)s already.", by=by, name=name))
    if news.state is ToldState.WAITING and news.ends_at <= uow.now:
        return Gone(say("This session is over. There is nothing left to tell."))
    return Conflict(
        say("Something has changed meanwhile. Tell %(name)s what the list says now.", name=name)
    )
