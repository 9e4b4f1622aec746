"""Which single change would fill a session: found by trying, fewest changes first."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from dispatch.domain.measures import added_travel
from dispatch.domain.people import STEP, Need, Person
from dispatch.service.engine.insertion_desk import Swap, swaps
from dispatch.service.explain.candidates import OpenSlot
from dispatch.service.explain.consent_fixes import lower_level, neighbour, other_language
from dispatch.service.explain.fix_search import Fix, FixSearch, gain
from dispatch.store.tables import Site
from foundation.text.message import say
from foundation.times.zones import local_clock, local_day
from interpreters.domain.qualifications import Modality

# One of each kind: where everybody is booked, the swap that frees somebody is always named.
MOST_FIXES = 6
# How far from the asked start a requester is likely to agree.
SHIFT = timedelta(minutes=45)


def one_change_fixes(
    question: OpenSlot, people: Sequence[Person], places: Sequence[Site] = ()
) -> list[Fix]:
    """At most one change of each kind, those that touch the least first.

    `places` are where sessions of neighbouring organisations are held.
    """
    search = FixSearch(question, people, question.missing, places)
    if search.missing < 1 or any(search.gained(need) for need in search.needs):
        return []
    found = [
        *_shift(search),
        *_other_way(search),
        *other_language(search),
        *neighbour(search),
        *lower_level(search),
    ]
    if len(found) < MOST_FIXES:
        found += _swap(search)
    return sorted(found, key=lambda fix: fix.changes)[:MOST_FIXES]


def _shift(search: FixSearch) -> Iterator[Fix]:
    """The nearest other start for which there are people, in a mode that is accepted."""
    for start in _other_starts(search.question):
        for need in search.needs:
            moved = need.starting_at(start)
            gains = search.gained(moved)
            if gains:
                yield _at(search, start, moved, gains)
                return


def _at(search: FixSearch, start: datetime, need: Need, gains: Sequence[Person]) -> Fix:
    clock = local_clock(start, need.zone)
    travel, first = search.nearest(gains, need)
    return Fix(
        kind="shift",
        text=gain(
            gains,
            one=say(
                "If it starts at %(clock)s, %(name)s can take it.",
                clock=clock,
                name=gains[0].name,
            ),
            many=say(
                "If it starts at %(clock)s, %(n)s people can take it.",
                clock=clock,
                n=len(gains),
            ),
        ),
        gains=tuple(gains),
        travel_minutes=travel,
        changes=1,
        action={"starts_at": start.isoformat(), **first},
    )


def _other_starts(question: OpenSlot) -> list[datetime]:
    """Starts outside the window, nearest first; none once somebody holds the session."""
    need, situation = question.need, question.situation
    if situation.settled_start(question.session) is not None:
        return []
    steps = range(1, SHIFT // STEP + 1)
    starts = [start for k in steps for start in (need.latest + k * STEP, need.earliest - k * STEP)]
    return [s for s in starts if s > situation.now and local_day(s, need.zone) == need.day]


def _other_way(search: FixSearch) -> Iterator[Fix]:
    """The way of taking part, not accepted by the requester yet, that gains the most people."""
    session, situation = search.question.session, search.question.situation
    accepted = set(session.request.modalities)
    if session.site is None:
        accepted.add(Modality.ON_SITE.value)
    if situation.settled_start(session) is not None:
        return
    needs = [situation.need(session, way) for way in Modality if way.value not in accepted]
    options = [(need, found) for need in needs if (found := search.gained(need))]
    if options:
        need, gains = max(options, key=lambda option: len(option[1]))
        way = need.modality
        travel, first = search.nearest(gains, need)
        yield Fix(
            kind="modality",
            text=gain(
                gains,
                one=say(
                    "%(name)s could take it by %(modality)s.",
                    modality=way,
                    name=gains[0].name,
                ),
                many=say(
                    "%(n)s people could take it by %(modality)s.",
                    modality=way,
                    n=len(gains),
                ),
            ),
            gains=tuple(gains),
            travel_minutes=travel,
            changes=1,
            action={"modality": way.value, **first},
        )


def _swap(search: FixSearch) -> Iterator[Fix]:
    """Somebody hands one session to another person and takes this one: the cheapest for all wins."""
    if search.missing != 1:
        return
    for swap in swaps(search.question.situation, search.question.ways, search.people)[:1]:
        giver, taker, duty = swap.giver, swap.taker, swap.duty
        yield Fix(
            kind="swap",
            text=say(
                "If %(taker)s takes the session at %(clock)s, %(giver)s can take this one.",
                taker=taker.name,
                clock=local_clock(duty.span.start, search.need.zone),
                giver=giver.name,
            ),
            gains=(giver,),
            travel_minutes=_added_by(search, swap),
            changes=2,
            action={
                "interpreter_id": str(giver.id),
                "starts_at": swap.starts_at.isoformat(),
                "modality": swap.way.modality.value,
                "other_session_id": str(duty.session_id),
                "other_interpreter_id": str(taker.id),
            },
        )


def _added_by(search: FixSearch, swap: Swap) -> int:
    """Minutes on the road that both changes add together."""
    situation = search.question.situation
    need = situation.need(search.question.session, swap.way.modality)
    handed = situation.need_of_duty(swap.duty)
    rest = tuple(d for d in swap.giver.duties if d.session_id != swap.duty.session_id)
    freed = replace(swap.giver, duties=rest)
    start = swap.duty.span.start
    saved = added_travel(freed, handed, start)
    return (
        added_travel(freed, need, swap.starts_at) + added_travel(swap.taker, handed, start) - saved
    )
