"""The address of a button, which a refusal leaves in the address bar and signing in again returns to, leads to a page."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Flask
from werkzeug.routing import Rule

from foundation.web import going_back

# They belong to no page.
ALONE = {"/hooks/gateway", "/logout", "/language/<code>"}
ID = UUID(int=1)
NOTHING: Mapping[str, Any] = {}
# It reads the whole address of a button of the board and leads on.
ONWARD = "board_actions.go_back"


def example(rule: Rule, name: str) -> Any:
    """A value that an argument of an address takes."""
    converter: Any = rule._converters[name]
    if name == "day":
        return "2026-12-01"
    if hasattr(converter, "items"):
        return min(converter.items)
    return {"UUIDConverter": ID, "IntegerConverter": 1}.get(type(converter).__name__, "something")


def test_every_button_leads_back_to_a_page_of_the_same_things(web_app: Flask) -> None:
    with web_app.test_request_context("/"):
        adapter = web_app.url_map.bind("localhost")
        lost: list[str] = []
        for rule in web_app.url_map.iter_rules():
            if "POST" not in (rule.methods or ()) or rule.rule in ALONE:
                continue
            values = {name: example(rule, name) for name in rule._converters}
            built = rule.build(values)
            assert built is not None, rule.rule
            page = going_back.nearest_page(built[1])
            endpoint, taken = "", NOTHING
            if page is not None:
                endpoint, taken = adapter.match(page, method="GET", return_rule=False)
            # A word of the button's address that is taken for a day or an id would be no page.
            if not endpoint or (endpoint != ONWARD and not taken.items() <= values.items()):
                lost.append(f"{rule.rule} -> {page}")
        assert lost == []
