"""News that somebody has to be told by telephone, and the calls made for it."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.domain.ids import UserId
from accounts.store.tables import User
from dispatch.domain.telephone import ToldNews, ToldOutcome, ToldState
from foundation.database.base import Base, stored_enum
from interpreters.domain.ids import InterpreterId
from interpreters.store.tables import Interpreter
from scheduling.domain.ids import SessionId
from scheduling.store.tables import CounsellingSession


class TelephoneNews(Base):
    """One piece of news for somebody whom no letter reaches. At most one waits for each person and session.

    `starts_at` and `ends_at` are the time that it is about, which the session may have left since.
    `expects` says whether they counted on going before they were told this.
    """

    __tablename__ = "telephone_news"
    __table_args__ = (
        sa.CheckConstraint("starts_at < ends_at", name="ends_after_it_starts"),
        sa.CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name="ended_with_its_state"),
        sa.Index("ix_telephone_news_state_ends_at", "state", "ends_at"),
        sa.Index(
            "uq_telephone_news_waiting",
            "session_id",
            "interpreter_id",
            unique=True,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    session_id: Mapped[SessionId] = mapped_column(sa.ForeignKey("counselling_session.id"))
    interpreter_id: Mapped[InterpreterId] = mapped_column(
        sa.ForeignKey("interpreter.id"), index=True
    )
    news: Mapped[ToldNews] = mapped_column(stored_enum(ToldNews))
    expects: Mapped[bool]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    created_at: Mapped[datetime]
    state: Mapped[ToldState] = mapped_column(stored_enum(ToldState), default=ToldState.WAITING)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    session: Mapped[CounsellingSession] = relationship(lazy="raise", init=False)
    interpreter: Mapped[Interpreter] = relationship(lazy="raise", init=False)
    calls: Mapped[list["TelephoneNewsCall"]] = relationship(
        lazy="raise", init=False, order_by="TelephoneNewsCall.called_at"
    )


class TelephoneNewsCall(Base):
    """A coordinator called somebody to tell them."""

    __tablename__ = "telephone_news_call"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=uuid.uuid4)
    news_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("telephone_news.id"), index=True)
    called_at: Mapped[datetime]
    called_by_id: Mapped[UserId] = mapped_column(sa.ForeignKey("app_user.id"))
    outcome: Mapped[ToldOutcome] = mapped_column(stored_enum(ToldOutcome))
    called_by: Mapped[User] = relationship(lazy="raise", init=False)
