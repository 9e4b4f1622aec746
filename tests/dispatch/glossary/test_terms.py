"""Terms are proposed, approved, changed, removed, and found in a text."""

import uuid

import pytest

from accounts.domain.roles import Role
from dispatch.domain.glossary import TermFilter, TermState, TermToKeep, stands_in, term_key
from dispatch.service.glossary import terms
from dispatch.service.glossary.demo import enter_terms
from dispatch.store.queries import glossary as queries
from foundation.database.audit import list_entries
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.security.errors import Conflict, Forbidden, NotFound, Refused
from foundation.security.permissions import Actor, the_system
from interpreters.domain.qualifications import Domain
from interpreters.domain.translators import TextLanguage
from tests.factories import a_user, as_actor
from tests.threads import at_once

KO, VI, EN = TextLanguage.KOREAN, TextLanguage.VIETNAMESE, TextLanguage.ENGLISH


def a_term(source: str = "임금체불", target: str = "nợ lương", **other: object) -> TermToKeep:
    wanted: dict[str, object] = {
        "source_language": KO,
        "target_language": VI,
        "domain": Domain.LABOUR,
        "source_text": source,
        "target_text": target,
        "note": "",
    }
    return TermToKeep(**(wanted | other))  # pyright: ignore[reportArgumentType]  a test may be wrong on purpose


def somebody(office: Office, role: Role) -> Actor:
    with begin(office, the_system()) as uow:
        return as_actor(uow, a_user(uow, role))


def test_anybody_who_interprets_proposes_and_the_office_approves(office: Office) -> None:
    interpreter, coordinator = (
        somebody(office, Role.INTERPRETER),
        somebody(office, Role.COORDINATOR),
    )
    with begin(office, interpreter) as uow:
        term = terms.add(uow, a_term(" 임금체불 "))
        assert (term.source_text, term.state) == ("임금체불", TermState.PROPOSED)
        with pytest.raises(Forbidden):
            terms.approve(uow, term.id)
        with pytest.raises(Forbidden):
            terms.add(uow, a_term("퇴직금"), approved=True)
        terms.change(uow, term.id, a_term(target="tiền lương bị nợ"))
    with begin(office, coordinator) as uow:
        terms.approve(uow, term.id)
        with pytest.raises(Conflict, match="approved already"):
            terms.approve(uow, term.id)
    with begin(office, interpreter) as uow, pytest.raises(Forbidden):
        terms.change(uow, term.id, a_term(target="khác"))
    with begin(office, coordinator) as uow:
        terms.change(uow, term.id, a_term(target="nợ lương", note="luật lao động"))
        terms.remove(uow, term.id)
        with pytest.raises(NotFound):
            terms.get(uow, term.id)
        trail = [entry.name for entry in list_entries(uow.db, subject=str(term.id))]
    assert trail == ["term.removed", "term.changed", "term.approved", "term.changed", "term.added"]


def test_nobody_changes_what_others_proposed(office: Office) -> None:
    with begin(office, somebody(office, Role.INTERPRETER)) as uow:
        term = terms.add(uow, a_term())
    with begin(office, somebody(office, Role.INTERPRETER)) as uow:
        with pytest.raises(Forbidden):
            terms.remove(uow, term.id)
        assert not terms.may_change(uow, term)
    with begin(office, somebody(office, Role.TRAINEE)) as uow, pytest.raises(Forbidden):
        terms.get(uow, term.id)


def test_every_fault_is_told_at_once(uow: UnitOfWork) -> None:
    wrong = a_term("", "x" * 201, target_language=KO, domain=None, note="010-1234-5678")
    with pytest.raises(Refused) as refused:
        terms.add(uow, wrong)
    assert set(refused.value.problems) == {
        "source_text",
        "target_text",
        "target_language",
        "domain",
        "note",
    }
    # A sign that is eighteen letters once it is compared.
    with pytest.raises(Refused, match="200"):
        terms.add(uow, a_term("ﷺ" * 100))


@pytest.mark.database
def test_the_same_term_is_there_once(any_office: Office) -> None:
    def add(number: int) -> str:
        try:
            with begin(any_office, the_system()) as uow:
                # However it is typed.
                terms.add(
                    uow, a_term("E-9 Visa" if number % 2 else "e-9  visa", source_language=EN)
                )
        except Conflict:
            return "told"
        return "added"

    assert sorted(at_once(add, range(6))) == ["added", *["told"] * 5]
    with begin(any_office, the_system()) as uow:
        other = terms.add(uow, a_term("E-9 visa", "thị thực E9", source_language=EN))
        with pytest.raises(Conflict) as conflict:
            terms.change(uow, other.id, a_term("e-9 visa", source_language=EN))
    assert list(conflict.value.problems) == ["target_text"]


@pytest.mark.database
def test_two_approve_at_the_same_time_and_one_is_told(any_office: Office) -> None:
    with begin(any_office, the_system()) as uow:
        term = terms.add(uow, a_term())

    def approve(_: int) -> str:
        try:
            with begin(any_office, the_system()) as uow:
                terms.approve(uow, term.id)
        except Conflict:
            return "told"
        return "approved"

    assert sorted(at_once(approve, range(4))) == ["approved", *["told"] * 3]
    with reading(any_office, the_system()) as uow:
        trail = [entry.name for entry in list_entries(uow.db, subject=str(term.id))]
    assert trail == ["term.approved", "term.added"]


@pytest.mark.parametrize(
    ("term", "text", "is_there"),
    [
        ("근로계약서", "근로계약서를 보관하세요.", True),
        ("wage", "Unpaid WAGES are due.", True),
        ("wage", "sewage", False),
        ("lương", "nợ lương ba tháng", True),
        ("nợ lương", "tiền lương", False),
        ("工伤", "申请工伤保险", True),
        ("ค่าจ้าง", "การค้างจ่ายค่าจ้าง", True),
        ("(E-9)", "visa (E-9) holders", True),
    ],
)
def test_terms_are_found_where_words_begin(term: str, text: str, *, is_there: bool) -> None:
    assert stands_in(term_key(term), term_key(text)) is is_there


def test_the_terms_of_a_text(uow: UnitOfWork) -> None:
    approved = terms.add(uow, a_term("퇴직금", "trợ cấp thôi việc"), approved=True)
    proposed = terms.add(uow, a_term())
    everyday = terms.add(uow, a_term("주소", "địa chỉ", domain=Domain.GENERAL))
    terms.add(uow, a_term("주소", "nơi ở", domain=Domain.MEDICAL))
    terms.add(uow, a_term("주소", "address", target_language=EN))
    text = "퇴직금과 임금체불 문제로 새 주소를 알려 주세요."
    found = terms.terms_in(uow, KO, VI, Domain.LABOUR, text)
    assert [term.id for term in found] == [approved.id, proposed.id, everyday.id] or [
        term.id for term in found
    ] == [approved.id, everyday.id, proposed.id]
    with pytest.raises(Refused, match="100,000"):
        terms.terms_in(uow, KO, VI, Domain.LABOUR, "x" * 100_001)


def test_terms_are_looked_for(uow: UnitOfWork) -> None:
    assert enter_terms(uow) == 90

    def found(**wanted: object) -> int:
        return len(queries.list_terms(uow.db, TermFilter(**wanted)))  # pyright: ignore[reportArgumentType]

    assert found() == 90
    assert found(text="THE DANG KY") == 1  # as somebody types who has no Vietnamese keyboard
    assert found(text="근로") == 5
    assert found(target_language=VI, domain=Domain.MEDICAL) == 6
    assert found(state=TermState.PROPOSED) == 36
    assert found(text=str(uuid.uuid4())) == 0
