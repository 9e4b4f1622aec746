"""Answers given on the telephone: recorded for somebody, and the same as if they had answered in the app."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from dispatch.domain.states import CallOutcome, DeclineReason, OfferState
from dispatch.service.phone import call_list
from dispatch.service.slots import calls, offers, offers_deadline
from dispatch.store.tables import Assignment, Offer, OfferCall
from foundation.database.audit import list_entries
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.messages.outbox import Message, MessageState
from foundation.security.errors import Conflict, Forbidden, Gone
from foundation.security.permissions import the_system
from interpreters.domain.contact import CallReason, Channel
from interpreters.service import directory, reach
from scheduling.domain.states import SessionState
from tests.conftest import SetClock, make_web_app
from tests.dispatch.acting import acting, ask, later
from tests.dispatch.board_days import post, read
from tests.factories import a_coordinator, a_session, a_user, an_interpreter, available
from tests.factories.dispatch import a_signed_up_interpreter, an_offer
from tests.signing_in import cookie_of, with_cookie
from tests.threads import at_once
from tests.transactions import in_office


def called(uow: UnitOfWork, number: str = "", **values: Any) -> Offer:
    """Somebody without an account who was asked."""
    who = an_interpreter(uow, "소피 체아", **values)
    available(uow, who)
    if number:
        place = directory.phone_place(who)
        who.encrypted_phone_number = uow.cipher.close(number, *place)
    return ask(uow, a_session(uow), who)


def test_a_yes_on_the_telephone_is_an_acceptance_in_the_name_of_who_recorded_it(
    uow: UnitOfWork,
) -> None:
    offer, coordinator = called(uow), a_coordinator(uow)
    other, _ = a_signed_up_interpreter(uow)
    second = ask(uow, offer.session, other)

    made = calls.record_yes(acting(uow, coordinator), offer.id)

    assert (made.offer_id, made.made_by_id) == (offer.id, coordinator.id)
    assert offer.session.state is SessionState.STAFFED
    assert second.state is OfferState.SUPERSEDED
    entry = next(e for e in list_entries(uow.db) if e.name == "offer.called")
    assert (entry.actor_id, entry.facts["interpreter"]) == (
        coordinator.id,
        str(offer.interpreter_id),
    )


def test_the_rules_are_asked_for_a_yes_on_the_telephone_too(uow: UnitOfWork) -> None:
    offer, desk = called(uow), acting(uow, a_coordinator(uow))
    who = offer.interpreter
    elsewhere = a_session(uow, start="10:30")
    calls.record_yes(desk, ask(uow, elsewhere, who).id)

    with pytest.raises(Conflict, match="소피 체아"):
        calls.record_yes(desk, offer.id)


def test_a_no_frees_the_slot_and_a_call_without_an_answer_changes_nothing(uow: UnitOfWork) -> None:
    offer, desk = called(uow), acting(uow, a_coordinator(uow))

    calls.record_no_answer(desk, offer.id)
    calls.record_no_answer(later(desk, minutes=5), offer.id)
    assert offer.state is OfferState.SENT
    calls.record_no(desk, offer.id, DeclineReason.BUSY)

    assert (offer.state, offer.decline_reason) == (OfferState.DECLINED, DeclineReason.BUSY)
    outcomes = uow.db.scalars(sa.select(OfferCall.outcome).order_by(OfferCall.called_at)).all()
    assert sorted(outcomes) == ["declined", "no_answer", "no_answer"]


def test_whoever_records_second_is_told_what_came_first(uow: UnitOfWork) -> None:
    offer, desk = called(uow), acting(uow, a_coordinator(uow))
    calls.record_no(desk, offer.id)
    with pytest.raises(Conflict, match="소피 체아 has already declined"):
        calls.record_yes(desk, offer.id)
    late = an_offer(uow, interpreter=offer.interpreter, expires_at=uow.now)
    for record in (calls.record_yes, calls.record_no, calls.record_no_answer):
        with pytest.raises(Gone, match="Ask 소피 체아 again"):
            record(desk, late.id)


def test_a_recorded_answer_is_taken_back_in_time_and_one_of_their_own_is_not(
    uow: UnitOfWork,
) -> None:
    offer, desk = called(uow), acting(uow, a_coordinator(uow))
    calls.record_yes(desk, offer.id)
    calls.undo(later(desk, minutes=9), offer.id)

    assert offer.state is OfferState.SENT
    assert offer.session.state is SessionState.PLANNED
    assert uow.db.scalars(sa.select(OfferCall.outcome)).all() == [CallOutcome.TAKEN_BACK]
    calls.record_no(desk, offer.id)
    with pytest.raises(Gone):
        calls.undo(later(desk, minutes=10), offer.id)
    hanh, user = a_signed_up_interpreter(uow)
    own = ask(uow, a_session(uow), hanh)
    offers.accept(acting(uow, user), own.id)
    with pytest.raises(Conflict, match="answered in the app"):
        calls.undo(desk, own.id)


def test_only_the_desk_records_and_sees_the_list(uow: UnitOfWork) -> None:
    offer = called(uow)
    for role in (Role.INTERPRETER, Role.COUNSELLOR, Role.TRAINING_MANAGER):
        somebody = acting(uow, a_user(uow, role))
        with pytest.raises(Forbidden):
            calls.record_yes(somebody, offer.id)
        with pytest.raises(Forbidden):
            call_list.read_call_list(somebody)


def test_who_must_be_called_and_why(uow: UnitOfWork) -> None:
    reached, _ = a_signed_up_interpreter(uow)
    wish, _ = a_signed_up_interpreter(uow, reached_by=Channel.TELEPHONE)
    closed, account = a_signed_up_interpreter(uow)
    account.active = False
    other_role = an_interpreter(uow, user=a_user(uow, Role.COUNSELLOR))
    nobody = an_interpreter(uow)
    lost, silent = a_signed_up_interpreter(uow)
    letter = Message(
        to=silent.email, language="ko", subject="", body="", about="", created_at=uow.now
    )
    letter.state = MessageState.LOST
    uow.db.add(letter)
    uow.db.flush()
    everybody = [p.id for p in (reached, wish, closed, other_role, nobody, lost)]

    assert reach.to_be_called(uow, everybody) == {
        wish.id: CallReason.WISH,
        closed.id: CallReason.CLOSED_ACCOUNT,
        other_role.id: CallReason.CLOSED_ACCOUNT,
        nobody.id: CallReason.NO_ACCOUNT,
        lost.id: CallReason.NO_MAIL,
    }
    letter.created_at, letter.state = uow.now + timedelta(hours=1), MessageState.SENT
    again = Message(
        to=silent.email, language="ko", subject="", body="", about="", created_at=letter.created_at
    )
    again.state = MessageState.SENT
    uow.db.add(again)
    uow.db.flush()
    assert lost.id not in reach.to_be_called(uow, everybody)


def test_the_call_list_tells_what_may_be_said_before_a_yes(
    desk: FlaskClient, office: Office
) -> None:
    with begin(office, the_system()) as uow:
        offer = called(uow, "+821012345678")
        other = an_interpreter(uow, "번호 없는 분")
        available(uow, other)
        ask(uow, a_session(uow), other)

    page = read(desk, "/offers/calls")

    assert 'href="tel:01012345678"' in page
    assert "번호 등록" in page
    assert "베트남어" in page
    assert "안산" in page
    assert "상담실" not in page
    assert "강마루" not in page.split("<main")[1]
    address = f"/offers/calls/{offer.id}"
    assert "전화를 받지 않았어요" in post(desk, address, outcome="no_answer")
    assert "전화 부재중" in read(desk, "/offers/calls")
    assert "통화 결과를 골라 주세요" in post(desk, address)
    assert "배정을 확정했어요" in post(desk, address, outcome="accepted")
    assert "이미 수락했어요" in post(desk, address, outcome="declined")
    assert "다시 답변 대기" in post(desk, f"{address}/undo")
    assert "전화할 목록" in read(desk, "/dispatch/2026-11-24")
    log = read(desk, "/offers/log")
    assert "전화로 연락" in log
    assert f"/people/{other.id}" in log
    assert f"s={offer.session_id}" in log


def test_more_time_is_given_up_to_the_start(uow: UnitOfWork) -> None:
    hanh, user = a_signed_up_interpreter(uow, language="en")
    offer = ask(uow, a_session(uow), hanh)
    before = offer.expires_at

    offers_deadline.extend(uow, offer.id, 3)
    assert offer.expires_at == before + timedelta(hours=3)
    offers_deadline.extend(uow, offer.id, 24)
    assert offer.expires_at == offer.starts_at
    with pytest.raises(Conflict, match="after the start"):
        offers_deadline.extend(uow, offer.id, 1)
    letters = sa.select(Message.subject).where(
        Message.to == user.email, Message.state == MessageState.WAITING
    )
    assert uow.db.scalars(letters).all() == ["Answer deadline extended: Tuesday 24 November"]


def test_of_two_coordinators_who_record_at_once_the_second_is_told(
    any_office: Office, clock: SetClock
) -> None:
    application = make_web_app(any_office, clock)
    offer_id, users = in_office(
        any_office, lambda uow: (called(uow).id, [a_coordinator(uow) for _ in range(2)])
    )
    cookies = [cookie_of(application, user) for user in users]

    def press(turn: int) -> int:
        form = {"outcome": "accepted"}
        answer = with_cookie(application, cookies[turn % 2]).post(
            f"/offers/calls/{offer_id}", data=form
        )
        return answer.status_code

    at_once(press, range(10))

    with reading(any_office, the_system()) as uow:
        made = uow.db.scalars(sa.select(sa.func.count()).select_from(Assignment)).one()
        noted = uow.db.scalars(sa.select(OfferCall.outcome)).all()
    assert (made, noted) == (1, [CallOutcome.ACCEPTED])
