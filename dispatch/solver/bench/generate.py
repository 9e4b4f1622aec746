"""Seeded problems of the made-up province: the named sets of the benchmarks, full and core."""

# ruff: noqa: PLR2004, S311  shares and lengths stand where they are drawn, and dice need no secrecy

import random
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from dispatch.solver.bench import office
from dispatch.solver.bench.nation import nation
from dispatch.solver.bench.province import (
    CERTIFIED,
    CITIES,
    DOMAINS,
    LANGUAGES,
    PRIORITIES,
    SPOKEN_TOGETHER,
    UNFILLED_COST,
)
from dispatch.solver.problem.problem import (
    DAYS_PER_WEEK,
    MINUTES_PER_DAY,
    Interpreter,
    Place,
    Problem,
    Session,
    Travel,
    distance_km,
)

Family = Literal["full", "core"]
Window = tuple[int, int]
TRAVEL = Travel(kmh=40, detour=1.35, round_to=5, buffer=10)
REMOTE_SHARE, TEAM_SHARE, WINDOW_SHARE = 0.30, 0.40, 0.12


@dataclass(frozen=True, slots=True)
class SetSize:
    """How large a set is, how often its interpreters are free, and over how many provinces.

    With `is_office` it is a week such as an office plans: seven days, part-time people who mostly speak one language,
    so that languages fall apart, some sessions that nobody can serve, and wishes for who came before. With `is_rich`
    it has all that `office` adds.
    """

    sessions: int
    interpreters: int
    days: int
    free: float
    provinces: int = 1
    is_office: bool = False
    is_rich: bool = False


SETS = {
    "day-50": SetSize(50, 30, 1, 0.95),
    "day-200": SetSize(200, 120, 1, 0.9),
    "day-1000": SetSize(1000, 500, 1, 0.85),
    "day-5000": SetSize(5000, 2000, 1, 0.85),
    "day-20000": SetSize(20000, 8000, 1, 0.8, provinces=8),
    "week-300": SetSize(300, 120, 7, 0.6, is_office=True),
    "office-300": SetSize(300, 120, 7, 0.6, is_office=True, is_rich=True),
    "week-1000": SetSize(1000, 200, 5, 0.75),
    "month-4000": SetSize(4000, 300, 20, 0.55),
}


@dataclass(frozen=True, slots=True)
class MadeUpPerson:
    """What decides for which sessions somebody is a candidate."""

    languages: frozenset[str]
    certified_until: dict[str, int]
    woman: bool | None
    on_site: bool
    remote: bool
    furthest_km: int
    home: Place
    row: Interpreter


@dataclass(frozen=True, slots=True)
class MadeUpNeed:
    """What a session asks for, before candidates are known."""

    language: str
    domain: str
    woman: bool | None
    site: Place | None
    excluded: str | None
    row: Session


@dataclass(frozen=True, slots=True)
class MadeUpProvince:
    """A problem of one province, and what its candidates were decided by."""

    problem: Problem
    needs: tuple[MadeUpNeed, ...]
    people: tuple[MadeUpPerson, ...]


def generate(name: str, seed: int, family: Family = "full") -> Problem:
    """The named set for a seed; `core` keeps what every routing solver can state."""
    size = SETS[name]
    if size.provinces == 1:
        return generate_province(name, seed, family).problem
    title = f"{name}.{family}.{seed}"
    sessions, interpreters = size.sessions // size.provinces, size.interpreters // size.provinces
    share = replace(size, sessions=sessions, interpreters=interpreters)
    dice = [random.Random(f"{name}/{family}/{seed}/{k}") for k in range(size.provinces)]
    return nation([_province(title, each, share, family).problem for each in dice])


def generate_province(name: str, seed: int, family: Family = "full") -> MadeUpProvince:
    """A set of one province with all that was drawn for it."""
    dice = random.Random(f"{name}/{family}/{seed}")
    return _province(f"{name}.{family}.{seed}", dice, SETS[name], family)


def _province(title: str, dice: random.Random, size: SetSize, family: Family) -> MadeUpProvince:
    worked = DAYS_PER_WEEK if size.is_office else 5
    days = [d for d in range(10 * size.days) if d % DAYS_PER_WEEK < worked][: size.days]
    sites = _sites(dice)
    people = [_person(dice, k, days, size) for k in range(size.interpreters)]
    speakers = {t.name: [p for p in people if t.name in p.languages] for t in LANGUAGES}
    needs = [_need(dice, k, days, (sites, family == "core")) for k in range(size.sessions)]
    wishing = 0.5 if size.is_office else 0.15
    wished = [_with_wishes(dice, need, speakers[need.language], wishing) for need in needs]
    sessions = tuple(_with_candidates(need, speakers[need.language]) for need in wished)
    if size.is_rich:
        sessions = _as_an_office_is_asked(dice, sessions, wished, speakers)
    places = [place for city in sites for place in city] + [p.home for p in people]
    problem = Problem(
        name=title,
        places=tuple(places),
        interpreters=tuple(_with_targets(people, sessions)),
        sessions=sessions,
        travel=TRAVEL,
    )
    if size.is_rich:
        problem = office.with_staff(dice, problem)
    return MadeUpProvince(problem, tuple(wished), tuple(people))


def _as_an_office_is_asked(
    dice: random.Random,
    sessions: tuple[Session, ...],
    needs: list[MadeUpNeed],
    speakers: dict[str, list[MadeUpPerson]],
) -> tuple[Session, ...]:
    """The sessions with second wishes and cases."""
    by_video = (
        [p.row.id for p in speakers[need.language] if may_serve(p, replace(need, site=None))]
        for need in needs
    )
    pairs = zip(sessions, by_video, strict=True)
    asked = [office.with_second_wish(dice, session, names) for session, names in pairs]
    return office.with_cases(dice, asked, [need.language for need in needs])


def _sites(dice: random.Random) -> list[list[Place]]:
    """Offices, clinics and courts of each city, more of them where more is asked for."""
    sites: list[list[Place]] = []
    for city in CITIES:
        count = max(2, min(10, round(city.weight / 8) + 2))
        spread = [(dice.gauss(0, 0.022), dice.gauss(0, 0.027)) for _ in range(count)]
        sites.append(
            [
                Place(
                    f"{city.name}-{k}",
                    round(city.lat + up, 5),
                    round(city.lon + right, 5),
                )
                for k, (up, right) in enumerate(spread)
            ]
        )
    return sites


def _person(dice: random.Random, k: int, days: list[int], size: SetSize) -> MadeUpPerson:
    city = dice.choices(CITIES, [c.weight for c in CITIES])[0]
    lat, lon = city.lat + dice.gauss(0, 0.03), city.lon + dice.gauss(0, 0.036)
    home = Place(f"home-{k}", round(lat, 5), round(lon, 5))
    on_site, remote = dice.choices([(True, True), (True, False), (False, True)], [75, 17, 8])[0]
    return MadeUpPerson(
        languages=_one_group(dice) if size.is_office else _languages(dice),
        certified_until=_certificates(dice, days),
        woman=dice.random() < 0.7,
        on_site=on_site,
        remote=remote,
        furthest_km=dice.choice([30, 40, 60, 60, 80, 100]),
        home=home,
        row=Interpreter(
            id=f"i{k}",
            home=home.id,
            available=tuple(_availability(dice, days, size.free)),
            max_minutes_per_day=dice.choice([240, 300, 360, 480]),
            max_minutes_per_week=dice.choice([900, 1200, 1500, 2000]),
            min_break=dice.choice([10, 10, 15, 20]),
        ),
    )


def _languages(dice: random.Random) -> frozenset[str]:
    first = dice.choices(LANGUAGES, [t.supply for t in LANGUAGES])[0]
    spoken, related = {first.name}, list(first.related)
    count = dice.choices([1, 2, 3], [60, 30, 10])[0]
    while len(spoken) < count:
        near = related and dice.random() < 0.75
        name = related.pop(dice.randrange(len(related))) if near else dice.choice(LANGUAGES).name
        spoken.add(name)
    return frozenset(spoken)


def _one_group(dice: random.Random) -> frozenset[str]:
    """A language, and for a few another that is spoken by the same people."""
    first = dice.choices(LANGUAGES, [t.supply for t in LANGUAGES])[0].name
    group = next(group for group in SPOKEN_TOGETHER if first in group)
    return frozenset({first, dice.choice(group)} if dice.random() < 0.4 else {first})


def _certificates(dice: random.Random, days: list[int]) -> dict[str, int]:
    """The last day each certificate counts; a few have lapsed or lapse during the plan."""
    held = {"general": 9999}
    for domain, share in CERTIFIED.items():
        if dice.random() < share:
            luck = dice.random()
            lapses = dice.choice(days)
            held[domain] = -1 if luck < 0.05 else lapses if luck < 0.08 else 9999
    return held


def _availability(dice: random.Random, days: list[int], free: float) -> Iterable[Window]:
    shapes: list[list[Window]] = [
        [(540, 1080)],
        [(540, 780)],
        [(780, 1080)],
        [(540, 720), (840, 1200)],
    ]
    for day in days:
        if dice.random() < free:
            for first, last in dice.choices(shapes, [62, 12, 14, 12])[0]:
                yield day * MINUTES_PER_DAY + first, day * MINUTES_PER_DAY + last


def _need(
    dice: random.Random, k: int, days: list[int], where: tuple[list[list[Place]], bool]
) -> MadeUpNeed:
    sites, core = where
    remote = not core and dice.random() < REMOTE_SHARE
    lengths = (
        ([30, 60, 90], [45, 45, 10]) if remote else ([30, 60, 90, 120, 180], [12, 43, 22, 14, 9])
    )
    minutes = dice.choices(*lengths)[0]
    needed = 2 if not core and minutes >= 120 and dice.random() < TEAM_SHARE else 1
    site = dice.choice(dice.choices(sites, [c.weight for c in CITIES])[0])
    day = dice.choice(days)
    first, last = _window(dice, minutes, needed)
    priority = dice.choices(list(PRIORITIES), list(PRIORITIES.values()))[0]
    return MadeUpNeed(
        language=dice.choices(LANGUAGES, [t.demand for t in LANGUAGES])[0].name,
        domain=dice.choices(list(DOMAINS), list(DOMAINS.values()))[0],
        woman=dice.choices([None, True, False], [94, 5, 1])[0],
        site=None if remote else site,
        excluded=None,
        row=Session.in_one_way(
            f"s{k}",
            None if remote else site.id,
            (day * MINUTES_PER_DAY + first, day * MINUTES_PER_DAY + last),
            minutes,
            needed=needed,
            unfilled_cost=UNFILLED_COST[priority],
        ),
    )


def _window(dice: random.Random, minutes: int, needed: int) -> Window:
    latest = (1200 if dice.random() < 0.08 else 1080) - minutes
    start = dice.randrange(540 // 30, latest // 30 + 1) * 30
    if dice.random() < 0.15:
        start = min(start + dice.choice([5, 10, 15, 20, 25]), latest)
    if needed == 1 and dice.random() < WINDOW_SHARE:
        width = dice.choice([10, 15, 20, 30])
        return start - width, start + width
    return start, start


def _with_wishes(
    dice: random.Random, need: MadeUpNeed, speakers: list[MadeUpPerson], share: float
) -> MadeUpNeed:
    """Some sessions prefer somebody, a few must not be given to somebody."""
    if not speakers:
        return need
    preferred = dice.choice(speakers).row.id if dice.random() < share else None
    excluded = dice.choice(speakers).row.id if dice.random() < 0.03 else None
    row = need.row if preferred is None else replace(need.row, preferred=(preferred,))
    return replace(need, row=row, excluded=None if excluded == preferred else excluded)


def _with_candidates(need: MadeUpNeed, speakers: list[MadeUpPerson]) -> Session:
    names = tuple(p.row.id for p in speakers if may_serve(p, need))
    return replace(need.row, ways=tuple(replace(way, candidates=names) for way in need.row.ways))


def may_serve(person: MadeUpPerson, need: MadeUpNeed) -> bool:
    """Whether somebody is a candidate for a session in the way that is wished for most."""
    if need.woman is not None and person.woman != need.woman:
        return False
    if person.certified_until.get(need.domain, -1) < need.row.day:
        return False
    if person.row.id == need.excluded:
        return False
    if need.site is None:
        return person.remote
    return person.on_site and _road_km(person.home, need.site) <= person.furthest_km


def _road_km(one: Place, other: Place) -> float:
    return distance_km(one, other) * TRAVEL.detour


def _with_targets(
    people: list[MadeUpPerson], sessions: tuple[Session, ...]
) -> Iterable[Interpreter]:
    """A fair share of the work: the demand spread over everybody's free minutes, a tenth less."""
    demand = sum(s.minutes * s.needed for s in sessions)
    free = {p.row.id: sum(last - first for first, last in p.row.available) for p in people}
    total = sum(free.values()) or 1
    for person in people:
        row = person.row
        days = len({first // MINUTES_PER_DAY for first, _ in row.available})
        share = 0.9 * demand * free[row.id] / total
        yield replace(row, target_minutes=int(min(share, days * row.max_minutes_per_day)) // 5 * 5)
