"""The course of a cascade: the next wave goes, or it ends. Every step is safe to repeat and finds one winner."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from dispatch.domain.news import News
from dispatch.domain.states import OfferState
from dispatch.domain.waves import (
    LIVE_CASCADES,
    CascadeEnd,
    CascadeState,
    NextWave,
    next_wave,
)
from dispatch.service import desk_notices
from dispatch.service.rules.locks import lock_session, sync_session_state
from dispatch.service.slots import offers_ending
from dispatch.service.slots.offers import OfferQuestion, get_interpreter, write_offer
from dispatch.service.waves import choosing, times
from dispatch.service.waves.choosing import WaveChoice
from dispatch.store.queries import assignments as assignment_queries
from dispatch.store.queries import offers as offer_queries
from dispatch.store.queries import waves as queries
from dispatch.store.queries import waves_people as people_queries
from dispatch.store.tables import Cascade, CounsellingSession, Offer
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.security.errors import DomainError
from foundation.security.permissions import the_system
from interpreters.domain.ids import InterpreterId
from scheduling.domain.states import LIVE

NEXT_WAVE = "dispatch.next_wave"
RUNNING = (CascadeState.RUNNING,)


def send_next(office: Office, cascade_id: str, wave: int, *, is_skipped: bool = False) -> None:
    """The job: have a wave go if it is due. Who may be asked is ranked before anything is locked."""
    wanted = UUID(cascade_id)
    with reading(office, the_system(NEXT_WAVE)) as uow:
        cascade = queries.find_cascade(uow.db, wanted)
        if cascade is None or cascade.wave != wave - 1:
            return
        if cascade.state is not CascadeState.RUNNING:
            return
        ranked = [] if cascade.pool is not None else choosing.rank(uow, cascade.session_id)
    with begin(office, the_system(NEXT_WAVE)) as uow:
        go(uow, wanted, wave, ranked, is_skipped=is_skipped)


def ask_for_next(
    uow: UnitOfWork, cascade: Cascade, at: datetime, *, is_skipped: bool = False
) -> None:
    """Have the job look at a cascade at an instant."""
    uow.enqueue(
        NEXT_WAVE,
        run_at=at,
        cascade_id=cascade.id,
        wave=cascade.wave + 1,
        is_skipped=is_skipped,
    )


def go(
    uow: UnitOfWork,
    cascade_id: UUID,
    wave: int,
    ranked: Sequence[WaveChoice],
    *,
    is_skipped: bool = False,
) -> list[Offer]:
    """Have wave `wave` go if it is the next one and due; whom it has asked.

    `ranked` is used unless the cascade has a pool of its own. With `is_skipped` it does not wait for those asked
    before.
    """
    known = queries.find_cascade(uow.db, cascade_id)
    if known is None:
        return []
    session = lock_session(uow, known.session_id)
    cascade = queries.find_cascade(uow.db, cascade_id, lock=True)
    if cascade is None or cascade.state is not CascadeState.RUNNING or cascade.wave != wave - 1:
        return []
    if _is_over(uow, cascade, session):
        return []
    waits_until = held_up_until(uow, cascade)
    if cascade.wave and not is_skipped and waits_until is not None and waits_until > uow.now:
        wait(uow, cascade, waits_until)
        return []
    may_go_at = times.may_go_at(uow, session, is_urgent=cascade.is_urgent)
    if may_go_at > uow.now:
        wait(uow, cascade, may_go_at)
        return []
    for offer in offer_queries.list_open_of_session(uow.db, session.id, cascade.slot_no):
        if offer.expires_at <= uow.now:
            offers_ending.end(uow, offer, OfferState.EXPIRED)
    pool = ranked if cascade.pool is None else [WaveChoice.parse(each) for each in cascade.pool]
    return _ask(uow, cascade, session, pool)


def _is_over(uow: UnitOfWork, cascade: Cascade, session: CounsellingSession) -> bool:
    """End a cascade whose session is over or whose slot is taken; whether it is."""
    if session.state not in LIVE or session.starts_at <= uow.now:
        end(uow, cascade, CascadeState.STOPPED, CascadeEnd.SESSION_OVER)
        return True
    if is_taken(uow, cascade.session_id, cascade.slot_no):
        end(uow, cascade, CascadeState.FILLED)
        return True
    return False


def is_taken(uow: UnitOfWork, session_id: UUID, slot_no: int) -> bool:
    """Whether somebody has the slot."""
    live = assignment_queries.list_live_of_session(uow.db, session_id)
    return any(assignment.slot_no == slot_no for assignment in live)


def held_up_until(uow: UnitOfWork, cascade: Cascade) -> datetime | None:
    """Until when somebody may answer for whom the next wave waits; None when nobody is waited for.

    Those of earlier waves may still say yes, but a later one does not wait for them.
    """
    open_offers = offer_queries.list_open_of_session(uow.db, cascade.session_id, cascade.slot_no)
    return max(
        (
            offer.expires_at
            for offer in open_offers
            if offer.cascade_id != cascade.id or offer.wave >= cascade.wave
        ),
        default=None,
    )


def wait(uow: UnitOfWork, cascade: Cascade, until: datetime) -> None:
    """Have the next wave of a running cascade wait for an instant."""
    if queries.move(uow.db, cascade.id, RUNNING, next_at=until):
        ask_for_next(uow, cascade, until)
    uow.db.refresh(cascade, ["next_at", "state"])


def _ask(
    uow: UnitOfWork, cascade: Cascade, session: CounsellingSession, pool: Sequence[WaveChoice]
) -> list[Offer]:
    """Ask the people of the next wave that finds anybody; without any the cascade is exhausted."""
    wave, by_id = cascade.wave + 1, {each.interpreter_id: each for each in pool}
    people = choosing.askable(uow, session, pool)
    asked = _asked(uow, cascade)
    while True:
        found = next_wave(cascade.planned, cascade.step, people, asked)
        if found is None:
            end(uow, cascade, CascadeState.EXHAUSTED)
            desk_notices.tell_desk(uow, News.WAVES_EXHAUSTED, session)
            return []
        if not queries.take_wave(uow.db, cascade.id, wave, step=found.step, next_at=uow.now):
            return []
        sent = _send(uow, cascade, session, found, by_id)
        if sent:
            break
        # None of them can be asked after all: the wave is given back for the next kind of people.
        asked |= set(found.people)
        queries.move(uow.db, cascade.id, RUNNING, wave=wave - 1)
    until = max(offer.expires_at for offer in sent)
    queries.move(uow.db, cascade.id, RUNNING, next_at=until)
    uow.db.refresh(cascade, ["wave", "step", "next_at", "state"])
    ask_for_next(uow, cascade, until)
    uow.record(
        "cascade.wave_sent",
        subject=session.id,
        slot=cascade.slot_no,
        wave=wave,
        kind=found.wave.kind,
        offers=len(sent),
    )
    sync_session_state(uow, session)
    return sent


def _asked(uow: UnitOfWork, cascade: Cascade) -> set[InterpreterId]:
    """Who was asked in these waves, or is being asked about any slot of the session."""
    offers = queries.offers_of_slot(uow.db, cascade.session_id, cascade.slot_no)
    asked = {
        offer.interpreter_id
        for offer in offers
        if offer.cascade_id == cascade.id and offer.sent_at >= cascade.asked_since
    }
    return asked | people_queries.asked_about(uow.db, cascade.session_id)


def _send(
    uow: UnitOfWork,
    cascade: Cascade,
    session: CounsellingSession,
    found: NextWave,
    by_id: dict[InterpreterId, WaveChoice],
) -> list[Offer]:
    """Ask the best of a wave until its size is reached; who cannot be asked any more is left out."""
    sent: list[Offer] = []
    wave = cascade.wave + 1
    for who in found.people:
        if len(sent) == found.wave.size:
            break
        choice = by_id[who]
        until = times.answers_until(
            uow,
            session,
            found.wave,
            starts_at=choice.starts_at,
            is_urgent=cascade.is_urgent,
        )
        question = OfferQuestion(
            slot_no=cascade.slot_no,
            starts_at=choice.starts_at,
            modality=choice.modality,
            wave=wave,
            cascade_id=cascade.id,
            until=until,
        )
        try:
            with uow.db.begin_nested():
                offer = write_offer(uow, session, get_interpreter(uow, who), question)
        except DomainError as error:
            uow.record(
                "cascade.person_left_out",
                subject=cascade.session_id,
                interpreter=who,
                wave=wave,
                why=error.reason.text,
            )
            continue
        sent.append(offer)
    return sent


def end(
    uow: UnitOfWork,
    cascade: Cascade,
    into: CascadeState,
    reason: CascadeEnd | None = None,
    *,
    out_of: Iterable[CascadeState] = LIVE_CASCADES,
) -> bool:
    """End a cascade; False when it had ended already."""
    if not queries.move(
        uow.db,
        cascade.id,
        frozenset(out_of),
        state=into,
        ended_at=uow.now,
        next_at=None,
        end_reason=reason,
    ):
        return False
    uow.db.refresh(cascade, ["state", "ended_at", "next_at", "end_reason"])
    why = {} if reason is None else {"reason": reason}
    uow.record(
        f"cascade.{into}",
        subject=cascade.session_id,
        slot=cascade.slot_no,
        wave=cascade.wave,
        **why,
    )
    return True
