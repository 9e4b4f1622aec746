"""What stands on the page of a document: Korean beside the holder's own language."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, cast

from babel import Locale
from babel.dates import format_date

from foundation.text.i18n import label
from interpreters.domain.languages import Direction, Language
from training.domain.certifications import Grade
from training.domain.documents import DocumentKind, code_in_groups
from training.domain.own_titles import own_grade, own_scheme
from training.domain.own_words import KOREAN, Words, own_words
from training.domain.validity import last_day

# Babel speaks of Filipino as "fil".
ENGLISH = own_words(Language.ENGLISH)
_SENTENCES = {
    DocumentKind.CERTIFICATE: "certifies",
    DocumentKind.COMPLETION: "completes",
    DocumentKind.TRANSCRIPT: "confirms",
    DocumentKind.APPOINTMENT: "appoints",
    DocumentKind.ACTIVITY: "confirms_activity",
}
_ENGLISH = Locale("en", "GB")
_LOCALES = {Language.FILIPINO: "fil", Language.CHINESE: "zh_Hans", Language.UZBEK: "uz_Latn"}


@dataclass(frozen=True)
class DocumentLine:
    """One fact: its label and value in Korean, in the own language and, for readers of it, in English."""

    label: str
    own_label: str
    value: str
    own_value: str = ""
    label_en: str = ""
    value_en: str = ""
    code: bool = False
    foot: bool = False  # on paper it stands at the foot, beside the seal
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

    kind: str
    own_language: str
    title: str
    own_title: str
    title_en: str
    name: str
    own_names: tuple[str, ...]
    lines: tuple[DocumentLine, ...]
    courses: tuple[CourseLine, ...]
    course_heads: tuple[str, ...]
    sentence: str
    own_sentence: str
    issued_on: str
    issuer: str
    issuer_en: str
    head: str
    head_title: str
    seal: str
    note: str
    check: str
    own_check: str
    serial: str
    code: str

    def facts(self) -> dict[str, Any]:
        """As plain values, for the typesetter."""
        return asdict(self)


def page_of(printed: Mapping[str, Any], code: str) -> DocumentPage:
    """Lay out everything printed on a document."""
    language = Language(printed["own_language"]) if printed["own_language"] else Language.ENGLISH
    own, kind = own_words(language), DocumentKind(printed["kind"])
    holder = printed["holder"]
    issued, issuer = date.fromisoformat(printed["issued_on"]), printed["issuer"]
    return DocumentPage(
        kind=kind.value,
        own_language=_locale(language).language,
        title=str(getattr(KOREAN, kind.value)),
        own_title=str(getattr(own, kind.value)),
        title_en=str(getattr(ENGLISH, kind.value)),
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
        sentence=str(getattr(KOREAN, _SENTENCES[kind])),
        own_sentence=str(getattr(own, _SENTENCES[kind])),
        issued_on=_day(issued, Locale("ko")),
        issuer=issuer["name"],
        issuer_en=issuer["name_en"],
        head=issuer.get("head", ""),
        head_title=KOREAN.head,
        seal=issuer.get("seal", ""),
        note=printed.get("legal_basis", ""),
        check=KOREAN.check,
        own_check=own.check,
        serial=printed["serial"],
        code=code_in_groups(code),
    )


def _lines(printed: Mapping[str, Any], own: Words, language: Language) -> list[DocumentLine]:
    issuer = printed["issuer"]
    return [
        *_subject(printed, own, language),
        *_activity(printed, own),
        *_days(printed, own, language),
        replace(
            _line(own, "issuer", issuer["name"], issuer["name_en"], issuer["name_en"]), foot=True
        ),
        replace(_line(own, "serial", printed["serial"]), code=True),
    ]


def _line(
    own: Words, word: str, value: str, own_value: str = "", value_en: str = ""
) -> DocumentLine:
    """A line whose labels are one word of a document in each language."""
    korean, theirs, english = (str(getattr(words, word)) for words in (KOREAN, own, ENGLISH))
    return DocumentLine(
        korean, theirs, value, own_value, label_en=english, value_en=value_en or value
    )


def _subject(printed: Mapping[str, Any], own: Words, language: Language) -> Iterator[DocumentLine]:
    """What somebody is certified for, or which course was completed."""
    if "scheme" in printed:
        scheme = printed["scheme"]
        title_en = scheme["title_en"]
        theirs = own_scheme(language, scheme["code"], title_en)
        yield replace(_line(own, "qualification", scheme["title"], theirs, title_en), grave=True)
    if "course" in printed:
        course = printed["course"]
        yield _line(own, "course", course["title"], course["title_en"], course["title_en"])
        yield _line(own, "hours", course["hours"])
    if printed.get("language"):
        locales = ("ko", _locale(language).language, "en")
        yield _line(own, "languages", *(_languages(printed, locale) for locale in locales))
    if printed.get("grade"):
        grade = Grade(printed["grade"])
        theirs = own_grade(language, grade)
        yield _line(own, "grade", label(grade, "ko"), theirs, label(grade, "en"))


def _days(printed: Mapping[str, Any], own: Words, language: Language) -> Iterator[DocumentLine]:
    locales = (Locale("ko"), _locale(language), _ENGLISH)
    for key in ("valid_from", "valid_until", "issued_on"):
        if printed.get(key):
            day = date.fromisoformat(printed[key])
            if key == "valid_until":  # people read the last day
                day = last_day(day)
            line = _line(own, key, *(_day(day, locale) for locale in locales))
            yield replace(line, foot=key == "issued_on")


def _activity(printed: Mapping[str, Any], own: Words) -> Iterator[DocumentLine]:
    """From when until when somebody is appointed or was active; how often, and for how long."""
    if "period" not in printed:
        return
    days = [date.fromisoformat(printed["period"][key]) for key in ("first_day", "last_day")]
    korean, english = (
        " – ".join(_day(day, locale) for day in days) for locale in (Locale("ko"), _ENGLISH)
    )
    yield _line(own, "period", korean, english, english)
    if "sessions" in printed:
        n, (hours, minutes) = printed["sessions"], divmod(printed["minutes"], 60)
        yield _line(own, "sessions", f"{n}회", f"{n}", f"{n}")
        in_korean = f"{hours}시간 {minutes}분" if minutes else f"{hours}시간"
        in_english = f"{hours} h {minutes} min" if minutes else f"{hours} h"
        yield _line(own, "hours", in_korean, in_english, in_english)


def _locale(language: Language) -> Locale:
    return Locale.parse(_LOCALES.get(language, language.value))


def _day(day: date, locale: Locale) -> str:
    return format_date(day, "long", locale=locale)


def _languages(printed: Mapping[str, Any], locale: str) -> str:
    """Korean ↔ Khmer, in the language of `locale`, with the arrow of the direction.

    Korean and English say what the screens say; Babel knows the other languages' words.
    """
    code = Language(printed["language"])
    names = cast("Mapping[str, str]", Locale.parse(locale).languages)
    if locale in {"ko", "en"}:
        other = label(code, locale)
    else:
        other = names.get(_LOCALES.get(code, code.value).split("_")[0], code.value)
    korean = names.get("ko", "ko")
    arrow = {
        Direction.BOTH: "↔",
        Direction.TO_KOREAN: "←",
        Direction.FROM_KOREAN: "→",
    }[Direction(printed.get("direction", Direction.BOTH))]
    return f"{korean} {arrow} {other}"
