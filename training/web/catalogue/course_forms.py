"""The form of a course and its rules."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import (
    BooleanField,
    FloatField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional

from foundation.text.codes import normal_code
from foundation.text.i18n import label
from foundation.text.message import LazyText, say
from foundation.web.forms import Entered, Required, choices, given
from foundation.web.stale import StoredForm
from foundation.web.translation import language
from interpreters.domain.languages import Language
from training.domain.courses import Audience
from training.domain.prerequisites import HIGHEST_TOPIK
from training.domain.requirements import RuleKind
from training.service.catalogue.courses import Course, CourseVersion, Description, Rules

Choices = Sequence[tuple[str, str]]


def languages(*, empty: str | None = None) -> list[Any]:
    """The languages of the pool in the reader's words."""
    named = [(code.value, label(code, language())) for code in Language]
    return choices(sorted(named, key=lambda choice: choice[1]), empty=empty)


class CourseForm(StoredForm):
    """What a course is called, and what its newest version asks for."""

    code = StringField(
        say("Code").text, [Required(say("Enter a short code for the course, such as L1."))]
    )
    title = StringField(say("Title in Korean").text, [Required(say("Enter the course's title."))])
    title_en = StringField(say("Title in English").text, [Optional()])
    summary = TextAreaField(say("What it is about, in Korean").text, [Optional()])
    summary_en = TextAreaField(say("What it is about, in English").text, [Optional()])
    audience = RadioField(say("For whom").text, default=Audience.INTERPRETERS.value)
    scheme = SelectField(say("Prepares for").text, [Optional()])
    active = BooleanField(say("Open for new cohorts").text, default=True)
    hours = FloatField(say("Class hours").text, [Entered(say("Enter a number, such as 37.5."))])
    attendance = IntegerField(
        say("Required attendance (%)").text,
        [Entered(say("Enter a whole number."))],
        default=80,
    )
    legal_basis = StringField(say("Legal basis").text, [Optional()])
    schemes = SelectMultipleField(say("Required certification").text)
    courses = SelectMultipleField(say("Required course").text)
    topik = SelectField(say("Korean").text, [Optional()])
    interview = BooleanField(say("An interview is accepted instead").text)
    languages = SelectMultipleField(say("Only for speakers of").text)
    any_language = BooleanField(say("Speaks one of our languages").text)
    vetting = BooleanField(say("Background check valid").text)
    pledge = BooleanField(say("Confidentiality pledge before the first class").text)

    def offer(self, schemes: Choices, courses: Choices) -> None:
        """Fill in the answers to choose from, in the reader's language."""
        self.audience.choices = choices([(str(a), label(a, language())) for a in Audience])
        self.scheme.choices = choices(schemes, empty=say("No certification").text)
        self.schemes.choices, self.courses.choices = choices(schemes), choices(courses)
        levels: list[tuple[str, LazyText | str]] = [
            (str(n), say("TOPIK %(level)s or higher", level=n)) for n in range(1, HIGHEST_TOPIK + 1)
        ]
        self.topik.choices = choices(levels, empty=say("Any").text)
        self.languages.choices = languages()

    def description(self) -> Description:
        """What was typed about the course."""
        return Description(
            code=self.code.data or "",
            title=self.title.data or "",
            title_en=self.title_en.data or "",
            summary=self.summary.data or "",
            summary_en=self.summary_en.data or "",
            audience=Audience(self.audience.data),
            scheme_code=self.scheme.data or "",
        )

    def rules(self) -> Rules:
        """What was typed about its rules."""
        asked: list[dict[str, Any]] = [
            *({"kind": RuleKind.SCHEME.value, "code": code} for code in self.schemes.data or []),
            *({"kind": RuleKind.COURSE.value, "code": code} for code in self.courses.data or []),
        ]
        if self.topik.data:
            topik: dict[str, Any] = {"kind": RuleKind.TOPIK.value, "level": int(self.topik.data)}
            asked.append({**topik, "or": "interview"} if self.interview.data else topik)
        if self.languages.data:
            asked.append({"kind": RuleKind.LANGUAGE.value, "codes": list(self.languages.data)})
        elif self.any_language.data:
            asked.append({"kind": RuleKind.LANGUAGE.value})
        asked += [
            {"kind": kind.value}
            for kind, field in ((RuleKind.VETTING, self.vetting), (RuleKind.PLEDGE, self.pledge))
            if field.data
        ]
        return Rules(
            planned_minutes=round(60 * given(self.hours.data)),
            attendance_percent=given(self.attendance.data),
            prerequisites=asked,
            legal_basis=self.legal_basis.data or "",
        )


def course_values(course: Course, version: CourseVersion) -> dict[str, Any]:
    """A course and its rules as the form shows them."""
    by_kind: dict[str, list[Mapping[str, Any]]] = {}
    for each in version.prerequisites:
        by_kind.setdefault(each["kind"], []).append(each)
    topik = by_kind.get(RuleKind.TOPIK, [{}])[0]
    spoken = by_kind.get(RuleKind.LANGUAGE, [{}])[0].get("codes", [])
    return {
        "code": course.code,
        "title": course.title,
        "title_en": course.title_en,
        "summary": course.summary,
        "summary_en": course.summary_en,
        "audience": course.audience.value,
        "scheme": course.scheme_code,
        "active": course.active,
        "hours": f"{version.planned_minutes / 60:g}",
        "attendance": version.attendance_percent,
        "legal_basis": version.legal_basis,
        "schemes": [each["code"] for each in by_kind.get(RuleKind.SCHEME, [])],
        "courses": [normal_code(each["code"]) for each in by_kind.get(RuleKind.COURSE, [])],
        "topik": str(topik.get("level", "")),
        "interview": topik.get("or") == "interview",
        "languages": list(spoken),
        "any_language": RuleKind.LANGUAGE in by_kind and not spoken,
        "vetting": RuleKind.VETTING in by_kind,
        "pledge": RuleKind.PLEDGE in by_kind,
    }
