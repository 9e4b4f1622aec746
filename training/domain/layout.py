"""What stands on the page of a document: Korean beside the holder's own language."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, cast

from babel import Locale
from babel.dates import format_date

from foundation.text.i18n import label
from interpreters.domain.languages import Direction, Language
from training.domain.certifications import Grade
from training.domain.documents import DocumentKind, code_in_groups
from training.domain.own_words import KOREAN, Words, own_words

# Babel speaks of Filipino as "fil".
_LOCALES = {Language.FILIPINO: "fil", Language.CHINESE: "zh_Hans", Language.UZBEK: "uz_Latn"}


@dataclass(frozen=True)
class DocumentLine:
    """One fact: its label and value in Korean and in the own language."""

    label: str
    own_label: str
    value: str
    own_value: str = ""
    code: bool = False
    grave: bool = False  # not shown to the public before a name matched


@dataclass(frozen=True)
class CourseLine:
    """One course of a transcript."""

    title: str
    own_title: str
    hours: str
    result: str


@dataclass(frozen=True, kw_only=True)
class DocumentPage:
    """A document ready to be set, as PDF or as HTML."""

    own_language: str
    title: str
    own_title: str
    name: str
    own_names: tuple[str, ...]
    lines: tuple[DocumentLine, ...]
    courses: tuple[CourseLine, ...]
    course_heads: tuple[str, ...]
    note: str
    check: str
    own_check: str
    code: str

    def facts(self) -> dict[str, Any]:
        """As plain values, for the typesetter."""
        return asdict(self)


def page_of(printed: Mapping[str, Any], code: str) -> DocumentPage:
    """Lay out everything printed on a document."""
    language = Language(printed["own_language"]) if printed["own_language"] else Language.ENGLISH
    own, kind = own_words(language), DocumentKind(printed["kind"])
    holder = printed["holder"]
    return DocumentPage(
        own_language=_locale(language).language,
        title=str(getattr(KOREAN, kind.value)),
        own_title=str(getattr(own, kind.value)),
        name=holder["name"],
        own_names=tuple(dict.fromkeys(n for n in (holder["own"], holder["latin"]) if n)),
        lines=tuple(_lines(printed, own, language)),
        courses=tuple(
            CourseLine(row["title"], row["title_en"], row["hours"], row["result"])
            for row in printed.get("courses", ())
        ),
        course_heads=tuple(
            f"{korean} · {theirs}"
            for korean, theirs in (
                (KOREAN.course, own.course),
                (KOREAN.hours, own.hours),
                (KOREAN.result, own.result),
            )
        ),
        note=printed.get("legal_basis", ""),
        check=KOREAN.check,
        own_check=own.check,
        code=code_in_groups(code),
    )


def _lines(printed: Mapping[str, Any], own: Words, language: Language) -> list[DocumentLine]:
    lines = list[DocumentLine]()
    if "scheme" in printed:
        scheme = printed["scheme"]
        lines.append(
            DocumentLine(
                KOREAN.qualification,
                own.qualification,
                scheme["title"],
                scheme["title_en"],
                grave=True,
            )
        )
    if "course" in printed:
        course = printed["course"]
        lines.append(DocumentLine(KOREAN.course, own.course, course["title"], course["title_en"]))
        lines.append(DocumentLine(KOREAN.hours, own.hours, course["hours"]))
    if printed.get("language"):
        lines.append(
            DocumentLine(
                KOREAN.languages,
                own.languages,
                _languages(printed, "ko"),
                _languages(printed, _locale(language).language),
            )
        )
    if printed.get("grade"):
        grade = Grade(printed["grade"])
        lines.append(DocumentLine(KOREAN.grade, own.grade, label(grade, "ko"), label(grade, "en")))
    for key, korean, theirs in (
        ("valid_from", KOREAN.valid_from, own.valid_from),
        ("valid_until", KOREAN.valid_until, own.valid_until),
        ("issued_on", KOREAN.issued_on, own.issued_on),
    ):
        if printed.get(key):
            day = date.fromisoformat(printed[key])
            # The kept end is the first day on which it no longer holds; people read the last.
            day -= timedelta(days=1) if key == "valid_until" else timedelta()
            lines.append(
                DocumentLine(korean, theirs, _day(day, Locale("ko")), _day(day, _locale(language)))
            )
    issuer = printed["issuer"]
    lines.append(DocumentLine(KOREAN.issuer, own.issuer, issuer["name"], issuer["name_en"]))
    lines.append(DocumentLine(KOREAN.serial, own.serial, printed["serial"], code=True))
    return lines


def _locale(language: Language) -> Locale:
    return Locale.parse(_LOCALES.get(language, language.value))


def _day(day: date, locale: Locale) -> str:
    return format_date(day, "long", locale=locale)


def _languages(printed: Mapping[str, Any], locale: str) -> str:
    """Korean ↔ Khmer, in the language of `locale`, with the arrow of the direction."""
    names = cast("Mapping[str, str]", Locale.parse(locale).languages)
    code = Language(printed["language"])
    other = names.get(_LOCALES.get(code, code.value).split("_")[0], code.value)
    korean = names.get("ko", "ko")
    arrow = {
        Direction.BOTH: "↔",
        Direction.TO_KOREAN: "←",
        Direction.FROM_KOREAN: "→",
    }[Direction(printed.get("direction", Direction.BOTH))]
    return f"{korean} {arrow} {other}"
