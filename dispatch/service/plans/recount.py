"""What a draft comes to after a person changed it: measures, and how many stay unfilled."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from dispatch.domain.measures import Change, Measure, measure
from dispatch.domain.people import Person
from dispatch.domain.states import ChangeKind
from dispatch.service.plans.parts import is_change
from dispatch.service.situation.day import Situation, with_drafts
from dispatch.store.tables import DraftAssignment, PlanRun
from scheduling.domain.ids import SessionId

PROVEN = ("gap", "fewest")
Filled = dict[SessionId, set[int]]


def recount(
    run: PlanRun,
    situation: Situation,
    drafts: Sequence[DraftAssignment],
    *,
    by_hand: bool = False,
) -> None:
    """Keep with a run what its changes come to now.

    What the engine has proven holds for its own draft as a whole, what was sent of it included: not while
    something is left out, and never again once somebody changed it `by_hand`.
    """
    made = [d for d in drafts if is_change(d) and not d.left_out]
    after = with_drafts(situation, made)
    able = frozenset(str(who) for who in run.progress.get("able", ()))
    people = [
        p
        for p in situation.people.values()
        if str(p.id) in able or p.duties or after.people[p.id].duties
    ]
    old, new = (_measured(people, each) for each in (situation, after))
    filled = _filled(situation)
    before = _count_short(situation, filled)
    for draft in made:
        if draft.interpreter_id is None:
            filled[draft.session_id].discard(draft.slot_no)
        else:
            filled[draft.session_id].add(draft.slot_no)
    short = Change(Measure.UNFILLED, before, _count_short(situation, filled))
    run.measures = [
        change.as_json()
        for change in (short, *(Change(name, old[name], new[name]) for name in old))
    ]
    broken = sum(d.previous_interpreter_id is not None for d in made)
    run.progress = {**run.progress, "unfilled": short.now, "broken": broken}
    nothing: dict[str, Any] = dict.fromkeys(PROVEN)
    proven: dict[str, Any] = {name: run.progress.get(name) for name in PROVEN}
    proven = nothing if by_hand else run.progress.get("proven", proven)
    is_whole = not any(d.left_out for d in drafts if d.kind is not ChangeKind.KEPT)
    run.progress |= {"proven": proven, **(proven if is_whole else nothing)}


def _measured(people: Sequence[Person], situation: Situation) -> dict[Measure, int]:
    first, last = situation.first_day, situation.last_day
    days = {
        who: [duty for duty in person.duties if first <= duty.day <= last]
        for who, person in situation.people.items()
    }
    return measure(people, days, situation.ways)


def _filled(situation: Situation) -> Filled:
    """The slots that somebody has or is asked for."""
    filled: Filled = defaultdict(set)
    for table in (situation.holdings, situation.waves):
        for session_id, held in table.items():
            filled[session_id] |= {holding.slot_no for holding in held}
    return filled


def _count_short(situation: Situation, filled: Filled) -> int:
    open_ones = (s for s in situation.sessions.values() if situation.is_open(s))
    return sum(len(filled[session.id]) < session.request.team for session in open_ones)
