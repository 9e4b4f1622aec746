"""The lines of a pay, reckoned a second time by other means: minute by minute, in fractions of a won."""

import random
from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from dispatch.domain.rates import (
    Card,
    OffDay,
    PayLine,
    PayLineKind,
    Rates,
    RateScope,
    WorkPaid,
    card_for,
    pay_lines,
    sum_of,
)
from interpreters.domain.qualifications import CertificationLevel, Domain

SEOUL = ZoneInfo("Asia/Seoul")
ORG, OTHER = UUID(int=1), UUID(int=2)
HOLIDAYS = {date(2026, 10, 3), date(2026, 10, 5), date(2026, 10, 9)}


def off_day(day: date) -> OffDay | None:
    if day in HOLIDAYS:
        return OffDay.HOLIDAY
    return OffDay.WEEKEND if day.weekday() > 4 else None


def work(start: str, minutes: int, **more: object) -> WorkPaid:
    facts: dict[str, object] = {"organisation_id": ORG, "domain": Domain.LEGAL, **more}
    return WorkPaid(
        starts_at=datetime.fromisoformat(start).replace(tzinfo=SEOUL),
        minutes=minutes,
        **facts,  # pyright: ignore[reportArgumentType]
    )


def half_up(won: Fraction) -> int:
    whole = won.numerator // won.denominator
    return whole + (won - whole >= Fraction(1, 2))


def again(done: WorkPaid, rates: Rates) -> dict[PayLineKind, int]:
    """The same by counting minutes."""
    paid = max(done.minutes, rates.minimum_minutes)
    while paid % rates.step_minutes:
        paid += 1
    basis = Fraction(rates.hour_won * paid, 60)
    minutes: Counter[PayLineKind] = Counter()
    for n in range(done.minutes):
        at = done.starts_at + timedelta(minutes=n)
        minutes[PayLineKind.NIGHT] += at.hour >= 22 or at.hour < 6
        day = off_day(at.date())
        if day is not None:
            minutes[PayLineKind(day.value)] += 1
    percents = {
        PayLineKind.NIGHT: rates.night_percent,
        PayLineKind.WEEKEND: rates.weekend_percent,
        PayLineKind.HOLIDAY: rates.holiday_percent,
    }
    found = {PayLineKind.TIME: half_up(basis)}
    for kind, percent in percents.items():
        if minutes[kind] and percent:
            found[kind] = half_up(basis * minutes[kind] / done.minutes * percent / 100)
    if done.travel_minutes and rates.travel_hour_won:
        way = Fraction(done.travel_minutes, 60) * rates.travel_hour_won
        found[PayLineKind.TRAVEL_TIME] = half_up(way)
    if done.travel_km and rates.fare_km_won:
        found[PayLineKind.FARE] = half_up(Fraction(str(done.travel_km)) * rates.fare_km_won)
    return found


def test_a_thousand_sessions_add_up_to_the_won() -> None:
    draw = random.Random(7)
    for _ in range(1000):
        rates = Rates(
            hour_won=draw.choice([0, 29_999, 30_000, 33_333]),
            minimum_minutes=draw.choice([0, 45, 60, 90]),
            step_minutes=draw.choice([1, 10, 30]),
            travel_hour_won=draw.choice([0, 12_345]),
            fare_km_won=draw.choice([0, 147]),
            night_percent=draw.choice([0, 33, 50]),
            weekend_percent=draw.choice([0, 30]),
            holiday_percent=draw.choice([0, 50]),
        )
        start = datetime(2026, 10, 1, tzinfo=SEOUL) + timedelta(minutes=5 * draw.randrange(4000))
        done = WorkPaid(
            starts_at=start,
            minutes=draw.randrange(5, 300, 5),
            organisation_id=ORG,
            domain=Domain.LEGAL,
            travel_minutes=draw.choice([0, 40, 95]),
            travel_km=Decimal(draw.choice(["0", "17.3", "60.1"])),
        )
        lines = pay_lines(done, rates, off_day)
        assert {line.kind: line.won for line in lines} == again(done, rates)
        assert sum_of(lines) == sum(again(done, rates).values())
        assert [PayLine.of(line.kept()) for line in lines] == list(lines)


@pytest.mark.parametrize(
    ("minutes", "won"), [(20, 30000), (60, 30000), (61, 45000), (90, 45000), (120, 60000)]
)
def test_time_is_paid_from_the_shortest_up_in_steps(minutes: int, won: int) -> None:
    assert (
        sum_of(pay_lines(work("2026-10-01T10:00", minutes), Rates(hour_won=30_000), off_day)) == won
    )


def test_a_holiday_on_a_weekend_pays_as_a_holiday_and_a_night_adds() -> None:
    rates = Rates(hour_won=60_000, night_percent=50, weekend_percent=30, holiday_percent=100)
    # Saturday 3 October 2026 is a holiday; the session ends an hour into Sunday.
    lines = pay_lines(work("2026-10-03T21:00", 240), rates, off_day)
    assert [(line.kind.value, line.minutes, line.won) for line in lines] == [
        ("time", 240, 240_000),
        ("night", 180, 90_000),
        ("weekend", 60, 18_000),
        ("holiday", 180, 180_000),
    ]


def card(n: int, won: int | None, since: str = "2026-01-01", **scope: object) -> Card:
    rates = None if won is None else Rates(hour_won=won)
    of = RateScope(**scope)  # pyright: ignore[reportArgumentType]
    return Card(id=UUID(int=n), scope=of, valid_from=date.fromisoformat(since), rates=rates)


L2, COURT = CertificationLevel.COMMUNITY, CertificationLevel.COURT


@pytest.mark.parametrize(
    ("cards", "counts"),
    [
        ([], None),
        ([card(1, 30)], 1),
        ([card(1, 30), card(2, 31, "2026-10-02")], 1),
        ([card(1, 30), card(2, 31, "2026-10-01")], 2),
        ([card(1, 30), card(2, 29, domain=Domain.LEGAL)], 2),
        ([card(1, 30), card(2, 29, domain=Domain.MEDICAL)], 1),
        ([card(1, 30, domain=Domain.LEGAL), card(2, 29, organisation_id=ORG)], 2),
        ([card(1, 30, domain=Domain.LEGAL), card(2, 29, organisation_id=OTHER)], 1),
        ([card(1, 30, level=L2), card(2, 70, level=COURT)], 2),
        ([card(1, 30, organisation_id=ORG), card(2, 9, domain=Domain.LEGAL, level=L2)], 2),
        (
            [
                card(1, 30),
                card(2, 40, domain=Domain.LEGAL),
                card(3, None, "2026-09-01", domain=Domain.LEGAL),
            ],
            1,
        ),
        ([card(1, 40, domain=Domain.LEGAL)], 1),
    ],
)
def test_the_closest_card_that_has_begun_counts(cards: list[Card], counts: int | None) -> None:
    done = work("2026-10-01T10:00", 60, levels=frozenset({L2, COURT}))
    found = card_for(done, cards)
    assert (None if found is None else found.id.int) == counts
