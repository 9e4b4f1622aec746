"""The pages of translations: for the requester, the office, and whoever translates and revises."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from accounts.store.tables import User
from dispatch.service.translations import files, offers
from dispatch.store.queries import translations as queries
from dispatch.store.tables import TranslationJob
from foundation.database.work import Office, begin, reading
from foundation.files.counting import count_file
from foundation.files.keeping import ExaminedFile
from foundation.security.permissions import the_system
from interpreters.domain.standing import Employment
from interpreters.store.tables import Interpreter
from tests.dispatch.acting import acting
from tests.dispatch.translations.texts import K, Texts, some_texts, step_of
from tests.factories.dispatch import a_rate_card
from tests.signing_in import sign_in

FORM: dict[str, Any] = {
    "source": "vi",
    "target": "ko",
    "kind": "contract",
    "domain": "labour",
    "measure": "words",
    "amount": "900",
    "day": "2026-12-04",
    "clock": "18:00",
    "priority": "3",
    "case_code": "ANS-2026-0401",
    "note": "용도: 진정서",
}
TEXT = "Hợp đồng lao động".encode()


def a_text(name: str = "hop-dong.txt", content: bytes = TEXT) -> ExaminedFile:
    """A file that was looked through."""
    return ExaminedFile(content, name, count_file(content, name))


@dataclass
class Desk:
    """An office with a job, and who signs in."""

    office: Office
    web: FlaskClient
    texts: Texts
    job: UUID
    steps: Mapping[str, UUID]

    def sign_in(self, user: User) -> FlaskClient:
        """Somebody signs in."""
        sign_in(self.web, user)
        return self.web


@pytest.fixture
def desk(web: FlaskClient, office: Office) -> Desk:
    """A job with a text, taken by the first of those who translate."""
    with begin(office, the_system()) as uow:
        texts = some_texts(uow)
        job = texts.asked_for(note="용도: 진정서", case_code="ANS-2026-0401")
        files.add_texts(texts.as_counsellor(), job.id, [a_text()])
        texts.taken(job, K.TRANSLATION, 0)
        steps = {each.kind.value: each.id for each in job.steps}
    return Desk(office, web, texts, job.id, steps)


def test_a_request_is_placed_and_its_size_counted_from_the_file(desk: Desk) -> None:
    web = desk.sign_in(desk.texts.counsellor)
    form = {**FORM, "organisation": str(desk.texts.organisation.id), "amount": ""}

    sent = web.post("/translations/new", data={**form, "file": (BytesIO(TEXT), "a.txt")})

    assert sent.status_code == 303, sent.text
    page = web.get(sent.headers["Location"]).text
    for text in ("T-2611-0002", "4 단어", "a.txt", "계약서", "ANS-2026-0401", "용도: 진정서"):
        assert text in page, text
    assert "T-2611-0002" in web.get("/translations/mine").text


def test_everything_wrong_is_said_beside_its_field_and_what_was_typed_stays(desk: Desk) -> None:
    web = desk.sign_in(desk.texts.counsellor)
    form = {**FORM, "organisation": str(desk.texts.organisation.id), "target": "vi", "amount": "x"}

    page = web.post(
        "/translations/new", data={**form, "file": (BytesIO(b"MZ\x90\x00\x03"), "bad.docx")}
    )

    assert page.status_code == 422
    for text in ("서로 다른 두 언어", 'id="amount-e"', "bad.docx", 'value="ANS-2026-0401"'):
        assert text in page.text, text


def test_the_desk_sees_who_fits_asks_and_enters_a_yes_by_phone(desk: Desk) -> None:
    web = desk.sign_in(desk.texts.coordinator)
    listed = web.get("/translations?view=open").text
    assert "T-2611-0001" in listed
    assert "응우옌 티 하인" not in listed
    page = web.get(f"/translations/{desk.job}/ask/revision").text
    assert "이 의뢰의 다른 단계를 맡고 있어요" in page
    second = desk.texts.people[1]

    nobody = web.post(f"/translations/{desk.job}/ask/revision", data={})
    sent = web.post(
        f"/translations/{desk.job}/ask/revision",
        data={"people": str(second.id), "answer_day": "2026-11-24", "answer_clock": "12:00"},
    )

    assert (nobody.status_code, sent.status_code) == (422, 303)
    shown = web.get(f"/translations/{desk.job}").text
    assert "응우옌 티 하인" in shown
    offer = _open_offer(desk.office, desk.job)
    assert web.post(f"/translations/{desk.job}/offers/{offer}/yes").status_code == 303
    assert "전화" in web.get(f"/translations/{desk.job}").text
    assert web.get("/translations?view=unfilled&source=km").status_code == 200


def _open_offer(office: Office, job_id: UUID) -> UUID:
    with reading(office, the_system()) as uow:
        found = queries.list_offers(uow.db, job_id)
        return next(each.id for each in found if each.is_open)


def test_whoever_has_a_step_hands_a_file_in_and_the_next_sees_it(desk: Desk) -> None:
    with begin(desk.office, the_system()) as uow:
        texts = Texts(
            uow=uow,
            organisation=desk.texts.organisation,
            counsellor=desk.texts.counsellor,
            coordinator=desk.texts.coordinator,
            people=desk.texts.people,
            users=desk.texts.users,
        )
        a_rate_card(uow, page_won=20_000, revision_percent=40)
        (offer,) = offers.send(texts.at_desk(), desk.job, K.REVISION, [texts.people[1].id], None)
    web = desk.sign_in(desk.texts.users[0])
    step = f"/translations/steps/{desk.steps['translation']}"
    assert "hop-dong.txt" in web.get(step).text
    assert "번역" in web.get("/translations/work").text
    assert web.post(f"{step}/begin").status_code == 303

    without = web.post(f"{step}/hand-in", data={"version": "1", "units": "4"})
    handed = web.post(
        f"{step}/hand-in",
        data={
            "version": "1",
            "units": "4",
            "remark": "3조 확인 필요",
            "file": (BytesIO("근로계약서".encode()), "계약서.txt"),
        },
    )

    assert (without.status_code, handed.status_code) == (422, 303)
    assert "번역한 파일을 선택해 주세요" in without.text
    again = web.post(f"{step}/hand-in", data={"version": "1", "units": "4"})
    assert again.status_code in {409, 422}
    check = f"/translations/steps/{desk.steps['check']}"
    assert web.post(f"{check}/hand-in", data={"version": "1", "units": "4"}).status_code == 303
    # Somebody else's step looks missing; an offer tells nothing of the case.
    web = desk.sign_in(desk.texts.users[1])
    assert web.get(step).status_code == 404
    asked = web.get(f"/translations/offers/{offer.id}").text
    assert "ANS-2026-0401" not in asked
    assert "hop-dong.txt" not in asked
    for text in ("32,000원", "80,000원"):
        assert text in asked, text
    assert web.post(f"/translations/offers/{offer.id}/accept").status_code == 303
    revision = web.get(f"/translations/steps/{desk.steps['revision']}").text
    for text in ("계약서.txt", "3조 확인 필요", "ANS-2026-0401"):
        assert text in revision, text


def test_an_offer_says_that_staff_translate_in_their_working_hours(desk: Desk) -> None:
    with begin(desk.office, the_system()) as uow:
        a_rate_card(uow, page_won=20_000, revision_percent=40)
        person = uow.db.get_one(Interpreter, desk.texts.people[1].id)
        person.employment = Employment.STAFF
        at_desk = acting(uow, desk.texts.coordinator)
        (offer,) = offers.send(at_desk, desk.job, K.REVISION, [person.id], None)
    web = desk.sign_in(desk.texts.users[1])
    page = web.get(f"/translations/offers/{offer.id}").text
    assert "직원 근무 시간 번역" in page
    assert "80,000" not in page


def test_files_are_given_to_those_concerned_only(desk: Desk) -> None:
    with begin(desk.office, the_system()) as uow:
        (text,) = files.list_texts(uow, uow.db.get_one(TranslationJob, desk.job))
        stranger = some_texts(uow, people=1)
    page = f"/translations/{desk.job}/files/{text.id}"
    own = f"/translations/steps/{desk.steps['translation']}/files/{text.id}"

    answers = [
        desk.sign_in(user).get(address).status_code
        for user, address in (
            (desk.texts.counsellor, page),
            (desk.texts.coordinator, page),
            (desk.texts.users[0], own),
            (stranger.counsellor, page),
            (desk.texts.users[1], own),
            (desk.texts.users[0], page),
        )
    ]

    assert answers == [200, 200, 200, 404, 404, 403]
    given = desk.sign_in(desk.texts.counsellor).get(page)
    assert (given.data, given.headers["Content-Type"]) == (TEXT, "application/octet-stream")
    assert "attachment" in given.headers["Content-Disposition"]


def test_the_requester_gets_the_last_version_accepts_or_sends_it_back(desk: Desk) -> None:
    with begin(desk.office, the_system()) as uow:
        texts = some_texts(uow)
        job = texts.delivered()
        translation = step_of(job, K.TRANSLATION)
        files.keep(uow, job, [a_text("draft.txt")], step=translation, version=1)
        revision = step_of(job, K.REVISION)
        files.keep(uow, job, [a_text("final.txt")], step=revision, version=1)
    web, page = desk.sign_in(texts.counsellor), f"/translations/{job.id}"
    shown = web.get(page).text
    assert "final.txt" in shown
    assert "draft.txt" not in shown

    bad = web.post(f"{page}/correct", data={"reason": "terms", "text": ""})
    good = web.post(f"{page}/correct", data={"reason": "terms", "text": "2쪽 용어"})
    early = web.post(f"{page}/accept")

    assert (bad.status_code, good.status_code, early.status_code) == (422, 303, 409)
    assert "감수" in web.get(page).text
    web = desk.sign_in(texts.coordinator)
    assert web.post(f"{page}/deadline", data={"day": "2026-12-24"}).status_code == 303
    assert web.post(f"{page}/cancel", data={"reason": "not_needed"}).status_code == 303
    assert web.post(f"{page}/deadline", data={"day": "2026-12-25"}).status_code == 409
