"""Which single change would fill a session: found by trying, fewest changes first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from dispatch.domain.eligibility import may_serve, reasons_against
from dispatch.domain.measures import added_travel
from dispatch.domain.overrides import may_be_set_aside
from dispatch.domain.people import STEP, Need, Person
from dispatch.service.engine.insertion_desk import Swap, swaps
from dispatch.service.explain.candidates import OpenSlot, rank
from foundation.text.message import LazyText, say
from foundation.times.zones import local_clock, local_day
from interpreters.domain.qualifications import Modality

# One of each kind: where everybody is booked, the swap that frees somebody is always named.
MOST_FIXES = 4
# How far from the asked start a requester is likely to agree.
SHIFT = timedelta(minutes=45)

Kind = Literal["shift", "modality", "level", "swap"]


@dataclass(frozen=True, kw_only=True)
class Fix:
    """One change that would fill a session: whom it gains, what it costs, what to do about it."""

    kind: Kind
    text: LazyText
    gains: tuple[Person, ...]
    travel_minutes: int
    changes: int
    action: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True)
class _FixSearch:
    question: OpenSlot
    people: Sequence[Person]
    missing: int

    @property
    def need(self) -> Need:
        return self.question.need

    @property
    def needs(self) -> Sequence[Need]:
        """What is asked for in each mode that the requester accepts."""
        return self.question.needs

    def gained(self, need: Need) -> list[Person]:
        """Who could serve under another need; enough of them, or nobody counts."""
        able = [p for p in self.people if may_serve(p, need)]
        return able if len(able) >= self.missing else []

    def nearest(self, gains: Sequence[Person], need: Need) -> int:
        """Minutes on the road that the least way adds."""
        return min(c.travel_minutes for c in rank(self.question.situation, gains, need))


def one_change_fixes(question: OpenSlot, people: Sequence[Person]) -> list[Fix]:
    """At most one change of each kind, those that touch the least first."""
    search = _FixSearch(question, people, question.missing)
    if search.missing < 1 or any(search.gained(need) for need in search.needs):
        return []
    found = [*_shift(search), *_other_way(search), *_lower_level(search)]
    if len(found) < MOST_FIXES:
        found += _swap(search)
    return sorted(found, key=lambda fix: fix.changes)[:MOST_FIXES]


def _shift(search: _FixSearch) -> Iterator[Fix]:
    """The nearest other start for which there are people, in a mode that is accepted."""
    for start in _other_starts(search.question):
        for need in search.needs:
            moved = need.starting_at(start)
            gains = search.gained(moved)
            if gains:
                yield _at(search, start, moved, gains)
                return


def _at(search: _FixSearch, start: datetime, need: Need, gains: Sequence[Person]) -> Fix:
    clock = local_clock(start, need.zone)
    return Fix(
        kind="shift",
        text=_gain(
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
        travel_minutes=search.nearest(gains, need),
        changes=1,
        action={"starts_at": start.isoformat()},
    )


def _gain(gains: Sequence[Person], *, one: LazyText, many: LazyText) -> LazyText:
    return one if len(gains) == 1 else many


def _other_starts(question: OpenSlot) -> list[datetime]:
    """Starts outside the window, nearest first; none once somebody holds the session."""
    need, situation = question.need, question.situation
    if situation.settled_start(question.session) is not None:
        return []
    steps = range(1, SHIFT // STEP + 1)
    starts = [start for k in steps for start in (need.latest + k * STEP, need.earliest - k * STEP)]
    return [s for s in starts if s > situation.now and local_day(s, need.zone) == need.day]


def _other_way(search: _FixSearch) -> Iterator[Fix]:
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
        yield Fix(
            kind="modality",
            text=_gain(
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
            travel_minutes=search.nearest(gains, need),
            changes=1,
            action={"modality": way.value},
        )


def _lower_level(search: _FixSearch) -> Iterator[Fix]:
    """Somebody one level lower, in the first accepted mode with any, when a coordinator gives a reason."""
    for need in search.needs:
        gains = [p for p in search.people if _lacks_only_the_level(p, need)]
        if gains and len(gains) >= search.missing:
            gains.sort(key=lambda p: added_travel(p, need, need.earliest))
            yield _one_level_lower(gains, need)
            return


def _one_level_lower(gains: Sequence[Person], need: Need) -> Fix:
    return Fix(
        kind="level",
        text=_gain(
            gains,
            one=say(
                "%(name)s, certified one level lower, can take it with a logged reason.",
                name=gains[0].name,
            ),
            many=say(
                "%(n)s people certified one level lower can take it with a logged reason.",
                n=len(gains),
            ),
        ),
        gains=tuple(gains),
        travel_minutes=added_travel(gains[0], need, need.earliest),
        changes=1,
        action={"interpreter_id": str(gains[0].id)},
    )


def _lacks_only_the_level(person: Person, need: Need) -> bool:
    objections = reasons_against(person, need)
    return (
        len(objections) == 1
        and objections[0].code.value == "certification"
        and may_be_set_aside(objections[0], person, need)
    )


def _swap(search: _FixSearch) -> Iterator[Fix]:
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


def _added_by(search: _FixSearch, swap: Swap) -> int:
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
