"""What is asked for: requests drawn from those of docs/examples, each with the instant at which it comes in."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dispatch.service.simulation.chance import Chance
from dispatch.service.simulation.wish import SimulationWish
from foundation.times.hours import minute_of
from foundation.times.zones import to_utc
from interpreters.domain.qualifications import Domain, Modality
from scheduling.domain.needs import RequestNeed

# How many days before the session it is asked for, and how often of a hundred.
LEADS = ((1, 8), (2, 12), (3, 20), (4, 18), (5, 14), (6, 10), (7, 8), (8, 5), (9, 5))
LONGEST_LEAD = max(days for days, _ in LEADS)
OPENS, CLOSES = 9 * 60, 17 * 60 + 30
# The files hold two weeks: each weekday twice.
WEEKS_IN_FILES = 2
STEP = 30
EARLIEST, LATEST = 9 * 60, 20 * 60
# An urgent request begins so many minutes after it came in.
URGENT_LEAD = (75, 240)
URGENT_FIELDS = frozenset({Domain.MEDICAL, Domain.LABOUR, Domain.LEGAL, Domain.IMMIGRATION})
URGENT_FROM, URGENT_TO = 9 * 60, 15 * 60


@dataclass(frozen=True)
class Template:
    """A request of the files: its number, who asked, and what for."""

    reference: str
    requester: str
    need: RequestNeed


@dataclass(frozen=True)
class PlayedRequest:
    """A request that comes in at an instant; `key` names it in every run of the same seed."""

    key: str
    at: datetime
    requester: str
    need: RequestNeed
    urgent: bool = False
    is_call: bool = False


def arrivals(
    wish: SimulationWish, chance: Chance, templates: Sequence[Template], zone: ZoneInfo
) -> list[PlayedRequest]:
    """Every request of the weeks, the first one first."""
    by_weekday: Mapping[int, list[Template]] = _by_weekday(templates)
    found: list[PlayedRequest] = []
    for day in wish.days:
        pool = by_weekday[day.weekday()]
        count = max(1, round(len(pool) / WEEKS_IN_FILES * wish.scale))
        chosen = sorted(pool, key=lambda each: chance.fraction("chosen", day, each.reference))
        found += [_ordinary(chance, template, day, zone) for template in chosen[:count]]
        found += _urgent(wish, chance, templates, day, zone)
    return sorted(found, key=lambda arrival: (arrival.at, arrival.key))


def begins_on(wish: SimulationWish) -> date:
    """The day on which the first request may come in."""
    return wish.first_monday - timedelta(days=LONGEST_LEAD + 1)


def _by_weekday(templates: Sequence[Template]) -> dict[int, list[Template]]:
    found: dict[int, list[Template]] = defaultdict(list)
    for template in templates:
        assert template.need.day is not None
        found[template.need.day.weekday()].append(template)
    return found


def _ordinary(chance: Chance, template: Template, day: date, zone: ZoneInfo) -> PlayedRequest:
    key = f"{day}/{template.reference}"
    lead = chance.weighted(LEADS, "lead", key)
    minute = int(chance.between(OPENS, CLOSES, "hour", key))
    at = to_utc(day - timedelta(days=lead), _clock(minute), zone)
    move = chance.one_of((-STEP, 0, 0, STEP), "start", key)
    return PlayedRequest(key, at, template.requester, _moved(template.need, day, move))


def _urgent(
    wish: SimulationWish,
    chance: Chance,
    templates: Sequence[Template],
    day: date,
    zone: ZoneInfo,
) -> list[PlayedRequest]:
    """The requests of a day for its next hours."""
    pool = [t for t in templates if t.need.domain in URGENT_FIELDS and t.need.team == 1]
    wanted = wish.behaviour.urgent_a_day * wish.scale
    count = int(wanted) + chance.happens(wanted % 1, "urgent", day)
    found: list[PlayedRequest] = []
    for number in range(count):
        key = f"{day}/urgent-{number}"
        template = chance.one_of(pool, "urgent-need", key)
        minute = int(chance.between(URGENT_FROM, URGENT_TO, "urgent-hour", key))
        ahead = minute + int(chance.between(*URGENT_LEAD, "urgent-lead", key))
        start = _clock(-(-ahead // 5) * 5)
        need = replace(
            template.need,
            day=day,
            start=start,
            earliest=start,
            latest=start,
            priority=chance.one_of((1, 2, 2), "urgent-priority", key),
            minutes=60,
            case_code=f"{template.need.case_code}-U"[:40] if template.need.case_code else "",
            trainee_welcome=False,
        )
        at = to_utc(day, _clock(minute), zone)
        found.append(PlayedRequest(key, at, template.requester, need, urgent=True))
    return found


def _moved(need: RequestNeed, day: date, move: int) -> RequestNeed:
    """The need on another day, its start and window moved together within the hours of counselling."""
    assert need.start is not None
    assert need.minutes is not None
    bounds = [minute_of(clock or need.start) for clock in (need.earliest, need.latest)]
    start = minute_of(need.start)
    if min(bounds) + move < EARLIEST or max(bounds) + move + need.minutes > LATEST:
        move = 0
    earliest, latest = (_clock(bound + move) for bound in bounds)
    return replace(need, day=day, start=_clock(start + move), earliest=earliest, latest=latest)


def _clock(minute: int) -> time:
    return time(minute // 60, minute % 60)


def is_remote(need: RequestNeed) -> bool:
    """Whether it may be held by telephone or video."""
    return bool({Modality.PHONE, Modality.VIDEO} & set(need.modalities))
