"""Translations of the small office: one on its way, one handed over, one that somebody is asked for."""

from uuid import UUID

from accounts.domain.roles import Role
from accounts.store.tables import Organisation, User
from dispatch.service.translations import files, work
from foundation.database.work import UnitOfWork
from interpreters.domain.translators import PairToKeep, TextLanguage
from interpreters.service import translators
from interpreters.store.tables import Interpreter
from tests.dispatch.translations.test_pages import a_text
from tests.dispatch.translations.texts import K, Texts, a_translator, step_of

VI_KO = PairToKeep(source=TextLanguage.VIETNAMESE, target=TextLanguage.KOREAN)

NOTE, REMARK = "용도: 진정서", "3쪽 도장 부분 확인"


def translate(
    uow: UnitOfWork, ansan: Organisation, people: dict[Role, User], hanh: Interpreter
) -> dict[str, UUID]:
    """Fill the office with translations in which its interpreter has a part; the ids of their pages."""
    pair = translators.add_pair(uow, hanh.id, VI_KO)
    other = a_translator(uow, "판 반 히에우")
    texts = Texts(
        uow=uow,
        organisation=ansan,
        counsellor=people[Role.COUNSELLOR],
        coordinator=people[Role.COORDINATOR],
        people=[hanh, other],
        users=[people[Role.INTERPRETER]],
    )
    job = texts.asked_for(note=NOTE, case_code="ANS-2026-0401", certified=True)
    files.add_texts(texts.as_counsellor(), job.id, [a_text()])
    texts.taken(job, K.TRANSLATION, 0)
    step = step_of(job, K.TRANSLATION)
    work.hand_in(texts.as_person(0), step.id, version=1, units=4, texts=[a_text("ban-dich.txt")])
    work.comment(texts.at_desk(), step.id, REMARK)
    texts.offered(job, K.REVISION, 1)
    (asked,) = texts.offered(texts.asked_for(review=True), K.TRANSLATION, 0)
    (text, *_) = files.list_texts(uow, job)
    return {
        "pair_id": pair.id,
        "job_id": job.id,
        "step_id": step_of(job, K.CHECK).id,
        "translation_offer_id": asked.id,
        "file_id": text.id,
    }
