"""What openings of supply would gain, many of them at once: need that is met and travel that is saved.

Nothing else counts here: no load, no wishes, no changes (`bare`). Somebody more changes only the days on which
they could serve something, and of these only the part that is tied to it: whoever could serve the same, what
these could serve, and so on. Such a part is small, and is planned anew: first by insertion, and exactly by
arc flow where something stays open that way. The whole planned anew says how good that is (`gain_anew`).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.compiled.schedule import Schedule
from dispatch.solver.compiled.subproblem import Subproblem, subproblem
from dispatch.solver.problem.check import judge
from dispatch.solver.problem.openings import Opening
from dispatch.solver.problem.plan import Assignment, Plan
from dispatch.solver.problem.problem import Interpreter, Limits, Problem, Session, week_of
from dispatch.solver.solve import solve

# A part of more pairs of visits, one after the other, is not planned anew in a fraction of a second: people of
# later rings keep their days.
MOST_PAIRS = 6_000
PART_SECONDS = 5.0
# A part of no more pairs is planned anew exactly even where nothing stays open, for the travel alone.
SMALL_PAIRS = 1_000
Assignments = tuple[Assignment, ...]


@dataclass(frozen=True, slots=True)
class Gain:
    """What an opening brings in one problem: cost of need that is met, minutes of travel, and the sessions.

    `served` are sessions that a plan could not serve and would serve now, `lost` those that it would give up
    for them.
    """

    need: int = 0
    travel: int = 0
    served: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()

    def cost(self, travel_minute: int) -> int:
        """All of it in the currency of a plan."""
        return self.need + travel_minute * self.travel


def bare(problem: Problem) -> Problem:
    """The problem in which only unmet need and travel cost anything, and nobody is asked to stay who need not."""
    costs = replace(
        problem.costs, load_minute=0, discontinuity=0, change=0, shift=0, tight_transfer=0
    )
    return replace(
        problem,
        costs=costs,
        interpreters=tuple(
            replace(each, session_cost=0, target_minutes=0) for each in problem.interpreters
        ),
        sessions=tuple(
            replace(
                s,
                case="",
                preferred=(),
                held_by=(),
                ways=tuple(replace(way, cost=0) for way in s.ways),
            )
            for s in problem.sessions
        ),
    )


def gain_anew(problem: Problem, plan: Plan, opening: Opening, limits: Limits) -> Gain:
    """The gain that planning everything anew shows, beginning with the plan as it is."""
    opened = opening.opened(problem)
    return difference(plan, solve(opened, limits, previous=plan), problem.costs.travel_minute)


def difference(before: Plan, after: Plan, travel_minute: int) -> Gain:
    """What a plan has over another."""
    open_before, open_after = set(before.unfilled), set(after.unfilled)
    return Gain(
        need=before.terms.unfilled - after.terms.unfilled,
        travel=(before.terms.travel - after.terms.travel) // travel_minute,
        served=tuple(sorted(open_before - open_after)),
        lost=tuple(sorted(open_after - open_before)),
    )


class GainScreen:
    """A bare problem and its plan, asked for the gain of many openings."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem, self.plan = problem, plan
        self._rate = problem.costs.travel_minute
        self._compiled = CompiledProblem(problem)
        self._sessions = {s.id: s for s in problem.sessions}
        self._people = {each.id: each for each in problem.interpreters}
        self._places = {place.id: place for place in problem.places}
        self._by_day: dict[int, list[Assignment]] = defaultdict(list)
        self._minutes: dict[tuple[str, int], int] = defaultdict(int)
        for each in plan.assignments:
            session = self._sessions[each.session]
            self._by_day[session.day].append(each)
            self._minutes[each.interpreter, session.day] += session.minutes

    def gain(self, opening: Opening) -> Gain:
        """What an opening brings, day by day."""
        touched: dict[int, list[Session]] = defaultdict(list)
        for name in opening.sessions:
            touched[self._sessions[name].day].append(self._sessions[name])
        minutes = dict(self._minutes)
        whole = Gain()
        for day in sorted(touched, key=lambda each: (-self._open_need(each), each)):
            found, assignments = self._on_day(opening, day, touched[day], minutes)
            for who in opening.concerned:
                minutes[who, day] = 0
            for each in assignments:
                if each.interpreter in opening.concerned:
                    minutes[each.interpreter, day] += self._sessions[each.session].minutes
            whole = Gain(
                whole.need + found.need,
                whole.travel + found.travel,
                (*whole.served, *found.served),
                (*whole.lost, *found.lost),
            )
        return replace(whole, served=tuple(sorted(whole.served)), lost=tuple(sorted(whole.lost)))

    def _open_need(self, day: int) -> int:
        """The cost of what nobody serves on a day: where most is to be had, the week's minutes go first."""
        unfilled = (self._sessions[name] for name in self.plan.unfilled)
        return sum(s.unfilled_cost * s.needed for s in unfilled if s.day == day)

    def _on_day(
        self,
        opening: Opening,
        day: int,
        touched: list[Session],
        minutes: dict[tuple[str, int], int],
    ) -> tuple[Gain, Assignments]:
        part = self._part(opening, day, touched, minutes)
        before = part.restricted(self._by_day[day])
        known = judge(part.problem, before).plan()
        after = self._planned_anew(part.problem, before)
        better = judge(part.problem, after).plan()
        if better.cost >= known.cost:
            return Gain(), before
        return difference(known, better, self._rate), after

    def _planned_anew(self, problem: Problem, before: Assignments) -> Assignments:
        compiled = CompiledProblem(problem)
        schedule = Schedule(compiled)
        schedule.adopt(before)
        is_whole = _fill(schedule)
        _hand_over(schedule)
        found = schedule.assignments()
        if is_whole and compiled.visit_pairs() > SMALL_PAIRS:
            return found
        # Here and not above: OR-Tools loads only for whoever asks.
        from dispatch.solver.engines import arcflow

        exact = arcflow.solve(compiled, PART_SECONDS).assignments
        return min((found, exact), key=lambda each: judge(problem, each).terms.total)

    def _part(
        self,
        opening: Opening,
        day: int,
        touched: list[Session],
        minutes: dict[tuple[str, int], int],
    ) -> Subproblem:
        """What is tied to some sessions of a day by whoever could serve them."""
        sessions = {s.id: opening.in_session(s) for s in touched}
        people = self._ring(opening, day, sessions)
        changed = {each.id: each for each in opening.people}
        rows = [
            self._left(changed.get(name) or self._people[name], day, minutes) for name in people
        ]
        problem = self._problem(opening, rows, sessions.values())
        return subproblem(problem, self._by_day[day], frozenset(people))

    def _ring(self, opening: Opening, day: int, sessions: dict[str, Session]) -> list[str]:
        """Whoever could serve some sessions, and by them more; takes their sessions in."""
        compiled, names = self._compiled, self.problem.interpreters
        people = dict.fromkeys(sorted(opening.concerned))
        waiting = [*sessions]
        pairs = len(sessions) ** 2
        while waiting:
            session = sessions[waiting.pop(0)]
            # Of a team too small until now nobody counts as able: whoever is named in it could make it whole.
            known = (compiled.interpreter_at.get(who) for who in session.candidates)
            named = [i for i in known if i is not None]
            for i in compiled.able[compiled.session_at[session.id]] or named:
                if names[i].id in people:
                    continue
                could = compiled.day_sessions[i, day]
                pairs += len(could) ** 2 // 2
                if pairs > MOST_PAIRS:
                    return list(people)
                people[names[i].id] = None
                for other in could:
                    tied = self.problem.sessions[other]
                    if tied.id not in sessions:
                        sessions[tied.id] = tied
                        waiting.append(tied.id)
        return list(people)

    def _left(
        self, person: Interpreter, day: int, minutes: dict[tuple[str, int], int]
    ) -> Interpreter:
        """Somebody with the minutes that the other days of the week leave."""
        week = week_of(day)
        others = sum(
            used
            for (who, on), used in minutes.items()
            if who == person.id and on != day and week_of(on) == week
        )
        worked = person.worked_minutes if week == 0 else 0
        left = max(0, person.max_minutes_per_week - others - worked)
        return replace(
            person,
            max_minutes_per_day=min(person.max_minutes_per_day, left),
            target_minutes=0,
            worked_minutes=0,
            max_minutes_per_week=max(left, 0),
        )

    def _problem(
        self, opening: Opening, people: list[Interpreter], sessions: Iterable[Session]
    ) -> Problem:
        """A problem of some people and sessions; where ways are reckoned by distance, with no places but theirs."""
        asked = tuple(sessions)
        places = (*self.problem.places, *opening.places)
        if self.problem.travel.minutes is None:
            used = {each.home for each in people}
            used |= {way.place for s in asked for way in s.ways if way.place is not None}
            known = self._places | {place.id: place for place in opening.places}
            places = tuple(known[name] for name in sorted(used))
        return replace(self.problem, places=places, interpreters=tuple(people), sessions=asked)


def _fill(schedule: Schedule) -> bool:
    """Put in what nobody serves, the dearest first; whether nothing that anybody could serve stays open."""
    compiled = schedule.compiled
    sessions = compiled.problem.sessions
    unfilled = [s for s in range(len(sessions)) if not schedule.team.get(s) and compiled.able[s]]
    unfilled.sort(key=lambda s: (-sessions[s].unfilled_cost * sessions[s].needed, sessions[s].id))
    filled = [schedule.fill(s) for s in unfilled]
    return all(filled)


def _hand_over(schedule: Schedule) -> None:
    """Give sessions to whoever has less of a way to them, one after the other, as long as that saves any."""
    compiled = schedule.compiled
    for _ in range(len(compiled.problem.sessions)):
        moved = False
        for s, team in list(schedule.team.items()):
            if len(team) == 1 and compiled.problem.sessions[s].needed == 1:
                i = team[0][0]
                option = schedule.take(i, s)
                schedule.put(i, option)
                moved = _move(schedule, i, s) or moved
        if not moved:
            return


def _move(schedule: Schedule, i: int, s: int) -> bool:
    """Give a session to whoever takes it at least cost; whether that is another than has it."""
    w, start = schedule.take(i, s)
    found = (schedule.insertion(j, s) for j in schedule.compiled.able[s])
    best = min(one for one in found if one is not None)
    stays = schedule.insertion(i, s, (w, start))
    if stays is None or best.cost >= stays.cost:
        schedule.put(i, (w, start))
        return False
    schedule.put(best.interpreter, (best.way, best.start))
    return True
