"""One convention for the end of a certification: people everywhere read the last day on which it counts."""

import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from accounts.domain.roles import Role
from dispatch.domain.facts import musts
from foundation.database.work import Office, begin
from foundation.messages.outbox import Message
from foundation.security.permissions import the_system
from foundation.tables.reading import read_rows
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import CertificationLevel
from tests.conftest import SetClock
from tests.dispatch.people import a_need, a_person
from tests.factories import a_user
from tests.pdf_text import pdf_text
from tests.signing_in import sign_in
from tests.taking_in import run_import
from tests.training.certified import a_centre, a_granted, a_holder
from training.domain.validity import HeldCertification, end_after, last_day
from training.service.certification import certifications, granting, imports
from training.service.certification.reminders import remind
from training.service.documents import documents, printing
from training.store.tables import Certification

# Kept is the first day on which it no longer counts.
KEPT = date(2026, 12, 22)
LAST, LAST_SPOKEN = "2026-12-21", "12월 21일"
WRONG = re.compile(r"2026-12-22|12월 22일")


def test_page_list_letter_paper_and_public_check_give_the_same_last_day(
    web_app: Flask, office: Office
) -> None:
    with begin(office, the_system()) as uow:
        a_centre(uow)
        user, manager = a_user(uow, Role.INTERPRETER), a_user(uow, Role.TRAINING_MANAGER)
        holder = a_holder(uow, user=user)
        one = a_granted(uow, holder)
        one.valid_until = KEPT
        granting.suspend(uow, one.id, reason="확인이 필요해요")
        granting.reinstate(uow, one.id, reason="확인했어요")
        remind(uow)
        issued = documents.list_of(uow, holder)[0]
        paper = pdf_text(printing.pdf(uow, documents.get(uow, issued.id)))
        letters = uow.db.scalars(sa.select(Message.body)).all()
        exported = imports.export(uow, "csv").decode("utf-8-sig")
        one_id, code, document_id = one.id, issued.code, issued.id
    assert "2026년 12월 21일" in paper
    assert not WRONG.search(paper)
    assert any(LAST in body for body in letters)
    assert not WRONG.search("".join(letters))
    assert LAST in exported
    assert not WRONG.search(exported)

    web = web_app.test_client()
    pages = {f"/verify/{code}": web.get(f"/verify/{code}")}
    for who, addresses in (
        (
            user,
            (
                "/certifications/mine",
                f"/certifications/{one_id}",
                f"/certifications/{one_id}/renewal",
                f"/documents/{document_id}",
            ),
        ),
        (manager, ("/certifications", f"/certifications/{one_id}")),
    ):
        sign_in(web, who)
        pages |= {f"{who.full_name} {a}": web.get(a) for a in addresses}
    for address, page in pages.items():
        text = page.get_data(as_text=True)
        assert page.status_code == 200, address
        assert LAST in text or LAST_SPOKEN in text, address
        assert not WRONG.search(text), address


def test_dispatch_gives_the_last_day_too() -> None:
    held = HeldCertification(
        CertificationLevel.COMMUNITY, Language.VIETNAMESE, date(2026, 1, 1), date(2026, 12, 22)
    )
    said = [str(must) for must in musts(a_person(certifications=(held,)), a_need())]
    assert any(LAST in one for one in said)
    assert not any(WRONG.search(one) for one in said)


def test_it_counts_on_its_last_day_and_not_on_the_next(office: Office, clock: SetClock) -> None:
    with begin(office, the_system()) as uow:
        a_centre(uow)
        holder = a_holder(uow)
        one = a_granted(uow, holder)
        one.valid_until = tomorrow = uow.today + timedelta(days=1)
        assert last_day(tomorrow) == uow.today
        who, one_id = holder.interpreter_id, one.id
        assert who is not None
        assert certifications.levels_held(uow, [who])[who]
    clock.now += timedelta(days=1)
    with begin(office, the_system()) as uow:
        assert not certifications.levels_held(uow, [who])[who]
        assert certifications.phase(certifications.get(uow, one_id), uow.today) == "expired"


def test_a_register_gives_last_days_and_gets_the_same_ones_back(office: Office) -> None:
    with begin(office, the_system()) as uow:
        holder = a_holder(uow)
        assert holder.interpreter is not None
        code = holder.interpreter.code
    text = f"interpreter,scheme,language,valid_from,valid_until\n{code},L2,km,2026-01-01,{LAST}\n"
    found = read_rows("certifications", text.encode(), imports.CERTIFICATIONS)
    report = run_import(office, the_system(), imports.CERTIFICATIONS, found.rows, apply=True)
    assert report.problems == []
    with begin(office, the_system()) as uow:
        assert KEPT in uow.db.scalars(sa.select(Certification.valid_until)).all()
        assert f",{LAST}," in imports.export(uow, "csv").decode()


@pytest.mark.parametrize("day", [date(2026, 12, 21), date(2028, 2, 28), date(9998, 12, 31)])
def test_what_people_give_and_what_they_are_told_is_one_day(day: date) -> None:
    assert last_day(end_after(day)) == day
