"""What the pages of gains, portfolios and the forecast ask of the database: no more, however much there is to show."""

from datetime import timedelta

from flask.testing import FlaskClient

from dispatch.domain.gains import GainKind
from dispatch.domain.portfolio import PortfolioWish
from dispatch.domain.states import RunState
from dispatch.service.coverage import forecasting_work
from dispatch.service.coverage.forecasting_levels import mean_ahead
from dispatch.store.tables import CoverageGain, CoveragePortfolio
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.permissions import the_system
from tests.dispatch.board_days import Statements
from tests.dispatch.coverage.test_forecast_pages import a_past
from tests.factories import an_interpreter
from tests.factories.gains import a_gain, a_gain_run

SYSTEM = the_system()
PAGES = ("/coverage/gains", "/coverage/portfolio", "/coverage/forecast")
MOST_STATEMENTS = 25


def a_list(uow: UnitOfWork, nights: int, lines: int) -> None:
    """Lists of some nights, each with so many lines that name somebody, and a portfolio of the newest."""
    people = [str(an_interpreter(uow, f"사람{n}").id) for n in range(lines)]
    kept: list[CoverageGain] = []
    for night in range(nights):
        run = a_gain_run(uow, asked_at=uow.now - timedelta(hours=nights - night))
        kept = [
            a_gain(uow, run, n + 1, kind=GainKind.UPSKILL, people=[who])
            for n, who in enumerate(people)
        ]
    taken = dict.fromkeys(("seats", "trainer_days", "room_days", "money"), 3)
    choice = {
        "held": {"upskill/L2": 1},
        "people": [{"gain": str(each.id), "count": 1, "seats": 3} for each in kept],
        "sessions": 26.0,
        "low": 13.0,
        "high": 39.0,
        "need": 26.0,
        "taken": taken,
    }
    uow.db.add(
        CoveragePortfolio(
            state=RunState.DONE,
            asked_at=uow.now,
            asked_by=None,
            budget=PortfolioWish().as_json(),
            result={"choices": [choice] * 2, "more": taken, "is_proven": True},
            finished_at=uow.now,
        )
    )


def test_twice_as_much_to_show_asks_no_more_of_the_database(
    desk: FlaskClient, office: Office
) -> None:
    asked: list[list[int]] = []
    for much in (1, 2):
        with begin(office, SYSTEM) as uow:
            a_past(uow, 12 * much)
            a_list(uow, nights=2 * much, lines=4 * much)
        forecasting_work.make(office, mean_ahead)
        counts: list[int] = []
        for page in PAGES:
            with Statements(office) as heard:
                assert desk.get(page).status_code == 200
            counts.append(len(heard.texts))
        asked.append(counts)
    first, second = asked
    assert first == second
    assert max(first) <= MOST_STATEMENTS
