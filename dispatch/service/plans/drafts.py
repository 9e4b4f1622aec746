"""A plan turned into drafts: slot by slot beside what holds now, with measures and causes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from dispatch.domain.accepted_ways import AcceptedWay
from dispatch.domain.crowd import Crowd
from dispatch.domain.eligibility import RuleCode
from dispatch.domain.measures import Change, Measure, measure
from dispatch.domain.people import Duty, Need, Person
from dispatch.domain.person_rules import other_language
from dispatch.domain.shortage import Shortage, StillWanted, shortage_in
from dispatch.domain.states import ChangeKind
from dispatch.service.engine.snapshot import FIXED, Snapshot, TranslatedSession
from dispatch.service.situation.day import Situation
from dispatch.service.situation.reading import read_people
from dispatch.solver.problem.plan import Plan
from dispatch.store.queries import plans as queries
from dispatch.store.tables import CounsellingSession, DraftAssignment, PlanRun
from foundation.database.work import UnitOfWork
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Tier
from scheduling.domain.ids import SessionId

Slots = dict[int, InterpreterId]
Days = dict[InterpreterId, list[Duty]]


class Drafting:
    """What a plan means for every slot, worked out without the database."""

    def __init__(self, snapshot: Snapshot, plan: Plan) -> None:
        self.snapshot = snapshot
        self.situation = snapshot.situation
        self.seats: dict[SessionId, list[TranslatedSession]] = defaultdict(list)
        for seat in snapshot.seats.values():
            self.seats[seat.session.id].append(seat)
        self.people: dict[SessionId, list[InterpreterId]] = defaultdict(list)
        # A team takes part in one way: what is kept of it, and from when it begins.
        self.needs: dict[SessionId, Need] = {}
        self.ways: dict[SessionId, AcceptedWay] = {}
        known = {str(who): who for who in self.situation.people}
        for assignment in plan.assignments:
            if not assignment.session.startswith(FIXED):
                seat = snapshot.seats[assignment.session]
                self.people[seat.session.id].append(known[assignment.interpreter])
                start = snapshot.minutes.at(assignment.start)
                way = self.ways[seat.session.id] = seat.way(assignment.way).way
                need = self.situation.need(seat.session, way.modality)
                self.needs[seat.session.id] = need.starting_at(start)

    def write(self, uow: UnitOfWork, run: PlanRun) -> None:
        """Store the drafts, the measures and the causes with the run."""
        for session_id, seats in self.seats.items():
            for draft in self._drafts(run, session_id, seats):
                uow.db.add(draft)
        run.measures = [change.as_json() for change in self.changes()]
        run.progress = {
            **run.progress,
            "able": sorted(str(who) for who in self.able()),
            "second": self.second_choices(),
        }
        found = self.lacking(uow)
        run.causes = {str(session): lack.cause.value for session, lack in found.items()}
        run.lacks = {str(session): _kept(lack) for session, lack in found.items()}
        uow.db.flush()

    def _drafts(
        self, run: PlanRun, session_id: SessionId, seats: list[TranslatedSession]
    ) -> Iterable[DraftAssignment]:
        before = {s.slots[0]: s.holding.interpreter_id for s in seats if s.holding is not None}
        slots = [slot for seat in seats for slot in seat.slots]
        after = _into_slots(self.people.get(session_id, []), slots, before)
        session, need = seats[0].session, self.needs.get(session_id)
        for slot in slots:
            kind = kind_of(before.get(slot), after.get(slot))
            if kind is not None:
                yield DraftAssignment(
                    run_id=run.id,
                    session_id=session_id,
                    slot_no=slot,
                    kind=kind,
                    starts_at=session.starts_at if need is None else need.earliest,
                    modality=session.modality if need is None else need.modality,
                    interpreter_id=after.get(slot),
                    previous_interpreter_id=before.get(slot),
                    other_language=self._other_language(after.get(slot), need),
                )

    def _other_language(self, who: InterpreterId | None, need: Need | None) -> Language | None:
        """In which language somebody would interpret, where it is not the one asked for."""
        if who is None or need is None:
            return None
        return other_language(self.situation.people[who], need)

    def second_choices(self) -> dict[str, int]:
        """How many sessions are served in another mode than wished for first, from another start, in another language."""
        first = {session_id: self.seats[session_id][0].ways[0].way for session_id in self.ways}
        chosen = [(way, first[session_id]) for session_id, way in self.ways.items()]
        return {
            "mode": sum(way.modality is not wished.modality for way, wished in chosen),
            "start": sum(way.is_other_start for way, _ in chosen),
            "language": sum(way.language is not None for way, _ in chosen),
        }

    def has_changes(self) -> bool:
        """Whether any slot would have somebody else than now."""
        return any(
            set(self.people.get(session_id, ()))
            != {s.holding.interpreter_id for s in seats if s.holding is not None}
            for session_id, seats in self.seats.items()
        )

    def duties(self) -> Days:
        """Everybody's duties as the plan would have them."""
        decided = {
            (seat.holding.interpreter_id, seat.session.id)
            for seat in self.snapshot.seats.values()
            if seat.holding is not None
        }
        days: Days = {
            who: [d for d in person.duties if (who, d.session_id) not in decided]
            for who, person in self.situation.people.items()
        }
        for session_id, people in self.people.items():
            need = self.needs[session_id]
            duty = need.duty(need.earliest)
            for who in people:
                days[who].append(duty)
        return days

    def changes(self) -> list[Change]:
        """The plain measures before and now, over the planned days."""
        before = {who: list(person.duties) for who, person in self.situation.people.items()}
        able = self.able()
        people = [p for p in self.situation.people.values() if p.id in able or p.duties]
        old = measure(people, self._within(before), self.situation.ways)
        new = measure(people, self._within(self.duties()), self.situation.ways)
        unfilled = Change(
            Measure.UNFILLED, sum(self._is_short_now(s) for s in self.seats), len(self.unfilled())
        )
        return [unfilled, *(Change(name, old[name], new[name]) for name in old)]

    def able(self) -> set[InterpreterId]:
        """Who could serve anything: the load is compared among them, also after a person changed the draft."""
        return {who for seat in self.snapshot.seats.values() for who in seat.candidates}

    def _within(self, days: Mapping[InterpreterId, Iterable[Duty]]) -> Days:
        first, last = self.situation.first_day, self.situation.last_day
        return {who: [d for d in found if first <= d.day <= last] for who, found in days.items()}

    def _is_short_now(self, session_id: SessionId) -> bool:
        return any(seat.holding is None for seat in self.seats[session_id])

    def unfilled(self) -> list[SessionId]:
        """The sessions that would still lack somebody."""
        return [session_id for session_id in self.seats if self._short_by(session_id) > 0]

    def lacking(self, uow: UnitOfWork) -> dict[SessionId, Shortage]:
        """What each unfilled session lacks, against the plan; whoever rests is asked too."""
        unfilled, days = self.unfilled(), self.duties()
        people = [replace(p, duties=tuple(days[p.id])) for p in self.situation.people.values()]
        sessions = [self.seats[each][0].session for each in unfilled]
        crowd = Crowd([*people, *_resting(uow, self.situation, sessions)])
        return {each: shortage_in(crowd, self._wanted(each)) for each in unfilled}

    def _wanted(self, session_id: SessionId) -> StillWanted:
        needs = self.situation.needs(self.seats[session_id][0].session)
        serving = frozenset(self.people.get(session_id, ()))
        if serving:
            needs = [self.needs[session_id]]
        return StillWanted(needs, len(serving) + self._short_by(session_id), serving)

    def _short_by(self, session_id: SessionId) -> int:
        """How many of its slots stay empty."""
        slots = sum(len(seat.slots) for seat in self.seats[session_id])
        return slots - len(self.people.get(session_id, ()))


def _kept(lack: Shortage) -> dict[str, Any]:
    """How a run keeps what a session lacks; a court's certification is not the office's to give."""
    by_courses = lack.wanted.needs[0].tier is not Tier.COURT
    to_certify = lack.gained_by(RuleCode.CERTIFICATION) if by_courses else ()
    return {
        "rules": [code.value for code in lack.rules],
        "gains": len(lack.gained),
        "to_certify": [str(each.person.id) for each in to_certify],
    }


def _resting(
    uow: UnitOfWork, situation: Situation, listed: Iterable[CounsellingSession]
) -> list[Person]:
    """Whoever speaks the languages of some sessions and is not sent just now, with their time."""
    wished = {
        language
        for session in listed
        for language in (session.request.language_planned, session.request.fallback_language)
        if language is not None
    }
    rows = queries.inactive_speakers(uow.db, wished) if wished else []
    return list(read_people(uow, situation, rows).values()) if rows else []


def _into_slots(people: Iterable[InterpreterId], slots: Iterable[int], before: Slots) -> Slots:
    """People into slots, each into the one they hold already when they hold one."""
    after = {slot: who for slot, who in before.items() if who in set(people)}
    free = [slot for slot in slots if slot not in after]
    rest = [who for who in people if who not in after.values()]
    return {**after, **dict(zip(free, rest, strict=False))}


def kind_of(before: InterpreterId | None, after: InterpreterId | None) -> ChangeKind | None:
    """What becomes of a slot; None when nobody has it, before or after."""
    if after is None:
        return None if before is None else ChangeKind.TAKEN
    if before is None:
        return ChangeKind.NEW
    return ChangeKind.KEPT if before == after else ChangeKind.MOVED
