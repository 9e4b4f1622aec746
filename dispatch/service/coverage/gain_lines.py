"""The lines of a list of gains: what each possibility comes to over the weeks, people of a group together."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from dispatch.domain.gains import a_year_of, domain_of
from dispatch.service.coverage.gain_candidates import GainCandidate
from dispatch.solver.whatif.gains import Gain
from dispatch.store.tables import CoverageGain


@dataclass
class GainSum:
    """What a candidate gains over the weeks looked at so far."""

    need: int = 0
    travel: int = 0
    served: list[str] = field(default_factory=list[str])
    lost: int = 0

    def add(self, gain: Gain) -> None:
        """The gain of one more week."""
        self.need += gain.need
        self.travel += gain.travel
        self.served += gain.served
        self.lost += len(gain.lost)

    @property
    def sessions(self) -> int:
        """How many sessions more are served."""
        return len(self.served) - self.lost

    @property
    def worth(self) -> tuple[int, int]:
        """To rank by: need first, then travel."""
        return self.need, self.travel

    def order(self, times: float) -> tuple[float, float]:
        """To sort by, the most first, where so many times as much is expected."""
        return -self.need * times, -self.travel * times


def seat_of(candidate: GainCandidate, sessions: Sequence[str]) -> dict[str, object]:
    """One seat as it is kept: whose it would be, and the sessions that it adds."""
    person = str(candidate.people[0]) if candidate.people else ""
    return {"person": person, "sessions": list(sessions)}


@dataclass(frozen=True, eq=False)
class GainLine:
    """One line of the list: a candidate, or the people of a group, the best first."""

    ranked: Sequence[tuple[GainCandidate, GainSum]]

    @property
    def first(self) -> GainCandidate:
        """Whose gain the line tells."""
        return self.ranked[0][0]

    @property
    def name(self) -> tuple[str, ...]:
        """To tell two alike apart, the same every night."""
        first = self.first
        parts = (first.kind, first.language, first.level, first.hours, first.city, *first.people)
        return tuple("" if part is None else str(part) for part in parts)


def lines_of(
    screened: Mapping[GainCandidate, GainSum], times: Callable[[GainCandidate, GainSum], float]
) -> list[GainLine]:
    """The candidates that gain anything by groups, the best of the coming weeks first."""
    groups: dict[GainCandidate, list[tuple[GainCandidate, GainSum]]] = defaultdict(list)
    for candidate, found in screened.items():
        if found.worth > (0, 0):
            groups[candidate.group].append((candidate, found))
    lines = [
        GainLine(sorted(some, key=lambda pair: (-pair[1].need, -pair[1].travel, pair[0].people)))
        for some in groups.values()
    ]
    return sorted(
        lines, key=lambda line: (*line.ranked[0][1].order(times(*line.ranked[0])), line.name)
    )


@dataclass(frozen=True, kw_only=True)
class GainFound:
    """What a line comes to: by planning anew or else the screen, by the screen, and how many times that is expected."""

    best: GainSum
    screened: GainSum
    times: float


def row_of(run_id: UUID, rank: int, line: GainLine, found: GainFound, weeks: int) -> CoverageGain:
    """A line as it is kept: as the coming weeks are expected, and by the past ones alone."""
    best, screened, times = found.best, found.screened, found.times
    first = line.first
    year = a_year_of(best.sessions, best.need, best.travel, weeks, times)
    past = a_year_of(best.sessions, best.need, best.travel, weeks)
    return CoverageGain(
        run_id=run_id,
        rank=rank,
        kind=first.kind,
        language=first.language,
        level=first.level,
        domain=None if first.level is None else domain_of(first.level),
        city=first.city,
        hours="" if first.hours is None else first.hours.value,
        low=year.low,
        sessions=year.sessions,
        high=year.high,
        need=year.need,
        travel_hours=year.travel_hours,
        is_anew=best is not screened,
        screened=a_year_of(screened.sessions, screened.need, 0, weeks, times).sessions,
        demand_times=round(times, 4),
        past_low=past.low,
        past_sessions=past.sessions,
        past_high=past.high,
        people=[str(who) for each, _ in line.ranked for who in each.people],
        session_ids=sorted(set(best.served)),
        seats=[],
    )
