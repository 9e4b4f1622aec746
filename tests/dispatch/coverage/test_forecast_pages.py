"""The forecast from the counted days to its page and files: kept, replaced, said honestly where history is short."""

from datetime import timedelta

import sqlalchemy as sa
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from dispatch.domain.coverage import Covered, Daypart
from dispatch.service.coverage import forecasting, forecasting_work
from dispatch.service.coverage.forecasting_levels import mean_ahead
from dispatch.store.tables import CoverageDay, DemandForecast, ForecastRun
from foundation.database.queue import JobRow
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.security.permissions import the_system
from foundation.times.zones import monday_of
from interpreters.domain.qualifications import CertificationLevel, Domain, Modality
from tests.factories import a_certification, a_user, an_interpreter, an_organisation
from tests.signing_in import sign_in

SYSTEM = the_system()


def a_past(uow: UnitOfWork, weeks: int) -> None:
    """Counted weeks of two languages: one that the pool speaks, one that it does not."""
    organisation = an_organisation(uow)
    first = monday_of(uow.today) - timedelta(weeks=weeks)
    for n in range(weeks):
        for language, sessions, outcome in (
            ("vi", 6 + n % 3, Covered.FULL),
            ("네팔어", 2, Covered.NOT),
            ("vi", 50, Covered.CALLED_OFF),
        ):
            uow.db.add(
                CoverageDay(
                    day=first + timedelta(days=7 * n),
                    organisation_id=organisation.id,
                    language=language,
                    city="ansan",
                    domain=Domain.GENERAL,
                    level=CertificationLevel.COMMUNITY,
                    modality=Modality.ON_SITE,
                    daypart=Daypart.MORNING,
                    outcome=outcome,
                    cause="",
                    sessions=sessions,
                    slots=sessions,
                    empty_slots=0,
                    minutes=60 * sessions,
                    ways=0,
                    way_minutes=0,
                )
            )
    uow.db.flush()


def test_it_is_made_from_what_is_counted_and_replaces_the_one_before(any_office: Office) -> None:
    with begin(any_office, SYSTEM) as uow:
        a_past(uow, 24)
    for _ in range(2):
        forecasting_work.make(any_office, mean_ahead)
    with reading(any_office, SYSTEM) as uow:
        assert uow.db.scalar(sa.select(sa.func.count()).select_from(ForecastRun)) == 1
        seen = forecasting.see_forecast(uow, "")
        assert (seen.is_enough, seen.run is not None and seen.run.weeks) == (True, 24)
        assert (len(seen.past), len(seen.coming), seen.coming[0].week) == (
            13,
            12,
            monday_of(uow.today),
        )
        # Nine a week; what was called off asks for nobody.
        assert 8 < (seen.coming[3].expected or 0) < 10
        of_vi = forecasting.see_forecast(uow, "vi")
        assert [key for key, _ in seen.by_language] == ["vi", "네팔어"]
        cells = forecasting.expected_demand(uow)
        assert len(cells) == 2
        # All numbers add up.
        whole = sum(each.weeks[3] for each in cells)
        assert abs(whole - (seen.coming[3].expected or 0)) < 1e-6
        assert 0 < (of_vi.coming[3].expected or 0) < whole
        assert len(seen.scores) == 5


def test_the_page_shows_it_and_says_where_history_is_short(
    office: Office, web: FlaskClient
) -> None:
    with begin(office, SYSTEM) as uow:
        a_past(uow, 5)
        coordinator = a_user(uow, Role.COORDINATOR, language="en")
        outsider = a_user(uow, Role.ORGANISATION_ADMIN)
        person = an_interpreter(uow, "예시 한들", languages=("vi",), levels=())
        ending = a_certification(uow, person.id, valid_until=uow.today + timedelta(days=40))
    sign_in(web, coordinator)
    assert "No forecast yet" in web.get("/coverage/forecast").text
    for _ in range(2):
        assert web.post("/coverage/forecast/make").status_code == 303
    with begin(office, SYSTEM) as uow:
        jobs = uow.db.scalars(
            sa.select(JobRow).where(JobRow.name == forecasting.MAKE_FORECAST)
        ).all()
        assert len(jobs) == 1
    forecasting_work.make(office, mean_ahead)
    page = web.get("/coverage/forecast").text
    assert "There is too little history for a forecast: 5 whole weeks" in page
    assert f"/certifications/{ending.id}" in page
    assert "1 within 90 days, 1 within 180" in page
    with begin(office, SYSTEM) as uow:
        uow.db.execute(sa.delete(CoverageDay))
        a_past(uow, 30)
    forecasting_work.make(office, mean_ahead)
    page = web.get("/coverage/forecast?language=vi").text
    assert "Mean of the last eight weeks" in page
    assert "<polygon" in page
    assert web.get("/coverage/forecast?language=xx").status_code == 404
    assert web.post("/coverage/forecast/file.pdf").status_code == 404
    assert web.post("/coverage/forecast/file.xlsx?language=vi").data[:2] == b"PK"
    lines = web.post("/coverage/forecast/file.csv").get_data(as_text=True).splitlines()
    with begin(office, SYSTEM) as uow:
        kept = uow.db.scalar(sa.select(sa.func.count()).select_from(DemandForecast))
        assert kept == 12 * (len(lines) - 1)
    sign_in(web, outsider)
    assert web.get("/coverage/forecast").status_code == 403
