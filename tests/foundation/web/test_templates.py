"""The frame and the components: small, valid, readable by everybody, and without script."""

import gzip
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask, g, render_template_string
from flask.testing import FlaskClient

from foundation.text.i18n import ROOT
from tests.foundation.gallery import PAGES, RequestForm, make_gallery

STATIC = ROOT / "foundation" / "static"
TEMPLATES = ROOT / "foundation" / "templates"
VOID = frozenset(
    [
        "br",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "path",
        "rect",
        "circle",
        "line",
        "polyline",
        "use",
    ]
)


class Outline(HTMLParser):
    """What a page is made of, and whether its elements are closed in order."""

    def __init__(self, html: str) -> None:
        """Read it."""
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.crossed: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element without content."""
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element, or note that another one was meant."""
        if not self.open or self.open.pop() != tag:
            self.crossed.append(tag)

    def ids(self) -> list[str]:
        """Every id, in order."""
        return [str(attrs["id"]) for _, attrs in self.elements if "id" in attrs]

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every element of a kind."""
        return [attrs for name, attrs in self.elements if name == tag]


@pytest.fixture(scope="module")
def app() -> Flask:
    """The gallery."""
    return make_gallery()


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    """A browser without script, a reader of Korean."""
    with app.test_client() as browser:
        browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "ko"
        yield browser


def _page(client: FlaskClient, path: str) -> tuple[str, Outline]:
    html = client.get(path).get_data(as_text=True)
    return html, Outline(html)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_well_formed_with_one_heading_and_a_language(
    client: FlaskClient, path: str
) -> None:
    html, outline = _page(client, path)

    assert html.startswith("<!doctype html>")
    assert outline.crossed == []
    assert outline.open == []
    assert len(outline.all("h1")) == 1
    assert outline.all("html")[0]["lang"] == "ko"
    assert outline.all("main")[0]["id"] == "main"
    assert len(outline.all("title")) >= 1
    assert len(outline.ids()) == len(set(outline.ids()))


@pytest.mark.parametrize("path", PAGES)
def test_no_page_needs_inline_style_or_script(client: FlaskClient, path: str) -> None:
    _, outline = _page(client, path)

    for tag, attrs in outline.elements:
        assert tag != "style"
        assert not [name for name in attrs if name == "style" or name.startswith("on")]
        assert tag != "script" or attrs["src"]


@pytest.mark.parametrize("path", PAGES)
def test_every_icon_on_a_page_is_drawn_once(client: FlaskClient, path: str) -> None:
    _, outline = _page(client, path)
    used = {str(attrs["href"])[1:] for attrs in outline.all("use")}
    drawn = [str(attrs["id"]) for attrs in outline.all("symbol")]

    assert sorted(drawn) == sorted(used)


@pytest.mark.parametrize("path", PAGES)
def test_every_description_and_label_points_at_something(client: FlaskClient, path: str) -> None:
    _, outline = _page(client, path)
    ids = set(outline.ids())

    for _, attrs in outline.elements:
        for name in ("aria-describedby", "aria-labelledby", "for"):
            assert set(str(attrs.get(name) or "").split()) <= ids


def test_every_icon_named_in_a_macro_exists() -> None:
    known = set(re.findall(r'^  "(\w+)": \'<', _source("macros/icons.html"), re.MULTILINE))
    status = _source("macros/status.html")
    named = set(re.findall(r'"\w+": \("\w+", "(\w+)"\)', status))
    named |= set(re.findall(r'draw_?\("(\w+)"\)', "".join(map(_read, TEMPLATES.rglob("*.html")))))

    assert known
    assert named <= known


def test_an_unknown_icon_is_an_error(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(Exception, match="unknown_icon"):
        render_template_string('{% from "macros/icons.html" import icon %}{{ icon("unicorn") }}')


def test_icons_of_one_page_are_not_drawn_on_the_next(app: Flask) -> None:
    source = '{% from "macros/icons.html" import icon, sprite %}{{ icon(name) }}{{ sprite() }}'
    with app.test_request_context():
        render_template_string(source, name="lock")
        second = render_template_string(source, name="bell")
        assert "icons" not in g

    assert "i-bell" in second
    assert "i-lock" not in second


def test_each_error_in_the_summary_leads_to_its_field_and_says_the_same(
    client: FlaskClient,
) -> None:
    html, outline = _page(client, "/form-with-errors")
    summary = html[html.index('class="errsum"') :]
    summary = summary[: summary.index("</ul>\n</div>")]
    links = re.findall(r'<a href="#([\w-]+)">([^<]+)</a>', summary)

    assert [target for target, _ in links][:2] == ["name", "mode"]
    for target, words in links:
        assert target in outline.ids()
        told = re.search(rf'id="{target}-e">.*?<span>([^<]+)</span>', html)
        assert told
        assert words.endswith(told[1]), "with the label in front where the sentence needs it"
    assert f"오류 {len(links)}건: " in html
    assert f"입력을 확인해 주세요({len(links)}개)" in summary


def test_a_form_without_errors_has_no_summary(client: FlaskClient) -> None:
    html, _ = _page(client, "/form")

    assert "errsum" not in html
    assert "aria-invalid" not in html


def test_every_form_that_writes_carries_the_token(client: FlaskClient) -> None:
    for path in PAGES:
        html, _ = _page(client, path)
        for form in re.findall(r'<form[^>]*method="post".*?</form>', html, re.DOTALL):
            assert 'name="csrf_token"' in form


def test_a_form_carries_its_key_once(app: Flask) -> None:
    with app.test_request_context():
        html = render_template_string(
            '{% import "macros/forms.html" as forms %}{{ forms.hidden(form) }}',
            form=RequestForm(),
        )

    assert html.count('name="_key"') == 1
    assert html.count('name="csrf_token"') == 1
    assert "id=" not in html


def test_what_a_person_typed_is_shown_as_text(app: Flask) -> None:
    source = (
        '{% import "macros/forms.html" as forms %}{% import "macros/status.html" as status %}'
        "{{ forms.field(form.name, hint=text) }}{{ status.note(text) }}{{ status.tag(text) }}"
    )
    with app.test_request_context():
        form = RequestForm(name="<b>")
        html = render_template_string(source, form=form, text="<i>")

    assert "<b>" not in html
    assert "<i>" not in html


def test_sorting_keeps_the_filters_and_goes_back_to_the_first_page(app: Flask) -> None:
    source = '{% import "macros/tables.html" as tables %}{{ tables.th("Name", "name", default="hours") }}'
    with app.test_request_context("/?sort=name&page=4&city=a&city=b"):
        html = render_template_string(source)

    assert 'aria-sort="ascending"' in html
    assert 'href="/?sort=-name&amp;city=a&amp;city=b"' in html


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 410, 413, 422, 429, 500, 503])
def test_an_error_page_says_what_why_and_where_to_go(client: FlaskClient, status: int) -> None:
    html, outline = _page(client, f"/error/{status}")

    assert len(outline.all("h1")) == 1
    assert f"오류 {status}" in html
    assert "ab12cd34" in html
    assert re.search(r'<a class="btn btn-primary" href="/">홈으로</a>', html)


def test_the_language_can_be_chosen_without_script(client: FlaskClient) -> None:
    html, _ = _page(client, "/form")

    assert re.search(
        r'<form class="menu-in" method="post"[^>]*>.*?name="csrf_token".*?formaction',
        html,
        re.DOTALL,
    )
    assert '<button formaction="/language/en" lang="en">English</button>' in html
    assert '<input type="hidden" name="next" value="/form">' in html


def test_the_stylesheet_and_the_script_are_small() -> None:
    assert _zipped(STATIC / "app.css") <= 15 * 1024
    assert _zipped(STATIC / "app.js") <= 10 * 1024


def test_a_phone_page_is_small_and_has_no_script(client: FlaskClient) -> None:
    html, outline = _page(client, "/phone")

    assert len(gzip.compress(html.encode())) <= 6 * 1024
    assert outline.all("script") == []
    assert "오후 3:20에 확인한 내용이에요." in html


def test_the_board_has_a_place_for_every_five_minutes_of_a_day() -> None:
    css = _read(STATIC / "app.css")

    for name, first, last in (("c", 1, 23), ("m", 1, 11), ("w", 1, 24), ("v", 1, 11), ("h", 9, 24)):
        found = {int(n) for n in re.findall(rf"\.{name}(\d+)\{{--{name}:\1\}}", css)}
        assert found == set(range(first, last + 1))


def test_the_stylesheet_loads_nothing_from_elsewhere() -> None:
    assert not re.search(r"url\(|@import|https?:", _read(STATIC / "app.css"))


def test_the_chosen_dark_theme_equals_the_one_of_the_system() -> None:
    css = _read(STATIC / "app.css")
    system = re.search(r':root:not\(\[data-theme="light"\]\) \{(.*?)\n  \}', css, re.DOTALL)
    chosen = re.search(r':root\[data-theme="dark"\] \{(.*?)\n\}', css, re.DOTALL)

    assert system
    assert chosen
    assert system[1].split() == chosen[1].split()


def _source(name: str) -> str:
    return _read(TEMPLATES / name)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _zipped(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), mtime=0))
