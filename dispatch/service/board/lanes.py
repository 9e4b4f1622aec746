"""Who is shown on the board of a day, in which order, and what stands on each line."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from accounts.domain.cities import CITIES
from dispatch.domain import board
from dispatch.domain.board import Block, BoardState, Item, Look
from dispatch.domain.people import Person
from dispatch.service.board.day import BoardDay
from dispatch.store.queries import board as queries
from foundation.database.work import UnitOfWork
from foundation.text.i18n import register_labels
from foundation.text.message import say
from foundation.times.spans import Span
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Language
from scheduling.domain.availability import DatedTime
from training.service.catalogue import class_times

# As many as fit the budget of a page with a full day each.
LANES_PER_PAGE = 40
_LOOKS = {
    BoardState.CONFIRMED: frozenset({Look.CONFIRMED, Look.ARRIVED, Look.OVER, Look.MISSED}),
    BoardState.WAITING: frozenset({Look.WAITING}),
    BoardState.DRAFT: frozenset({Look.DRAFT, Look.LEAVING}),
}


class Region(StrEnum):
    """The parts of the province, as accounts.domain.cities names them."""

    NORTH = "north"
    WEST = "west"
    SOUTH = "south"
    EAST = "east"


@dataclass(frozen=True, kw_only=True)
class LaneFilter:
    """Whom to show: of a region, with a language, with time left, with blocks of one state."""

    region: Region | None = None
    language: Language | None = None
    only_free: bool = False
    state: BoardState | None = None
    page: int = 1


@dataclass(frozen=True)
class Lane:
    """One person's line: the blocks with the ways between them, and the time off."""

    person: Person
    items: Sequence[Item]
    count: int
    minutes: int


@dataclass(frozen=True)
class RegionLanes:
    """The lines of a part of the province, with its cities that occur."""

    region: Region
    cities: Sequence[str]
    lanes: Sequence[Lane]


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """A page of lines: those near the chosen session first, the others by region."""

    near: Sequence[Lane]
    regions: Sequence[RegionLanes]
    shown: int
    total: int
    page: int
    pages: int

    @property
    def after(self) -> int:
        """How many follow on the next pages."""
        return max(0, self.total - self.shown_before - self.shown)

    @property
    def shown_before(self) -> int:
        """How many stand on the pages before."""
        return (self.page - 1) * LANES_PER_PAGE


def read_timeline(
    uow: UnitOfWork, day: BoardDay, wanted: LaneFilter, near: Sequence[InterpreterId] = ()
) -> Timeline:
    """The lines of a day: first whoever has something on or could take what is unfilled."""
    first = [day.people[who] for who in near if who in day.people]
    others = sorted(
        (p for p in day.people.values() if p.id not in near and _is_wanted(day, p, wanted)),
        key=_rank(day),
    )
    pages = max(1, -(-len(others) // LANES_PER_PAGE))
    page = min(wanted.page, pages)
    shown = others[(page - 1) * LANES_PER_PAGE : page * LANES_PER_PAGE]
    first = first if page == 1 else []
    lanes = _lanes(uow, day, [*first, *shown], wanted.state)
    return Timeline(
        near=[lanes[p.id] for p in first],
        regions=_by_region([lanes[p.id] for p in shown]),
        shown=len(shown),
        total=len(others),
        page=page,
        pages=pages,
    )


def _is_wanted(day: BoardDay, person: Person, wanted: LaneFilter) -> bool:
    blocks = day.blocks.get(person.id, ())
    looks = _LOOKS.get(wanted.state) if wanted.state is not None else None
    return (
        (wanted.region is None or region_of(person) is wanted.region)
        and (wanted.language is None or person.speaks(wanted.language) is not None)
        and (not wanted.only_free or board.has_free_time(person, blocks))
        and (looks is None or any(b.look in looks for b in blocks))
    )


def region_of(person: Person) -> Region:
    """The part of the province in which somebody lives."""
    return Region(CITIES[person.city].region)


def _rank(day: BoardDay):  # noqa: ANN202  a sort key
    """Whoever has something on, then who speaks what is missing, then who is free at all."""
    missing = {s.request.language for s in day.in_state(BoardState.UNFILLED)}

    def key(person: Person) -> tuple[int, str]:
        if day.blocks.get(person.id):
            return 0, person.name
        if not person.free:
            return 3, person.name
        return (1 if any(person.speaks(language) for language in missing) else 2), person.name

    return key


def _by_region(lanes: Collection[Lane]) -> list[RegionLanes]:
    grouped: Mapping[Region, list[Lane]] = defaultdict(list)
    for lane in lanes:
        grouped[region_of(lane.person)].append(lane)
    return [
        RegionLanes(region, list(dict.fromkeys(lane.person.city for lane in found)), found)
        for region in Region
        if (found := grouped[region])
    ]


def _lanes(
    uow: UnitOfWork, day: BoardDay, people: Sequence[Person], state: BoardState | None
) -> dict[InterpreterId, Lane]:
    ids = [p.id for p in people]
    leave = _leave(uow, day, ids)
    classes = class_times.class_spans(uow, ids, day.axis)
    found: dict[InterpreterId, Lane] = {}
    for person in people:
        blocks = _seen(day.blocks.get(person.id, ()), state)
        items = [
            *board.stretches(day.axis, person.free, leave[person.id], classes[person.id]),
            *board.ways_between(person, blocks, day.situation.ways),
            *blocks,
        ]
        staying = [b for b in blocks if b.look is not Look.LEAVING]
        found[person.id] = Lane(
            person, board.in_order(items), len(staying), sum(b.span.minutes for b in staying)
        )
    return found


def _seen(blocks: Sequence[Block], state: BoardState | None) -> list[Block]:
    looks = _LOOKS.get(state) if state is not None else None
    return [b for b in blocks if looks is None or b.look in looks]


def _leave(
    uow: UnitOfWork, day: BoardDay, ids: Sequence[InterpreterId]
) -> Mapping[InterpreterId, list[Span]]:
    found: dict[InterpreterId, list[Span]] = defaultdict(list)
    for row in queries.absences_of_day(uow.db, ids, day.day):
        dated = DatedTime(
            first_day=row.first_day,
            last_day=row.last_day,
            available=False,
            starts=row.starts,
            ends=row.ends,
        )
        found[row.interpreter_id] += dated.spans(day.day, day.day, uow.settings.zone)
    return found


register_labels(
    {
        Region.NORTH: say("North"),
        Region.WEST: say("West"),
        Region.SOUTH: say("South"),
        Region.EAST: say("East"),
    }
)
