"""A new version of a scheme: a row for each requirement, all faults at once, nobody surprised."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.errors import Refused
from foundation.security.permissions import the_system
from tests.factories import a_user, an_interpreter
from tests.signing_in import sign_in
from training.domain.rungs import LADDER
from training.service.certification import ladder
from training.web.certification.scheme_form import RuleForm, row_of

TERMS = {"in_force_from": "2027-01-01", "validity_months": "24", "window_days": "90", "total": "24"}
ROWS = {
    "rules-0-kind": "holds",
    "rules-0-holds": ["L1"],
    "rules-1-kind": "course",
    "rules-1-scheme": "L2",
    "rules-1-hours": "30",
    "rules-2-kind": "practicum",
    "rules-2-observe": "1.5",
    "rules-2-supervised": "20",
}


@pytest.fixture
def desk(web: FlaskClient, office: Office) -> FlaskClient:
    """A training manager's browser."""
    with begin(office, the_system()) as uow:
        manager = a_user(uow, Role.TRAINING_MANAGER)
    sign_in(web, manager)
    return web


def newest(office: Office, code: str = "L2") -> tuple[int, list[Any]]:
    with begin(office, the_system()) as uow:
        version = ladder.list_versions(uow, code)[0]
        return version.number, list(version.rules)


def fields_of(page: str) -> dict[str, Any]:
    """What a browser would send back from the form as it stands."""
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if given.get("type") in {"checkbox", "radio"} and " checked" not in tag:
            continue
        if "name" in given:
            found.setdefault(given["name"], []).append(given.get("value", ""))
    for name, body in re.findall(
        r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', page, re.DOTALL
    ):
        chosen = re.search(
            r'<option[^>]*selected[^>]*value="([^"]*)"|value="([^"]*)"[^>]*selected', body
        )
        found[name] = [(chosen[1] or chosen[2]) if chosen else ""]
    found.pop("csrf_token", None)
    return found


def test_a_scheme_gets_a_new_version(desk: FlaskClient, office: Office) -> None:
    assert "수습통역 / 경력인정 통역 인증" in desk.get("/schemes/L2").text
    assert desk.post("/schemes/L2/new", data=TERMS | ROWS).status_code == 303

    assert "제2판, 2027-01-01부터" in desk.get("/schemes/L2").text
    assert newest(office) == (
        2,
        [
            {"kind": "holds", "any": ["L1"]},
            {"kind": "course", "scheme": "L2", "hours": 30},
            {"kind": "practicum", "observe": 90, "supervised": 1200},
        ],
    )
    with begin(office, the_system()) as uow:
        assert ladder.in_force(uow, "L2").number == 1
    assert desk.get("/schemes/L9/new").status_code == 404


def test_rows_come_and_go_by_buttons_and_nothing_is_stored(
    desk: FlaskClient, office: Office
) -> None:
    more = desk.post("/schemes/L2/new", data=TERMS | ROWS | {"do": "add", "new_kind": "credential"})
    assert more.status_code == 200
    assert 'name="rules-3-least_topik"' in more.text
    assert 'value="1.5"' in more.text  # what was typed stays
    fewer = desk.post("/schemes/L2/new", data=TERMS | ROWS | {"do": "remove-rules-0"})
    assert 'name="rules-0-holds"' not in fewer.text
    assert 'name="rules-1-hours"' in fewer.text
    assert newest(office)[0] == 1


def test_every_fault_is_named_at_once_and_what_was_typed_is_kept(
    desk: FlaskClient, office: Office
) -> None:
    wrong = desk.post(
        "/schemes/L2/new",
        data=TERMS
        | ROWS
        | {
            "in_force_from": "2020-01-01",
            "validity_months": "x",
            "rules-0-holds": [],
            "rules-1-hours": "0",
            "rules-2-observe": "viel",
            "legal_basis": "조례 7",
        },
    )
    assert wrong.status_code == 422
    for told in ("오늘이나 그 뒤", "하나 이상 골라", "1~1000시간", "조례 7"):
        assert told in wrong.text
    assert wrong.text.count("field-bad") + wrong.text.count("group-bad") == 5
    assert newest(office)[0] == 1
    tampered = desk.post("/schemes/L2/new", data=TERMS | ROWS | {"rules-0-kind": "pledge"})
    assert tampered.status_code in {303, 422}
    assert all(rule["kind"] != "pledge" for rule in newest(office)[1])


@pytest.mark.parametrize("code", ["L1", "S-LAW"])
def test_saved_as_it_stands_it_is_no_new_version(
    desk: FlaskClient, office: Office, code: str
) -> None:
    sent = fields_of(desk.get(f"/schemes/{code}/new").text)
    again = desk.post(f"/schemes/{code}/new", data=sent | {"do": "save"})
    assert again.status_code == 422
    assert "달라진 내용이 없어요" in again.text
    assert newest(office, code)[0] == 1


def test_what_is_in_force_today_asks_about_the_people_it_meets(
    desk: FlaskClient, office: Office
) -> None:
    with begin(office, the_system()) as uow:
        an_interpreter(uow, levels=("L2",))
        today = {"in_force_from": uow.today.isoformat()}
    asked = desk.post("/schemes/L2/new", data=TERMS | ROWS | today)
    assert asked.status_code == 200
    assert "인증자 1명" in asked.text
    assert newest(office)[0] == 1
    with begin(office, the_system()) as uow:
        an_interpreter(uow, levels=("L2",))
    yes = {"do": "agree-0-0-1"}
    assert "인증자 2명" in desk.post("/schemes/L2/new", data=TERMS | ROWS | today | yes).text
    yes = {"do": "agree-0-0-2"}
    assert desk.post("/schemes/L2/new", data=TERMS | ROWS | today | yes).status_code == 303
    assert newest(office)[0] == 2


def test_areas_cannot_ask_for_more_than_the_whole(uow: UnitOfWork) -> None:
    with pytest.raises(Refused, match="more points than there are"):
        ladder.change_scheme(
            uow,
            "L2",
            in_force_from=uow.today,
            validity_months=24,
            window_days=90,
            rules=[],
            renewal={"points": {"total": 10, "ethics": 6, "skills": 6}},
        )


def test_every_shipped_rule_stands_in_a_row_and_comes_back_the_same() -> None:
    for rung in LADDER:
        for rule in rung.rules:
            kinds_of = {str(rule.get("code")): str(rule.get("as"))}
            row = RuleForm(data=row_of(rule))
            assert row.rule(kinds_of) == rule
