"""The panel of a session: who was asked, who is to be called, and who agreed and how."""

from flask.testing import FlaskClient

from dispatch.domain.states import AssignmentState, ChangeKind, OfferState, RunState
from dispatch.service.reactions import eligibility
from dispatch.service.slots import offers
from dispatch.store.tables import Assignment, DraftAssignment, Offer, PlanRun
from foundation.database.audit import list_entries
from foundation.database.work import Office, begin, reading
from interpreters.domain.events import EligibilityLost
from interpreters.domain.standing import Gender
from scheduling.domain.states import Strictness
from tests.dispatch.acting import acting, assign
from tests.dispatch.board_days import BOARD, SYSTEM, post, read
from tests.factories import a_session, an_interpreter, available
from tests.factories.dispatch import a_signed_up_interpreter, an_assignment, an_offer


def test_what_was_typed_stays_when_a_consent_is_refused_and_nothing_of_it_is_in_the_trail(
    desk: FlaskClient, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        a_signed_up_interpreter(uow, "가장 앞사람", city="pocheon", max_travel_km=5)
        asked, _ = a_signed_up_interpreter(uow, "물어본 사람", city="pocheon", max_travel_km=5)
        session = a_session(uow)
        an_offer(uow, session, asked)
    here = f"{BOARD}?s={session.id}"
    assert f'<option value="{asked.id}" selected>' in read(desk, here)
    form = {
        "interpreter": asked.id,
        "slot_no": "1",
        "starts_at": session.starts_at.isoformat(),
        "agreed_with": "본인 전화",
    }

    refused = desk.post(f"{BOARD}/sessions/{session.id}/assign", data=form)

    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert '<details class="phone-action" id="by-phone" open>' in page
    assert 'value="본인 전화"' in page
    assert f'<option value="{asked.id}" selected>' in page
    back = desk.get(f"{BOARD}/sessions/{session.id}/assign")
    assert (back.status_code, back.location) == (303, here)
    post(desk, f"{BOARD}/sessions/{session.id}/assign", **form, reason="센터장 승인")
    page = read(desk, here)
    assert "직접 배정: 센터장 승인 · 본인 전화 · 강마루" in " ".join(page.split())
    assert "필수 조건에 맞는 사람은" not in page
    with reading(office, SYSTEM) as uow:
        made = uow.db.query(Assignment).one()
        assert (made.agreed_with, made.override_reason) == ("본인 전화", "센터장 승인")
        facts = str([entry.facts for entry in list_entries(uow.db)])
    assert "distance" in facts
    assert "본인" not in facts
    assert "승인" not in facts


def test_everybody_asked_has_a_line_and_no_second_question(
    desk: FlaskClient, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        session = a_session(uow)
        able, _ = a_signed_up_interpreter(uow, "앱 쓰는 분")
        called = an_interpreter(uow, "전화 받는 분")
        silent, _ = a_signed_up_interpreter(uow, "답 없던 분")
        free, _ = a_signed_up_interpreter(uow, "다른 분")
        available(uow, called)
        for who in (able, called):
            an_offer(uow, session, who)
        an_offer(uow, session, silent, state=OfferState.EXPIRED)
        an_offer(uow, session, free, state=OfferState.DECLINED)

    page = read(desk, f"{BOARD}?s={session.id}")
    panel = page.split('id="side"')[1].split("</aside>")[0]

    assert panel.count("제안 회수") == 2
    assert "전화로 연락" in panel
    assert "제안, 답변 없음" in panel
    assert f"/offers/calls/{session.id}" not in panel
    others = panel.split('id="why-h"')[1]
    assert f'name="interpreter" value="{called.id}"' not in others
    assert f'name="interpreter" value="{silent.id}"' in others
    lanes = page.split('class="board-scroll')[1]
    assert 'href="#i-bell"/></svg><span class="sr">전화로 연락' in lanes
    # The receiver stands for a session by phone, and for nothing else.
    assert 'href="#i-phone"' not in lanes


def test_a_confirmed_interpreter_is_replaced_in_one_step_or_not_at_all(
    desk: FlaskClient, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        old, _ = a_signed_up_interpreter(uow, "지금 사람")
        new, _ = a_signed_up_interpreter(uow, "새 사람")
        busy, _ = a_signed_up_interpreter(uow, "바쁜 사람")
        session = a_session(uow)
        held = an_assignment(uow, session, old)
        an_assignment(uow, a_session(uow), busy)
    page = read(desk, f"{BOARD}?s={session.id}")
    assert f"person={new.id}#by-phone" in page
    opened = read(desk, f"{BOARD}?s={session.id}&person={new.id}")
    assert f'<option value="{new.id}" selected>' in opened
    assert 'id="by-phone" open>' in opened
    form = {
        "slot_no": "1",
        "starts_at": session.starts_at.isoformat(),
        "agreed_with": "본인 전화",
        "replaces": held.id,
    }
    address = f"{BOARD}/sessions/{session.id}/assign"

    assert desk.post(address, data={**form, "interpreter": busy.id}).status_code == 409
    with reading(office, SYSTEM) as uow:
        assert uow.db.get_one(Assignment, held.id).state is AssignmentState.CONFIRMED
    post(desk, address, **form, interpreter=new.id)
    with reading(office, SYSTEM) as uow:
        live = [a for a in uow.db.query(Assignment) if a.session_id == session.id]
        assert {a.interpreter_id: a.state for a in live} == {
            old.id: AssignmentState.RELEASED,
            new.id: AssignmentState.CONFIRMED,
        }


def test_in_a_draft_somebody_else_is_swapped_in_and_nobody_is_asked(
    desk: FlaskClient, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        one, _ = a_signed_up_interpreter(uow, "초안 사람")
        other = an_interpreter(uow, "바꿀 사람")
        available(uow, other)
        far, _ = a_signed_up_interpreter(uow, "먼 사람", city="pocheon", max_travel_km=5)
        session = a_session(uow)
        run = PlanRun(
            first_day=session.day,
            last_day=session.day,
            state=RunState.DONE,
            requested_by=None,
            created_at=uow.now,
            limit_seconds=1,
        )
        run.finished_at = uow.now
        uow.db.add(run)
        uow.db.flush()
        draft = DraftAssignment(
            run_id=run.id,
            session_id=session.id,
            slot_no=1,
            kind=ChangeKind.NEW,
            starts_at=session.starts_at,
            modality=session.modality,
            interpreter_id=one.id,
            previous_interpreter_id=None,
        )
        uow.db.add(draft)
    address = f"{BOARD}/drafts/{draft.id}/swap?s={session.id}"
    assert address in read(desk, f"{BOARD}?s={session.id}").replace("&amp;", "&")

    assert desk.post(address, data={"interpreter": far.id}).status_code == 409
    assert "초안에 바꿀 사람 님을 넣었어요" in post(desk, address, interpreter=other.id)

    for page in (read(desk), read(desk, f"{BOARD}/changes")):
        assert "앱으로 받을 수 없는 제안 1건" in page
    assert "바꿀 사람" in read(desk, f"{BOARD}/changes").split('id="to-call"')[1]
    with reading(office, SYSTEM) as uow:
        kept = uow.db.get_one(DraftAssignment, draft.id)
        assert (kept.interpreter_id, kept.kind) == (other.id, ChangeKind.NEW)
        assert uow.db.query(Offer).count() == 0


def test_a_required_gender_that_is_not_recorded_is_asked_for_and_stated(
    desk: FlaskClient, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        who, _ = a_signed_up_interpreter(uow, "성별 미기록")
        man, _ = a_signed_up_interpreter(uow, "남성 통역사", gender=Gender.MALE)
        session = a_session(uow, gender=Gender.FEMALE, gender_strictness=Strictness.REQUIRED)
    here = f"{BOARD}?s={session.id}"
    assert "먼저 확인할 분: 성별 미등록" in read(desk, here)
    form = {"slot_no": "1", "starts_at": session.starts_at.isoformat()}
    address = f"{BOARD}/sessions/{session.id}/ask"

    unasked = desk.post(address, data={**form, "interpreter": who.id, "reason": "급해요"})
    assert unasked.status_code == 422
    assert "본인에게 확인해 주세요" in unasked.get_data(as_text=True)
    stated = {**form, "gender_asked": "1", "reason": "급해요"}
    assert desk.post(address, data={**stated, "interpreter": man.id}).status_code == 409
    post(desk, address, **form, interpreter=who.id, gender_asked="1")

    with begin(office, SYSTEM) as uow:
        offer = uow.db.query(Offer).one()
        assert offer.overridden == ["gender"]


def test_whoever_was_asked_for_the_gender_keeps_the_session_until_it_is_recorded_otherwise(
    office: Office,
) -> None:
    with begin(office, SYSTEM) as uow:
        who, _ = a_signed_up_interpreter(uow)
        session = a_session(uow, gender=Gender.FEMALE, gender_strictness=Strictness.REQUIRED)
        made = assign(uow, session, who, gender_asked=True)
        eligibility.on_eligibility_lost(uow, EligibilityLost(who.id))
        assert made.state is AssignmentState.CONFIRMED
        who.gender = Gender.MALE
        uow.db.flush()
        eligibility.on_eligibility_lost(uow, EligibilityLost(who.id))
        assert made.state is AssignmentState.RELEASED


def test_why_somebody_is_asked_against_a_requirement_is_read_by_whoever_comes_next(
    desk: FlaskClient, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        far, user = a_signed_up_interpreter(uow, "먼 사람", city="pocheon", max_travel_km=5)
        session = a_session(uow)
    here = f"{BOARD}?s={session.id}"
    form = {"interpreter": far.id, "slot_no": "1", "starts_at": session.starts_at.isoformat()}
    post(desk, f"{BOARD}/sessions/{session.id}/ask", **form, reason="차편이 있어요")
    told = "그래도 제안하는 사유: 차편이 있어요"
    assert told in read(desk, here)
    with begin(office, SYSTEM) as uow:
        offers.accept(acting(uow, user), uow.db.query(Offer).one().id)
    assert told in read(desk, here)
