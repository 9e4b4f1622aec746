"""The letters of a sent plan: held back while it may be taken back, then one for each person."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.settings import DispatchSettings
from dispatch.domain.states import SendingState
from dispatch.service import notices
from dispatch.service.notices import SessionNotice, Telling
from dispatch.service.slots.assignments import notify
from dispatch.store.queries import offers as offer_queries
from dispatch.store.queries import sendings as queries
from dispatch.store.tables import Assignment, CounsellingSession, Offer, PlanSending
from foundation.database.many import write_changes
from foundation.database.work import UnitOfWork
from foundation.messages import outbox
from foundation.messages.letters import Letter, filled
from foundation.security.errors import Conflict, NotFound
from foundation.text.message import LazyText, say
from foundation.times.zones import local_clock, local_day
from interpreters.domain.ids import InterpreterId
from scheduling.domain.states import LIVE, SessionState

WRITE_LETTERS = "dispatch.write_plan_letters"
# Whoever would lose more than a quarter of the time to answer is written to at once.
TIMES_THE_WAIT = 4
# Whoever was to go within so long learns at once that it is off.
SOON = timedelta(hours=24)


def hold(uow: UnitOfWork, sending: PlanSending, sent: Sequence[Offer]) -> None:
    """Keep the letters of what was just sent, but for those that cannot wait."""
    settings = uow.settings.of(DispatchSettings)
    wait = timedelta(minutes=min(settings.plan_letters_held_minutes, settings.offer_undo_minutes))
    sending.letters_due_at = uow.now + wait
    if not wait:
        _write_all(uow, sending)
        return
    urgent = {o.interpreter_id for o in sent if o.expires_at < uow.now + TIMES_THE_WAIT * wait}
    if urgent:
        offers = offer_queries.list_untold_of_sending(uow.db, sending.id)
        _ask(uow, sending, [offer for offer in offers if offer.interpreter_id in urgent])
    for assignment in queries.released_by(uow.db, sending):
        if is_soon(sending, assignment):
            notify(uow, assignment, SessionNotice.RELEASED)
    uow.enqueue(
        WRITE_LETTERS,
        run_at=sending.letters_due_at,
        sending_id=sending.id,
        dedupe_key=f"letters:{sending.id}",
    )


def is_soon(sending: PlanSending, assignment: Assignment) -> bool:
    """Whether somebody freed by a sending had to be told at once."""
    assert sending.sent_at is not None
    return assignment.starts_at < sending.sent_at + SOON


def write_due(uow: UnitOfWork, sending_id: str) -> None:
    """Write the letters of a sending whose time to be taken back is over; a job does this."""
    sending = queries.find_sending(uow.db, uuid.UUID(sending_id), lock=True)
    if sending is not None and sending.state is SendingState.SENT and sending.letters_at is None:
        _write_all(uow, sending)


def write_now(uow: UnitOfWork, sending_id: uuid.UUID) -> int:
    """Write them before, because a coordinator is sure; how many people were asked by a letter."""
    uow.require(DispatchPermission.PLAN_SEND)
    sending = queries.find_sending(uow.db, sending_id, lock=True)
    if sending is None:
        raise NotFound
    if sending.state is not SendingState.SENT:
        raise Conflict(say("The sending of this draft was undone."))
    if sending.letters_at is not None:
        raise Conflict(say("The messages have already gone out."))
    uow.record("plan.letters_sent_early", subject=sending.run_id, sending=sending.id)
    return _write_all(uow, sending)


def _write_all(uow: UnitOfWork, sending: PlanSending) -> int:
    was_held = sending.letters_due_at != sending.sent_at
    sending.letters_at = uow.now
    asked = _ask(uow, sending, offer_queries.list_untold_of_sending(uow.db, sending.id))
    freed = queries.released_by(uow.db, sending)
    _tell_freed(uow, (a for a in freed if not (was_held and is_soon(sending, a))))
    _tell_requesters(uow, queries.sessions_lost_by(uow.db, sending))
    return asked


def tell_of_what_stays(
    uow: UnitOfWork, sending: PlanSending, released: Sequence[Assignment]
) -> None:
    """Tell what cannot be taken back of a sending whose letters never went out: who was moved and stays so."""
    if sending.letters_at is None:
        _tell_freed(uow, (a for a in released if not is_soon(sending, a)))
        _tell_requesters(uow, {a.session_id: a.session for a in released}.values())


def _tell_freed(uow: UnitOfWork, released: Iterable[Assignment]) -> None:
    """Tell those who were moved away; where the session was called off meanwhile, that it is off."""
    for assignment in released:
        is_off = assignment.session.state is SessionState.CANCELLED
        notify(uow, assignment, SessionNotice.CANCELLED if is_off else SessionNotice.RELEASED)


def _tell_requesters(uow: UnitOfWork, lost: Iterable[CounsellingSession]) -> None:
    """Tell that somebody is looked for again, of what still takes place."""
    for session in lost:
        if session.state in LIVE and session.state is not SessionState.STAFFED:
            notices.notify_requester(uow, session, SessionNotice.UNSTAFFED)


def _ask(uow: UnitOfWork, sending: PlanSending, offers: Sequence[Offer]) -> int:
    """One letter for each person, with time, city, language, length and pay of every session; how many people."""
    people = _by_person(offers)
    tellings = [
        notices.telling_of(uow, asked[0], SessionNotice.ASKED)
        if len(asked) == 1
        else Telling(asked[0].interpreter, _digest(uow, asked, _about(sending, who)))
        for who, asked in people.items()
    ]
    notices.notify_many(uow, tellings)
    for offer in offers:
        offer.told_at = uow.now
    write_changes(uow.db, offers)
    return len(people)


def _about(sending: PlanSending, who: InterpreterId) -> str:
    return f"plan:{sending.id.hex}:{who.hex}"


def _by_person(offers: Iterable[Offer]) -> Mapping[InterpreterId, list[Offer]]:
    found: dict[InterpreterId, list[Offer]] = defaultdict(list)
    for offer in offers:
        found[offer.interpreter_id].append(offer)
    return found


def _digest(uow: UnitOfWork, offers: Sequence[Offer], about: str) -> Letter:
    return Letter(
        subject=say(
            "Can you interpret? %(n)s sessions, first on %(day)s",
            n=len(offers),
            day=local_day(offers[0].starts_at, uow.settings.zone),
        ),
        sentences=(
            say("Can you take these sessions? Please answer each one."),
            *(
                sentence
                for offer in offers
                for sentence in (
                    _line(uow, offer, until=offer.expires_at),
                    *notices.second_choices_of(uow, offer),
                )
            ),
        ),
        path="/offers",
        about=about,
    )


def _line(uow: UnitOfWork, offer: Offer, until: datetime | None = None) -> LazyText:
    zone = uow.settings.zone
    values: dict[str, object] = {
        "day": local_day(offer.starts_at, zone),
        "clock": local_clock(offer.starts_at, zone),
        "where": notices.where(offer.session),
    }
    if until is None:
        return filled(say("%(day)s, %(clock)s, %(where)s"), values)
    values |= {"until_day": local_day(until, zone), "until_clock": local_clock(until, zone)}
    values["terms"] = notices.terms_of(offer)
    line = say(
        "%(day)s, %(clock)s, %(where)s: %(terms)s (answer by %(until_day)s, %(until_clock)s)"
    )
    return filled(line, values)


def tell_withdrawn(uow: UnitOfWork, sending: PlanSending, offers: Sequence[Offer]) -> None:
    """Tell those who knew of offers that these are taken back: one letter for each person."""
    people = _by_person(offers)
    # A letter that has been written but not sent would arrive after its end.
    outbox.withdraw_many(uow, [_about(sending, who) for who in people])
    tellings = [
        notices.telling_of(uow, ended[0], SessionNotice.OFFER_WITHDRAWN)
        if len(ended) == 1
        else Telling(
            ended[0].interpreter,
            _no_longer(uow, ended, _about(sending, who)),
            notices.of_offers(ended, SessionNotice.OFFER_WITHDRAWN),
        )
        for who, ended in people.items()
    ]
    notices.notify_many(uow, tellings)


def _no_longer(uow: UnitOfWork, offers: Sequence[Offer], about: str) -> Letter:
    return Letter(
        subject=say("Offers withdrawn: %(n)s sessions", n=len(offers)),
        sentences=(
            say("We have withdrawn these offers. You need not answer."),
            *(_line(uow, offer) for offer in offers),
        ),
        path="/offers",
        about=about,
    )
