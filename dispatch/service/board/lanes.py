"""Who is shown on the board of a day, in which order, and what stands on each line."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from dispatch.domain import board
from dispatch.domain.board import Block, BoardState, Item, Look
from dispatch.domain.people import Person
from dispatch.service.board.day import BoardDay
from dispatch.service.board.narrowing import LOOKS_OF, Narrowed, Region, region_of
from dispatch.store.queries import board as queries
from foundation.database.work import UnitOfWork
from foundation.times.spans import Span
from interpreters.domain.ids import InterpreterId
from scheduling.domain.availability import DatedTime
from training.service.catalogue import class_times

# What fits the budget of a page, in blocks: a line without any draws as much as two.
WEIGHT_OF_PAGE, EMPTY_LANE = 280, 2


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
    """A page of lines: those near the chosen session again on top, everybody by region."""

    near: Sequence[Lane]
    regions: Sequence[RegionLanes]
    shown: int
    total: int
    page: int
    pages: int
    after: int

    def line_of(self, people: Collection[InterpreterId]) -> InterpreterId | None:
        """Whoever of them stands first on this page."""
        lanes = (lane for region in self.regions for lane in region.lanes)
        return next((lane.person.id for lane in lanes if lane.person.id in people), None)


def read_timeline(
    uow: UnitOfWork, narrowed: Narrowed, near: Sequence[InterpreterId] = ()
) -> Timeline:
    """The lines of a day in a lasting order, and on top those near the chosen session."""
    day, wanted = narrowed.day, narrowed.wanted
    first = [day.people[who] for who in near if who in day.people]
    others = sorted((p for p in day.people.values() if narrowed.wants(p)), key=_place(day))
    pages = _pages(day, others)
    page = min(wanted.page, len(pages))
    shown = pages[page - 1]
    lanes = _lanes(uow, day, [*{p.id: p for p in [*first, *shown]}.values()], wanted.state)
    return Timeline(
        near=[lanes[p.id] for p in first],
        regions=_by_region([lanes[p.id] for p in shown]),
        shown=len(shown),
        total=len(others),
        page=page,
        pages=len(pages),
        after=sum(len(each) for each in pages[page:]),
    )


def _pages(day: BoardDay, people: Sequence[Person]) -> list[list[Person]]:
    """Split where a page is full; a line weighs as much as it draws."""
    pages: list[list[Person]] = [[]]
    weight = 0
    for person in people:
        more = EMPTY_LANE + len(day.blocks.get(person.id, ()))
        if pages[-1] and weight + more > WEIGHT_OF_PAGE:
            pages.append([])
            weight = 0
        pages[-1].append(person)
        weight += more
    return pages


def _place(day: BoardDay) -> Callable[[Person], tuple[bool, int, str, str]]:
    """Where somebody stands: whoever works that day first, by region and name.

    Nothing that is done to a session moves a line.
    """
    regions = list(Region)

    def key(person: Person) -> tuple[bool, int, str, str]:
        works = bool(person.free or day.blocks.get(person.id))
        return not works, regions.index(region_of(person)), person.name, person.id.hex

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
        blocks = [
            replace(block, clashes=_clashes(day, person, block))
            for block in _seen(day.blocks.get(person.id, ()), state)
        ]
        items = [
            *board.stretches(day.axis, day.busy, person.free, leave[person.id], classes[person.id]),
            *board.ways_between(person, blocks, day.situation.ways),
            *blocks,
        ]
        staying = [b for b in blocks if b.look is not Look.LEAVING]
        found[person.id] = Lane(
            person, board.in_order(items), len(staying), sum(b.span.minutes for b in staying)
        )
    return found


def _clashes(day: BoardDay, person: Person, block: Block) -> bool:
    """Whether somebody has it, or is asked, though they are in a class, away or not free then."""
    if block.look not in {Look.CONFIRMED, Look.WAITING} or person.id not in day.situation.people:
        return False
    return not any(free.covers(block.span) for free in person.free)


def _seen(blocks: Sequence[Block], state: BoardState | None) -> list[Block]:
    looks = LOOKS_OF.get(state) if state is not None else None
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
