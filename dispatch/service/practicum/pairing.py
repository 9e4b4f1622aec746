"""Pairing trainees with confirmed assignments of their mentors: read, solve, write what still fits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from dispatch.domain.people import Duty, Person
from dispatch.domain.practicum import kinds_for, reason_against
from dispatch.service.engine.translate import Translation
from dispatch.service.practicum import places
from dispatch.service.practicum.places import ProposedPlace
from dispatch.service.rules import locks
from dispatch.service.situation.day import Situation
from dispatch.service.situation.reading import read_situation
from dispatch.solver.practicum import sittings as engine
from dispatch.store.queries import assignments as assignment_queries
from dispatch.store.queries import practicum as queries
from dispatch.store.tables import Assignment, Interpreter, Mentorship, PracticumPlace
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.security.permissions import the_system
from foundation.times.spans import Span
from foundation.times.zones import days_span
from interpreters.domain.ids import InterpreterId
from interpreters.service import directory
from training.domain.permissions import TrainingPermission
from training.domain.practicum import PracticumKind
from training.service.practicum import mentoring, practicum

PAIR_TRAINEES = "dispatch.pair_trainees"
DAYS_AHEAD = 14
# Nobody is asked to come along on the spur of the moment.
LEAD = timedelta(hours=12)


@dataclass(frozen=True)
class Chances:
    """The problem as the engine sees it, and whom and what its names stand for."""

    problem: engine.PairingProblem
    pairs: dict[str, UUID]


def pair(uow: UnitOfWork, first_day: date, last_day: date) -> int:
    """Pair every trainee with sessions of her mentor's on some days; how many places are proposed.

    Places that stand are kept unless something now speaks against them.
    """
    uow.require(TrainingPermission.PRACTICUM_ARRANGE)
    drop_unfit(uow, first_day, last_day)
    chances = read_chances(uow, first_day, last_day)
    return 0 if chances is None else write(uow, chances, solve(chances.problem))


def pair_now(office: Office, first_day: str = "", last_day: str = "") -> None:
    """The same in the background, for the coming days: nothing is locked while the engine thinks."""
    system = the_system(PAIR_TRAINEES)
    with begin(office, system) as uow:
        first = date.fromisoformat(first_day) if first_day else uow.today
        last = date.fromisoformat(last_day) if last_day else first + timedelta(days=DAYS_AHEAD)
        drop_unfit(uow, first, last)
    with reading(office, system) as uow:
        chances = read_chances(uow, first, last)
    found = () if chances is None else solve(chances.problem)
    if chances is not None and found:
        with begin(office, system) as uow:
            write(uow, chances, found)


def solve(problem: engine.PairingProblem) -> Sequence[engine.Pairing]:
    """Ask the engine, and believe nothing that the checker does not."""
    if not problem.seats:
        return ()
    # OR-Tools takes long to load; who never pairs never waits for it.
    from dispatch.solver.practicum.pairing import pair as best

    found = best(problem)
    broken = engine.violations(problem, found)
    if broken:
        raise AssertionError(f"the pairing breaks its rules: {broken[0]}")
    return found


def drop_unfit(uow: UnitOfWork, first_day: date, last_day: date) -> int:
    """Free places ahead against which something speaks by now; the trainees are told."""
    days = days_span(first_day, last_day, uow.settings.zone)
    ahead = [
        place
        for place in queries.living_of_trainees(uow.db, None, days)
        if place.assignment.starts_at > uow.now
    ]
    return release_unfit(uow, ahead)


def release_unfit(uow: UnitOfWork, found: Iterable[PracticumPlace]) -> int:
    """Of some places those that no longer keep the rules are freed."""
    found = list(found)
    people = _rows(uow, {place.trainee_id for place in found})
    unfit = [p for p in found if places.why_not(uow, _sitting(p, people), p.id) is not None]
    return places.release(uow, unfit, "no longer fits")


def _rows(uow: UnitOfWork, ids: Iterable[UUID]) -> dict[UUID, Interpreter]:
    return {row.id: row for row in directory.list_by_ids(uow, list(ids))}


def _sitting(place: PracticumPlace, people: dict[UUID, Interpreter]) -> ProposedPlace:
    return ProposedPlace(place.assignment, place.mentorship, people[place.trainee_id], place.kind)


def read_chances(uow: UnitOfWork, first_day: date, last_day: date) -> Chances | None:
    """Which trainee could sit where, and what each still needs; None when no session is open."""
    pairs = [
        pair
        for pair in mentoring.active_pairs(uow, first_day, last_day)
        if pair.mentor.interpreter_id is not None
        and pair.trainee.interpreter_id is not None
        and mentoring.reason_against(uow, pair.mentor, pair.language, first_day) is None
    ]
    days = days_span(first_day, last_day, uow.settings.zone)
    mentors = {pair.mentor.interpreter_id for pair in pairs if pair.mentor.interpreter_id}
    assignments = queries.sittable(uow.db, mentors, uow.now + LEAD, days)
    if not assignments:
        return None
    trainees = _rows(uow, [p.trainee.interpreter_id for p in pairs if p.trainee.interpreter_id])
    situation = read_situation(uow, first_day, last_day, people=list(trainees.values()))
    return _OpenPlaces(uow, situation).chances(pairs, assignments)


class _OpenPlaces:
    """Pairs and assignments on their way to the problem of who sits beside whom."""

    def __init__(self, uow: UnitOfWork, situation: Situation) -> None:
        self._uow, self._situation = uow, situation
        self._translation = Translation.of(situation)

    def chances(self, pairs: Sequence[Mentorship], assignments: Sequence[Assignment]) -> Chances:
        missing = practicum.missing_of(self._uow, pairs)
        refused = queries.given_up(self._uow.db, [a.id for a in assignments])
        trainees: list[engine.Trainee] = []
        seats: list[engine.MentorSession] = []
        for pair in pairs:
            person = self._situation.people.get(
                InterpreterId(pair.trainee.interpreter_id or pair.id)
            )
            if person is None:
                continue
            trainees.append(self._trainee(pair, person, missing[pair.trainee_id, pair.language]))
            seats += [
                seat
                for assignment in assignments
                if _belongs(assignment, pair) and (assignment.id, person.id) not in refused
                for seat in self._seats(pair, person, assignment)
            ]
        problem = self._translation.pairing_problem(trainees, seats)
        return Chances(problem, {str(pair.id): pair.id for pair in pairs})

    def _trainee(
        self, pair: Mentorship, person: Person, missing: practicum.Missing
    ) -> engine.Trainee:
        return self._translation.engine_trainee(
            person,
            name=str(pair.id),
            missing=(missing.hours.observe, missing.hours.supervised),
            speaks_from=missing.observing_until,
        )

    def _seats(
        self, pair: Mentorship, person: Person, assignment: Assignment
    ) -> Iterable[engine.MentorSession]:
        """The seat, if nothing speaks against it."""
        session = assignment.session
        time = Span(assignment.starts_at, assignment.ends_at)
        need = self._situation.need(session).starting_at(time.start)
        if reason_against(person, need, welcome=session.request.trainee_welcome) is None:
            yield self._translation.engine_seat(
                str(assignment.id),
                Duty(session.id, time, need.day, need.point),
                trainee=str(pair.id),
                speaks=PracticumKind.SUPERVISED in kinds_for(person, need),
            )


def _belongs(assignment: Assignment, pair: Mentorship) -> bool:
    """Whether the mentor serves it in the language of the pair, while the pair lasts."""
    day = assignment.session.day
    return (
        assignment.interpreter_id == pair.mentor.interpreter_id
        and assignment.session.request.language == pair.language
        and pair.starts_on <= day
        and (pair.ends_on is None or day <= pair.ends_on)
    )


def write(uow: UnitOfWork, chances: Chances, found: Sequence[engine.Pairing]) -> int:
    """Propose what the engine chose, each checked again as things stand now; how many."""
    assignments = {
        str(a.id): a
        for s in found
        if (a := assignment_queries.find_assignment(uow.db, UUID(s.session))) is not None
    }
    standing = {s.trainee: mentoring.find_standing(uow, chances.pairs[s.trainee]) for s in found}
    people = _rows(
        uow, {p.trainee.interpreter_id for p in standing.values() if p and p.trainee.interpreter_id}
    )
    locks.lock_all(
        uow,
        {a.session_id for a in assignments.values()},
        {a.interpreter_id for a in assignments.values()} | set(people),
    )
    count = 0
    for sitting in found:
        assignment, pair = assignments.get(sitting.session), standing[sitting.trainee]
        if assignment is None or pair is None:
            continue
        uow.db.refresh(assignment, ["state", "starts_at", "ends_at"])
        who = people[pair.trainee.interpreter_id or pair.id]
        kind = PracticumKind.SUPERVISED if sitting.speaks else PracticumKind.OBSERVE
        asked = ProposedPlace(assignment, pair, who, kind)
        if places.why_not(uow, asked) is None and places.propose(uow, asked):
            count += 1
    return count
