"""Every route declares who may call it, and writes are never done by GET."""

from flask import Flask

from foundation.database.work import Office
from foundation.web.guards import MARK, mark_of
from tests.conftest import SetClock, make_web_app

PUBLIC = {
    "courses.calendar",
    "courses.index",
    "courses.show",
    "entering.enter",
    "entering.show",
    "feed.show",
    "feedback.ask",
    "feedback.find",
    "feedback.give",
    "feedback.look_up",
    "founding.found",
    "founding.show",
    "invitations.answer",
    "invitations.show",
    "join.again",
    "join.again_from_the_start",
    "join.ask",
    "join.asked",
    "join.show",
    "language.choose",
    "passwords.ask",
    "passwords.asked",
    "passwords.choose",
    "passwords.forgot",
    "passwords.show",
    "phone_app.icon",
    "phone_app.manifest",
    "phone_app.worker",
    "privacy.show",
    "api_reference.as_json",
    "api_reference.show",
    "providers.begin_there",
    "providers.come_back",
    "second_step.enter",
    "second_step.enter_by_passkey",
    "second_step.show",
    "sign_in.enter",
    "sign_in.enter_by_passkey",
    "sign_in.show",
    "start.health",
    "start.show",
    "verify.ask",
    "verify.did",
    "verify.find",
    "verify.match",
    "verify.show",
    "verify.status_list",
}


def test_every_route_declares_who_may_call_it(web_app: Flask) -> None:
    unmarked = [
        rule.endpoint
        for rule in web_app.url_map.iter_rules()
        if rule.endpoint != "static" and mark_of(web_app, rule.endpoint) is None
    ]
    assert unmarked == []


def test_only_these_routes_are_public(web_app: Flask) -> None:
    public = {
        rule.endpoint
        for rule in web_app.url_map.iter_rules()
        if mark_of(web_app, rule.endpoint) == "public"
    }
    assert public == PUBLIC


def test_a_view_without_a_mark_is_refused(office: Office, clock: SetClock) -> None:
    application = make_web_app(office, clock)
    application.add_url_rule("/forgotten", "forgotten", lambda: "secrets")
    assert application.test_client().get("/forgotten").status_code == 403


def test_the_mark_is_what_opens_it(office: Office, clock: SetClock) -> None:
    application = make_web_app(office, clock)

    def view() -> str:
        return "hello"

    setattr(view, MARK, "public")
    application.add_url_rule("/remembered", "remembered", view)
    assert application.test_client().get("/remembered").status_code == 200


def test_every_address_names_things_by_uuid_and_never_by_count(web_app: Flask) -> None:
    counted = [rule.rule for rule in web_app.url_map.iter_rules() if "<int:" in rule.rule]
    assert counted == []
