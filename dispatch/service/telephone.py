"""What somebody has to be told by telephone, because no letter reaches them: kept with the act itself.

At most one piece of news waits for each person and session: what is true now. Nobody is told the end of
what they never heard of.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dispatch.domain.telephone import BOOKING, ToldNews, ToldState
from dispatch.store.queries import telephone as queries
from dispatch.store.tables import CounsellingSession, Interpreter, TelephoneNews
from foundation.database.work import UnitOfWork
from interpreters.service import reach


@dataclass(frozen=True, kw_only=True)
class Tidings:
    """News about a session and the time that it concerns; `is_expected` when they agreed to it themselves.

    `news` is None for the end of a question: only whoever believes that their yes stands is told.
    """

    news: ToldNews | None
    session: CounsellingSession
    starts_at: datetime
    ends_at: datetime
    is_expected: bool = False


def keep(uow: UnitOfWork, interpreter: Interpreter, tidings: Tidings, *, is_written: bool) -> None:
    """Keep what a letter would have said, if somebody has to say it; the session is locked.

    `is_written` when a letter went out: then only those are called who are to be called anyway.
    """
    waiting = queries.find_waiting(uow.db, tidings.session.id, interpreter.id)
    news = _what_is_left(uow, interpreter, waiting, tidings)
    if waiting is not None and (news is not None or tidings.news is not None):
        _overtake(uow, waiting)
    if news is None or tidings.ends_at <= uow.now:
        return
    if is_written and not reach.to_be_called(uow, [interpreter.id]):
        return
    expects = tidings.is_expected or news is not ToldNews.BOOKED
    kept = TelephoneNews(
        session_id=tidings.session.id,
        interpreter_id=interpreter.id,
        news=news,
        expects=expects if waiting is None else expects or waiting.expects,
        starts_at=tidings.starts_at,
        ends_at=tidings.ends_at,
        created_at=uow.now,
    )
    uow.db.add(kept)
    uow.db.flush()


def keep_many(uow: UnitOfWork, all_of_it: Sequence[tuple[Interpreter, Tidings, bool]]) -> None:
    """The same for many people, each with whether a letter went out; few have anything waiting."""
    waiting = queries.waiting_about(uow.db, {tidings.session.id for _, tidings, _ in all_of_it})
    for interpreter, tidings, is_written in all_of_it:
        # The end of a question is news only to whoever has something waiting.
        if tidings.news is not None or (tidings.session.id, interpreter.id) in waiting:
            keep(uow, interpreter, tidings, is_written=is_written)


def _what_is_left(
    uow: UnitOfWork, interpreter: Interpreter, waiting: TelephoneNews | None, tidings: Tidings
) -> ToldNews | None:
    """What is still to be told once the newest is known."""
    news = tidings.news
    if news is None:
        # They said yes on the telephone, and it was taken back before they were called again.
        believes = waiting is not None and waiting.news in BOOKING and waiting.expects
        serves = believes and queries.find_served(uow.db, tidings.session.id, interpreter.id)
        return ToldNews.FREE if believes and serves is None else None
    if news is ToldNews.LINK and waiting is not None and waiting.news is ToldNews.BOOKED:
        return ToldNews.BOOKED
    is_end = not news.is_booking
    return None if is_end and waiting is not None and not waiting.expects else news


def settle(uow: UnitOfWork, interpreter: Interpreter, session: CounsellingSession) -> None:
    """Nothing is left to tell: they have seen it, or never heard that it was otherwise."""
    waiting = queries.find_waiting(uow.db, session.id, interpreter.id)
    if waiting is not None:
        _overtake(uow, waiting)


def take_back(uow: UnitOfWork, interpreter: Interpreter, session: CounsellingSession) -> bool:
    """Forget that they lost a session which is theirs again; whether the booking is still to be told."""
    waiting = queries.find_waiting(uow.db, session.id, interpreter.id)
    if waiting is None or waiting.news.is_booking:
        return True
    _overtake(uow, waiting)
    return queries.had_booking(uow.db, waiting)


def _overtake(uow: UnitOfWork, waiting: TelephoneNews) -> None:
    waiting.state, waiting.ended_at = ToldState.OVERTAKEN, uow.now
    uow.db.flush()
