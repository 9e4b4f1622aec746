"""Where the office wants it signed first, whoever has not signed gets nothing new, and keeps what stands."""

import pytest
from flask.testing import FlaskClient

import app as roof
from accounts.domain.consents import ConsentPurpose
from accounts.service import consents, kept_settings
from accounts.store.tables import User
from dispatch.domain.states import AssignmentState, PlaceState
from dispatch.service.engine.snapshot import take_snapshot
from dispatch.service.explain.candidates import ranked_candidates
from dispatch.service.explain.closest import WayOut
from dispatch.service.reactions import eligibility
from dispatch.service.situation.reading import read_situation
from dispatch.service.slots import offers
from dispatch.service.translations import candidates
from dispatch.service.translations import offers as translation_offers
from dispatch.service.translations.candidates import NoFit
from dispatch.store.tables import Assignment, Offer
from foundation.config import Settings, settings_from
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.messages.records import Message
from foundation.security.errors import Conflict, Refused
from interpreters.domain.events import EligibilityLost
from tests.conftest import KEYS
from tests.dispatch.acting import acting, ask, assign
from tests.dispatch.board_days import BOARD, SYSTEM, post, read
from tests.dispatch.explain.test_true_causes import told
from tests.dispatch.mentored import Pair
from tests.dispatch.translations.texts import K, some_texts, step_of
from tests.factories import a_session, an_interpreter, available
from tests.factories.dispatch import a_signed_up_interpreter

PLEDGE = {
    "ko": "통역하며 알게 된 내용을 누구에게도 말하지 않겠습니다.",
    "en": "I tell nobody what I learn while I interpret.",
}
MISSING = "Not signed: "


def asking_first(*purposes: ConsentPurpose) -> Settings:
    """The office's settings, with these signed before anything new is offered."""
    return settings_from({**KEYS, "signed_before_offers": tuple(purposes)}, roof.SECTIONS)


@pytest.fixture
def strict(uow: UnitOfWork) -> UnitOfWork:
    """An office that published a pledge and wants it signed first."""
    uow.settings = asking_first(ConsentPurpose.SECRECY)
    consents.publish(uow, ConsentPurpose.SECRECY, PLEDGE)
    return uow


def sign(uow: UnitOfWork, user: User) -> None:
    """Sign the newest pledge."""
    text = consents.standing_texts(uow)[ConsentPurpose.SECRECY]
    consents.sign(acting(uow, user), text.id, user.full_name)


def test_no_offer_goes_to_whoever_has_not_signed_and_signing_lifts_it(strict: UnitOfWork) -> None:
    who, user = a_signed_up_interpreter(strict)
    session = a_session(strict)

    assert ranked_candidates(strict, session.id) == []
    # No reason sets it aside, neither for an offer nor for what is agreed by telephone.
    with pytest.raises(Conflict, match=f"{MISSING}.*can send a reminder"):
        ask(strict, session, who, override_reason="nobody else is there")
    with pytest.raises(Conflict, match=MISSING):
        assign(strict, session, who, override_reason="nobody else is there")
    assert strict.db.query(Offer).count() == strict.db.query(Assignment).count() == 0

    sign(strict, user)

    assert [found.person.id for found in ranked_candidates(strict, session.id)] == [who.id]
    offer = ask(strict, session, who)
    offers.accept(acting(strict, user), offer.id)


def test_as_delivered_and_before_a_text_is_published_nothing_is_asked(uow: UnitOfWork) -> None:
    who, _ = a_signed_up_interpreter(uow)
    session = a_session(uow)
    consents.publish(uow, ConsentPurpose.SECRECY, PLEDGE)
    assert [found.person.id for found in ranked_candidates(uow, session.id)] == [who.id]
    uow.settings = asking_first(ConsentPurpose.PERSONAL_DATA)
    ask(uow, session, who)


def test_new_words_hold_an_open_offer_until_they_are_signed(strict: UnitOfWork) -> None:
    who, user = a_signed_up_interpreter(strict)
    sign(strict, user)
    offer = ask(strict, a_session(strict), who)
    consents.publish(strict, ConsentPurpose.SECRECY, {**PLEDGE, "en": PLEDGE["en"] * 2})

    with pytest.raises(Conflict, match=MISSING), strict.db.begin_nested():
        offers.accept(acting(strict, user), offer.id)
    strict.db.refresh(offer)
    assert offer.is_open

    sign(strict, user)
    offers.accept(acting(strict, user), offer.id)


def test_what_was_accepted_stays_in_a_plan_and_when_the_rules_are_asked_again(
    strict: UnitOfWork,
) -> None:
    who, user = a_signed_up_interpreter(strict)
    sign(strict, user)
    held, free = a_session(strict), a_session(strict, start="14:00")
    made = assign(strict, held, who)
    consents.publish(strict, ConsentPurpose.SECRECY, {**PLEDGE, "en": PLEDGE["en"] * 2})

    eligibility.on_eligibility_lost(strict, EligibilityLost(who.id))
    assert made.state is AssignmentState.CONFIRMED
    told = take_snapshot(read_situation(strict, held.day, held.day)).problem
    able = {s.id.split("/")[0]: [way.candidates for way in s.ways] for s in told.sessions}
    assert able[str(held.id)] == [(str(who.id),)]
    assert not any(able.get(str(free.id), []))


def test_whoever_has_no_account_has_signed_nothing(strict: UnitOfWork) -> None:
    who = an_interpreter(strict)
    available(strict, who)
    with pytest.raises(Conflict, match=MISSING):
        ask(strict, a_session(strict), who)


def test_steps_of_translations_wait_for_it_too(strict: UnitOfWork) -> None:
    texts = some_texts(strict, 1)
    job = texts.asked_for()
    with pytest.raises(Refused, match="cannot be asked"):
        texts.offered(job, K.TRANSLATION, 0)
    (choice,) = candidates.list_choices(strict, job, step_of(job, K.TRANSLATION))
    assert [each.code for each in choice.reasons] == [NoFit.SIGNATURE]
    sign(strict, texts.users[0])
    (offer,) = texts.offered(job, K.TRANSLATION, 0)
    consents.publish(strict, ConsentPurpose.SECRECY, {**PLEDGE, "en": PLEDGE["en"] * 2})
    with pytest.raises(Conflict, match="then accept"), strict.db.begin_nested():
        translation_offers.accept(texts.as_person(0), offer.id)
    sign(strict, texts.users[0])
    translation_offers.accept(texts.as_person(0), offer.id)
    assert step_of(job, K.TRANSLATION).interpreter_id == texts.people[0].id


def test_the_board_says_what_is_missing_and_reminds(desk: FlaskClient, office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        consents.publish(uow, ConsentPurpose.SECRECY, PLEDGE)
        who, user = a_signed_up_interpreter(uow, "서명 안 한 사람")
        without = an_interpreter(uow, "계정 없는 사람")
        available(uow, without)
        session = a_session(uow)
        kept_settings.change(uow, "signatures", {"signed_before_offers": "secrecy"}, uow.today)
    assert {(c.person.name, c.way_out) for c in told(office, session).closest} == {
        ("서명 안 한 사람", WayOut.REMIND),
        ("계정 없는 사람", WayOut.REMIND),
    }
    here, address = f"{BOARD}?s={session.id}", f"{BOARD}/sessions/{session.id}/remind"
    page = read(desk, here)
    assert "서약서나 동의서에 서명하지 않았어요" in page
    assert page.count("서명 재요청") == 2
    assert "미서명: 비밀" in read(desk, f"{here}&person={who.id}")

    post(desk, address, interpreter=who.id)
    refused = desk.post(address, data={"interpreter": without.id})
    assert refused.status_code == 409
    assert "먼저 초대해 주세요" in refused.get_data(as_text=True)
    with reading(office, SYSTEM) as uow:
        written = uow.db.query(Message).filter_by(path="/account/consents").all()
        assert [message.user_id for message in written] == [user.id]
    with begin(office, SYSTEM) as uow:
        sign(uow, user)
    late = desk.post(address, data={"interpreter": who.id})
    assert (late.status_code, "그사이" in late.get_data(as_text=True)) == (409, True)


def test_no_new_place_beside_a_mentor_and_what_stands_stays(uow: UnitOfWork) -> None:
    them = Pair(uow)
    uow.settings = asking_first(ConsentPurpose.SECRECY)
    consents.publish(uow, ConsentPurpose.SECRECY, PLEDGE)
    assert them.run() == 0
    sign(uow, them.trainee_user)
    assert them.run() == 1
    # New words are asked of the next place, not of this one.
    consents.publish(
        uow, ConsentPurpose.SECRECY, {**PLEDGE, "en": "I tell nobody what I hear or read."}
    )
    assert them.run() == 0
    assert them.place.state is PlaceState.PROPOSED
