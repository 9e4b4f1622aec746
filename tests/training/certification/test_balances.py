"""What was brought before the centre counted it here; and that a renewal is found where its holder looks."""

from datetime import timedelta

import pytest
from flask import Flask

from accounts.domain.roles import Role
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.errors import Conflict, Refused
from foundation.security.permissions import the_system
from foundation.tables.importing import Report
from foundation.tables.reading import read_rows
from tests.factories import a_user, an_interpreter
from tests.signing_in import sign_in
from tests.taking_in import run_import
from tests.training.authority import asked_for_court
from tests.training.certification.test_renewal import a_holder, acting
from training.domain.certifications import CertificationStatus
from training.service.certification import (
    balances,
    certifications,
    granting,
    imports,
    ladder,
    renewal,
)
from training.service.certification.balances import Balance
from training.store.tables import Certification

ENOUGH = Balance(practice_hours=60, ethics=12, skills=12, performance=12, note="예전 대장 12쪽")


def test_what_was_brought_before_lets_a_veteran_renew(office: Office) -> None:
    with begin(office, the_system()) as uow:
        user, held = a_holder(uow)
        assert renewal.look(uow, held.id).lacks
        balances.enter(uow, held.id, ENOUGH)
        assert renewal.look(uow, held.id).may_hand_in
        held_id = held.id
    with begin(office, acting(user)) as uow:
        (due,) = renewal.due_to_me(uow)
        assert (due.certification_id, due.days_left, due.lacks) == (held_id, 100, 0)
        assert due.last_day == uow.today + timedelta(days=99)
        assert not due.is_handed_in
        renewal.hand_in(uow, held_id)
        assert renewal.due_to_me(uow)[0].is_handed_in


def test_two_who_enter_a_balance_do_not_overwrite_each_other(uow: UnitOfWork) -> None:
    _, held = a_holder(uow)
    first = balances.enter(uow, held.id, ENOUGH, version=0).version
    with pytest.raises(Conflict):
        balances.enter(uow, held.id, Balance(practice_hours=1, note="다른 사람"), version=0)
    assert balances.enter(uow, held.id, ENOUGH, version=first).practice_minutes == 3600


def test_a_balance_without_its_source_or_out_of_range_is_refused_all_at_once(
    uow: UnitOfWork,
) -> None:
    _, held = a_holder(uow)
    with pytest.raises(Refused) as refused:
        balances.enter(uow, held.id, Balance(practice_hours=-1, skills=101))
    assert set(refused.value.problems) == {"practice_hours", "skills", "note"}


def take_in(office: Office, text: str) -> Report:
    found = read_rows("certifications", text.encode(), imports.CERTIFICATIONS)
    return run_import(office, the_system("강마루"), imports.CERTIFICATIONS, found.rows, apply=True)


def test_the_register_brings_balances_and_gives_them_back(office: Office) -> None:
    with begin(office, the_system()) as uow:
        an_interpreter(uow, code="INT-901", languages=("vi",), levels=())
    head = "interpreter,scheme,language,valid_from,valid_until"
    row = "INT-901,L2,vi,2024-03-02,2027-03-01"
    assert take_in(office, f"{head}\n{row}\n").problems == []
    # The same row again, now with what was brought: added to what is held already.
    more = f"{head},practice_hours,practice_sessions,points_ethics\n{row},48,52,6\n"
    assert take_in(office, more).problems == []
    with begin(office, the_system()) as uow:
        (held,) = uow.db.scalars(certifications.search(uow)).unique()
        account = renewal.look(uow, held.id).account
        assert (account.practice_minutes, account.practice_sessions) == (48 * 60, 52)
        assert account.counted == 6
        assert imports.export(uow, "csv").decode().splitlines()[1].endswith(",48,52,6,0,0")
    wrong = take_in(office, more.replace(",48,", ",viele,"))
    assert [problem.column for problem in wrong.problems] == ["practice_hours"]


def test_a_renewal_is_reached_from_the_own_list_and_from_the_certification(
    web_app: Flask, office: Office
) -> None:
    with begin(office, the_system()) as uow:
        user, held = a_holder(uow)
        _, far = a_holder(uow, days=700)
        held_id, far_id = held.id, far.id
        manager = a_user(uow, Role.TRAINING_MANAGER)
    web = web_app.test_client()
    sign_in(web, user)
    link = f"/certifications/{held_id}/renewal"
    for address in ("/certifications/mine", f"/certifications/{held_id}"):
        page = web.get(address).get_data(as_text=True)
        assert link in page
        assert "갱신하기" in page
    sign_in(web, manager)
    assert "갱신하기" not in web.get(f"/certifications/{far_id}").get_data(as_text=True)
    form = {"practice_hours": "60", "practice_sessions": "0", "ethics": "12", "skills": "12"}
    wrong = web.post(f"/certifications/{held_id}/balance", data=form)
    assert wrong.status_code == 422
    whole = {**form, "performance": "12", "note": "예전 대장", "version": "0"}
    assert web.post(f"/certifications/{held_id}/balance", data=whole).status_code == 303
    assert web.post(f"/certifications/{held_id}/balance", data=whole).status_code == 409
    assert "예전 대장" in web.get(link).get_data(as_text=True)


@pytest.mark.parametrize(
    ("deed", "status"),
    [("suspend", CertificationStatus.SUSPENDED), ("revoke", CertificationStatus.REVOKED)],
)
def test_what_was_taken_away_is_said_and_not_offered_anew(
    web_app: Flask, office: Office, deed: str, status: CertificationStatus
) -> None:
    with begin(office, the_system()) as uow:
        user, held = a_holder(uow)
        getattr(granting, deed)(uow, held.id, reason="규정 위반")
        held_id = held.id
    web = web_app.test_client()
    sign_in(web, user)
    page = web.get("/certifications/mine").get_data(as_text=True)
    assert "이의가 있으면" in page
    assert f"/certifications/{held_id}" in page
    assert 'name="scheme" value="L2"' not in page
    assert "규정 위반" in web.get(f"/certifications/{held_id}").get_data(as_text=True)
    answer = web.post("/certifications/mine/ask", data={"scheme": "L2", "language": "vi"})
    assert answer.status_code == 409
    assert "센터" in answer.get_data(as_text=True)
    with begin(office, the_system()) as uow:
        found = uow.db.get(Certification, held_id)
        assert found is not None
        assert found.status is status


def test_revoking_for_good_stands_on_a_page_of_its_own(web_app: Flask, office: Office) -> None:
    with begin(office, the_system()) as uow:
        _, held = a_holder(uow)
        manager = a_user(uow, Role.TRAINING_MANAGER)
        held_id = held.id
    web = web_app.test_client()
    sign_in(web, manager)
    page = web.get(f"/certifications/{held_id}").get_data(as_text=True)
    assert 'value="revoke"' not in page
    assert f"/certifications/{held_id}/revoke" in page
    apart = web.get(f"/certifications/{held_id}/revoke").get_data(as_text=True)
    assert "되돌릴 수 없어요" in apart
    assert web.post(f"/certifications/{held_id}/revoke", data={"reason": " "}).status_code == 422
    done = web.post(f"/certifications/{held_id}/revoke", data={"reason": "규정 위반"})
    assert done.status_code == 303
    with begin(office, the_system()) as uow:
        assert certifications.get(uow, held_id).status is CertificationStatus.REVOKED


def test_whoever_decides_reads_evidence_in_words_with_a_link(
    web_app: Flask, office: Office
) -> None:
    with begin(office, the_system()) as uow:
        asked = asked_for_court(uow)
        asked_id, proof = asked.id, asked.evidence[0].reference
        manager = a_user(uow, Role.TRAINING_MANAGER)
    web = web_app.test_client()
    sign_in(web, manager)
    page = web.get(f"/certifications/{asked_id}").get_data(as_text=True)
    assert f"/credentials/{proof}" in page
    assert "84 (2026-03-02 발급)" in page


def test_a_version_that_changes_nothing_is_refused(uow: UnitOfWork) -> None:
    now = ladder.in_force(uow, "L2")
    with pytest.raises(Refused, match="Nothing differs"):
        ladder.change_scheme(
            uow,
            "L2",
            in_force_from=uow.today,
            validity_months=now.validity_months,
            window_days=now.window_days,
            rules=now.rules,
            renewal=now.renewal,
            legal_basis=now.legal_basis,
        )
