"""Reckoning what more supply would gain: weeks planned, every candidate screened, the best planned anew, the list kept.

It computes for minutes, with the engine in its own process, so only a job that is done apart calls it.
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.exc import OperationalError

from dispatch.domain.gains import TAUGHT, GainKind
from dispatch.domain.settings import DispatchSettings
from dispatch.domain.states import RunState
from dispatch.service.coverage import gain_proposals
from dispatch.service.coverage.gain_candidates import (
    GainCandidate,
    find_candidates,
    opening_of,
)
from dispatch.service.coverage.gain_lines import (
    GainFound,
    GainLine,
    GainSum,
    lines_of,
    row_of,
    seat_of,
)
from dispatch.service.coverage.gain_outlook import GainOutlook, read_outlook
from dispatch.service.coverage.gain_weeks import PlannedWeek, past_mondays, read_hours, read_week
from dispatch.solver.problem.openings import Opening
from dispatch.solver.problem.problem import Limits
from dispatch.solver.solve import solve
from dispatch.solver.whatif.gains import Gain, gain_anew
from dispatch.store.queries import gains as queries
from dispatch.store.queries.plans import RUNNING
from dispatch.store.tables import CoverageGain
from foundation.config import Settings
from foundation.database.work import Office, begin, reading
from foundation.logs import kind_of
from foundation.security.permissions import the_system
from foundation.times.clock import monotonic

ACTOR = the_system("gains")
# Lines of nights before can be looked at for so long: proposals and bookmarks lead to them.
KEPT_FOR = timedelta(days=7)
# Planned anew at least, where there are so many; of each, so many seats are looked at.
BEST, SEATS = 20, 3
# Further seats are looked at no longer than this share of the time.
LATEST = 1.2
# A list longer than this is not read.
LONGEST_LIST = 150
# Shares of the time that there is: for the plans without anything more, for screening, for planning anew. Some weeks
# are planned in any case, and what is late leaves the others their share.
PLANS, SCREENS, ANEW, LEAST_WEEKS = 0.3, 0.4, 0.3, 4
# Counted seconds: a week of some hundred sessions is proven in less than one, and a plan that is not the best makes
# whatever is planned anew look better than it is.
LEAST_PLAN_SECONDS, MOST_PLAN_SECONDS = 10.0, 60.0
# How often what is done so far is told.
TELL_EVERY_SECONDS = 2.0


def reckon(office: Office, run_id: str) -> None:
    """Make a reckoning. Safe to repeat: one that has ended stays as it is."""
    work = _GainWork(office, uuid.UUID(run_id))
    if not work.start():
        return
    try:
        work.reckon()
    except OperationalError:
        # Busy or out of reach: the job is tried again.
        raise
    except Exception as error:
        work.fail(kind_of(error))
        raise


@dataclass
class _GainWork:
    office: Office
    run_id: uuid.UUID
    seconds: int = 0
    began: float = 0.0
    told: float = float("-inf")

    @property
    def settings(self) -> Settings:
        """Those of the office."""
        return self.office.settings

    def elapsed(self) -> float:
        """Seconds since it began."""
        return monotonic() - self.began

    def start(self) -> bool:
        """Take it up, also after a worker that died over it; False when there is nothing to do."""
        with begin(self.office, ACTOR) as uow:
            run = queries.find_run(uow.db, self.run_id, lock=True)
            if run is None or run.state not in RUNNING:
                return False
            run.state, self.seconds = RunState.SOLVING, run.budget_seconds
        self.began = monotonic()
        return True

    def reckon(self) -> None:
        """Plan, screen, plan the best anew, keep the list."""
        weeks = self._plan_weeks()
        candidates = find_candidates(weeks)
        unmet = sum(len(week.unmet) for week in weeks)
        self._tell(force=True, unmet=unmet, candidates=len(candidates))
        screened = self._screen(weeks, candidates)
        with reading(self.office, ACTOR) as uow:
            outlook = read_outlook(uow, weeks)
        lines = lines_of(screened, outlook.times)
        anew = self._anew(weeks, lines[:BEST])
        found: dict[GainLine, GainFound] = {}
        for line in lines:
            best = anew.get(line.first, screened[line.first])
            found[line] = GainFound(
                best=best, screened=screened[line.first], times=outlook.times(line.first, best)
            )
        self._keep(weeks, found, outlook, len(anew))

    def _plan_weeks(self) -> list[PlannedWeek]:
        """The newest weeks, as many as there is time for: of each the best plan without anything more."""
        with reading(self.office, ACTOR) as uow:
            mondays = past_mondays(uow, self.settings.of(DispatchSettings).gain_weeks)
            hours = read_hours(uow) if mondays else []
        planned: list[PlannedWeek] = []
        for turn, monday in enumerate(mondays):
            if turn >= LEAST_WEEKS and self.elapsed() > PLANS * self.seconds:
                break
            with reading(self.office, ACTOR) as uow:
                week = read_week(uow, monday, hours[turn % len(hours)])
            planned.append(week.planned(solve(week.problem, self._limits(len(mondays)))))
            self._tell(force=True, weeks=len(planned))
        return planned

    def _limits(self, weeks: int) -> Limits:
        share = PLANS * self.seconds / max(1, weeks)
        return Limits(min(MOST_PLAN_SECONDS, max(LEAST_PLAN_SECONDS, share)), deterministic=True)

    def _screen(
        self, weeks: Sequence[PlannedWeek], candidates: Sequence[GainCandidate]
    ) -> dict[GainCandidate, GainSum]:
        """Each candidate over all weeks, until the time for it is up."""
        found: dict[GainCandidate, GainSum] = {}
        until = max(self.elapsed(), PLANS * self.seconds) + SCREENS * self.seconds
        for candidate in candidates:
            if self.elapsed() > until:
                break
            found[candidate] = self._gain(weeks, candidate, _by_screen)
            self._tell(screened=len(found))
        self._tell(force=True, screened=len(found))
        return found

    def _gain(
        self,
        weeks: Sequence[PlannedWeek],
        candidate: GainCandidate,
        measure: Callable[[PlannedWeek, Opening], Gain],
        seats: int = 1,
    ) -> GainSum:
        found = GainSum()
        for turn, week in enumerate(weeks):
            opening = opening_of(candidate, week.week, self.settings, turn=turn, seats=seats)
            found.add(measure(week, opening))
        return found

    def _anew(
        self, weeks: Sequence[PlannedWeek], best: Sequence[GainLine]
    ) -> dict[GainCandidate, GainSum]:
        """The best, planned anew over all weeks, as many as there is time for."""
        limits = self._limits(len(weeks))

        def measure(week: PlannedWeek, opening: Opening) -> Gain:
            if not opening.sessions:
                return Gain()
            return gain_anew(week.week.problem, week.plan, opening, limits)

        found: dict[GainCandidate, GainSum] = {}
        until = max(self.seconds, self.elapsed() + ANEW * self.seconds)
        for line in best:
            if self.elapsed() > until:
                break
            found[line.first] = self._gain(weeks, line.first, measure)
            self._tell(anew=len(found))
        return found

    def _keep(
        self,
        weeks: Sequence[PlannedWeek],
        found: dict[GainLine, GainFound],
        outlook: GainOutlook,
        anew: int,
    ) -> None:
        """Keep the list in place of the one before."""
        ranked = sorted(
            found.items(), key=lambda pair: (*pair[1].best.order(pair[1].times), pair[0].name)
        )
        rows: list[CoverageGain] = []
        taught = 0
        for rank, (line, gained) in enumerate(ranked[:LONGEST_LIST], start=1):
            row = row_of(self.run_id, rank, line, gained, len(weeks))
            if line.first.kind in TAUGHT and taught < BEST:
                taught += 1
                row.seats = self._seats(line, gained.best, weeks)
            rows.append(row)
        with begin(self.office, ACTOR) as uow:
            run = queries.find_run(uow.db, self.run_id, lock=True)
            if run is None or run.state is not RunState.SOLVING:
                return
            run.end(RunState.DONE, uow.now)
            run.anew, run.anew_weeks = anew, len(weeks) if anew else 0
            run.forecast_at = outlook.made_at
            if weeks:
                run.first_day = weeks[-1].week.situation.first_day
                run.last_day = weeks[0].week.situation.last_day
            uow.db.add_all(rows)
            uow.db.flush()
            queries.remove_older(uow.db, run.id, uow.now - KEPT_FOR)
            gain_proposals.propose_by_night(uow, run, rows)
            uow.record("coverage.gains_reckoned", subject=run.id, days=7 * len(weeks))

    def _seats(
        self, line: GainLine, best: GainSum, weeks: Sequence[PlannedWeek]
    ) -> list[dict[str, object]]:
        """What each seat after the first would add, one after the other."""
        first = line.first
        seats = [seat_of(first, best.served)]
        known = set(best.served)
        if first.kind is GainKind.UPSKILL:
            for each, found in line.ranked[1:]:
                seats.append(seat_of(each, sorted(set(found.served) - known)))
                known |= set(found.served)
        else:
            for seat in range(2, SEATS + 1):
                if not seats[-1]["sessions"] or self.elapsed() > LATEST * self.seconds:
                    break
                found = self._gain(weeks, first, _by_screen, seat)
                seats.append(seat_of(first, sorted(set(found.served) - known)))
                known |= set(found.served)
        return [seat for seat in seats if seat["sessions"]]

    def _tell(self, *, force: bool = False, **counts: int) -> None:
        """Show how far it has come."""
        if not force and monotonic() - self.told < TELL_EVERY_SECONDS:
            return
        self.told = monotonic()
        with begin(self.office, ACTOR) as uow:
            run = queries.find_run(uow.db, self.run_id, lock=True)
            if run is not None:
                for name, count in counts.items():
                    setattr(run, name, count)

    def fail(self, error: str) -> None:
        """Keep why there is no list."""
        with begin(self.office, ACTOR) as uow:
            run = queries.find_run(uow.db, self.run_id, lock=True)
            if run is not None and run.state is RunState.SOLVING:
                run.end(RunState.FAILED, uow.now)
                run.error = error[:200]


def _by_screen(week: PlannedWeek, opening: Opening) -> Gain:
    return week.screen.gain(opening)
