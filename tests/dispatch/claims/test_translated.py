"""Steps of translations are claimed at once when the translation is accepted, by whoever handed them in."""

import random
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from dispatch.domain.claims import ClaimKind
from dispatch.domain.rates import PayLine, PayLineKind
from dispatch.domain.translations import TranslationMeasure, TranslationStepKind
from dispatch.service.claims import proposing
from dispatch.service.rates import cards
from dispatch.service.translations import answering, jobs
from dispatch.store.tables import ClaimLine, PayClaim, TranslationOffer
from foundation.database.work import UnitOfWork
from foundation.messages.outbox import Message
from foundation.security.errors import Conflict
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


RATES = ("hour_won", "page_won", "word_won", "certified_copy_won")


def test_what_an_offer_shows_is_what_is_claimed_when_nothing_changes(texts: Texts) -> None:
    uow, draw = texts.uow, random.Random(14)
    for n in range(8):
        entered = uow.now + timedelta(minutes=2 * n)
        a_rate_card(
            uow,
            valid_from=uow.today,
            entered_at=entered,
            revision_percent=draw.choice([33, 40, 55]),
            **{name: draw.randrange(1, 40_000) for name in RATES},
        )
        job = texts.delivered(
            measure=draw.choice(list(TranslationMeasure)),
            amount=draw.randrange(1, 200),
            certified=bool(n % 2),
        )
        offers = uow.db.scalars(
            sa.select(TranslationOffer).where(
                TranslationOffer.step_id.in_([each.id for each in job.steps])
            )
        ).all()
        # the rates of today change between the yes and the delivery: what was promised stays
        later = entered + timedelta(minutes=1)
        a_rate_card(uow, valid_from=uow.today, entered_at=later, hour_won=0, page_won=0)
        answering.accept_delivery(texts.as_counsellor(), job.id)
        for offer in offers:
            claim = uow.db.scalars(
                sa.select(PayClaim)
                .where(PayClaim.source_id == offer.step_id)
                .options(selectinload(PayClaim.lines))
            ).one()
            assert [proposing.pay_line_of(each) for each in claim.lines] == [
                PayLine.of(kept) for kept in offer.pay_lines
            ]
            assert (claim.won, claim.rate_card_id) == (offer.pay_won, offer.rate_card_id)
            assert claim.won


def test_more_pages_than_asked_for_are_paid_at_the_rates_of_the_offer(texts: Texts) -> None:
    job = texts.asked_for()
    texts.taken(job, TranslationStepKind.TRANSLATION, 0)
    a_rate_card(texts.uow, valid_from=texts.uow.today, hour_won=1, page_won=1)
    job.amount = 6
    texts.handed_in(job, TranslationStepKind.TRANSLATION, 0)
    jobs.cancel(texts.at_desk(), job.id, CancelReason.NOT_NEEDED)
    assert paid(texts.uow) == {texts.people[0].id: 120_000}


def test_staff_are_offered_nothing_and_nobody_without_rates(texts: Texts) -> None:
    texts.people[1].employment = Employment.STAFF
    job = texts.asked_for()
    first, second = texts.offered(job, TranslationStepKind.TRANSLATION, 0, 1)
    assert (first.pay_won, second.pay_won) == (80_000, 0)
    assert (second.pay_lines, second.rate_card_id) == ([], None)
    # The letter names the pay as those of sessions do, and nothing to whoever is paid nothing.
    bodies = texts.uow.db.scalars(
        sa.select(Message.body).where(Message.body.contains("마감"))
    ).all()
    assert sum("80,000원" in body for body in bodies) == 1


def test_a_card_that_an_offer_promised_is_not_taken_back(texts: Texts) -> None:
    uow = texts.uow
    card = a_rate_card(uow, valid_from=uow.today + timedelta(days=1), page_won=25_000)
    (offer,) = texts.offered(texts.asked_for(), TranslationStepKind.TRANSLATION, 0)
    assert (offer.pay_won, offer.rate_card_id) == (100_000, card.id)
    with pytest.raises(Conflict):
        cards.take_back(uow, card.id)
