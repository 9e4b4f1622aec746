"""Pay on the phone and at the desk: what is typed is kept, what is refused says why, who may not sees nothing."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from accounts.store.tables import User
from dispatch.domain.claims import ClaimState
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from tests.factories import a_user
from tests.factories.dispatch import a_claim, a_signed_up_interpreter

BrowserOf = Callable[[User], FlaskClient]


@dataclass
class Pay:
    """A claim, and the browsers of whoever has to do with it."""

    path: str
    hanh: FlaskClient
    desk: FlaskClient
    clerk: FlaskClient
    person: str


@pytest.fixture
def pay(office: Office, browser_of: BrowserOf) -> Pay:
    with begin(office, the_system()) as uow:
        hanh, user = a_signed_up_interpreter(uow)
        claim = a_claim(uow, hanh)
        desk, clerk = a_user(uow, Role.COORDINATOR), a_user(uow, Role.ACCOUNTANT)
    return Pay(
        f"claims/{claim.id}", *map(browser_of, (user, desk, clerk)), person=f"people/{hanh.id}"
    )


def text(browser: FlaskClient, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def test_a_claim_goes_from_a_dispute_to_the_payment_list(pay: Pay) -> None:
    assert "실제 통역 40분" in text(pay.hanh, f"/pay/{pay.path}")
    assert "1건" in text(pay.hanh, "/home")
    assert pay.hanh.post(f"/pay/{pay.path}/dispute", data={"reason": ""}).status_code == 422
    wrong = {"reason": "30분 더 통역했어요."}
    assert pay.hanh.post(f"/pay/{pay.path}/dispute", data=wrong).status_code == 303
    assert wrong["reason"] in text(pay.desk, f"/{pay.path}")
    answer = pay.desk.post(f"/{pay.path}/answer", data={"reason": "더해요.", "won": "많이"})
    assert answer.status_code == 422
    assert "더해요." in answer.get_data(as_text=True)
    good = {"reason": "더해요.", "won": "15,000"}
    assert pay.desk.post(f"/{pay.path}/answer", data=good).status_code == 303
    assert pay.hanh.post("/pay/confirm").status_code == 303
    claim_id = pay.path.partition("/")[2]
    assert f'value="{claim_id}"' in text(pay.desk, "/claims")
    approved = pay.desk.post(
        "/claims/approve", data={"claims": claim_id, "next": "/claims"}, follow_redirects=True
    )
    assert "1건을 승인했어요" in approved.get_data(as_text=True)
    assert "45,000원" in text(pay.hanh, "/pay")
    assert "승인" in text(pay.clerk, f"/{pay.path}")
    assert pay.clerk.post("/claims/approve", data={"claims": claim_id}).status_code == 403


def test_nothing_chosen_and_too_early_are_told_on_the_page(pay: Pay) -> None:
    for data in ({}, {"claims": pay.path.partition("/")[2]}):
        answer = pay.desk.post("/claims/approve", data=data, follow_redirects=True)
        page = answer.get_data(as_text=True)
        assert "선택하세요" in page or "아직 답하지 않았어요" in page
    month = pay.clerk.post("/pay-months", data={"month": "2026-11"}, follow_redirects=True)
    assert "달이 지난 뒤에" in month.get_data(as_text=True)
    nothing = pay.clerk.post("/payments", data={"pay_on": "2026-11-23"}, follow_redirects=True)
    assert "지급할 것이 없어요" in nothing.get_data(as_text=True)


def test_an_account_is_shown_by_its_last_digits_until_it_is_opened(pay: Pay) -> None:
    typed = {"bank": "이음은행", "holder": "응우옌 티 하인", "account": "12"}
    answer = pay.hanh.post("/pay/account", data=typed)
    assert answer.status_code == 422
    assert "이음은행" in answer.get_data(as_text=True)
    typed["account"] = "110-000-123456"
    assert pay.hanh.post("/pay/account", data=typed).status_code == 303
    for browser, path in ((pay.hanh, "/pay/account"), (pay.clerk, f"/payments/{pay.person}")):
        page = text(browser, path)
        assert "3456" in page
        assert "110000123456" not in page
    opened = pay.clerk.post(f"/payments/{pay.person}/open").get_data(as_text=True)
    assert "110000123456" in opened
    assert pay.desk.get(f"/payments/{pay.person}").status_code == 403


def test_a_rule_of_withholding_is_entered_with_its_source(pay: Pay) -> None:
    typed = {
        "kind": "business",
        "income": "4",
        "local": "10",
        "expenses": "0",
        "free_won": "0",
        "small_won": "0",
        "valid_from": "2027-01-01",
        "source": "",
    }
    answer = pay.clerk.post("/withholding", data=typed)
    assert answer.status_code == 422
    assert 'id="source-e"' in answer.get_data(as_text=True)
    assert pay.clerk.post("/withholding", data={**typed, "source": "예시 법"}).status_code == 303
    assert "예시 법" in text(pay.clerk, "/withholding")
    assert pay.desk.post("/withholding", data=typed).status_code == 403


def test_lists_are_filtered_and_a_stranger_sees_nothing(
    office: Office, browser_of: BrowserOf, pay: Pay
) -> None:
    assert ClaimState.PROPOSED.value in text(pay.clerk, "/claims?state=proposed&month=2026-11")
    assert "해당하는 청구가 없어요" in text(pay.clerk, "/claims?state=approved&organisation=x")
    with begin(office, the_system()) as uow:
        _, stranger = a_signed_up_interpreter(uow, "투")
        counsellor = a_user(uow, Role.COUNSELLOR)
    other, outside = browser_of(stranger), browser_of(counsellor)
    assert other.get(f"/pay/{pay.path}").status_code == 404
    assert other.post(f"/pay/{pay.path}/confirm").status_code == 404
    for path in ("/claims", "/pay-months", "/payments", "/settlement", "/withholding", "/pay"):
        assert outside.get(path).status_code == 403, path
