"""Pairs of languages in which somebody translates: kept by the office, the words a day also by herself."""

from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError

from accounts.domain.roles import Role
from foundation.database.audit import list_entries
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.errors import Forbidden, NotFound, Refused
from foundation.security.permissions import the_system
from interpreters.domain.qualifications import Domain
from interpreters.domain.translators import PairToKeep, TextLanguage
from interpreters.service import translators
from interpreters.store.tables import Interpreter, TranslationPair
from tests.dispatch.acting import acting
from tests.factories import a_coordinator, a_user, an_interpreter
from tests.signing_in import sign_in

VI_KO = PairToKeep(source=TextLanguage.VIETNAMESE, target=TextLanguage.KOREAN)


def _pair(web: FlaskClient, person: Interpreter, **answers: object) -> int:
    form = {"source": "vi", "target": "ko", "words_per_day": "1800", **answers}
    return web.post(f"/people/{person.id}/pairs/new", data=form).status_code


def test_the_office_notes_changes_and_removes_a_pair(uow: UnitOfWork) -> None:
    desk = acting(uow, a_coordinator(uow))
    hanh = an_interpreter(uow)
    labour = PairToKeep(
        source=TextLanguage.KOREAN,
        target=TextLanguage.VIETNAMESE,
        domains=frozenset({Domain.LABOUR}),
        words_per_day=1500,
    )

    pair = translators.add_pair(desk, hanh.id, labour)

    assert pair.fields == [Domain.LABOUR]
    assert [p.id for p in translators.list_pairs(desk, hanh.id)] == [pair.id]
    translators.change_pair(desk, hanh.id, pair.id, VI_KO)
    assert (pair.source, pair.fields) == (TextLanguage.VIETNAMESE, [])
    translators.remove_pair(desk, hanh.id, pair.id)
    assert not translators.list_pairs(desk, hanh.id)
    names = [entry.name for entry in list_entries(uow.db, subject=str(hanh.id), limit=9)]
    assert names[:3] == [f"translation_pair.{deed}" for deed in ("removed", "changed", "added")]


def test_a_pair_that_makes_no_sense_or_is_there_is_refused_by_field(uow: UnitOfWork) -> None:
    hanh = an_interpreter(uow)
    same = PairToKeep(source=TextLanguage.KOREAN, target=TextLanguage.KOREAN, words_per_day=90_000)

    with pytest.raises(Refused) as refused:
        translators.add_pair(uow, hanh.id, same)

    assert {*refused.value.problems} == {"target", "words_per_day"}
    kept = translators.add_pair(uow, hanh.id, VI_KO)
    with pytest.raises(Refused, match="already"):
        translators.add_pair(uow, hanh.id, VI_KO)
    # Saving it as it is names no other.
    translators.change_pair(uow, hanh.id, kept.id, VI_KO)


@pytest.mark.database
def test_the_database_keeps_one_pair_once(uow: UnitOfWork) -> None:
    hanh = an_interpreter(uow)
    values: dict[str, Any] = {
        "interpreter_id": hanh.id,
        "source": TextLanguage.LAO,
        "target": TextLanguage.KOREAN,
        "words_per_day": 10,
        "domains": list[str](),
    }
    uow.db.add(TranslationPair(**values))
    uow.db.flush()
    with pytest.raises(IntegrityError), uow.db.begin_nested():
        uow.db.execute(sa.insert(TranslationPair).values(id=uuid4(), **values))


def test_only_the_office_keeps_pairs_and_only_she_reads_hers(uow: UnitOfWork) -> None:
    user = a_user(uow, Role.INTERPRETER)
    hanh, other = an_interpreter(uow, user=user), an_interpreter(uow, "다른 사람")
    pair = translators.add_pair(uow, hanh.id, VI_KO)
    foreign = translators.add_pair(uow, other.id, VI_KO)
    own = acting(uow, user)

    assert [p.id for p in translators.list_pairs(own, hanh.id)] == [pair.id]
    translators.change_own_words(own, pair.id, 0)
    with pytest.raises(Forbidden):
        translators.list_pairs(own, other.id)
    with pytest.raises(Forbidden):
        translators.add_pair(own, hanh.id, VI_KO)
    with pytest.raises(NotFound):
        translators.change_own_words(own, foreign.id, 10)


def test_the_record_shows_pairs_and_the_form_keeps_what_was_typed(
    desk: FlaskClient, office: Office
) -> None:
    with begin(office, the_system()) as uow:
        hanh = an_interpreter(uow)

    assert _pair(desk, hanh, domains=["labour", "legal"]) == 303
    assert _pair(desk, hanh, target="zh", source="ko", domains="") == 303
    assert _pair(desk, hanh, target="vi", words_per_day="99999999999") == 422
    page = desk.get(f"/people/{hanh.id}").text

    for text in ("베트남어 → 한국어", "근무일당 1,800 단어", "노동, 법률"):
        assert text in page, text


def test_she_says_herself_how_many_words_a_day_she_takes(web: FlaskClient, office: Office) -> None:
    with begin(office, the_system()) as uow:
        user = a_user(uow, Role.INTERPRETER)
        hanh = an_interpreter(uow, user=user)
        pair = translators.add_pair(uow, hanh.id, VI_KO)
    sign_in(web, user)

    assert "베트남어 → 한국어" in web.get("/me").text
    assert web.get(f"/me/pairs/{pair.id}").status_code == 200
    assert web.post(f"/me/pairs/{pair.id}", data={"words_per_day": "-1"}).status_code == 422
    assert web.post(f"/me/pairs/{pair.id}", data={"words_per_day": "0"}).status_code == 303
    assert "지금은 번역을 받지 않음" in web.get("/me").text
    assert _pair(web, hanh) == 403
