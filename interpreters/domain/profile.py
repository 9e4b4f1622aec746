"""What the roster knows of a person, as the office writes it down, and what makes no sense."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from accounts.domain.cities import CITIES
from foundation.security.errors import Problems
from foundation.text.message import LazyText, say
from foundation.text.personal import reason_against_numbers
from foundation.text.signs import reason_against_signs
from interpreters.domain.contact import Channel, reason_against_number
from interpreters.domain.languages import Direction, Language, Level
from interpreters.domain.qualifications import Modality
from interpreters.domain.standing import Employment, Gender

LONGEST_NAME, LONGEST_NOTES, LONGEST_CODE = 120, 500, 40
FARTHEST_KM, LONGEST_BREAK = 300, 240
DAY_MINUTES, WEEK_MINUTES = 24 * 60, 7 * 24 * 60
# Korea, roughly: a swapped or mistyped coordinate would make every travel time nonsense.
LATITUDES, LONGITUDES = (33.0, 39.0), (124.0, 132.0)
HOME_DIGITS = 2


@dataclass(frozen=True)
class Spoken:
    """A language, how well and in which direction."""

    language: Language
    level: Level = Level.NATIVE
    direction: Direction = Direction.BOTH


@dataclass(frozen=True, kw_only=True)
class Profile:
    """Everything about a person that the office may write, without standing and certifications."""

    full_name: str
    gender: Gender | None = None
    employment: Employment = Employment.FREELANCE
    city: str
    latitude: float
    longitude: float
    max_travel_km: int = 32
    modalities: frozenset[Modality] = field(default_factory=lambda: frozenset(Modality))
    max_minutes_per_day: int = 480
    max_minutes_per_week: int = 2400
    min_break_minutes: int = 10
    languages: tuple[Spoken, ...] = ()
    vetted_until: date | None = None
    # None: what is kept stays, and a new record is of today
    joined_on: date | None = None
    # None: the number that is kept, if any, stays
    phone_number: str | None = None
    reached_by: Channel = Channel.APP
    notes: str = ""


def rounded_home(latitude: float, longitude: float) -> tuple[float, float]:
    """A home to about a kilometre: nearer nobody needs to know it."""
    return round(latitude, HOME_DIGITS), round(longitude, HOME_DIGITS)


def check_profile(profile: Profile, today: date) -> None:
    """Raise Refused naming every field that makes no sense."""
    problems = Problems()
    for name, reason in _reasons_against(profile):
        problems.add(name, reason)
    if profile.joined_on is not None and profile.joined_on > today:
        problems.add("joined_on", say("That day is still to come."))
    problems.check()


def _reasons_against(profile: Profile) -> Iterator[tuple[str, LazyText]]:
    yield from _reasons_against_name(profile.full_name)
    if len(profile.notes) > LONGEST_NOTES:
        yield "notes", say("Use at most %(n)s characters.", n=LONGEST_NOTES)
    if (found := reason_against_numbers(profile.notes)) is not None:
        yield "notes", found
    yield from reasons_against_contact(profile.phone_number, profile.reached_by)
    if profile.city not in CITIES:
        yield "city", say("There is no city “%(city)s”.", city=profile.city)
    if not LATITUDES[0] <= profile.latitude <= LATITUDES[1]:
        yield "latitude", say("The latitude must be in Korea, between 33 and 39.")
    if not LONGITUDES[0] <= profile.longitude <= LONGITUDES[1]:
        yield "longitude", say("The longitude must be in Korea, between 124 and 132.")
    yield from _reasons_against_languages(profile.languages)
    yield from reasons_against_terms(profile.max_travel_km, profile.modalities)
    yield from _reasons_against_caps(profile)


def _reasons_against_name(name: str) -> Iterator[tuple[str, LazyText]]:
    if not name:
        yield "full_name", say("Enter the person's name.")
    if len(name) > LONGEST_NAME:
        yield "full_name", say("Use at most %(n)s characters.", n=LONGEST_NAME)
    if (strange := reason_against_signs(name)) is not None:
        yield "full_name", strange


def _reasons_against_languages(languages: tuple[Spoken, ...]) -> Iterator[tuple[str, LazyText]]:
    if not languages:
        yield "languages", say("Choose at least one language.")
    seen: set[Language] = set()
    for spoken in languages:
        if spoken.language in seen:
            yield "languages", say("%(language)s is listed twice.", language=spoken.language)
        seen.add(spoken.language)


def reasons_against_terms(
    max_travel_km: int, modalities: frozenset[Modality]
) -> Iterator[tuple[str, LazyText]]:
    """What people may change about themselves: how far they go and how they take part."""
    if not 0 <= max_travel_km <= FARTHEST_KM:
        yield (
            "max_travel_km",
            say("The distance must be between 0 and %(n)s km.", n=FARTHEST_KM),
        )
    if not modalities:
        yield "modalities", say("Choose at least one mode.")


def reasons_against_contact(
    phone_number: str | None, reached_by: Channel
) -> Iterator[tuple[str, LazyText]]:
    """A number must be one, and whoever wants to be called needs one."""
    if (reason := reason_against_number(phone_number or "")) is not None:
        yield "phone_number", reason
    if reached_by is Channel.TELEPHONE and phone_number == "":
        yield "phone_number", say("Enter the number to be called, or choose another way.")


def _reasons_against_caps(profile: Profile) -> Iterator[tuple[str, LazyText]]:
    if not 0 <= profile.max_minutes_per_day <= DAY_MINUTES:
        yield "max_minutes_per_day", say("A day has %(n)s minutes.", n=DAY_MINUTES)
    if not 0 <= profile.max_minutes_per_week <= WEEK_MINUTES:
        yield "max_minutes_per_week", say("A week has %(n)s minutes.", n=WEEK_MINUTES)
    if not 0 <= profile.min_break_minutes <= LONGEST_BREAK:
        yield (
            "min_break_minutes",
            say("A break lasts between 0 and %(n)s minutes.", n=LONGEST_BREAK),
        )
