"""Steps of translations are claimed at once when the translation is accepted, by whoever handed them in."""

import pytest
import sqlalchemy as sa

from dispatch.domain.claims import ClaimKind
from dispatch.domain.rates import PayLineKind
from dispatch.domain.translations import TranslationMeasure, TranslationStepKind
from dispatch.service.claims import proposing
from dispatch.service.translations import answering, jobs
from dispatch.store.tables import ClaimLine, PayClaim
from foundation.database.work import UnitOfWork
from interpreters.domain.ids import InterpreterId
from interpreters.domain.standing import Employment
from scheduling.domain.states import CancelReason
from tests.dispatch.translations.texts import Texts, some_texts
from tests.factories.dispatch import a_rate_card


@pytest.fixture
def texts(uow: UnitOfWork) -> Texts:
    """An office that pays for translations."""
    a_rate_card(
        uow,
        hour_won=40_000,
        page_won=20_000,
        word_won=100,
        revision_percent=40,
        certified_copy_won=5_000,
    )
    return some_texts(uow)


def paid(uow: UnitOfWork) -> dict[InterpreterId, int]:
    rows = uow.db.scalars(sa.select(PayClaim))
    return {each.interpreter_id: each.won for each in rows}


def test_both_are_paid_once_when_the_translation_is_accepted(texts: Texts) -> None:
    uow = texts.uow
    job = texts.delivered(certified=True)
    assert paid(uow) == {}
    answering.accept_delivery(texts.as_counsellor(), job.id)
    first, second = (texts.people[n].id for n in (0, 1))
    # 4 pages and a certified copy; 40 % of the pages for the revision, nothing for the own check
    assert paid(uow) == {first: 85_000, second: 32_000}
    assert proposing.propose_due(uow) == 0
    kinds = set(uow.db.scalars(sa.select(ClaimLine.kind)))
    assert kinds == {PayLineKind.PAGES, PayLineKind.CERTIFIED_COPY, PayLineKind.REVISION}
    assert set(uow.db.scalars(sa.select(PayClaim.kind))) == {ClaimKind.TRANSLATION}


@pytest.mark.parametrize(
    ("measure", "amount", "won"),
    [(TranslationMeasure.WORDS, 1_250, 125_000), (TranslationMeasure.HOURS, 3, 120_000)],
)
def test_words_and_hours_are_paid_by_their_rates(
    texts: Texts, measure: TranslationMeasure, amount: int, won: int
) -> None:
    job = texts.delivered(measure=measure, amount=amount)
    answering.accept_delivery(texts.as_counsellor(), job.id)
    assert paid(texts.uow)[texts.people[0].id] == won


def test_what_was_handed_in_is_paid_when_it_is_called_off_and_staff_are_not(texts: Texts) -> None:
    texts.people[1].employment = Employment.STAFF
    job = texts.asked_for()
    texts.taken(job, TranslationStepKind.TRANSLATION, 0)
    texts.handed_in(job, TranslationStepKind.TRANSLATION, 0)
    jobs.cancel(texts.at_desk(), job.id, CancelReason.NOT_NEEDED)
    assert paid(texts.uow) == {texts.people[0].id: 80_000}
