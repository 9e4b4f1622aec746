"""Catalogues, and sentences, dates and names in the reader's language."""

from collections.abc import Mapping
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from foundation.text.message import LazyText, Named

ROOT = Path(__file__).parents[2]
PACKAGES = ("foundation", "accounts", "interpreters", "training", "scheduling", "dispatch")
LANGUAGE_NAMES = {"ko": "한국어", "en": "English"}


@cache
def catalogue(language: str) -> Translations:
    """All packages' catalogues of a language, read from their .po files; English is the source."""
    merged = Translations()
    for package in PACKAGES:
        folder = ROOT / package / "translations" / language / "LC_MESSAGES"
        for path in sorted(folder.glob("*.po")):
            with path.open("rb") as source:
                compiled = BytesIO()
                write_mo(compiled, read_po(source, locale=language))
            compiled.seek(0)
            package_words = Translations(compiled)
            merged.merge(package_words)
            merged.plural = package_words.plural  # merge() keeps the English rule
    return merged


def translate(wording: LazyText | str, language: str) -> str:
    """A sentence in a language, its values translated and formatted too."""
    if isinstance(wording, str):
        return wording
    text = str(catalogue(language).ugettext(wording.text))
    if not wording.values:
        return text
    return text % {key: _value(value, language) for key, value in wording.values.items()}


def _value(value: object, language: str) -> str:
    if isinstance(value, LazyText):
        return translate(value, language)
    if isinstance(value, Named):
        return value.name_in(language)
    if isinstance(value, Enum):
        return label(value, language)
    if isinstance(value, datetime):
        raise TypeError("give a date and a clock time, already in the office's zone")
    if isinstance(value, date):
        return day_text(value, language)
    if isinstance(value, time):
        return clock_text(value, language)
    return str(value)


# Labels of enumerations: "<EnumName>.<value>" in the catalogues, registered by the packages in English.
_LABELS: dict[str, str] = {}


def register_labels(labels: Mapping[Enum, LazyText]) -> None:
    """Give enumeration members their English names; catalogues translate those."""
    for member, wording in labels.items():
        _LABELS[_label_key(member)] = wording.text


def _label_key(member: Enum) -> str:
    return f"{type(member).__name__}.{member.value}"


def has_label(member: Enum) -> bool:
    """Whether a member of an enumeration has been given a name."""
    return _label_key(member) in _LABELS


def label(member: Enum, language: str) -> str:
    """The name of an enumeration member in a language."""
    return str(catalogue(language).ugettext(_LABELS[_label_key(member)]))


def day_text(day: date, language: str, *, year: bool = False) -> str:
    """A date with its weekday: 11월 23일 월요일 / Monday 23 November."""
    if language == "ko":
        return format_date(day, ("y년 " if year else "") + "M월 d일 EEEE", locale="ko")
    return format_date(day, "EEEE d MMMM" + (" y" if year else ""), locale="en_GB")


def short_day_text(day: date, language: str, *, year: bool = False) -> str:
    """A date in a narrow place: 11. 23. (월) / Mon 23 Nov."""
    if language == "ko":
        return format_date(day, ("y. " if year else "") + "M. d. (EEE)", locale="ko")
    return format_date(day, "EEE d MMM" + (" y" if year else ""), locale="en_GB")


def clock_text(clock: time, language: str) -> str:
    """A time of day in a sentence: 오전 9:30 / 9:30 am."""
    if language == "ko":
        return format_time(clock, "aaaa h:mm", locale="ko")
    return format_time(clock, "h:mm a", locale="en").replace("AM", "am").replace("PM", "pm")


def instant_text(instant: datetime, zone: ZoneInfo, language: str) -> str:
    """An instant as the office's wall shows it."""
    local = instant.astimezone(zone)
    return f"{day_text(local.date(), language)} {clock_text(local.time(), language)}"


def minutes_text(minutes: int, language: str) -> str:
    """A length of time: 1시간 30분 / 1 h 30 min."""
    hours, rest = divmod(int(minutes), 60)
    units = ("시간", "분") if language == "ko" else (" h", " min")
    parts = [f"{hours}{units[0]}"] if hours else []
    if rest or not hours:
        parts.append(f"{rest}{units[1]}")
    return " ".join(parts)
