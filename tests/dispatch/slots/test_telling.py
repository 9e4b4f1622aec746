"""News for people whom no letter reaches: kept with the act, told by telephone, and never twice."""

from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from accounts.store.tables import User
from dispatch.domain.telephone import ToldNews, ToldOutcome, ToldState
from dispatch.service.phone import call_list, to_tell
from dispatch.service.slots import assignments, assignments_ending, calls, offers, telling
from dispatch.store.tables import TelephoneNews, TelephoneNewsCall
from foundation.database.audit import list_entries
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.security.errors import Conflict, Forbidden, Gone
from foundation.security.permissions import the_system
from interpreters.domain.contact import Channel
from interpreters.store.tables import Interpreter
from tests.conftest import SetClock, make_web_app
from tests.dispatch.acting import acting, ask, assign, later
from tests.dispatch.board_days import post, read
from tests.factories import a_coordinator, a_session, an_interpreter, available
from tests.factories.dispatch import a_signed_up_interpreter
from tests.signing_in import cookie_of, with_cookie
from tests.threads import at_once
from tests.transactions import in_office

N = ToldNews


def unreached(uow: UnitOfWork) -> Interpreter:
    """Somebody without an account."""
    who = an_interpreter(uow, "소피 체아")
    available(uow, who)
    return who


def due(uow: UnitOfWork) -> list[ToldNews]:
    """What the list says now, for the coordinator."""
    return [one.news.news for one in to_tell.read_to_tell(acting(uow, a_coordinator(uow)))]


def kept(uow: UnitOfWork) -> list[TelephoneNews]:
    """Every row ever kept."""
    return list(uow.db.scalars(sa.select(TelephoneNews).order_by(TelephoneNews.created_at)))


def test_whoever_agreed_and_is_released_has_to_be_told(uow: UnitOfWork) -> None:
    made = assign(uow, a_session(uow), unreached(uow), agreed_with="전화로 본인")
    assert due(uow) == [N.BOOKED]

    assignments_ending.release(uow, made.id)

    assert due(uow) == [N.FREE]
    assert [row.state for row in kept(uow)].count(ToldState.WAITING) == 1


def test_nobody_is_told_the_end_of_what_they_never_heard_of(uow: UnitOfWork) -> None:
    made = assign(uow, a_session(uow), unreached(uow))
    assert due(uow) == [N.BOOKED]
    assignments_ending.release(uow, made.id)
    assert due(uow) == []
    assert call_list.count_to_call(acting(uow, a_coordinator(uow))) == 0


def test_once_told_the_end_is_news_again(uow: UnitOfWork) -> None:
    desk = acting(uow, a_coordinator(uow))
    made = assign(uow, a_session(uow), unreached(uow))
    telling.record(desk, kept(uow)[0].id, ToldOutcome.TOLD)
    assert due(uow) == []
    assignments_ending.release(uow, made.id)
    assert due(uow) == [N.FREE]


def test_whom_a_letter_reaches_is_not_called_and_a_wish_is(uow: UnitOfWork) -> None:
    reached, _ = a_signed_up_interpreter(uow)
    assignments_ending.release(uow, assign(uow, a_session(uow), reached).id)
    assert due(uow) == []
    wish, user = a_signed_up_interpreter(uow, reached_by=Channel.TELEPHONE)
    made = offers.accept(acting(uow, user), ask(uow, a_session(uow, start="15:00"), wish).id)
    assert due(uow) == []
    assignments_ending.release(uow, made.id)
    assert due(uow) == [N.FREE]


def test_a_yes_on_the_telephone_leaves_the_place_to_be_told_once_it_stands(
    uow: UnitOfWork,
) -> None:
    desk = acting(uow, a_coordinator(uow))
    offer = ask(uow, a_session(uow), unreached(uow))
    calls.record_yes(desk, offer.id)
    assert due(uow) == []
    (one,) = to_tell.read_to_tell(later(desk, minutes=11))
    assert (one.news.news, one.sight.place is not None) == (N.BOOKED, True)
    calls.undo(desk, offer.id)
    assert to_tell.read_to_tell(later(desk, minutes=11)) == []


def test_it_ends_by_itself_and_only_the_desk_sees_it(uow: UnitOfWork) -> None:
    desk = acting(uow, a_coordinator(uow))
    made = assign(uow, a_session(uow), unreached(uow))
    row, over = kept(uow)[0], made.ends_at - uow.now
    late = later(desk, seconds=over.total_seconds())
    assert call_list.count_to_call(late) == 0
    with pytest.raises(Gone):
        telling.record(late, row.id, ToldOutcome.TOLD)
    _, user = a_signed_up_interpreter(uow)
    with pytest.raises(Forbidden):
        to_tell.read_to_tell(acting(uow, user))
    with pytest.raises(Forbidden):
        telling.record(acting(uow, user), row.id, ToldOutcome.TOLD)


def test_what_was_read_to_them_is_not_recorded_once_something_newer_is_true(
    uow: UnitOfWork,
) -> None:
    desk = acting(uow, a_coordinator(uow))
    made = assign(uow, a_session(uow), unreached(uow), agreed_with="전화로 본인")
    read_out = kept(uow)[0]
    assignments_ending.release(uow, made.id)
    with pytest.raises(Conflict, match="changed meanwhile"):
        telling.record(desk, read_out.id, ToldOutcome.TOLD)
    assert due(uow) == [N.FREE]


def test_a_slot_given_back_before_the_call_leaves_what_was_there(uow: UnitOfWork) -> None:
    desk = acting(uow, a_coordinator(uow))
    made = assign(uow, a_session(uow), unreached(uow))
    telling.record(desk, kept(uow)[0].id, ToldOutcome.TOLD)
    assignments_ending.release(uow, made.id)
    assert due(uow) == [N.FREE]
    assignments.restore(desk, made, quiet=False)
    assert due(uow) == []


def test_the_list_says_what_to_say_and_keeps_the_calls(desk: FlaskClient, office: Office) -> None:
    with begin(office, the_system()) as uow:
        who = unreached(uow)
        made = assign(uow, a_session(uow), who, agreed_with="전화로 본인")
        session = made.session
        news = kept(uow)[0].id
        number = session.site.name if session.site else ""
    page = read(desk, "/offers/calls")
    assert "통역이 확정되었어요" in page
    assert number in page
    address = f"/offers/calls/news/{news}"
    assert "받지 않았어요" in post(desk, address, outcome="no_answer")
    assert "전화 1번" in read(desk, "/offers/calls")
    assert "통화 결과를 골라 주세요" in post(desk, address)
    with begin(office, the_system()) as uow:
        assignments_ending.release(uow, made.id)
    page = read(desk, "/offers/calls")
    assert "배정이 해제되었어요" in page
    assert number not in page
    assert "지금 목록에 있는 내용" in post(desk, address, outcome="told")


def test_of_two_coordinators_who_told_at_once_the_second_is_told(
    any_office: Office, clock: SetClock
) -> None:
    application = make_web_app(any_office, clock)

    def prepare(uow: UnitOfWork) -> tuple[UUID, list[User]]:
        assign(uow, a_session(uow), unreached(uow))
        return kept(uow)[0].id, [a_coordinator(uow) for _ in range(2)]

    news_id, users = in_office(any_office, prepare)
    cookies = [cookie_of(application, user) for user in users]

    def press(turn: int) -> int:
        client = with_cookie(application, cookies[turn % 2])
        return client.post(f"/offers/calls/news/{news_id}", data={"outcome": "told"}).status_code

    at_once(press, range(8))

    with reading(any_office, the_system()) as uow:
        assert uow.db.scalars(sa.select(TelephoneNewsCall.outcome)).all() == [ToldOutcome.TOLD]
        entries = [e for e in list_entries(uow.db) if e.name == "telephone.called"]
    assert len(entries) == 1


def test_what_nobody_has_told_yet_stands_wherever_the_coordinator_looks(
    desk: FlaskClient, office: Office
) -> None:
    with begin(office, the_system()) as uow:
        later_on = a_session(uow, day=uow.today + timedelta(days=3))
        far = assign(uow, later_on, unreached(uow), agreed_with="전화로 본인")
        near = a_session(uow, day=uow.today, start="17:00")
        soon = assign(uow, near, far.interpreter, agreed_with="전화로 본인")
        reference, panel = near.request.reference, f"/dispatch/{far.session.day}?s={far.session_id}"
    now_page = read(desk, "/dispatch/now")
    assert reference in now_page.split('id="tell-h"')[1].split("</section>")[0]
    assert far.session.request.reference not in now_page
    assert "아직 전달하지 못함" in read(desk, panel)
    assert "아직 전달하지 못함" in read(desk, f"/people/{far.interpreter_id}")
    with begin(office, the_system()) as uow:
        assignments_ending.release(uow, far.id)
    assert "배정 해제" in read(desk, panel).split("아직 전달하지 못함")[1][:200]
    with begin(office, the_system()) as uow:
        for row in kept(uow):
            row.state, row.ended_at = ToldState.TOLD, uow.now
    assert 'id="tell-h"' not in read(desk, "/dispatch/now")
    assert "아직 전달하지 못함" not in read(desk, f"/people/{soon.interpreter_id}")


def test_what_was_recorded_as_told_by_mistake_is_told_after_all(
    desk: FlaskClient, office: Office, clock: SetClock
) -> None:
    with begin(office, the_system()) as uow:
        made = assign(uow, a_session(uow), unreached(uow))
        (row,) = kept(uow)
    post(desk, f"/offers/calls/news/{row.id}", outcome="told")
    address = f"/offers/calls/news/{row.id}/undo"
    assert address in read(desk, "/offers/calls")
    assert "아직 전달해야 해요" in post(desk, address, next="/offers/calls")
    with begin(office, the_system()) as uow:
        assert due(uow) == [N.BOOKED]
        assignments_ending.release(uow, made.id)
        assert due(uow) == []
        assert [call.outcome for call in uow.db.scalars(sa.select(TelephoneNewsCall))] == ["told"]


def test_a_record_of_long_ago_or_overtaken_is_not_undone(uow: UnitOfWork, clock: SetClock) -> None:
    desk = acting(uow, a_coordinator(uow))
    made = assign(uow, a_session(uow), unreached(uow), agreed_with="전화로 본인")
    telling.record(desk, (first := kept(uow)[0].id), ToldOutcome.TOLD)
    with pytest.raises(Conflict, match="no longer be undone"):
        telling.undo(later(desk, hours=2), first)
    assignments_ending.release(uow, made.id)
    with pytest.raises(Conflict, match="no longer be undone"):
        telling.undo(desk, first)
