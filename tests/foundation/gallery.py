"""A tiny application that shows every component on three pages, for the checks of the frame."""

from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from flask import (
    Flask,
    flash,
    render_template,
    render_template_string,
    request,
)
from flask.typing import ResponseReturnValue
from flask_wtf import CSRFProtect  # pyright: ignore[reportMissingTypeStubs]  ships none
from jinja2 import ChoiceLoader, FileSystemLoader
from wtforms import (
    BooleanField,
    DateField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import Optional

from foundation.security.permissions import Actor
from foundation.text.i18n import ROOT
from foundation.text.message import LazyText
from foundation.web import headers, translation
from foundation.web.forms import Form, Required, choices
from foundation.web.pagination import Page

PAGES = ("/", "/form", "/form-with-errors", "/phone", "/error/409")
OTHERS = {
    "/language/<code>": "language.choose",
    "/login": "sign_in.show",
    "/logout": "sign_in.leave",
    "/account": "account.show",
}
RUN = """{% from "macros/icons.html" import icon, sprite %}
<section id="run" class="run card" data-done><p>{{ icon("shield") }}초안이 준비됐어요</p></section>{{ sprite() }}"""


class RequestForm(Form):
    """One field of every kind."""

    name = StringField("내담자 언어", [Required(LazyText("언어를 골라 주세요."))])
    dialect = StringField("방언·다른 언어", [Optional()])
    mode = RadioField(
        "방식",
        [Required(LazyText("통역 방식을 골라 주세요."))],
        choices=choices(
            [
                ("visit", "방문"),
                ("phone", "전화"),
                ("video", "화상"),
            ]
        ),
    )
    day = DateField("날짜", [Required(LazyText("날짜를 골라 주세요."))])
    start = TimeField("시작", [Optional()])
    site = SelectField("장소", choices=choices([("a", "안산센터"), ("b", "포천의료원")]))
    languages = SelectMultipleField(
        "그 밖의 언어",
        choices=choices(
            [
                ("vi", "베트남어"),
                ("km", "크메르어"),
                ("lo", "라오어"),
            ]
        ),
    )
    note = TextAreaField("통역사에게 알릴 내용", [Optional()])
    agree = BooleanField("전화로 바꿔도 돼요", [Required(LazyText("확인해 주세요."))])
    gender = SelectField("통역사 성별", choices=choices([("", "상관없음"), ("f", "여성")]))


def _link(label: str, icon: str, *, current: bool = False, count: int = 0) -> SimpleNamespace:
    return SimpleNamespace(label=label, url=f"#{icon}", icon=icon, current=current, count=count)


STAFF = (
    _link("배정판", "list", current=True),
    _link("요청", "flag", count=3),
    _link("통역사", "people"),
    SimpleNamespace(
        key="operations",
        label="운영",
        entries=[_link("기관", "building"), _link("보낸 메시지", "mail", count=3)],
        current=False,
        count=3,
    ),
)
PHONE = (
    _link("홈", "home", current=True),
    _link("제안", "bell", count=2),
    _link("일정", "cal"),
    _link("교육", "book"),
    _link("내 정보", "person"),
)


def make_gallery() -> Flask:
    """The pages, with the names that app.py gives to every template."""
    app = Flask(__name__, static_folder=str(ROOT / "foundation" / "static"))
    app.config["SECRET_KEY"] = "gallery"
    app.jinja_loader = ChoiceLoader(  # pyright: ignore[reportAttributeAccessIssue]  Flask allows it
        [
            FileSystemLoader(ROOT / "foundation" / "templates"),
            FileSystemLoader(ROOT / "tests/foundation/templates"),
        ]
    )
    translation.install(app)
    CSRFProtect(app)
    headers.install(app)
    app.context_processor(_frame)
    _add_pages(app)
    return app


def _frame() -> dict[str, Any]:
    phone = request.path == "/phone"
    return {
        "navigation": PHONE if phone else STAFF,
        "language": translation.language(),
        "languages": {"ko": "한국어", "en": "English"},
        "actor": Actor(uuid4(), "김서연"),
        "footer_links": [SimpleNamespace(label="개인정보 처리방침", url="#privacy")],
    }


def _gallery() -> ResponseReturnValue:
    page = Page([1, 2, 3], 3, 9, 90)
    return render_template("gallery.html", form=RequestForm(), page=page)


def _form() -> ResponseReturnValue:
    return render_template("gallery_form.html", form=RequestForm(mode="phone"))


def _form_with_errors() -> ResponseReturnValue:
    wrong = RequestForm(meta={"csrf": False})
    wrong.validate()
    return render_template("gallery_form.html", form=wrong), 422


def _phone() -> ResponseReturnValue:
    flash("수락했어요. 10분 안에 되돌릴 수 있어요.", "success")
    return render_template("gallery_phone.html")


def _error(status: int) -> ResponseReturnValue:
    return render_template(
        "error.html",
        status=status,
        title="다른 분이 먼저 처리했어요.",
        explanation="바뀐 것은 없어요. 지금 상태를 다시 확인해 주세요.",
        way_out={"label": "홈으로", "url": "/"},
        reference="ab12cd34",
    )


def _run() -> ResponseReturnValue:
    return render_template_string(RUN)


def _elsewhere(**_: str) -> ResponseReturnValue:
    return "", 204


def _add_pages(app: Flask) -> None:
    app.add_url_rule("/", "gallery", _gallery)
    app.add_url_rule("/form", "form", _form)
    app.add_url_rule("/form-with-errors", "form_with_errors", _form_with_errors)
    app.add_url_rule("/phone", "phone", _phone)
    app.add_url_rule("/error/<int:status>", "error", _error)
    app.add_url_rule("/run", "run", _run)
    for rule, name in OTHERS.items():
        app.add_url_rule(rule, name, _elsewhere, methods=["GET", "POST"])
