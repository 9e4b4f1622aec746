"""The difference that a draft makes, row by row, page by page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

from dispatch.domain.measures import added_travel
from dispatch.domain.people import Need, Person
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.states import ChangeKind, RunState
from dispatch.service.board.counting import NEAREST_LOOKED_AT, wish_of
from dispatch.service.board.run import RunView, read_run_view
from dispatch.service.explain.candidates import rank
from dispatch.service.plans import runs
from dispatch.service.plans.fitting import Misfit, misfits_among
from dispatch.service.plans.parts import SIGNS, WHOLE, Part, differences, is_change, to_send
from dispatch.service.situation.day import Situation, with_drafts
from dispatch.service.situation.reading import read_situation
from dispatch.store.queries import board as queries
from dispatch.store.queries import board_people as people_queries
from dispatch.store.tables import DraftAssignment
from foundation.database.work import UnitOfWork
from foundation.text.message import LazyText, say
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Language
from interpreters.domain.standing import Standing
from interpreters.service import directory
from scheduling.domain.ids import SessionId
from scheduling.service.second_choices import second_choices

ROWS_PER_PAGE = 25
ROW = TypeVar("ROW")


@dataclass(frozen=True)
class ReviewPage(Generic[ROW]):
    """One page of rows, as macros/tables.html pages it."""

    items: Sequence[ROW]
    number: int
    pages: int
    total: int


@dataclass(frozen=True)
class ChangeRow:
    """One slot that changes, why, and why not any more when it no longer fits.

    `second_choices` say what of it is not as the requester wished for first, though accepted.
    """

    draft: DraftAssignment
    reason: LazyText
    misfit: LazyText | None
    second_choices: Sequence[LazyText] = ()


@dataclass(frozen=True)
class Choices:
    """What the changes of a draft can be narrowed to."""

    days: Sequence[date] = ()
    languages: Sequence[Language] = ()
    people: Sequence[tuple[InterpreterId, str]] = ()


@dataclass(frozen=True, kw_only=True)
class Review:
    """A page of what a draft changes, and how much it leaves alone.

    `changes` are those of the part that is looked at, of which `offers` ask somebody when they are sent.
    """

    view: RunView
    changes: Sequence[DraftAssignment]
    rows: ReviewPage[ChangeRow]
    kept: int
    total: int = 0
    choices: Choices = field(default_factory=Choices)
    misfits: Sequence[Misfit] = ()

    @property
    def sendable(self) -> Sequence[DraftAssignment]:
        """The changes of the part that would go out."""
        return to_send(self.changes)

    @property
    def sessions(self) -> int:
        """How many sessions these belong to: a team has two slots."""
        return len({draft.session_id for draft in self.changes if not draft.left_out})

    @property
    def slots(self) -> int:
        """How many slots they change."""
        return sum(not draft.left_out for draft in self.changes)

    @property
    def offers(self) -> int:
        """How many people are asked when they go out."""
        return sum(draft.interpreter_id is not None for draft in self.sendable)

    @property
    def fitting_offers(self) -> int:
        """The same without those that no longer fit."""
        unfit = {misfit.draft.id for misfit in self.misfits}
        rest = (draft for draft in self.sendable if draft.id not in unfit)
        return sum(draft.interpreter_id is not None for draft in rest)


def read_review(uow: UnitOfWork, day: date, page: int, part: Part = WHOLE) -> Review:
    """The difference of the newest draft that covers a day, or a part of it."""
    uow.require(DispatchPermission.BOARD_READ)
    run = queries.newest_run(uow.db, day)
    view = read_run_view(uow, run, day, all_days=True)
    if run is None or run.state not in {RunState.DONE, RunState.SENT}:
        return Review(view=view, changes=(), rows=page_of(list[ChangeRow](), page), kept=0)
    drafts = runs.list_drafts(uow, run.id)
    is_open = run.state is RunState.DONE
    changes = [
        d for d in drafts if d.kind is not ChangeKind.KEPT and (d.sent_at is None or not is_open)
    ]
    found = [draft for draft in changes if part.holds(draft)]
    shown = page_of(found, page)
    near = _nearest(uow, shown.items)
    concerned = {who for some in near.values() for who in some}
    concerned |= {
        who for d in changes for who in (d.interpreter_id, d.previous_interpreter_id) if who
    }
    people = [p for p in directory.list_by_ids(uow, concerned) if p.standing is Standing.ACTIVE]
    situation = read_situation(uow, run.first_day, run.last_day, people=people)
    misfits = _misfits(situation, changes, part) if is_open else []
    unfit = {misfit.draft.id: misfit.why for misfit in misfits}
    if is_open:
        situation = with_drafts(situation, changes)
    rows = [
        ChangeRow(
            d,
            _reason(situation, d, is_whole=len(near.get(d.session_id, ())) < NEAREST_LOOKED_AT),
            unfit.get(d.id),
            _second_choices(situation, d),
        )
        for d in shown.items
    ]
    return Review(
        view=view,
        changes=found,
        rows=ReviewPage(rows, shown.number, shown.pages, shown.total),
        kept=sum(d.kind is ChangeKind.KEPT for d in drafts),
        total=len(changes),
        choices=_choices(changes),
        misfits=misfits,
    )


def _second_choices(situation: Situation, draft: DraftAssignment) -> Sequence[LazyText]:
    if draft.interpreter_id is None:
        return ()
    return second_choices(
        draft.session,
        situation.zone,
        modality=draft.modality,
        starts_at=draft.starts_at,
        language=draft.other_language,
    )


def _misfits(situation: Situation, changes: Sequence[DraftAssignment], part: Part) -> list[Misfit]:
    """Of the changes that would be sent those that no longer fit, all others being made."""
    return misfits_among(situation, to_send(changes, part))


def _choices(changes: Sequence[DraftAssignment]) -> Choices:
    people = {
        person.id: person.full_name
        for draft in changes
        for person in (draft.interpreter, draft.previous_interpreter)
        if person is not None
    }
    return Choices(
        days=sorted({draft.session.day for draft in changes}),
        languages=sorted({draft.session.request.language_planned for draft in changes}),
        people=sorted(people.items(), key=lambda pair: pair[1]),
    )


@dataclass(frozen=True)
class Changed:
    """A change of a draft beside what a page showed of it; no name where nobody was, or is, to go."""

    draft: DraftAssignment
    was_in: bool
    was: str
    is_in: bool
    now: str


def read_differences(uow: UnitOfWork, day: date, shown: str, part: Part) -> list[Changed]:
    """What has changed of the newest draft of a day since a page showed it: both versions, with names."""
    uow.require(DispatchPermission.BOARD_READ)
    run = queries.newest_run(uow.db, day)
    if run is None:
        return []
    names = {person.id.hex[:SIGNS]: person.full_name for person in directory.list_active(uow)}
    return [
        Changed(
            draft=each.draft,
            was_in=each.was_in,
            was=names.get(each.was, ""),
            is_in=is_change(each.draft) and not each.draft.left_out,
            now="" if each.draft.interpreter is None else each.draft.interpreter.full_name,
        )
        for each in differences(shown, runs.list_drafts(uow, run.id), part)
    ]


def page_of(items: Sequence[ROW], number: int) -> ReviewPage[ROW]:
    """One page of a list that is read already."""
    pages = max(1, -(-len(items) // ROWS_PER_PAGE))
    number = min(number, pages)
    part = items[(number - 1) * ROWS_PER_PAGE : number * ROWS_PER_PAGE]
    return ReviewPage(part, number, pages, len(items))


def _nearest(
    uow: UnitOfWork, shown: Sequence[DraftAssignment]
) -> Mapping[SessionId, Sequence[InterpreterId]]:
    """Who else could be thought of for the changes of a page: all, or those who live nearest where they are many."""
    wishes = {d.session_id: wish_of(d.session, d.modality) for d in shown if d.interpreter_id}
    return people_queries.nearest(uow.db, list(wishes.values()), NEAREST_LOOKED_AT)


def _reason(situation: Situation, draft: DraftAssignment, *, is_whole: bool) -> LazyText:
    """Why the draft does this, in one sentence; `is_whole` when everybody was looked at who could do it."""
    if draft.interpreter_id is None:
        return say("Needed elsewhere.")
    person = situation.people.get(draft.interpreter_id)
    if person is None:
        return say("No longer active.")
    need = situation.need(draft.session, draft.modality).starting_at(draft.starts_at)
    if draft.kind is ChangeKind.MOVED and draft.previous_interpreter_id is not None:
        former = situation.people.get(draft.previous_interpreter_id)
        if former is not None and former.id != person.id:
            return _moved(former, person, need)
    return _chosen(situation, person, need) if is_whole else _among_near(situation, person, need)


def _moved(former: Person, person: Person, need: Need) -> LazyText:
    before, now = (added_travel(p, need, need.earliest) for p in (former, person))
    if now < before:
        return say("Travel goes down from %(before)s to %(now)s minutes.", before=before, now=now)
    return say("%(name)s is needed in another session.", name=former.name)


def _chosen(situation: Situation, person: Person, need: Need) -> LazyText:
    named = _named(person, need)
    if named is not None:
        return named
    others = rank(situation, [p for p in situation.people.values() if p.id != person.id], need)
    if not others:
        return say("Nobody else meets all requirements.")
    if added_travel(person, need, need.earliest) <= min(c.travel_minutes for c in others):
        return say("Shortest travel.")
    return say("One of %(n)s people who meet all requirements.", n=len(others) + 1)


def _among_near(situation: Situation, person: Person, need: Need) -> LazyText:
    """The same where only those who live nearest were looked at."""
    named = _named(person, need)
    if named is not None:
        return named
    others = rank(situation, [p for p in situation.people.values() if p.id != person.id], need)
    way = added_travel(person, need, need.earliest)
    if all(way <= c.travel_minutes for c in others):
        return say("Shortest travel of those who live nearest.")
    return say("One of at least %(n)s people who meet all requirements.", n=len(others) + 1)


def _named(person: Person, need: Need) -> LazyText | None:
    if person.id in need.wanted:
        return say("Requested by name.")
    if person.id in need.known:
        return say("Has served this case before.")
    return None
