"""Assessments in the browser_of: planning, scoring on a phone, results, appeals, completion."""

import re
from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from accounts.store.tables import User
from foundation.database.work import Office, begin, reading
from foundation.security.permissions import the_system
from tests.factories import a_cohort, a_learner, a_user, an_enrolment
from tests.factories.assessment import acting, an_assessor, an_attempt, marks, score
from training.domain.assessment import AttemptStatus
from training.domain.courses import CohortStatus
from training.service.assessment import instruments, scoring
from training.store.tables import Attempt, CompletionDecision, Instrument

Browser = Callable[[User], FlaskClient]


def test_from_planning_through_two_sheets_to_the_result_and_an_appeal(
    office: Office, browser_of: Browser
) -> None:
    with begin(office, the_system()) as uow:
        instruments.seed(uow)
        one, two = an_assessor(uow), an_assessor(uow)
        trainee = a_user(uow, Role.TRAINEE)
        learner = a_learner(uow, trainee, full_name="응우옌 하인")
        manager = a_user(uow, Role.TRAINING_MANAGER)
        oral = uow.db.scalars(sa.select(Instrument).where(Instrument.code == "L2-oral")).one()
    desk = browser_of(manager)
    assert f"learner={learner.id}" in desk.get("/assessments/new?q=하인").text
    wish = {
        "instrument": str(oral.id),
        "day": "2026-11-22",
        "clock": "10:00",
        "language": "vi",
        "direction": "both",
    }
    address = f"/assessments/new?learner={learner.id}"
    assert desk.get(address).status_code == 200
    assert desk.post(address, data={**wish, "language": ""}).status_code == 422
    page = desk.post(address, data=wish).headers["Location"]
    assert desk.post(address, data=wish).status_code == 409
    chosen = {"assessor": [str(one.id), str(two.id)]}
    assert desk.post(f"{page}/assessors", data=chosen).status_code == 303

    for assessor in (one, two):
        phone = browser_of(assessor)
        assert page in phone.get("/assessments").text
        sheet = phone.get(page)
        assert len(sheet.data) < 16_000
        assert 'inputmode="numeric"' in sheet.text
        wrong = {"marks-1": "41", "marks-2": "x", "marks-3": "5", "comment-1": "또렷해요"}
        refused = phone.post(f"{page}/marks", data=wrong)
        assert refused.status_code == 422
        wrong["marks-2"] = "20"
        refused = phone.post(f"{page}/marks", data=wrong)
        assert refused.status_code == 422
        assert 'value="41"' in refused.text
        assert "또렷해요" in refused.text
        good = {**wrong, "marks-1": "20"}
        assert phone.post(f"{page}/marks", data=good).status_code == 303
        assert phone.post(f"{page}/marks", data=good).status_code == 409

    own = browser_of(trainee)
    result = own.get(page)
    assert "45%" in result.text
    assert "불합격" in result.text
    assert "또렷해요" in result.text
    assert one.full_name not in result.text
    assert own.post(f"{page}/appeal", data={"grounds": " "}).status_code == 422
    assert own.post(f"{page}/appeal", data={"grounds": "다시 들어 주세요."}).status_code == 303
    assert page in desk.get("/assessments").text
    upheld = {"verdict": "upheld", "answer": "다시 봅니다.", "day": "", "clock": "10:00"}
    assert desk.post(f"{page}/appeal/answer", data=upheld).status_code == 422
    answered = desk.post(f"{page}/appeal/answer", data={**upheld, "day": "2026-12-01"})
    assert answered.status_code == 303
    assert "다시 봅니다." in own.get(page).text
    with reading(office, the_system()) as uow:
        states = uow.db.scalars(sa.select(Attempt.status).order_by(Attempt.sitting)).all()
        assert states == [AttemptStatus.ANNULLED, AttemptStatus.PLANNED]


def test_abuse_no_page_shows_an_assessor_the_other_s_marks_or_a_stranger_anything(
    office: Office, browser_of: Browser
) -> None:
    with begin(office, the_system()) as uow:
        one, two, stranger = (an_assessor(uow) for _ in range(3))
        manager, trainee = a_user(uow, Role.TRAINING_MANAGER), a_user(uow, Role.TRAINEE)
        other = a_user(uow, Role.TRAINEE)
        attempt = an_attempt(uow, learner=a_learner(uow, trainee), assessors=(one, two))
        comments = {section.id: "비밀 의견" for section in attempt.instrument.sections}
        scoring.submit(acting(uow, one), attempt.id, marks(attempt, 57, 23), comments)
    page = f"/assessments/{attempt.id}"
    for reader in (two, manager, trainee):
        seen = browser_of(reader).get(page)
        assert seen.status_code == 200
        assert not re.search(r"비밀 의견|>\s*(57|80%)", seen.text)
    for reader in (stranger, other):
        web = browser_of(reader)
        assert web.get(page).status_code == 404
        assert web.post(f"{page}/marks", data={"marks-1": "1", "marks-2": "1"}).status_code in {
            403,
            404,
        }
    assert browser_of(two).post(f"{page}/annul", data={"reason": "x"}).status_code == 403
    assert browser_of(trainee).post(f"{page}/appeal", data={"grounds": "x"}).status_code == 409


def test_an_assessor_steps_back_and_the_manager_sees_who_is_left(
    office: Office, browser_of: Browser
) -> None:
    with begin(office, the_system()) as uow:
        one, two, three = (an_assessor(uow) for _ in range(3))
        manager = a_user(uow, Role.TRAINING_MANAGER)
        attempt = an_attempt(uow, assessors=(one, two))
    page, desk = f"/assessments/{attempt.id}", browser_of(manager)
    assert browser_of(two).post(f"{page}/conflict", data={}).status_code == 422
    assert browser_of(two).post(f"{page}/conflict", data={"kind": "relative"}).status_code == 303
    shown = desk.get(page).text
    assert "가족·친척" in shown
    assert desk.post(f"{page}/assessors", data={"assessor": str(two.id)}).status_code == 422
    assert desk.post(f"{page}/alone").status_code == 409
    assert desk.post(f"{page}/conflicts", data={"who": "", "why": "other"}).status_code == 422
    known = {"who": str(three.id), "why": "relative"}
    assert three.full_name in shown
    assert desk.post(f"{page}/conflicts", data=known).status_code == 303
    assert desk.post(f"{page}/assessors", data={"assessor": str(three.id)}).status_code == 422
    assert desk.post(f"{page}/alone").status_code == 303
    assert desk.post(f"{page}/assessors/{one.id}/free").status_code == 303
    assert desk.post(f"{page}/annul", data={"reason": "아팠어요"}).status_code == 303
    assert "아팠어요" in desk.get(page).text


def test_a_disputed_and_a_decided_sitting_show_their_marks_to_the_office(
    office: Office, browser_of: Browser
) -> None:
    with begin(office, the_system()) as uow:
        one, two, third = (an_assessor(uow) for _ in range(3))
        manager = a_user(uow, Role.TRAINING_MANAGER)
        attempt = an_attempt(uow, assessors=(one, two))
        score(uow, attempt, one, 60, 40)
        score(uow, attempt, two, 30, 20)
        stranger = a_user(uow, Role.ASSESSOR)
    page, desk = f"/assessments/{attempt.id}", browser_of(manager)
    shown = desk.get(page).text
    assert "50%" in shown
    # Only who can assess is offered; the others are folded, with the reason.
    assert f'value="{third.id}"' in shown
    assert f'name="assessor" value="{stranger.id}"' not in shown
    assert stranger.full_name in shown[shown.index("<details><summary>") :]
    assert re.search(
        "세 번째 평가위원이 판정 중|a third one decides", browser_of(one).get(page).text
    )
    assert desk.post(f"{page}/assessors", data={"assessor": str(third.id)}).status_code == 303
    with begin(office, the_system()) as uow:
        score(uow, attempt, third, 57, 38)
    decided = desk.get(page).text
    assert "97.5%" in decided
    assert desk.get("/assessments?state=done").status_code == 200


def test_instruments_are_laid_added_changed_and_retired(
    office: Office, browser_of: Browser
) -> None:
    with begin(office, the_system()) as uow:
        manager = a_user(uow, Role.TRAINING_MANAGER)
    desk = browser_of(manager)
    assert desk.get("/instruments").status_code == 200
    assert desk.post("/instruments/usual").status_code == 303
    good = {
        "code": "quiz-1",
        "kind": "quiz",
        "title": "퀴즈",
        "title_en": "Quiz one",
        "pass_mark": "80",
        "semi_mark": "0",
        "assessors": "1",
        "carries_over": "0",
        "sections-0-title": "전체",
        "sections-0-title_en": "All",
        "sections-0-full_marks": "20",
        "sections-0-least_percent": "0",
    }
    bad = desk.post("/instruments/new", data={**good, "sections-0-full_marks": "0"})
    assert bad.status_code == 422
    assert "1에서 1000까지" in bad.text
    assert desk.post("/instruments/new", data=good).status_code == 303
    assert desk.post("/instruments/new", data=good).status_code == 422
    with reading(office, the_system()) as uow:
        made = next(i for i in instruments.listed(uow) if i.code == "quiz-1")
    page = f"/instruments/{made.id}"
    assert 'value="Quiz one"' in desk.get(page).text
    assert desk.post(page, data={**good, "pass_mark": "70"}).status_code == 303
    assert desk.post(page, data={"do": "retire"}).status_code == 303
    with begin(office, the_system()) as uow:
        kept = instruments.get(uow, made.id)
        assert (kept.pass_mark, kept.active) == (70, False)
        instruments.set_active(uow, made.id, active=True)
        an_attempt(uow, kept, language=None)
    assert desk.post(page, data=good).status_code == 409


def test_one_button_decides_about_a_cohort(office: Office, browser_of: Browser) -> None:
    with begin(office, the_system()) as uow:
        manager = a_user(uow, Role.TRAINING_MANAGER)
        cohort = a_cohort(
            uow, status=CohortStatus.GRADING, first_class=uow.now - timedelta(days=20)
        )
        for meeting in cohort.meetings:
            meeting.locked_at = uow.now
        an_enrolment(uow, cohort, status="attending")
        instruments.seed(uow)
        quiz = next(i.id for i in instruments.listed(uow) if i.code == "S1-quiz")
    desk, page = browser_of(manager), f"/training/{cohort.id}/completion"
    assert desk.post(f"{page}/rule", data={"instrument": str(quiz)}).status_code == 303
    shown = desk.get(page)
    assert shown.status_code == 200
    assert "출석률 0%, 기준 80%예요." in shown.text
    assert desk.post(page).status_code == 303
    assert "1차 판정" in desk.get(page).text
    with reading(office, the_system()) as uow:
        assert [d.completed for d in uow.db.scalars(sa.select(CompletionDecision))] == [False]


def test_a_sitting_that_is_over_waits_for_marks_and_is_planned_no_longer(
    office: Office, browser_of: Browser
) -> None:
    with begin(office, the_system()) as uow:
        instruments.seed(uow)
        trainee = a_user(uow, Role.TRAINEE)
        learner = a_learner(uow, trainee)
        an_assessor(uow)
        over = an_attempt(uow, learner=learner, planned_at=uow.now - timedelta(hours=3))
        manager = a_user(uow, Role.TRAINING_MANAGER)
    desk, own = browser_of(manager), browser_of(trainee)

    for page in (desk, own):
        for path in ("/assessments", f"/assessments/{over.id}"):
            text = page.get(path).text
            assert "점수 대기" in text, path
            assert "시험 예정" not in text, path

    with begin(office, the_system()) as uow:
        uow.db.get_one(Attempt, over.id).planned_at = uow.now + timedelta(hours=3)
    assert "시험 예정" in own.get(f"/assessments/{over.id}").text
