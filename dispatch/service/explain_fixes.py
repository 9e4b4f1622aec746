"""Which single change would fill a session: found by trying, fewest changes first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from dispatch.domain.eligibility import PLAN_RULES, first_reason_against, may_serve, reasons_against
from dispatch.domain.overrides import may_be_set_aside
from dispatch.domain.people import STEP, Duty, Need, Person
from dispatch.service.candidates import Question, added_travel, best_start
from dispatch.service.world import World
from foundation.wording import Wording, say
from foundation.zones import local_clock, local_day
from interpreters.domain.qualifications import Modality

MOST_FIXES = 3
# How far from the asked start a requester is likely to agree.
SHIFT = timedelta(minutes=45)

Kind = Literal["shift", "modality", "level", "swap"]


@dataclass(frozen=True, kw_only=True)
class Fix:
    """One change that would fill a session: whom it gains, what it costs, what to do about it."""

    kind: Kind
    text: Wording
    gains: tuple[Person, ...]
    travel_minutes: int
    changes: int
    action: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True)
class _Search:
    question: Question
    people: Sequence[Person]
    missing: int

    @property
    def need(self) -> Need:
        return self.question.need

    def gained(self, need: Need) -> list[Person]:
        """Who could serve under another need; enough of them, or nobody counts."""
        able = [p for p in self.people if may_serve(p, need)]
        return able if len(able) >= self.missing else []


def one_change_fixes(question: Question, people: Sequence[Person]) -> list[Fix]:
    """At most three changes, those that touch the least first."""
    search = _Search(question, people, question.missing)
    if search.missing < 1 or search.gained(question.need):
        return []
    found = [*_shift(search), *_other_way(search), *_lower_level(search)]
    if len(found) < MOST_FIXES:
        found += _swap(search)
    return sorted(found, key=lambda fix: fix.changes)[:MOST_FIXES]


def _shift(search: _Search) -> Iterator[Fix]:
    """The nearest other start for which there are people."""
    for start in _other_starts(search.question):
        need = replace(search.need, earliest=start, latest=start)
        gains = search.gained(need)
        if gains:
            clock = local_clock(start, need.zone)
            yield Fix(
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
                travel_minutes=min(added_travel(p, need, start) for p in gains),
                changes=1,
                action={"starts_at": start.isoformat()},
            )
            return


def _gain(gains: Sequence[Person], *, one: Wording, many: Wording) -> Wording:
    return one if len(gains) == 1 else many


def _other_starts(question: Question) -> list[datetime]:
    """Starts outside the window, nearest first; none once somebody holds the session."""
    need, world = question.need, question.world
    if world.holdings.get(question.session.id):
        return []
    steps = range(1, SHIFT // STEP + 1)
    starts = [start for k in steps for start in (need.latest + k * STEP, need.earliest - k * STEP)]
    return [s for s in starts if s > world.now and local_day(s, need.zone) == need.day]


def _other_way(search: _Search) -> Iterator[Fix]:
    """The way of taking part, not accepted by the requester yet, that gains the most people."""
    session, world = search.question.session, search.question.world
    accepted = set(session.request.modalities)
    if session.site is None:
        accepted.add(Modality.ON_SITE.value)
    if world.holdings.get(session.id):
        return
    needs = [world.need(session, way) for way in Modality if way.value not in accepted]
    options = [(need, found) for need in needs if (found := search.gained(need))]
    if options:
        need, gains = max(options, key=lambda option: len(option[1]))
        way = need.modality
        yield Fix(
            kind="modality",
            text=_gain(
                gains,
                one=say(
                    "If this way is allowed, %(name)s can take it: %(modality)s.",
                    modality=way,
                    name=gains[0].name,
                ),
                many=say(
                    "If this way is allowed, %(n)s people can take it: %(modality)s.",
                    modality=way,
                    n=len(gains),
                ),
            ),
            gains=tuple(gains),
            travel_minutes=min(best_start(p, need)[1] for p in gains),
            changes=1,
            action={"modality": way.value},
        )


def _lower_level(search: _Search) -> Iterator[Fix]:
    """Somebody one level lower, when a coordinator gives a reason."""
    need = search.need
    gains = [p for p in search.people if _lacks_only_the_level(p, need)]
    if len(gains) >= search.missing:
        gains.sort(key=lambda p: best_start(p, need)[1])
        yield Fix(
            kind="level",
            text=_gain(
                gains,
                one=say(
                    "With a logged reason %(name)s, certified one level lower, can take it.",
                    name=gains[0].name,
                ),
                many=say(
                    "With a logged reason %(n)s people certified one level lower can take it.",
                    n=len(gains),
                ),
            ),
            gains=tuple(gains),
            travel_minutes=best_start(gains[0], need)[1],
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


def _swap(search: _Search) -> Iterator[Fix]:
    """Somebody hands one session to another person and takes this one: the shortest way wins."""
    if search.missing != 1:
        return
    options = list(_handovers(search))
    if options:
        giver, duty, taker, travel = min(options, key=lambda o: (o[3], o[0].name, o[2].name))
        yield Fix(
            kind="swap",
            text=say(
                "If %(taker)s takes the session at %(clock)s, %(giver)s can take this one.",
                taker=taker.name,
                clock=local_clock(duty.span.start, search.need.zone),
                giver=giver.name,
            ),
            gains=(giver,),
            travel_minutes=travel,
            changes=2,
            action={
                "interpreter_id": str(giver.id),
                "other_session_id": str(duty.session_id),
                "other_interpreter_id": str(taker.id),
            },
        )


def _handovers(search: _Search) -> Iterator[tuple[Person, Duty, Person, int]]:
    need, world = search.need, search.question.world
    for giver in search.people:
        if first_reason_against(giver, need, but=PLAN_RULES) is not None:
            continue
        for duty in giver.duties:
            if duty.pinned or duty.day != need.day:
                continue
            rest = tuple(d for d in giver.duties if d.session_id != duty.session_id)
            freed = replace(giver, duties=rest)
            if may_serve(freed, need):
                for taker, travel in _takers(world, search.people, giver, duty):
                    saved = added_travel(freed, _need_of(world, duty), duty.span.start)
                    yield giver, duty, taker, best_start(freed, need)[1] + travel - saved


def _takers(
    world: World, people: Iterable[Person], giver: Person, duty: Duty
) -> Iterator[tuple[Person, int]]:
    session = world.sessions.get(duty.session_id)
    if session is None or not world.is_open(session):
        return
    need = _need_of(world, duty)
    for taker in people:
        if taker.id != giver.id and not taker.serves(session.id) and may_serve(taker, need):
            yield taker, added_travel(taker, need, duty.span.start)


def _need_of(world: World, duty: Duty) -> Need:
    """What a duty asks for, at the start it has now."""
    need = world.need(world.sessions[duty.session_id])
    return replace(need, earliest=duty.span.start, latest=duty.span.start)
