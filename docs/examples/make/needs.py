"""Six hundred stated needs: the ordinary ones drawn, the hand-made ones taken out of the quota."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dice import Dice
from network import OFFICES, ORGANISATION_OF, Site
from places import CITIES, CITY, kilometres
from shares import LANGUAGES, SESSIONS, WEEKDAYS, apportioned, domain_weights
from topics import FALLBACKS, TOPICS, Topic
from weeks import CLOSES, DAYS, OPENS, weekday

MINUTES = ((30, 10), (60, 46), (90, 27), (120, 11), (150, 3), (180, 3))
REMOTE_MINUTES = ((30, 50), (60, 50))
GROUP_MINUTES = ((120, 50), (150, 30), (180, 20))
ON_SITE = (
    ("on_site", 46),
    ("on_site;video", 26),
    ("on_site;video;phone", 18),
    ("on_site;phone", 10),
)
REMOTE = (("phone", 38), ("video;phone", 23), ("phone;video", 23), ("video", 16))
TEAM_FROM = 150  # long consecutive dialogue needs two

WALK_THROUGH_DAY = date(2026, 12, 2)
WALK_THROUGH_RADIUS_KM = 20


@dataclass(frozen=True)
class Need:
    """One request as its requester would state it; times in minutes since midnight."""

    organisation: str
    language: str
    domain: str
    day: date
    start: int
    minutes: int
    modalities: str
    site: str
    priority: int
    tier: str = ""
    earliest: int | None = None
    latest: int | None = None
    team: int = 1
    gender: str = ""
    fallback: str = ""
    note: str = ""
    series: str = ""
    trainee: str = ""
    room: str = ""
    case: str = ""
    requester: str = ""
    preferred: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()

    @property
    def window(self) -> tuple[int, int]:
        """From the earliest start to the latest end."""
        first = self.start if self.earliest is None else self.earliest
        last = self.start if self.latest is None else self.latest
        return first, last + self.minutes


class Drawer:
    """Draws ordinary needs from one stream of chance."""

    def __init__(self, sites: list[Site]) -> None:
        self._dice = Dice("needs")
        self._sites = sites

    def all(self, hand_made: list[Need]) -> list[Need]:
        """The hand-made needs and as many drawn ones as the quotas leave."""
        domains = apportioned(SESSIONS, domain_weights())
        languages = apportioned(SESSIONS, LANGUAGES)
        left_domains = self._left(domains, (n.domain for n in hand_made))
        left_languages = self._left(languages, (n.language for n in hand_made))
        pairs = zip(left_domains, left_languages, strict=True)
        return hand_made + [self._need(domain, language) for domain, language in pairs]

    def _left(self, quota: dict[str, int], used: Iterable[str]) -> list[str]:
        left = Counter(quota)
        left.subtract(used)
        return self._dice.shuffled(name for name in quota for _ in range(left[name]))

    def _need(self, domain: str, language: str) -> Need:
        topic, dice = TOPICS[domain], self._dice
        city = dice.weighted((city.code, city.thousands) for city in CITIES)
        body = ORGANISATION_OF[city]
        grouped, remote = dice.chance(topic.information), dice.chance(topic.remote)
        remote = remote and not grouped
        day, site = self._day_and_site(language, None if remote else city, topic)
        modalities = dice.weighted(REMOTE if remote else ON_SITE)
        lengths = self._lengths(grouped=grouped, remote=remote)
        minutes = dice.weighted(x for x in lengths if grouped or x[0] <= topic.longest)
        start, earliest, latest = self._start(site, minutes)
        return Need(
            organisation=body.code,
            language=language,
            domain=domain,
            day=day,
            start=start,
            minutes=minutes,
            modalities="on_site" if grouped else modalities,
            site=site.code if site else "",
            priority=dice.weighted(topic.priorities),
            tier="T0" if grouped else dice.weighted(topic.tiers),
            earliest=earliest,
            latest=latest,
            team=2 if minutes >= TEAM_FROM else 1,
            gender="" if grouped else dice.weighted(topic.genders),
            fallback=self._fallback(language),
            note=self._note(topic, grouped=grouped),
        )

    @staticmethod
    def _lengths(*, grouped: bool, remote: bool) -> tuple[tuple[int, int], ...]:
        if grouped:
            return GROUP_MINUTES
        return REMOTE_MINUTES if remote else MINUTES

    def _day_and_site(
        self, language: str, city: str | None, topic: Topic
    ) -> tuple[date, Site | None]:
        """A day, and a place open on it; the walk-through's day stays free of its own kind."""
        while True:
            day = self._dice.weighted((day, WEEKDAYS[weekday(day)]) for day in DAYS)
            site = self._site(city, topic, day) if city else None
            if not (day == WALK_THROUGH_DAY and language == "vi" and _is_near_ansan(site)):
                return day, site

    def _site(self, city: str, topic: Topic, day: date) -> Site:
        """A fitting place in the city, else one its organisation uses elsewhere, else any open."""
        kind = self._dice.weighted(topic.places)
        is_weekend = weekday(day) in ("sat", "sun")
        ours = [
            site
            for site in self._sites
            if site.organisation == ORGANISATION_OF[city].code
            and not (is_weekend and site.kind in OFFICES)
        ]
        here = [site for site in ours if site.city == city]
        fitting = [site for site in here if site.kind == kind]
        if not fitting and kind in ("hospital", "labour", "court", "police", "immigration"):
            fitting = [site for site in ours if site.kind == kind]
        # Without a fitting place: the rooms or desk of the city, or the organisation's own.
        rooms = [site for site in ours if site.kind == "own"]
        usual = [site for site in here if site.kind in ("own", "public")]
        return self._dice.one_of(fitting or usual or rooms)

    def _start(self, site: Site | None, minutes: int) -> tuple[int, int | None, int | None]:
        """A wished start, mostly on the half hour, sometimes with a window around it."""
        dice = self._dice
        in_office = site is not None and site.kind in OFFICES
        closes = CLOSES if dice.chance(0.16) and not in_office else CLOSES - 120
        steps = range(OPENS, closes - minutes + 1, 30)
        start = dice.weighted((s, 2.2 if s in (600, 630, 840, 870) else 1) for s in steps)
        if dice.chance(0.1):
            start = min(start + 5 * (1 + dice.below(5)), closes - minutes)
        if not dice.chance(0.18):
            return start, None, None
        slack = dice.one_of((15, 30, 30, 45, 60))
        return start, max(OPENS, start - slack), min(closes - minutes, start + slack)

    def _fallback(self, language: str) -> str:
        other, share = FALLBACKS.get(language, ("", 0.0))
        return other if self._dice.chance(share) else ""

    def _note(self, topic: Topic, *, grouped: bool) -> str:
        note = self._dice.one_of([*topic.notes.split(" / "), ""])
        return "단체 안내" if grouped else note


def _is_near_ansan(site: Site | None) -> bool:
    if site is None:
        return False
    ansan = CITY["ansan"]
    here, there = (ansan.latitude, ansan.longitude), (site.latitude, site.longitude)
    return kilometres(here, there) < WALK_THROUGH_RADIUS_KM
