"""What one more interpreter would have covered: found by the engine, kept with the run, shown on its page."""

from flask.testing import FlaskClient

from dispatch.domain.states import RunState
from dispatch.service.engine import solving
from dispatch.service.plans import send
from dispatch.service.plans.worth import keep_worth
from foundation.database.work import Office, begin
from foundation.jobs import run_until_idle
from tests import factories as make
from tests.dispatch.board_days import BOARD, SYSTEM, as_coordinator, read
from tests.dispatch.planned import DIES, PLANNING, ask, look, planned, someone


def test_one_more_is_counted_by_what_they_could_serve_one_after_another(
    web: FlaskClient, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        site = make.a_site(uow, city="ansan")
        someone(uow)
        make.a_session(uow, site=site)
        for start in ("09:00", "11:00", "13:00", "13:30"):
            make.a_session(uow, site=site, language="km", start=start)
        make.a_session(uow, site=site, language="km", domain="labour", start="15:00")
    run = ask(office, seconds=10)
    run_until_idle(office, PLANNING)
    found = look(office, run)
    assert (found.state, len(found.causes)) == (RunState.DONE, 5)
    # Whoever is certified for labour serves general counselling too, but nobody is at two places.
    assert [(w["level"], w["unfilled"], w["sessions"]) for w in found.worth] == [
        ("L3-LAB", 5, 4),
        ("L2", 4, 3),
    ]
    assert {(w["language"], w["city"]) for w in found.worth} == {("km", "ansan")}
    page = read(as_coordinator(web, office), f"{BOARD}/runs/{run.id}")
    assert "통역사가 한 명 더 있다면" in page
    assert "약 3건 더" in page


def test_an_engine_that_dies_leaves_a_draft_without_it(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        make.a_session(uow)
    run = planned(office)
    keep_worth(office, str(run.id), watch=solving.Watch(engine=DIES))
    found = look(office, run)
    assert (found.state, found.worth) == (RunState.DONE, [])


def test_a_sent_plan_is_valued_by_the_problem_as_it_was(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        someone(uow)
        make.a_session(uow)
        make.a_session(uow, language="km")
    run = planned(office)
    with begin(office, SYSTEM) as uow:
        send.send(uow, run.id)
    keep_worth(office, str(run.id))
    assert [(w["language"], w["sessions"]) for w in look(office, run).worth] == [("km", 1)]
