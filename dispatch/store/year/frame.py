"""What everything of the year is made from: its size, its days, its dice, and rows written in bulk."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from accounts.domain.cities import CITIES
from foundation.database.base import Base
from foundation.times.zones import to_utc
from interpreters.domain.languages import Language

PORTION = 5000
DAYS = 365
# Shares in per cent, as in docs/demo-data.md.
LANGUAGES: Mapping[Language, int] = {
    Language.VIETNAMESE: 26,
    Language.CHINESE: 20,
    Language.RUSSIAN: 11,
    Language.UZBEK: 9,
    Language.THAI: 8,
    Language.KHMER: 8,
    Language.FILIPINO: 5,
    Language.MONGOLIAN: 4,
    Language.BURMESE: 4,
    Language.ENGLISH: 3,
    Language.LAO: 2,
}
# From Monday on.
WEEKDAYS = (52, 50, 52, 50, 26, 14, 50)
_SYLLABLES = [
    "가람",
    "나래",
    "다온",
    "라온",
    "마루",
    "바다",
    "새봄",
    "아라",
    "이든",
    "자람",
    "하늘",
    "한별",
    "고은",
    "누리",
    "도담",
    "미르",
    "보람",
    "소담",
    "여울",
    "해솔",
]


@dataclass(frozen=True)
class Size:
    """How many of each there are; a scale of 1 is the year of docs/benchmarks.md."""

    scale: float

    def of(self, whole: int) -> int:
        """A number of the whole year, at this scale."""
        return max(1, round(whole * self.scale))


@dataclass
class Year:
    """A year up to `today`, and `ahead` days from it on."""

    size: Size
    today: date
    now: datetime
    zone: ZoneInfo
    seed: int
    ahead: int
    password_hash: str
    dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        """Begin with the seed."""
        self.dice = random.Random(self.seed)  # noqa: S311  a year to measure with, no secret

    def uid(self) -> UUID:
        """An id that the seed decides."""
        return UUID(int=self.dice.getrandbits(128), version=4)

    @property
    def days(self) -> list[date]:
        """Every day, the first one first."""
        first = self.today - timedelta(days=DAYS - self.ahead)
        count = (self.today - first).days + self.ahead
        return [first + timedelta(days=n) for n in range(count)]

    def at(self, day: date, minutes: int) -> datetime:
        """So many minutes after midnight in the office's zone."""
        return to_utc(day, time(minutes // 60, minutes % 60), self.zone).astimezone(UTC)

    def name(self) -> str:
        """A name that nobody has: it begins with the word for example."""
        return f"예시{self.dice.choice(_SYLLABLES)} {self.dice.choice(_SYLLABLES)}"

    def city(self) -> str:
        """A city of the province."""
        return self.dice.choice(tuple(CITIES))

    def language(self) -> Language:
        """A language, as often as it is asked for."""
        return self.dice.choices(tuple(LANGUAGES), tuple(LANGUAGES.values()))[0]


def fill(db: Session, table: type[Base], rows: Iterable[Mapping[str, Any]]) -> int:
    """Write rows of a table in portions, by the names of its columns; how many."""
    connection, count = db.connection(), 0
    waiting = iter(rows)
    while portion := list(islice(waiting, PORTION)):
        connection.execute(sa.insert(table.__table__), portion)  # pyright: ignore[reportArgumentType]  a Table
        count += len(portion)
    return count


def shared(total: int, weights: Sequence[int]) -> list[int]:
    """A total divided by weights, without a remainder."""
    whole, given, found = sum(weights), 0, list[int]()
    run = 0
    for weight in weights:
        run += weight
        upto = round(total * run / whole)
        found.append(upto - given)
        given = upto
    return found
