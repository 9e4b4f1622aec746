"""The session that a coordinator has selected on the board: its slots, explained."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dispatch.domain.board import BoardState, block_span
from dispatch.domain.overrides import hard_among, needs_two
from dispatch.domain.people import Need, Person
from dispatch.domain.states import RunState
from dispatch.domain.waves import preview
from dispatch.service.board.asking import AskedPeople, read_asking
from dispatch.service.board.day import BoardDay
from dispatch.service.board.queue import Waiting, waiting_of
from dispatch.service.explain import explain
from dispatch.service.explain.candidates import Candidate, OpenSlot
from dispatch.service.explain.explain import Unfilled, WhyNot
from dispatch.service.helpline.urgent import urgent_waves
from dispatch.service.live import standbys
from dispatch.service.situation.day import Situation, with_drafts
from dispatch.service.slots.overrides import ShownOverride, of_session
from dispatch.service.waves import arriving
from dispatch.service.waves import seen as waves_seen
from dispatch.service.waves.arriving import UrgentChoice
from dispatch.service.waves.seen import SessionWaves
from dispatch.store.queries import plans as queries
from dispatch.store.tables import (
    Assignment,
    CounsellingSession,
    DraftAssignment,
    Offer,
    Standby,
)
from foundation.database.work import UnitOfWork
from foundation.text.message import LazyText
from foundation.times.spans import Span
from interpreters.domain.ids import InterpreterId
from interpreters.domain.qualifications import Modality, Tier
from scheduling.domain.states import SessionState, Strictness
from scheduling.service import proposals
from scheduling.service.proposals import ShownProposal
from scheduling.service.second_choices import second_choices

# How many lines of people are drawn right under the selected session.
NEAREST = 4


@dataclass(frozen=True, kw_only=True)
class SlotView:
    """One slot: who has it, who is asked, and what the draft would make of it."""

    slot_no: int
    state: BoardState
    assignment: Assignment | None
    offers: Sequence[Offer]
    draft: DraftAssignment | None
    person: Person | None
    asked: Sequence[tuple[Offer, Person]]

    @property
    def starts_at(self) -> datetime | None:
        """When it starts for whoever has it."""
        found = self.draft or self.assignment or next(iter(self.offers), None)
        return None if found is None else found.starts_at


@dataclass(frozen=True, kw_only=True)
class SelectedSession:
    """A session with everything a coordinator decides by."""

    session: CounsellingSession
    state: BoardState
    is_open: bool
    slots: Sequence[SlotView]
    waiting: Waiting
    unfilled: Unfilled | None
    explained: explain.WhyChosen | None
    why_not: WhyNot | None
    may_set_aside: bool
    speakers: Sequence[Person]
    near: Sequence[InterpreterId]
    overrides: Sequence[ShownOverride] = ()
    may_ask_two: bool = False
    proposed: ShownProposal | None = None
    asking: AskedPeople
    by_hand: Assignment | None = None
    asks_gender: bool = False
    # the modes that may still be chosen, the first wish first; how the draft, or the session, differs from it
    modes: Sequence[Modality] = ()
    second_choices: Sequence[LazyText] = ()
    waves: SessionWaves
    # who keeps its time free in case its interpreter drops out, and whether somebody may be named
    standby: Standby | None = None
    may_name_standby: bool = False
    # of an urgent session: who can be there when, the best first, and how they would be asked
    urgent: Sequence[UrgentChoice] = ()
    urgent_preview: Sequence[LazyText] = ()

    @property
    def is_unfilled(self) -> bool:
        """Whether a slot has nobody."""
        return self.state is BoardState.UNFILLED

    @property
    def slot_no(self) -> int:
        """The slot that a new name would go into."""
        empty = (s.slot_no for s in self.slots if s.state is BoardState.UNFILLED)
        return next(empty, self.slots[0].slot_no)

    @property
    def candidates_by_mode(self) -> Sequence[tuple[Modality, Sequence[Candidate]]]:
        """Who could take it now, each under the mode that is best for them; modes without anybody left out."""
        found = () if self.unfilled is None else self.unfilled.candidates
        parted = ((mode, [c for c in found if c.way.modality is mode]) for mode in self.modes)
        return [(mode, some) for mode, some in parted if some]

    def best_for(self, person_id: InterpreterId | None) -> Candidate | None:
        """In which way somebody could take it with the least cost; None for whoever could not."""
        found = () if self.unfilled is None else self.unfilled.candidates
        return next((c for c in found if c.person.id == person_id), None)

    @property
    def span(self) -> Span:
        """Its time."""
        return block_span(self.session.starts_at, self.session.minutes)


def read_selection(
    uow: UnitOfWork, day: BoardDay, session: CounsellingSession, person_id: InterpreterId | None
) -> SelectedSession:
    """Explain one session of a day, and on demand why not a certain person."""
    state = day.slots[session.id].state
    question = OpenSlot.of(_situation(uow, day), session)
    slots = _slots(day, session)
    unfilled = why_not = explained = None
    may_set_aside = may_ask_two = False
    if state is BoardState.UNFILLED:
        unfilled = explain.why_nobody(uow, question)
    elif (slot := next((s for s in slots if s.person is not None), None)) is not None:
        assert slot.person is not None
        offer = next((o for o in slot.offers if o.interpreter_id == slot.person.id), None)
        explained = explain.why_this_person(uow, question, slot.person.id, slot.draft, offer)
    speakers = _speakers(day, session)
    chosen = next((slot.draft for slot in slots if slot.draft is not None), None)
    able = [] if unfilled is None else [c.person.id for c in unfilled.candidates]
    if explained is not None:
        able = [a.person.id for a in explained.alternatives]
    near: Sequence[UrgentChoice] = ()
    if unfilled is not None and arriving.asks_so(uow, session):
        near = arriving.ranked(question, unfilled.candidates)
    if person_id is not None:
        why_not = explain.why_not(uow, question, person_id)
        asked = question.need_for(why_not.person)
        may_set_aside = not hard_among(why_not.objections, why_not.person, asked)
        may_ask_two = bool(needs_two(why_not.objections, why_not.person, asked))
    return SelectedSession(
        session=session,
        state=state,
        is_open=day.situation.is_open(session),
        slots=slots,
        waiting=waiting_of(day, session, state),
        unfilled=unfilled,
        explained=explained,
        why_not=why_not,
        may_set_aside=may_set_aside,
        speakers=speakers,
        near=_near(unfilled, why_not),
        overrides=of_session(uow, session.id) if session.request.tier is Tier.T3 else (),
        may_ask_two=may_ask_two,
        proposed=proposals.shown_for(uow, session) if unfilled is not None else None,
        asking=read_asking(uow, session, _needs(question, slots), speakers, able),
        by_hand=_by_hand(slots, explained),
        asks_gender=_asks_gender(session, speakers),
        modes=question.situation.modalities(session),
        second_choices=_second_choices(uow, session, slots, chosen),
        waves=waves_seen.of_session(uow, session),
        standby=standbys.standby_of(uow, session.id),
        may_name_standby=session.state is SessionState.STAFFED and session.starts_at > uow.now,
        urgent=near if day.situation.is_open(session) else (),
        urgent_preview=preview(urgent_waves(uow)) if near else (),
    )


def _needs(question: OpenSlot, slots: Sequence[SlotView]) -> Sequence[Need]:
    """What is asked of whoever would come in: in the mode and from the start that are settled, or drafted."""
    start = next((s.starts_at for s in slots if s.starts_at is not None), None)
    drafted = next((slot.draft.modality for slot in slots if slot.draft is not None), None)
    needs = [n for n in question.needs if drafted in {None, n.modality}] or question.needs
    return needs if start is None else [need.starting_at(start) for need in needs]


def _second_choices(
    uow: UnitOfWork,
    session: CounsellingSession,
    slots: Sequence[SlotView],
    drafted: DraftAssignment | None,
) -> Sequence[LazyText]:
    """How it is held, or would be by the draft, where that is not as wished for first."""
    zone = uow.settings.zone
    if drafted is not None and drafted.interpreter_id is not None:
        return second_choices(
            session,
            zone,
            modality=drafted.modality,
            starts_at=drafted.starts_at,
            language=drafted.other_language,
        )
    held = [row for slot in slots for row in (slot.assignment, *slot.offers) if row is not None]
    if not held:
        return ()
    spoken = next((row.other_language for row in held if row.other_language is not None), None)
    return second_choices(session, zone, starts_at=held[0].starts_at, language=spoken)


def _by_hand(slots: Sequence[SlotView], explained: explain.WhyChosen | None) -> Assignment | None:
    """The assignment of the one who is explained, if a person made it and not an answer in the app."""
    if explained is None:
        return None
    held = (s.assignment for s in slots if s.person is not None and s.draft is None)
    found = next((a for a in held if a and a.interpreter_id == explained.person.id), None)
    return found if found is not None and found.made_by_id is not None else None


def _asks_gender(session: CounsellingSession, speakers: Sequence[Person]) -> bool:
    """Whether a gender is required and somebody has none on record."""
    is_required = session.request.gender_strictness is Strictness.REQUIRED
    return is_required and any(p.gender is None for p in speakers)


def _situation(uow: UnitOfWork, day: BoardDay) -> Situation:
    """The situation of the day with the draft counted as made, on the other days of the week too."""
    run = day.run
    if run is None or run.state is not RunState.DONE or run.first_day == run.last_day:
        return day.situation
    drafts = queries.drafts_of(uow.db, run.id)
    return with_drafts(day.situation, [d for d in drafts if d.session.day != day.day])


def _slots(day: BoardDay, session: CounsellingSession) -> list[SlotView]:
    return [_slot(day, session, n) for n in range(1, session.request.team + 1)]


def _slot(day: BoardDay, session: CounsellingSession, slot_no: int) -> SlotView:
    place = (session.id, slot_no)
    assignment = next((a for a in day.assignments if (a.session_id, a.slot_no) == place), None)
    draft = next((d for d in day.changes if (d.session_id, d.slot_no) == place), None)
    offers = [o for o in day.offers if (o.session_id, o.slot_no) == place]
    who = None
    for row in (draft, assignment, *offers):
        if row is not None and row.interpreter_id is not None:
            who = row.interpreter_id
            break
    return SlotView(
        slot_no=slot_no,
        state=day.slots[session.id].state_of(slot_no),
        assignment=assignment,
        offers=offers,
        draft=draft,
        person=None if who is None else day.people.get(who),
        asked=[(o, day.people[o.interpreter_id]) for o in offers if o.interpreter_id in day.people],
    )


def _speakers(day: BoardDay, session: CounsellingSession) -> list[Person]:
    """Whom one may ask about: of everybody else it is clear why not."""
    request = session.request
    found = (
        p
        for p in day.situation.people.values()
        if p.speaks(request.language) or p.speaks(request.fallback_language)
    )
    return sorted(found, key=lambda p: p.name)


def _near(unfilled: Unfilled | None, why_not: WhyNot | None) -> list[InterpreterId]:
    """Whose hours matter most: who could go, else who comes closest."""
    asked_about = [] if why_not is None else [why_not.person.id]
    if unfilled is None:
        return []
    able = [c.person.id for c in unfilled.candidates]
    steps = reversed(unfilled.funnel.steps)
    almost = [dropped.person.id for step in steps for dropped in step.dropped]
    return list(dict.fromkeys([*asked_about, *able, *almost]))[:NEAREST]
