"""A refusal is shown on the page that the action came from; other errors get the page of their status."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask, get_flashed_messages
from flask.typing import ResponseReturnValue
from wtforms import StringField

from foundation.database.audit import AuditEntry
from foundation.database.work import Office, begin
from foundation.security.errors import Conflict, DomainError, Gone, NotFound, Refused, refuse
from foundation.security.permissions import the_system
from foundation.text.message import say
from foundation.web.forms import Form
from foundation.web.guards import public
from foundation.web.ids import find_id, get_id
from foundation.web.refusals import (
    Answered,
    flashed,
    refusals_by,
    refusals_flashed,
    refusals_on,
)
from foundation.web.work import unit_of_work
from tests.conftest import SetClock, make_web_app

WHY = say("Use the name on the door.")


class PlaceForm(Form):
    """A form with one field."""

    name = StringField("name")


def answer(
    application: Flask, how: Callable[[PlaceForm], AbstractContextManager[None]], error: DomainError
) -> tuple[str, int]:
    """What a view answers in which this error is raised, after it has written."""

    def view() -> ResponseReturnValue:
        form = PlaceForm()
        with how(form), unit_of_work() as uow:
            uow.record("place.named")
            raise error
        return "done"

    application.add_url_rule("/act", "act", public(view), methods=["POST"])
    got = application.test_client().post("/act", data={"name": "abc"})
    return got.get_data(as_text=True), got.status_code


@pytest.fixture
def application(office: Office, clock: SetClock) -> Flask:
    """An application that takes one more view."""
    return make_web_app(office, clock)


def shown(form: PlaceForm) -> str:
    """A page that says what was typed and what stands against it."""
    return f"{form.name.data} {form.name.errors} {form.form_errors} {get_flashed_messages()}"


@pytest.mark.parametrize(
    ("error", "page", "status"),
    [
        (refuse("name", WHY), "abc ['Use the name on the door.'] [] []", 422),
        (Refused(WHY), "abc () ['Use the name on the door.'] []", 422),
        (Conflict(WHY), "abc () ['Use the name on the door.'] []", 409),
    ],
)
def test_a_form_keeps_what_was_typed_and_says_why(
    application: Flask, error: DomainError, page: str, status: int
) -> None:
    got = answer(application, lambda form: refusals_on(form, lambda: shown(form)), error)
    assert got == (page, status)


def test_what_was_written_before_the_refusal_is_undone(application: Flask, office: Office) -> None:
    answer(application, lambda form: refusals_on(form, lambda: shown(form)), Refused(WHY))
    with begin(office, the_system()) as uow:
        assert uow.db.query(AuditEntry).count() == 0


def test_without_a_form_the_reason_is_flashed(application: Flask) -> None:
    got = answer(
        application,
        lambda form: refusals_flashed(lambda: shown(form), shows=(Conflict,)),
        Conflict(WHY),
    )
    assert got == ("abc () [] ['Use the name on the door.']", 409)


def test_an_answer_of_any_kind_is_given(application: Flask) -> None:
    got = answer(
        application,
        lambda _form: refusals_by(lambda error: flashed(error, ("elsewhere", 410))),
        Gone(WHY),
    )
    assert got == ("elsewhere", 410)


@pytest.mark.parametrize("error", [NotFound(), Conflict(WHY)])
def test_what_a_page_does_not_show_gets_the_page_of_its_status(
    application: Flask, error: DomainError
) -> None:
    page, status = answer(
        application,
        lambda form: refusals_on(
            form, lambda: shown(form), shows=(Refused, Conflict), unless=(Conflict,)
        ),
        error,
    )
    assert status == (404 if isinstance(error, NotFound) else 409)
    assert "abc" not in page


def test_the_answer_is_the_errors_own_consequence() -> None:
    with pytest.raises(Answered) as raised, refusals_by(lambda error: str(error.reason)):
        raise Refused(WHY)
    assert isinstance(raised.value.__cause__, Refused)


def test_text_is_an_id_or_refused() -> None:
    text = "018f3c5e-7b7a-7c3e-8f2e-0123456789ab"
    assert str(find_id(text)) == str(get_id(text)) == text
    assert [find_id(nothing) for nothing in (None, "", "abc", text + "0")] == [None] * 4
    with pytest.raises(NotFound):
        get_id("abc")
    with pytest.raises(Refused, match="door"):
        get_id("abc", refuse("name", WHY))
