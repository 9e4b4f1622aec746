"""Gains of one more certified interpreter: what the screen says beside planning the week anew with them."""

import random
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from dispatch.solver.bench.generate import (
    MadeUpPerson,
    MadeUpProvince,
    generate_province,
    may_serve,
)
from dispatch.solver.bench.province import CITIES, BenchCity
from dispatch.solver.bench.supply import mean_error, rank_correlation
from dispatch.solver.problem.openings import Opening
from dispatch.solver.problem.plan import Plan
from dispatch.solver.problem.problem import Limits, Place, Problem
from dispatch.solver.solve import solve
from dispatch.solver.whatif.gains import GainScreen, bare, gain_anew

# Drawn for each seed out of all kinds and cities that lack somebody.
CASES_PER_SEED = 10
FURTHEST_KM = 60
NEW, HOME = "another", "home-another"


@dataclass(frozen=True, slots=True)
class GainRow:
    """One more interpreter of a kind in a city: gain by the screen and anew, and what a plain count says.

    `naive` counts what stayed open of this language and domain in this city, `naive_reach` all that stayed
    open of this language and domain. Gains are in cost units; seconds are the processor's.
    """

    problem: str
    language: str
    domain: str
    city: str
    predicted: int
    truth: int
    sessions_predicted: int
    sessions_truth: int
    naive: int
    naive_reach: int
    seconds: float
    seconds_anew: float

    def line(self) -> str:
        """The same in one line."""
        return (
            f"{self.problem:20} {self.language} {self.domain:8} {self.city:12}"
            f" screened {self.predicted:>8,} anew {self.truth:>8,}"
            f"  count {self.naive:>2} {self.naive_reach:>2}"
            f"  {self.seconds:5.3f} s, anew {self.seconds_anew:5.2f} s"
        )


@dataclass(frozen=True, slots=True)
class GainReport:
    """All cases, and how good screen and counts were.

    Errors are shares of the mean truth; correlations are of ranks.
    """

    cases: tuple[GainRow, ...]
    mean_error: float
    rank_correlation: float
    naive_rank_correlation: float
    naive_reach_rank_correlation: float

    def as_json(self) -> dict[str, Any]:
        """The same for machines."""
        return asdict(self)

    def line(self) -> str:
        """The same in one line, without the cases."""
        return (
            f"{len(self.cases)} cases: mean error {self.mean_error:.1%},"
            f" rank correlation {self.rank_correlation:.3f},"
            f" of plain counts {self.naive_rank_correlation:.3f} by city"
            f" and {self.naive_reach_rank_correlation:.3f} by kind"
        )


def report(rows: Sequence[GainRow]) -> GainReport:
    """What some cases come to."""
    truths = [row.truth for row in rows]
    return GainReport(
        cases=tuple(rows),
        mean_error=round(mean_error([row.predicted for row in rows], truths), 4),
        rank_correlation=round(rank_correlation([row.predicted for row in rows], truths), 4),
        naive_rank_correlation=round(rank_correlation([row.naive for row in rows], truths), 4),
        naive_reach_rank_correlation=round(
            rank_correlation([row.naive_reach for row in rows], truths), 4
        ),
    )


def measure(name: str, seed: int, limits: Limits) -> list[GainRow]:
    """Some kinds and cities, drawn among all that lack somebody in a made-up week.

    Work is counted, so that a busy machine does not make the plan to compare with a poor one.
    """
    limits = replace(limits, workers=1, deterministic=True, processor=False)
    province = generate_province(name, seed)
    problem = bare(province.problem)
    plan = solve(problem, limits)
    screen = GainScreen(problem, plan)
    dice = random.Random(f"gains/{name}/{seed}")  # noqa: S311 - repeatable, not secret
    unfilled = set(plan.unfilled)
    lacking = [need for need in province.needs if need.row.id in unfilled]
    kinds = sorted({(need.language, need.domain) for need in lacking})
    every = [(language, domain, city) for language, domain in kinds for city in CITIES]
    drawn = dice.sample(every, min(CASES_PER_SEED, len(every)))
    of_kind = Counter((need.language, need.domain) for need in lacking)
    of_city = Counter(
        (need.language, need.domain, need.site.id.rsplit("-", 1)[0])
        for need in lacking
        if need.site is not None
    )
    rows: list[GainRow] = []
    for language, domain, city in drawn:
        like = dice.choice([each for each in province.people if language in each.languages])
        opening = one_more(province, like, domain, city, language)
        counts = of_city[language, domain, city.name], of_kind[language, domain]
        rows.append(
            _row((problem, plan, screen, limits), (language, domain, city), opening, counts)
        )
    return rows


def _row(
    base: tuple[Problem, Plan, GainScreen, Limits],
    kind: tuple[str, str, BenchCity],
    opening: Opening,
    counts: tuple[int, int],
) -> GainRow:
    problem, plan, screen, limits = base
    language, domain, city = kind
    rate = problem.costs.travel_minute
    began = time.process_time()
    predicted = screen.gain(opening)
    screened = time.process_time()
    truth = gain_anew(problem, plan, opening, limits)
    ended = time.process_time()
    return GainRow(
        problem=problem.name,
        language=language,
        domain=domain,
        city=city.name,
        predicted=predicted.cost(rate),
        truth=truth.cost(rate),
        sessions_predicted=len(predicted.served) - len(predicted.lost),
        sessions_truth=len(truth.served) - len(truth.lost),
        naive=counts[0],
        naive_reach=counts[1],
        seconds=round(screened - began, 4),
        seconds_anew=round(ended - screened, 3),
    )


def one_more(
    province: MadeUpProvince, like: MadeUpPerson, domain: str, city: BenchCity, language: str
) -> Opening:
    """An interpreter more, from the middle of a city, who is free and works as somebody of the language does."""
    home = Place(HOME, city.lat, city.lon)
    row = replace(like.row, id=NEW, home=HOME, target_minutes=0, session_cost=0)
    person = replace(
        like,
        languages=frozenset({language}),
        certified_until={"general": 9999, domain: 9999},
        woman=None,
        on_site=True,
        remote=True,
        furthest_km=FURTHEST_KM,
        home=home,
        row=row,
    )
    away = province.problem.interpreters[0].max_away_minutes
    row = replace(row, max_away_minutes=away)
    return Opening(NEW, (row,), (home,), frozenset(_serves(province, person)))


def _serves(province: MadeUpProvince, person: MadeUpPerson) -> Iterable[tuple[str, str, str]]:
    for need, session in zip(province.needs, province.problem.sessions, strict=True):
        if need.language in person.languages:
            for way in session.ways:
                asked = replace(need, site=None) if way.place is None else need
                if may_serve(person, asked):
                    yield NEW, session.id, way.name
