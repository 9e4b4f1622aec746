"""Who is shown on the board of a day, in which order, and what stands on each line."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from dispatch.domain import board
from dispatch.domain.board import Block, BoardState, Item, Look
from dispatch.domain.people import Person
from dispatch.service.board.day import BoardDay, with_people
from dispatch.service.board.narrowing import LOOKS_OF, Narrowed, Region, cities_of, region_of
from dispatch.store.queries import board as queries
from dispatch.store.queries.board_people import LinesFound, LinesWanted, page_of_lines
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


def find_lines(uow: UnitOfWork, narrowed: Narrowed) -> LinesFound:
    """Who is on the page of lines: whoever works that day first, by region and name.

    Nothing that is done to a session moves a line.
    """
    day, wanted = narrowed.day, narrowed.wanted
    looks = None if wanted.state is None else LOOKS_OF.get(wanted.state)
    among = None
    if looks is not None:
        among = [who for who, line in day.blocks.items() if any(b.look in looks for b in line)]
    asked = LinesWanted(
        day=day.day,
        run_id=None if day.run is None else day.run.id,
        regions=[cities_of(region) for region in Region],
        cities=None if wanted.region is None else cities_of(wanted.region),
        language=wanted.language,
        text=wanted.text.strip(),
        among=among,
        only_free=wanted.only_free,
        busy=_busy(uow, day) if wanted.only_free else (),
        empty=EMPTY_LANE,
        weight=WEIGHT_OF_PAGE,
    )
    return page_of_lines(uow.db, asked, wanted.page)


def _busy(uow: UnitOfWork, day: BoardDay) -> list[InterpreterId]:
    """Of those with something on the day whoever has no stretch left that is worth asking for."""
    people = with_people(uow, day, day.blocks, compared=()).people
    return [
        who
        for who, blocks in day.blocks.items()
        if who in people and not board.has_free_time(people[who], blocks)
    ]


def read_timeline(
    uow: UnitOfWork, narrowed: Narrowed, lines: LinesFound, near: Sequence[InterpreterId] = ()
) -> Timeline:
    """The lines of a page in a lasting order, and on top those near the chosen session."""
    day = narrowed.day
    first = [day.people[who] for who in near if who in day.people]
    shown = [day.people[who] for who in lines.ids]
    every = [*{p.id: p for p in [*first, *shown]}.values()]
    lanes = _lanes(uow, day, every, narrowed.wanted.state)
    return Timeline(
        near=[lanes[p.id] for p in first],
        regions=_by_region([lanes[p.id] for p in shown]),
        shown=len(shown),
        total=lines.total,
        page=lines.page,
        pages=lines.pages,
        after=lines.after,
    )


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
        roads = board.ways_between(person, blocks, day.situation.ways)
        items = [
            *board.stretches(day.axis, day.busy, person.free, leave[person.id], classes[person.id]),
            *roads,
            *board.rests_after(blocks, roads, day.situation.ways),
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
