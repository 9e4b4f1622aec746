"""What is asked about offers."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.sql.base import ExecutableOption

from accounts.store.tables import Site
from dispatch.domain.ids import OfferId
from dispatch.domain.states import OPEN_OFFERS, OfferState
from dispatch.store.tables import AnswerUndo, DraftAssignment, Offer
from foundation.database.searching import holds
from interpreters.domain.ids import InterpreterId
from interpreters.store.tables import Interpreter
from scheduling.domain.ids import SessionId
from scheduling.store.tables import CounsellingSession, Request


def with_session() -> tuple[ExecutableOption, ...]:
    """Everything a page says about the session of an offer."""
    session = joinedload(Offer.session)
    request = session.joinedload(CounsellingSession.request)
    return (
        session.joinedload(CounsellingSession.site).joinedload(Site.organisation),
        request.joinedload(Request.organisation),
        joinedload(Offer.interpreter),
    )


def find_offer(db: Session, offer_id: UUID) -> Offer | None:
    """By id, with its session and interpreter, as it is now."""
    return db.scalar(
        sa.select(Offer)
        .where(Offer.id == offer_id)
        .options(*with_session())
        .execution_options(populate_existing=True)
    )


def take(
    db: Session, offer_id: UUID, interpreter_id: InterpreterId, *, now: datetime, into: OfferState
) -> OfferId | None:
    """Answer an open offer in one step; None when it is not open (any more) or not theirs.

    Of any number of answers at the same time one finds the offer open: the database compares and
    swaps in one statement.
    """
    return db.scalar(
        sa.update(Offer)
        .where(
            Offer.id == offer_id,
            Offer.interpreter_id == interpreter_id,
            Offer.state.in_(OPEN_OFFERS),
            Offer.expires_at > now,
        )
        .values(state=into, answered_at=now)
        .returning(Offer.id)
        .execution_options(synchronize_session=False)
    )


def list_open_of_session(
    db: Session, session_id: UUID, slot_no: int | None = None
) -> Sequence[Offer]:
    """Open offers of a session, or of one of its slots."""
    query = sa.select(Offer).where(Offer.session_id == session_id, Offer.state.in_(OPEN_OFFERS))
    if slot_no is not None:
        query = query.where(Offer.slot_no == slot_no)
    return db.scalars(query.order_by(Offer.sent_at, Offer.id).options(*with_session())).all()


def list_of_session(db: Session, session_id: UUID) -> Sequence[Offer]:
    """Every offer about a session, however it stands, in the order in which they were sent."""
    query = sa.select(Offer).where(Offer.session_id == session_id, Offer.state != OfferState.DRAFT)
    return db.scalars(query.order_by(Offer.sent_at, Offer.id)).all()


def sessions_asked_for(db: Session, session_ids: Collection[UUID]) -> set[SessionId]:
    """Those of some sessions about which somebody is being asked."""
    query = sa.select(Offer.session_id).where(
        Offer.session_id.in_([SessionId(i) for i in session_ids]), Offer.state.in_(OPEN_OFFERS)
    )
    return set(db.scalars(query))


def list_of_person(db: Session, interpreter_id: UUID, *, since: datetime) -> Sequence[Offer]:
    """What somebody was asked since an instant, the newest first."""
    return db.scalars(
        sa.select(Offer)
        .where(Offer.interpreter_id == interpreter_id, Offer.sent_at >= since)
        .where(Offer.state != OfferState.DRAFT)
        .order_by(Offer.sent_at.desc(), Offer.id)
        .options(*with_session())
    ).all()


def list_superseded_at(db: Session, winner: Offer, at: datetime) -> Sequence[Offer]:
    """The offers that ended because `winner` was accepted at that instant."""
    return db.scalars(
        sa.select(Offer)
        .where(
            Offer.session_id == winner.session_id,
            Offer.slot_no == winner.slot_no,
            Offer.state == OfferState.SUPERSEDED,
            Offer.answered_at == at,
        )
        .options(*with_session())
    ).all()


def count_undos(db: Session, interpreter_id: UUID, *, since: datetime) -> int:
    """How many answers somebody has taken back since then."""
    query = sa.select(sa.func.count()).where(
        AnswerUndo.interpreter_id == interpreter_id, AnswerUndo.undone_at >= since
    )
    return db.scalar(query) or 0


def count_undos_of(db: Session, offer_id: UUID) -> int:
    """How often the answer to an offer was taken back."""
    return db.scalar(sa.select(sa.func.count()).where(AnswerUndo.offer_id == offer_id)) or 0


def list_due(db: Session, now: datetime, limit: int) -> Sequence[Offer]:
    """Open offers whose deadline has passed."""
    return db.scalars(
        sa.select(Offer)
        .where(Offer.state.in_(OPEN_OFFERS), Offer.expires_at <= now)
        .order_by(Offer.expires_at, Offer.id)
        .limit(limit)
        .options(*with_session())
    ).all()


def list_open_of_sending(db: Session, sending_id: UUID) -> Sequence[Offer]:
    """Open offers that one sending of a plan made."""
    sent = _of_sending(sending_id).where(Offer.state.in_(OPEN_OFFERS))
    return db.scalars(sent.options(*with_session())).all()


def list_untold_of_sending(db: Session, sending_id: UUID) -> Sequence[Offer]:
    """Those among them whose letters have not been written, the first session first."""
    sent = _of_sending(sending_id).where(Offer.state.in_(OPEN_OFFERS), Offer.told_at.is_(None))
    return db.scalars(sent.order_by(None).order_by(Offer.starts_at).options(*with_session())).all()


def _of_sending(sending_id: UUID) -> sa.Select[Offer]:
    """The offers that stand behind the changes of a sending; earlier ones for the slots ended before."""
    return (
        sa.select(Offer)
        .join(
            DraftAssignment,
            sa.and_(
                DraftAssignment.run_id == Offer.run_id,
                DraftAssignment.session_id == Offer.session_id,
                DraftAssignment.slot_no == Offer.slot_no,
                DraftAssignment.sent_at == Offer.sent_at,
            ),
        )
        .where(DraftAssignment.sending_id == sending_id)
        .order_by(Offer.session_id, Offer.id)
    )


def list_waiting(db: Session, interpreter_id: UUID, now: datetime) -> Sequence[Offer]:
    """What somebody has still to answer, the nearest deadline first."""
    return db.scalars(
        sa.select(Offer)
        .where(
            Offer.interpreter_id == interpreter_id,
            Offer.state.in_(OPEN_OFFERS),
            Offer.expires_at > now,
        )
        .order_by(Offer.expires_at, Offer.id)
        .options(*with_session())
    ).all()


def count_waiting(db: Session, user_id: UUID, now: datetime) -> int:
    """How many offers a user has still to answer."""
    return (
        db.scalar(
            sa.select(sa.func.count())
            .select_from(Offer)
            .join(Offer.interpreter)
            .where(
                Interpreter.user_id == user_id,
                Offer.state.in_(OPEN_OFFERS),
                Offer.expires_at > now,
            )
        )
        or 0
    )


def list_recent(
    db: Session, interpreter_id: UUID, *, since: datetime, now: datetime
) -> Sequence[Offer]:
    """How somebody's newer offers ended, or ran out, the newest first."""
    over = sa.or_(Offer.state.not_in(OPEN_OFFERS), Offer.expires_at <= now)
    return db.scalars(
        sa.select(Offer)
        .where(Offer.interpreter_id == interpreter_id, over, Offer.sent_at >= since)
        .where(Offer.state != OfferState.DRAFT)
        .order_by(Offer.sent_at.desc(), Offer.id)
        .limit(30)
        .options(*with_session())
    ).all()


def count_asked(db: Session, offer: Offer) -> int:
    """How many people hold an open question about the same slot."""
    return (
        db.scalar(
            sa.select(sa.func.count())
            .select_from(Offer)
            .where(
                Offer.session_id == offer.session_id,
                Offer.slot_no == offer.slot_no,
                Offer.state.in_(OPEN_OFFERS),
            )
        )
        or 0
    )


def log_query(
    *,
    state: OfferState | None,
    interpreter: str,
    since: datetime | None,
    downgraded: bool = False,
) -> sa.Select[Offer]:
    """The offers of the log, the newest first."""
    query = (
        sa.select(Offer).order_by(Offer.sent_at.desc(), Offer.id.desc()).options(*with_session())
    )
    if state is not None:
        query = query.where(Offer.state == state)
    if since is not None:
        query = query.where(Offer.sent_at >= since)
    if downgraded:
        query = query.where(sa.or_(Offer.other_language.is_not(None), Offer.lower_level))
    if interpreter:
        query = query.join(Offer.interpreter).where(holds(Interpreter.full_name, interpreter))
    return query
