"""What work pays: what is shown before an offer is accepted is what is proposed afterwards; taxes to the ten won."""

import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from dispatch.domain import claims
from dispatch.domain.rates import OffDay, PayLineKind, Rates, WorkPaid, pay_lines, sum_of
from dispatch.domain.withholding import INSTALLED, TaxKind, TaxRule, rule_on, withhold
from interpreters.domain.qualifications import Domain

SEOUL = ZoneInfo("Asia/Seoul")
K = PayLineKind
RATES = Rates(
    hour_won=30_000,
    travel_hour_won=12_000,
    fare_km_won=150,
    night_percent=50,
    waiting_hour_won=10_000,
    late_cancel_percent=50,
    no_show_percent=100,
    page_won=20_000,
    word_won=100,
    revision_percent=40,
    certified_copy_won=5_000,
)


def off_day(day: date) -> OffDay | None:
    return OffDay.WEEKEND if day.weekday() > 4 else None


def work(**more: object) -> WorkPaid:
    facts: dict[str, object] = {
        "starts_at": datetime(2026, 11, 23, 14, tzinfo=SEOUL),
        "minutes": 60,
        "organisation_id": UUID(int=1),
        "domain": Domain.LEGAL,
        "travel_minutes": 50,
        "travel_km": Decimal("20.4"),
        **more,
    }
    return WorkPaid(**facts)  # pyright: ignore[reportArgumentType]


def test_a_thousand_offers_pay_what_they_said() -> None:
    rng = random.Random(14)
    for _ in range(1_000):
        rates = Rates(
            hour_won=rng.randrange(10_000, 90_000),
            minimum_minutes=rng.choice((0, 30, 60, 90)),
            step_minutes=rng.choice((1, 10, 15, 30)),
            travel_hour_won=rng.choice((0, 9_999, 12_000)),
            fare_km_won=rng.choice((0, 133, 150)),
            night_percent=rng.choice((0, 50, 33)),
            weekend_percent=rng.choice((0, 30)),
            waiting_hour_won=rng.choice((0, 10_000)),
        )
        asked = work(
            starts_at=datetime(2026, rng.randrange(1, 13), rng.randrange(1, 28), tzinfo=SEOUL)
            + timedelta(minutes=5 * rng.randrange(0, 288)),
            minutes=rng.randrange(5, 480),
            travel_minutes=rng.choice((0, 40, 130)),
            travel_km=Decimal(rng.randrange(0, 900)) / 10,
        )
        offered = pay_lines(asked, rates, off_day)
        proposed = claims.session_lines(asked, rates, off_day)
        assert list(proposed) == list(offered)
        # By hand: the paid minutes in fractions of an hour, rounded half up.
        paid = max(asked.minutes, rates.minimum_minutes)
        paid += -paid % rates.step_minutes
        exact = Fraction(paid * rates.hour_won, 60)
        assert proposed[0].won == int(exact + Fraction(1, 2))
        if rates.waiting_hour_won:
            waited = claims.session_lines(asked, rates, off_day, waited_minutes=25)
            assert sum_of(waited) == sum_of(offered) + 4_167


def test_cancelled_late_pays_a_share_of_the_time_and_the_way_once_begun() -> None:
    at_night = work(starts_at=datetime(2026, 11, 23, 21, 30, tzinfo=SEOUL))
    home, under_way = (
        claims.late_cancellation_lines(at_night, RATES, off_day, had_set_out=had)
        for had in (False, True)
    )
    # 30,000 for the hour, 7,500 for the half of it at night
    assert [(x.kind, x.won, x.of_won) for x in home] == [(K.LATE_CANCELLATION, 18_750, 37_500)]
    assert [x.kind for x in under_way] == [K.LATE_CANCELLATION, K.TRAVEL_TIME, K.FARE]


def test_whoever_waits_in_vain_is_paid_for_time_waiting_and_way() -> None:
    lines = claims.no_show_lines(work(), RATES, off_day, waited_minutes=30)
    assert [(x.kind, x.won) for x in lines] == [
        (K.NO_SHOW, 30_000),
        (K.TRAVEL_TIME, 10_000),
        (K.FARE, 3_060),
        (K.WAITING, 5_000),
    ]
    assert claims.no_show_lines(work(travel_minutes=0, travel_km=Decimal(0)), Rates(hour_won=1), off_day, waited_minutes=9) == []  # fmt: skip


@pytest.mark.parametrize(
    ("how", "won"),
    [
        ({"pages": 3}, 60_000),
        ({"words": 1_250}, 125_000),
        ({"hours": 2}, 60_000),
        ({"pages": 3, "copies": 1}, 65_000),
        ({"pages": 3, "is_second": True}, 24_000),
        ({"is_second": True}, 0),
    ],
)
def test_a_text_pays_by_its_measure_and_its_step(how: dict[str, int], won: int) -> None:
    assert sum_of(claims.translation_lines(RATES, **how)) == won  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("gross", "income", "local"),
    [
        # 3 % and a tenth of it, floored to ten won each
        (1_000_000, 30_000, 3_000),
        (123_456, 3_700, 370),
        # business income of people has no small amounts since July 2024
        (30_000, 900, 90),
        (300, 0, 0),
    ],
)
def test_business_income_is_withheld_as_the_law_says(gross: int, income: int, local: int) -> None:
    rule = rule_on(date(2026, 11, 30), TaxKind.BUSINESS, ())
    assert rule is not None
    found = withhold(gross, rule)
    assert (found.income_tax_won, found.local_tax_won) == (income, local)
    assert found.net_won == gross - income - local


@pytest.mark.parametrize(
    ("gross", "income", "local"),
    # 60 % are expenses; up to 50,000 won of the rest nothing is withheld, else 20 % and a tenth: 8.8 % in all
    [(125_000, 0, 0), (125_100, 10_000, 1_000), (1_000_000, 80_000, 8_000)],
)
def test_other_income_is_withheld_as_the_law_says(gross: int, income: int, local: int) -> None:
    rule = rule_on(date(2026, 11, 30), TaxKind.OTHER_INCOME, ())
    assert rule is not None
    found = withhold(gross, rule)
    assert (found.income_tax_won, found.local_tax_won) == (income, local)


def test_rules_count_from_their_day_and_the_last_one_entered_wins() -> None:
    later = TaxRule(kind=TaxKind.BUSINESS, valid_from=date(2027, 1, 1), income=400, local=1_000)
    again = TaxRule(kind=TaxKind.BUSINESS, valid_from=date(2027, 1, 1), income=500, local=1_000)
    day, before = date(2027, 1, 1), date(2026, 12, 31)
    assert rule_on(before, TaxKind.BUSINESS, [later, again]) == INSTALLED[0]
    assert rule_on(day, TaxKind.BUSINESS, [later, again]) == again
    assert rule_on(date(2018, 1, 1), TaxKind.OTHER_INCOME, []) is None
