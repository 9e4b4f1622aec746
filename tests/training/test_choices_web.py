"""Whatever may be left at "Choose one" is answered beside its field, and what was typed is kept."""

import re

import pytest
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from tests.factories import a_course, a_learner, a_user, an_organisation
from tests.signing_in import sign_in
from tests.training.catalogue.test_pages_web import cohort_answers


@pytest.fixture
def manager(office: Office, web: FlaskClient) -> FlaskClient:
    with begin(office, the_system()) as uow:
        user = a_user(uow, Role.TRAINING_MANAGER, language="ko")
        a_course(uow)
        an_organisation(uow)
        learner = a_learner(uow)
    sign_in(web, user)
    web.environ_base["learner"] = str(learner.id)
    return web


def wrong_fields(page: str) -> set[str]:
    """The fields that have an error beside them."""
    return set(re.findall(r'id="([\w-]+)-e"', page))


def test_a_cohort_without_course_host_or_city_is_answered_beside_them(
    manager: FlaskClient,
) -> None:
    typed = cohort_answers("", "", city="", capacity="13")
    answer = manager.post("/training/new", data=typed)
    assert answer.status_code == 422
    assert {"course", "organisation", "city"} <= wrong_fields(answer.text)
    for text in (
        "과정을 골라 주세요",
        "주관 기관을 골라 주세요",
        'value="13"',
        'value="2026-11-23"',
    ):
        assert text in answer.text
    assert wrong_fields(manager.post("/training/new", data={}).text) >= {
        *("course", "organisation", "city", "capacity", "minimum", "opens", "closes"),
        *("opens_clock", "closes_clock"),
    }


def test_no_city_is_chosen_for_whoever_opens_a_cohort(manager: FlaskClient) -> None:
    page = manager.get("/training/new").text
    cities = page[page.index('id="city"') :]
    assert '<option selected value="">' in cities[: cities.index("</select>")]


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/training/courses/new", {"code", "title", "hours"}),
        ("/instruments/new", {"kind", "code", "title"}),
        ("/assessments/new?learner={learner}", {"instrument", "day"}),
        ("/mentoring/new", {"language", "mentor", "trainee"}),
    ],
)
def test_an_empty_form_names_every_field_in_korean(
    manager: FlaskClient, path: str, fields: set[str]
) -> None:
    path = path.format(learner=manager.environ_base["learner"])
    answer = manager.post(path, data={})
    assert answer.status_code == 422, answer.text
    assert fields <= wrong_fields(answer.text)
    errors = re.findall(r'<p class="err"[^>]*>.*?<span>(.*?)</span>', answer.text)
    assert [each for each in errors if re.search(r"[a-z]{3}", each)] == []
