"""Where sessions stand, and what fills a line of the board."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from dispatch.domain import board
from dispatch.domain.board import Block, BoardState, Look, Off, Slots
from foundation.times.spans import Span
from scheduling.domain.ids import SessionId
from tests.dispatch.people import ANSAN, DAY, SEOUL, SUWON, WAYS, a_person

AXIS = board.axis_of(DAY, SEOUL, whole=True)
BUSY = board.busy_hours(DAY, SEOUL)


def at(hours: float, length: float = 1) -> Span:
    """So many hours of the day, from 07:00."""
    start = AXIS.start + timedelta(hours=hours - 7)
    return Span(start, start + timedelta(hours=length))


def test_the_least_settled_slot_decides_where_a_session_stands() -> None:
    assert Slots(team=1).state is BoardState.UNFILLED
    assert Slots(team=1, held={1}).state is BoardState.CONFIRMED
    assert Slots(team=2, held={1}).state is BoardState.UNFILLED
    assert Slots(team=2, held={1}, asked={2}).state is BoardState.WAITING
    assert Slots(team=2, held={1}, asked={1, 2}, drafted={1}).state is BoardState.DRAFT


def test_columns_are_five_minutes_from_seven_and_cut_at_the_edges() -> None:
    assert board.columns(at(9), AXIS) == (25, 12)
    assert board.columns(at(6, 2), AXIS) == (1, 12)
    assert board.columns(at(21.5, 2), AXIS) == (175, 6)
    assert board.columns(at(4, 2), AXIS) is None


def test_time_off_says_why_and_the_edges_of_a_day_go_without_saying() -> None:
    free = [at(9, 3), at(13, 5)]
    found = board.stretches(AXIS, BUSY, free, leave=[at(12, 0.5)], classes=[at(12.5, 0.5)])
    assert [(s.span, s.off, s.worth_saying) for s in sorted(found, key=lambda s: s.span)] == [
        (at(7, 2), Off.HOURS, False),
        (at(12, 0.5), Off.LEAVE, True),
        (at(12.5, 0.5), Off.CLASS, True),
        (at(18, 4), Off.HOURS, False),
    ]


def test_a_way_that_leaves_less_than_a_second_buffer_is_tight() -> None:
    person = a_person()
    minutes = WAYS.minutes(ANSAN, SUWON)

    def block(span: Span, look: Look = Look.CONFIRMED, *, far: bool = False) -> Block:
        point = SUWON if far else ANSAN
        return Block(session_id=SessionId(uuid4()), span=span, look=look, point=point)

    one, soon, later = block(at(9)), block(at(11), far=True), block(at(14), far=True)
    tight, easy = (board.ways_between(person, [one, b], WAYS)[0] for b in (soon, later))
    assert (tight.minutes, tight.tight) == (minutes, True)
    assert (easy.span.end, easy.tight) == (later.span.start, False)
    assert board.ways_between(person, [one, block(at(11))], WAYS) == []
    assert board.ways_between(person, [one, block(at(11), Look.LEAVING, far=True)], WAYS) == []


def test_the_rest_after_a_session_stands_until_the_way_or_the_next_one() -> None:
    person, ways = a_person(), replace(WAYS, rest_per_block=5)

    def block(span: Span, look: Look = Look.CONFIRMED, *, far: bool = False) -> Block:
        point = SUWON if far else ANSAN
        return Block(session_id=SessionId(uuid4()), span=span, look=look, point=point)

    def rests(*blocks: Block) -> list[tuple[Span, int]]:
        roads = board.ways_between(person, blocks, ways)
        return [(bar.span, bar.rest) for bar in board.rests_after(blocks, roads, ways)]

    long = block(at(9, 2))
    assert rests(long) == [(at(11, 0.25), 15)]
    assert rests(long, block(at(11.25, 0.5))) == [(at(11, 0.25), 15)]
    # Forty minutes of the fifty are spent on the way.
    assert rests(long, block(at(11 + 50 / 60, 0.5), far=True)) == [(at(11, 10 / 60), 15)]
    assert rests(long, block(at(11, 0.5), Look.LEAVING)) == [(at(11, 0.25), 15)]
    assert rests(block(at(9, 0.5)), block(at(14, 2), Look.LEAVING)) == []
    assert board.rests_after([long], [], WAYS) == []


def test_only_an_hour_or_more_counts_as_free_time() -> None:
    person = a_person(free=(at(9, 2),))
    block = Block(session_id=SessionId(uuid4()), span=at(9), look=Look.CONFIRMED, point=None)
    half = Block(session_id=SessionId(uuid4()), span=at(10, 0.5), look=Look.DRAFT, point=None)
    assert board.has_free_time(person, [block])
    assert not board.has_free_time(person, [block, half])
