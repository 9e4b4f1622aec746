"""The life of an offer: asked, answered, taken back; everybody asked learns how it ended."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from dispatch.domain.states import AssignmentState, DeclineReason, OfferState
from dispatch.service.slots import offers, offers_ending, offers_undo
from dispatch.store.tables import Assignment
from foundation.database.audit import list_entries
from foundation.database.work import UnitOfWork
from foundation.messages.outbox import Message
from foundation.security.errors import Conflict, Forbidden, Gone, NotFound, Refused
from foundation.text.i18n import translate
from scheduling.domain.states import RequestState, SessionState
from tests.dispatch.acting import acting, ask, assign, later, subjects
from tests.factories import a_session, a_site, a_user, an_interpreter, available
from tests.factories.dispatch import a_rate_card, a_signed_up_interpreter


def test_an_offer_shows_pay_and_travel_and_says_by_when(uow: UnitOfWork) -> None:
    hanh, _ = a_signed_up_interpreter(uow, city="suwon")
    a_rate_card(uow)
    offer = ask(uow, a_session(uow, minutes=90), hanh)

    assert (offer.pay_won, offer.travel_minutes) == (45000, 40)
    assert offer.expires_at == uow.now + timedelta(hours=4, minutes=30)  # tomorrow's: by 16:30


def test_the_session_follows_its_offers(uow: UnitOfWork) -> None:
    session = a_session(uow)
    hanh, user = a_signed_up_interpreter(uow)

    offer = ask(uow, session, hanh)
    assert session.state is SessionState.PLANNED
    offers.accept(acting(uow, user), offer.id)
    assert session.state is SessionState.STAFFED


def test_accepting_makes_the_assignment_and_says_so(uow: UnitOfWork) -> None:
    session = a_session(uow)
    hanh, user = a_signed_up_interpreter(uow, language="en")
    offer = ask(uow, session, hanh)

    assignment = offers.accept(acting(uow, user), offer.id)

    assert assignment.state is AssignmentState.CONFIRMED
    assert assignment.offer_id == offer.id
    assert offer.state is OfferState.ACCEPTED
    assert subjects(uow, user) == ["Confirmed: Tuesday 24 November"]  # the question never left
    assert "offer.accepted" in {entry.name for entry in list_entries(uow.db)}


def test_a_message_says_time_city_and_language_and_never_a_detail(uow: UnitOfWork) -> None:
    session = a_session(uow, domain="general", case_code="C-777")
    hanh, user = a_signed_up_interpreter(uow)
    offer = ask(uow, session, hanh)

    body = uow.db.scalars(sa.select(Message.body).where(Message.to == user.email)).one()

    assert "11월 24일 화요일 오전 10:00, 안산" in body
    assert f"/offers/{offer.id}" in body
    for secret in ("C-777", session.request.reference, "상담실", "강마루", "일상생활"):
        assert secret not in body


def test_the_first_who_accepts_gets_it_and_the_others_learn_of_it(uow: UnitOfWork) -> None:
    session = a_session(uow)
    people = [a_signed_up_interpreter(uow, language="en") for _ in range(3)]
    sent = offers.send_to_several(
        uow,
        session_id=session.id,
        slot_no=1,
        interpreter_ids=[who.id for who, _ in people],
        starts_at=session.starts_at,
    )

    offers.accept(acting(uow, people[1][1]), sent[1].id)

    assert [offer.state for offer in sent] == [
        OfferState.SUPERSEDED,
        OfferState.ACCEPTED,
        OfferState.SUPERSEDED,
    ]
    assert subjects(uow, people[0][1]) == ["Filled: Tuesday 24 November"]
    with pytest.raises(Conflict, match="Somebody else accepted first"):
        offers.accept(acting(uow, people[0][1]), sent[0].id)


def test_an_answer_counts_once(uow: UnitOfWork) -> None:
    hanh, user = a_signed_up_interpreter(uow)
    offer = ask(uow, a_session(uow), hanh)
    offers.accept(acting(uow, user), offer.id)

    with pytest.raises(Conflict, match="already answered this offer"):
        offers.decline(acting(uow, user), offer.id)


def test_a_no_may_have_a_reason_and_lets_the_search_go_on(uow: UnitOfWork) -> None:
    session = a_session(uow)
    hanh, user = a_signed_up_interpreter(uow)
    offer = ask(uow, session, hanh)

    offers.decline(acting(uow, user), offer.id, DeclineReason.TOO_FAR)

    assert (offer.state, offer.decline_reason) == (OfferState.DECLINED, DeclineReason.TOO_FAR)
    assert session.state is SessionState.REQUESTED
    with pytest.raises(Refused, match="Declined"):
        ask(uow, session, hanh)
    ask(uow, session, hanh, override_reason="called: she can after all")


def test_silence_is_never_a_yes(uow: UnitOfWork) -> None:
    session = a_session(uow)
    hanh, user = a_signed_up_interpreter(uow, language="en")
    offer = ask(uow, session, hanh)
    evening = later(uow, hours=4, minutes=30)

    with pytest.raises(Gone, match="deadline"):
        offers.accept(acting(evening, user), offer.id)
    offers_ending.expire_due(evening)

    assert offer.state is OfferState.EXPIRED
    assert session.state is SessionState.REQUESTED
    assert subjects(uow, user) == ["Deadline passed: Tuesday 24 November"]


def test_a_withdrawn_question_can_no_longer_be_answered(uow: UnitOfWork) -> None:
    hanh, user = a_signed_up_interpreter(uow)
    offer = ask(uow, a_session(uow), hanh)

    offers_ending.withdraw(uow, offer.id)

    with pytest.raises(Gone, match="withdrawn"):
        offers.accept(acting(uow, user), offer.id)
    with pytest.raises(Conflict):
        offers_ending.withdraw(uow, offer.id)


def test_somebody_elses_offer_looks_like_none(uow: UnitOfWork) -> None:
    offer = ask(uow, a_session(uow), a_signed_up_interpreter(uow)[0])
    _, stranger = a_signed_up_interpreter(uow)

    for act in (offers.accept, offers.decline, offers_undo.undo_answer):
        with pytest.raises(NotFound):
            act(acting(uow, stranger), offer.id)
    with pytest.raises(Forbidden):
        offers.accept(acting(uow, a_user(uow)), offer.id)


def test_the_rules_are_asked_again_at_the_yes(uow: UnitOfWork) -> None:
    first, second = a_session(uow, start="10:00"), a_session(uow, start="10:30")
    hanh, user = a_signed_up_interpreter(uow)
    offer = ask(uow, first, hanh)
    assign(uow, second, hanh)

    with pytest.raises(Conflict, match="another session"), uow.db.begin_nested():
        offers.accept(acting(uow, user), offer.id)
    uow.db.refresh(offer)
    assert offer.state is OfferState.SENT


def test_a_question_needs_a_candidate_who_may_serve(uow: UnitOfWork) -> None:
    session = a_session(uow)
    russian = an_interpreter(uow, languages=("ru",))
    available(uow, russian)

    with pytest.raises(Conflict, match="Does not speak"):
        ask(uow, session, russian)


def test_a_refused_question_names_every_rule_that_speaks_against_it(uow: UnitOfWork) -> None:
    session, russian = a_session(uow), an_interpreter(uow, languages=("ru",))
    with pytest.raises(Conflict) as refused:
        ask(uow, session, russian)
    assert translate(refused.value.reason, "en") == (
        f"{russian.full_name}: Does not speak Vietnamese. No certification in Vietnamese."
    )
    assert translate(refused.value.reason, "ko").count("베트남어") == 2

    # What no reason sets aside is named alone; of what a reason would, everything too.
    far, _ = a_signed_up_interpreter(uow, city="yeoncheon", max_travel_km=20)
    with pytest.raises(Refused) as asked:
        ask(uow, a_session(uow, site=a_site(uow, city="ansan")), far)
    told = str(asked.value.problems["override_reason"])
    assert "km away" in told
    assert "a coordinator must approve it" in told


def test_nobody_is_asked_twice_at_once(uow: UnitOfWork) -> None:
    session = a_session(uow)
    hanh, _ = a_signed_up_interpreter(uow)
    ask(uow, session, hanh)

    with pytest.raises(Conflict, match="already been asked"):
        ask(uow, session, hanh)


@pytest.mark.parametrize("state", [RequestState.SUBMITTED, RequestState.REFUSED])
def test_nobody_is_asked_before_the_request_is_accepted(
    uow: UnitOfWork, state: RequestState
) -> None:
    session = a_session(uow)
    session.request.state = state

    with pytest.raises(Conflict, match="not been accepted yet"):
        ask(uow, session, a_signed_up_interpreter(uow)[0])


def test_a_yes_taken_back_asks_everybody_again(uow: UnitOfWork) -> None:
    session = a_session(uow)
    (hanh, first), (minh, second) = (a_signed_up_interpreter(uow) for _ in range(2))
    one, other = ask(uow, session, hanh), ask(uow, session, minh)
    offers.accept(acting(uow, first), one.id)

    soon = later(uow, minutes=9)
    offers_undo.undo_answer(acting(soon, first), one.id)

    assert (one.state, other.state) == (OfferState.SENT, OfferState.SENT)
    assert session.state is SessionState.PLANNED
    assert subjects(uow, second) == []  # never told, so nothing to take back
    offers.accept(acting(soon, second), other.id)
    assert session.state is SessionState.STAFFED


def test_a_yes_can_be_given_again_after_it_was_taken_back(uow: UnitOfWork) -> None:
    session = a_session(uow)
    hanh, user = a_signed_up_interpreter(uow)
    offer = ask(uow, session, hanh)
    offers.accept(acting(uow, user), offer.id)
    offers_undo.undo_answer(acting(uow, user), offer.id)
    offers.accept(acting(uow, user), offer.id)

    rows = uow.db.scalars(sa.select(Assignment).order_by(Assignment.created_at)).all()
    assert sorted(row.state for row in rows) == ["confirmed", "withdrawn"]


def test_a_no_can_be_taken_back_while_the_slot_is_free(uow: UnitOfWork) -> None:
    session = a_session(uow)
    (hanh, first), (minh, _) = (a_signed_up_interpreter(uow) for _ in range(2))
    offer = ask(uow, session, hanh)
    offers.decline(acting(uow, first), offer.id, DeclineReason.BUSY)
    offers_undo.undo_answer(acting(uow, first), offer.id)
    assert (offer.state, offer.decline_reason) == (OfferState.SENT, None)

    later_on = a_session(uow, start="15:00")
    lost = ask(uow, later_on, hanh)
    offers.decline(acting(uow, first), lost.id)
    assign(uow, later_on, minh)
    with pytest.raises(Conflict, match="Somebody else"):
        offers_undo.undo_answer(acting(uow, first), lost.id)


def test_after_ten_minutes_an_answer_stands(uow: UnitOfWork) -> None:
    hanh, user = a_signed_up_interpreter(uow)
    offer = ask(uow, a_session(uow), hanh)
    offers.accept(acting(uow, user), offer.id)

    with pytest.raises(Gone, match="10 minutes"):
        offers_undo.undo_answer(acting(later(uow, minutes=10), user), offer.id)
