"""The page on which weights are tried: a form and a table, without script."""

import re
from datetime import timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from accounts.store.tables import User
from dispatch.domain.states import RunState
from dispatch.domain.wishes import Wishes
from dispatch.service.engine import solving
from dispatch.service.plans import trials
from dispatch.service.plans.trial_work import run_trial
from dispatch.store.tables import PlanTrial
from foundation.database.work import Office, begin, reading
from tests import factories as make
from tests.dispatch.planned import DIES, SYSTEM, someone
from tests.signing_in import sign_in

PAGE = "/dispatch/what-if"


@pytest.fixture
def people(office: Office) -> dict[Role, User]:
    """An office with something to plan tomorrow."""
    with begin(office, SYSTEM) as uow:
        someone(uow)
        make.a_session(uow)
        roles = (Role.COORDINATOR, Role.CENTRE_ADMIN, Role.INTERPRETER)
        return {role: make.a_user(uow, role, language="en") for role in roles}


def typed(office: Office, **changed: str) -> dict[str, str]:
    with reading(office, SYSTEM) as uow:
        day = uow.today + timedelta(days=1)
    weights = {wish: str(weight) for wish, weight in Wishes().as_json().items()}
    return {"first_day": day.isoformat(), "days": "1", "seconds": "5", **weights, **changed}


def make_all(office: Office) -> trials.Comparison:
    with reading(office, SYSTEM) as uow:
        found = trials.compare(uow, None, None)
    assert found is not None
    for column in found.columns:
        run_trial(office, str(column.trial.id), watch=solving.Watch(engine=DIES))
    return found


def test_a_weight_is_moved_and_compared(
    web: FlaskClient, office: Office, people: dict[Role, User]
) -> None:
    sign_in(web, people[Role.COORDINATOR])
    assert "No trial plans yet" in web.get(PAGE).text
    answer = web.post(PAGE, data=typed(office, staff="90"))
    assert answer.status_code == 303
    running = web.get(answer.location).text
    assert "A trial plan is being made." in running
    assert 'data-refresh="/dispatch/what-if/table?' in running
    make_all(office)
    page = unescape(web.get(answer.location).text)
    assert "data-refresh" not in page
    assert page.count("1 of 1") == 2
    assert 'name="staff" step="5" type="number" value="90"' in page
    # Who may not change settings finds no button that would be refused.
    assert "Use these weights" not in page
    part = web.get(answer.location.replace("?", "/table?")).text
    assert part.lstrip().startswith("<section")
    assert "<html" not in part


def test_what_makes_no_sense_is_said_beside_its_field(
    web: FlaskClient, office: Office, people: dict[Role, User]
) -> None:
    sign_in(web, people[Role.COORDINATOR])
    answer = web.post(PAGE, data=typed(office, even_load="20", staff="999"))
    assert answer.status_code == 422
    page = unescape(answer.text)
    assert "Enter a number between 0 and 240." in page
    assert 'value="999"' in page
    answer = web.post(PAGE, data=typed(office, even_load="20"))
    assert 'id="even_load-e"' in answer.text
    for field in ("first_day", "days", "seconds"):
        answer = web.post(PAGE, data=typed(office, **{field: "x"}))
        assert answer.status_code == 422
        assert f'id="{field}-e"' in answer.text


@pytest.mark.parametrize(
    "typed_and_told",
    [
        ("days", "99", "Plan at most 31 days at a time."),
        ("days", "9999999999", "Choose among the answers offered."),
        ("days", "-1", "Choose among the answers offered."),
        ("seconds", "99999", "Enter between 1 and 120 seconds."),
        ("seconds", "9" * 5000, "Choose among the answers offered."),
        ("first_day", "9999-12-31", "Enter a date between 1900-01-01 and 2100-12-31."),
        ("first_day", "2026-99-99", "Enter a date, such as 2026-11-30."),
        ("staff", "-1", "Enter a number between 0 and 240."),
        ("staff", "9" * 40, "Enter a number between 0 and 240."),
        ("staff", "forty", "Enter a whole number."),
    ],
)
def test_what_is_far_out_is_refused_with_one_reason(
    web: FlaskClient,
    office: Office,
    people: dict[Role, User],
    typed_and_told: tuple[str, str, str],
) -> None:
    field, text, reason = typed_and_told
    sign_in(web, people[Role.COORDINATOR])
    answer = web.post(PAGE, data=typed(office, days="2") | {field: text})
    assert answer.status_code == 422
    page = unescape(answer.text)
    assert re.findall(rf'id="{field}-e".*?<span>(.*?)</span>', page) == [reason]


def test_a_trial_in_the_making_is_not_called_a_draft(
    web: FlaskClient, office: Office, people: dict[Role, User]
) -> None:
    sign_in(web, people[Role.COORDINATOR])
    web.post(PAGE, data=typed(office))
    with begin(office, SYSTEM) as uow:
        trial = uow.db.query(PlanTrial).one()
        trial.state, trial.started_at = RunState.SOLVING, uow.now
    page = web.get(PAGE).text
    assert "Being made" in page
    assert "Making a draft" not in page


def test_a_search_that_was_cut_short_says_so_and_can_be_removed(
    web: FlaskClient, office: Office, people: dict[Role, User]
) -> None:
    sign_in(web, people[Role.COORDINATOR])
    web.post(PAGE, data=typed(office))
    (usual,) = make_all(office).columns
    page = web.get(PAGE).text
    assert "Stopped early" in page
    assert "The search ended too early." in page
    assert f"{usual.trial.id}/remove" in page
    # A search that went to its end is ready, and the usual one stays for the others.
    with begin(office, SYSTEM) as uow:
        uow.db.get_one(PlanTrial, usual.trial.id).progress = {}
    page = web.get(PAGE).text
    assert "Stopped early" not in page
    assert f"{usual.trial.id}/remove" not in page


def test_the_centre_puts_weights_into_use(
    web: FlaskClient, office: Office, people: dict[Role, User]
) -> None:
    sign_in(web, people[Role.CENTRE_ADMIN])
    web.post(PAGE, data=typed(office, staff="90"))
    (_usual, tried) = make_all(office).columns
    assert "Use these weights" in web.get(PAGE).text
    answer = web.post(f"{PAGE}/{tried.trial.id}/use")
    assert (answer.status_code, answer.location) == (303, "/settings/wishes")
    assert 'value="90"' in web.get("/settings/wishes").text
    gone = web.post(f"{PAGE}/{tried.trial.id}/remove")
    assert gone.status_code == 303
    assert web.post(f"{PAGE}/{tried.trial.id}/remove").status_code == 404


def test_others_neither_see_nor_use_trials(
    web: FlaskClient, office: Office, people: dict[Role, User]
) -> None:
    sign_in(web, people[Role.COORDINATOR])
    web.post(PAGE, data=typed(office))
    (usual,) = make_all(office).columns
    assert web.post(f"{PAGE}/{usual.trial.id}/use").status_code == 403
    sign_in(web, people[Role.INTERPRETER])
    for path in (PAGE, f"{PAGE}/table"):
        assert web.get(path).status_code == 403
    assert web.post(PAGE, data=typed(office)).status_code == 403
