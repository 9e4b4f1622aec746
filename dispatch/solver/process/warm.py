"""Compiling the kernels ahead of time, so that the first plan after an update does not wait for it."""

import numpy as np

from dispatch.solver.compiled.day_graph import DayGraph
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.pricing.pricing import Pricer
from dispatch.solver.problem.problem import Interpreter, Limits, Place, Problem, Session
from dispatch.solver.solve import solve
from dispatch.solver.translations.columns import compiled
from dispatch.solver.translations.problem import (
    JobToPlan,
    StepCandidate,
    StepToPlan,
    TranslationProblem,
    Translator,
)
from dispatch.solver.translations.rebuild import Rebuilder
from dispatch.solver.translations.rows import JobPrices

# Long enough for every kernel to be compiled and used once, on a slow machine too.
SECONDS = 15.0
# Small, and yet not proven before every kernel was asked.
PEOPLE, SESSIONS = 16, 48
HOME, DEGREE = (37.2, 127.0), 0.013


def warm() -> None:
    """Solve one small problem; Numba keeps what it compiled beside the modules.

    It ends as soon as the plan is proven, which is at once when everything was compiled before.
    """
    problem = a_small_day()
    solve(problem, Limits(seconds=SECONDS, workers=2))
    # A search that is proven early needs only some of the kernels.
    graph = DayGraph(CompiledProblem(problem))
    profit = np.zeros(len(graph.session))
    for threads in (1, 2):
        pricer = Pricer(graph, threads)
        pricer.price(profit, pricer.room_for_routes(1))
        pricer.through(profit)
        pricer.enumerate_above(profit, np.zeros(graph.count), 1)
    places = compiled(a_letter())
    cost = np.asarray(places.spans.cost, dtype=float)
    prices = JobPrices(0.0, with_span=cost, reduced=np.zeros_like(cost))
    Rebuilder.of(places, prices, np.zeros(1, dtype=np.int64), seed=0).run(1, heat=1.0)


def a_letter() -> TranslationProblem:
    """One step for one person on one day."""
    step = StepToPlan("translation", 100, (StepCandidate("mai"),))
    letter = JobToPlan("letter", release=0, deadline=0, late=1, unplanned=1, steps=(step,))
    return TranslationProblem("letter", 1, (Translator("mai", (100,)),), (letter,))


def a_small_day() -> Problem:
    """One day on a round of places, every session at one of them, for two of three people."""
    places = tuple(
        Place(f"p{k}", HOME[0] + DEGREE * (k * 5 % 16), HOME[1] + DEGREE * (k * 3 % 16))
        for k in range(PEOPLE)
    )
    people = tuple(
        Interpreter(f"i{k}", f"p{k}", ((540, 1080),), target_minutes=180, min_break=10)
        for k in range(PEOPLE)
    )
    return Problem("warm", places, people, tuple(_session(k) for k in range(SESSIONS)))


def _session(k: int) -> Session:
    start = 540 + 30 * (k * 7 % 16)
    return Session.in_one_way(
        f"s{k}",
        f"p{k * 11 % PEOPLE}",
        (start, start + 10 * (k % 3)),
        60,
        (f"i{i}" for i in range(PEOPLE) if (i + k) % 3),
    )
