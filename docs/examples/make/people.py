"""The 120 invented interpreters."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from certificates import Held, Register, Spoken
from dice import Dice
from names import Names
from places import CITIES, CITY, City
from pools import COUNSELLORS, FURTHER, POOLS, WALK_THROUGH, Pool
from weeks import FIRST_MONDAY

MODALITIES = (
    ("on_site;video;phone", 70),
    ("on_site;phone", 15),
    ("on_site", 8),
    ("video;phone", 7),
)
TRAVEL_KM = ((30, 8), (40, 25), (50, 30), (60, 22), (80, 15))
# Minutes a day and a week: employed staff also have their own counselling to do.
CAPS = {
    "staff": ((300, 1200),),
    "core": ((360, 1200), (420, 1500), (480, 1800), (480, 2000)),
    "occasional": ((240, 480), (300, 600), (360, 900)),
    "volunteer": ((120, 240), (180, 360), (240, 480)),
    "inactive": ((240, 600),),
}
# One in so many has left no number, or would rather be called.
SIGNED_UP_WITHOUT_NUMBER, OTHERS_WITHOUT_NUMBER, WANTS_A_CALL = 8, 4, 10
TRAINEE_SIGN_INS = {
    "vi": "trainee@ieum.example",
    "zh": "trainee2@ieum.example",
    "lo": "trainee3@ieum.example",
}


@dataclass(frozen=True)
class Interpreter:
    """One person of the roster."""

    code: str
    name: str
    email: str
    gender: str
    group: str  # staff, core, occasional, volunteer, inactive
    standing: str
    city: str
    latitude: float
    longitude: float
    max_travel_km: int
    modalities: str
    caps: tuple[int, int]
    min_break: int
    languages: tuple[Spoken, ...]
    certifications: tuple[Held, ...]
    vetted_until: date | None
    phone_number: str
    reached_by: str
    is_counsellor: bool
    is_walk_through: bool

    @property
    def employment(self) -> str:
        """How the roster calls the group."""
        return self.group if self.group in ("staff", "volunteer") else "freelance"

    @property
    def home(self) -> tuple[float, float]:
        """The rounded point they start from."""
        return self.latitude, self.longitude

    def speaks(self, language: str) -> bool:
        """Whether they work in this language well enough for a session."""
        return any(s.language == language and s.level != "basic" for s in self.languages)

    def holds(self, levels: tuple[str, ...], language: str, day: date) -> bool:
        """Whether any of the levels counts on the day."""
        return any(
            h.level in levels and h.language == language and h.valid_from <= day < h.valid_until
            for h in self.certifications
        )


def interpreters() -> list[Interpreter]:
    """Everybody, numbered language by language."""
    makers = _Makers(Dice("people"), Names("people"), Register())
    return [
        makers.person(number, language, place)
        for number, (language, place) in enumerate(_places(), start=1)
    ]


def _places() -> Iterator[tuple[str, int]]:
    for language, pool in POOLS.items():
        for place in range(pool.active + len(pool.inactive)):
            yield language, place


def _phone_number(number: int, email: str) -> str:
    """Exchange 0000 is not in use, so nobody is called by mistake; some have left no number yet.

    Not drawn by chance, so that the rest of the roster stays as it is.
    """
    without = number % (SIGNED_UP_WITHOUT_NUMBER if email else OTHERS_WITHOUT_NUMBER) == 1
    return "" if without else f"010-0000-{1000 + number * 7:04d}"


def group_of(pool: Pool, place: int) -> str:
    """Which group of the pool somebody belongs to."""
    for group, count in (
        ("staff", pool.staff),
        ("core", pool.core),
        ("occasional", pool.occasional),
        ("volunteer", pool.volunteers),
    ):
        if place < count:
            return group
        place -= count
    return "inactive"


class _Makers:
    """Makes people one after another from one stream of chance."""

    def __init__(self, dice: Dice, names: Names, register: Register) -> None:
        self._dice = dice
        self._names = names
        self._register = register
        self._addresses: set[str] = set()

    def person(self, number: int, language: str, place: int) -> Interpreter:
        """The person at one place of a language's pool."""
        pool = POOLS[language]
        group = group_of(pool, place)
        is_walk_through = (language, place) == WALK_THROUGH
        city = CITY["ansan"] if is_walk_through else self._city()
        spoken = self._languages(language, place)
        name, latin, gender = self._identity(language, place)
        standing = pool.inactive[place - pool.active] if group == "inactive" else "active"
        email = self._email(latin, group, standing, language)
        return Interpreter(
            code=f"INT-{number:03d}",
            name=name,
            email=email,
            gender=gender,
            group=group,
            standing=standing,
            city=city.code,
            latitude=round(self._dice.near(city.latitude, 0 if is_walk_through else 0.04), 2),
            longitude=round(self._dice.near(city.longitude, 0 if is_walk_through else 0.05), 2),
            max_travel_km=12 if is_walk_through else self._dice.weighted(TRAVEL_KM),
            modalities="on_site" if is_walk_through else self._dice.weighted(MODALITIES),
            caps=self._dice.one_of(CAPS[group]),
            min_break=self._dice.weighted(((10, 60), (15, 25), (20, 15))),
            languages=tuple(spoken),
            certifications=tuple(self._register.of(language, place, spoken)),
            vetted_until=self._vetted_until(language, place, group),
            phone_number=_phone_number(number, email),
            reached_by="telephone" if email and number % WANTS_A_CALL == 0 else "app",
            is_counsellor=(language, place) in COUNSELLORS,
            is_walk_through=is_walk_through,
        )

    def _city(self) -> City:
        # Interpreters live a little more evenly spread than the people they interpret for.
        return self._dice.weighted((city, city.thousands + 6) for city in CITIES)

    def _identity(self, language: str, place: int) -> tuple[str, str, str]:
        if (language, place) == WALK_THROUGH:
            return "응우옌 티 하인", "hanh", "female"
        gender = self._dice.weighted((("female", 68), ("male", 27), ("", 5)))
        origin = "ko" if self._is_korean_born(language, place) else language
        if language == "lo" and place < POOLS["lo"].active:
            origin = "th"
        name, latin = self._names.new(origin, gender)
        return name, latin, gender

    @staticmethod
    def _is_korean_born(language: str, place: int) -> bool:
        # The places of the freelancers after the first three: neither all staff nor all core.
        pool = POOLS[language]
        first = pool.staff if language == "en" else pool.staff + min(3, pool.core - 1)
        return first <= place < first + pool.korean_born

    def _languages(self, language: str, place: int) -> list[Spoken]:
        if language == "lo" and place < POOLS["lo"].active:
            return [Spoken("th", "native"), Spoken("lo", "basic", "to_korean")]
        level = "fluent" if self._is_korean_born(language, place) else "native"
        spoken = [Spoken(language, level)]
        before = 0
        for other, other_level, count in FURTHER[language]:
            if before <= place < before + count:
                direction = "to_korean" if other_level == "basic" else "both"
                spoken.append(Spoken(other, other_level, direction))
            before += count
        return spoken

    def _email(self, latin: str, group: str, standing: str, language: str) -> str:
        if standing == "trainee" and language in TRAINEE_SIGN_INS:
            # The second trainee of a language has no sign-in yet.
            address = TRAINEE_SIGN_INS[language]
            return "" if address in self._addresses else self._taken(address)
        if group not in ("staff", "core"):
            return ""
        number, address = 1, f"{latin}@ieum.example"
        while address in self._addresses:
            number += 1
            address = f"{latin}{number}@ieum.example"
        return self._taken(address)

    def _taken(self, address: str) -> str:
        self._addresses.add(address)
        return address

    def _vetted_until(self, language: str, place: int, group: str) -> date | None:
        if self._register.ended_vetting(language, place):
            return date(2026, 10, 31)
        needed = self._register.is_vetted_for_violence(language, place) or group == "staff"
        if needed or (group != "inactive" and self._dice.chance(0.35)):
            return FIRST_MONDAY + timedelta(days=120 + self._dice.below(1600))
        return None
