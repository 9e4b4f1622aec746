"""Gains by the forecast: scaled by what is expected, ranked by it, and as they were where nothing is forecast."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from dispatch.domain.causes import Cause
from dispatch.domain.coverage import Daypart
from dispatch.domain.forecasts import WEEKS, DemandCell
from dispatch.domain.gains import FORECAST_HOLDS, GainKind, a_year_of, demand_ahead
from dispatch.service.coverage import counting, gain_work, gains
from dispatch.service.coverage.gains import GainWish
from dispatch.store.tables import CoverageGain, CoverageGainRun, DemandForecast, ForecastRun
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.security.permissions import the_system
from foundation.times.zones import monday_of
from interpreters.domain.qualifications import Domain
from scheduling.domain.states import SessionState
from tests.factories import a_session, an_interpreter, available

SYSTEM = the_system()
LOST = SessionState.NOT_DELIVERED


def cell(language: str, domain: Domain = Domain.GENERAL, city: str = "ansan") -> DemandCell:
    return DemandCell(language, domain, city, Daypart.MORNING)


def a_forecast(
    uow: UnitOfWork, a_week: Mapping[str, float], *, old: timedelta = timedelta(0)
) -> None:
    """So many sessions a week of each language, all of one field in Ansan."""
    first = monday_of(uow.today)
    run = ForecastRun(
        made_at=uow.now - old,
        first_week=first,
        weeks=20,
        sessions=80,
        origins=0,
        day_shares=[1 / 7] * 7,
        closed_share=0.5,
    )
    uow.db.add(run)
    uow.db.flush()
    uow.db.add_all(
        DemandForecast(
            run_id=run.id,
            language=language,
            domain=Domain.GENERAL,
            city="ansan",
            daypart=Daypart.MORNING,
            week=first + timedelta(weeks=n),
            expected=count,
            low=0,
            high=20,
        )
        for language, count in a_week.items()
        for n in range(WEEKS)
    )


def two_lost_of_vietnamese_one_of_khmer(uow: UnitOfWork) -> date:
    """In one week nobody could be found for them, for nobody speaks these languages."""
    available(uow, an_interpreter(uow, "싱글", languages=("th",)))
    day = uow.today - timedelta(days=5)
    for language, start in (("vi", "10:00"), ("vi", "15:00"), ("km", "10:00")):
        cause = Cause.EVERYBODY_BUSY.value
        a_session(uow, day=day, start=start, language=language, cause=cause, state=LOST)
    return day


def reckoned(office: Office) -> tuple[CoverageGainRun, list[CoverageGain]]:
    """What one more interpreter of each language would bring, the best first."""
    with begin(office, SYSTEM) as uow:
        run_id = gains.ask(uow)
    gain_work.reckon(office, str(run_id))
    with reading(office, SYSTEM) as uow:
        run = gains.read_desk(uow).done
        assert run is not None
        rows = uow.db.scalars(gains.select_gains(uow, run, GainWish(kind=GainKind.NEW_INTERPRETER)))
        return run, list({row.language: row for row in reversed(rows.all())}.values())[::-1]


def test_demand_that_doubles_doubles_the_gain_and_what_is_sparse_follows_its_language() -> None:
    past = [(cell("vi"), 8.0), (cell("vi", Domain.MEDICAL, "suwon"), 2.0), (cell("km"), 5.0)]
    ahead = demand_ahead(past, [(each, 2 * count) for each, count in past])
    for each, _ in past:
        assert ahead.times(each.language) == pytest.approx(2)
        assert ahead.times(each.language, each.domain, each.city) == pytest.approx(2)
    # Never asked for so far: as the language.
    assert ahead.times("vi", Domain.VIOLENCE, "paju") == pytest.approx(2)
    assert ahead.times("th", Domain.GENERAL, "ansan") == 1
    # The medical sessions go, the others double: ten of the language's own kind weigh against two.
    turned = demand_ahead(past, [(cell("vi"), 16.0)])
    assert turned.times("vi") == pytest.approx(1.6)
    assert (
        1.1 < turned.times("vi", Domain.MEDICAL, "suwon") < 1.6 < turned.times("vi", Domain.GENERAL)
    )
    twice, once = a_year_of(4, 64_000, -60, 8, 2.0), a_year_of(4, 64_000, -60, 8)
    assert (twice.sessions, twice.need, twice.travel_hours) == (52.0, 52.0, -13.0)
    assert (twice.low, twice.high) == pytest.approx((2 * once.low, 2 * once.high), abs=0.15)


@pytest.mark.wide
def test_a_language_whose_demand_grows_goes_up_and_both_figures_are_kept(
    desk: FlaskClient, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        two_lost_of_vietnamese_one_of_khmer(uow)
    counting.count_changed(office)
    run, (first, second) = reckoned(office)
    assert run.forecast_at is None
    assert [each.language.value for each in (first, second)] == ["vi", "km"]
    assert (first.sessions, first.past_sessions, first.demand_times) == (104, 104, 1)
    before = second
    page = desk.get("/coverage/gains").get_data(as_text=True)
    assert "지난 주 실적만 기준" in page
    with begin(office, SYSTEM) as uow:
        # The clock stands: of two asked for at the same instant neither is the newest.
        uow.db.get_one(CoverageGainRun, run.id).asked_at -= timedelta(hours=1)
        # Khmer four times as often, Vietnamese as often as it was.
        a_forecast(uow, {"vi": 2.0, "km": 4.0})
    run, (first, second) = reckoned(office)
    assert run.forecast_at is not None
    assert [each.language.value for each in (first, second)] == ["km", "vi"]
    assert (first.sessions, first.past_sessions, first.demand_times) == (208, 52, 4)
    assert (first.low, first.high) == pytest.approx((4 * before.low, 4 * before.high), abs=0.3)
    assert (first.past_low, first.past_high) == (before.low, before.high)
    assert (second.sessions, second.demand_times) == (104, 1)
    page = desk.get("/coverage/gains").get_data(as_text=True)
    assert "전망 기준" in page
    assert "지난 주 기준: 52" in page
    assert "400%" in desk.get(f"/coverage/gains/{first.id}").get_data(as_text=True)


@pytest.mark.wide
def test_an_old_forecast_says_nothing(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        two_lost_of_vietnamese_one_of_khmer(uow)
        a_forecast(uow, {"km": 4.0}, old=FORECAST_HOLDS + timedelta(hours=1))
    counting.count_changed(office)
    run, (first, _) = reckoned(office)
    assert (run.forecast_at, first.language.value, first.demand_times) == (None, "vi", 1)
