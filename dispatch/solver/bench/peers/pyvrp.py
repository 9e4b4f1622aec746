"""PyVRP, when it is installed: one vehicle type per window, with a road map of its own.

A map of its own says how far it is from that interpreter's home and which sessions they cannot take;
leaving a session out costs its prize. Load, continuity and a cap shared by two windows of a day cannot
be stated: what breaks the cap is left unfilled before the checker judges.
"""

# PyVRP is an optional dependency, and its compiled half carries no annotations.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportMissingImports=false
# pyright: reportUnknownArgumentType=false, reportAttributeAccessIssue=false

import importlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dispatch.solver.bench.peers.core import (
    CannotState,
    Vehicle,
    lawful_plan,
    road_minutes,
    vehicles,
)
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.problem.plan import Plan

NAME = "PyVRP"
HOME = 0  # the first location of every map: the home of whose map it is
# Farther than anything is worth going: a session that the interpreter cannot take.
UNREACHABLE = 10**6
# What one way of one map takes, with PyVRP's own copies of it; and what a machine can be asked for.
BYTES_PER_WAY, MOST_BYTES = 19, 12 * 10**9

Map = NDArray[np.int64]


def solve(compiled: CompiledProblem, seconds: float) -> Plan:
    """PyVRP's plan after so many seconds."""
    fleet = vehicles(compiled)
    try:
        pyvrp: Any = importlib.import_module("pyvrp")
        stop: Any = importlib.import_module("pyvrp.stop")
    except ImportError:
        raise CannotState("PyVRP is not installed (pip install 'ieum[bench]')") from None
    size = len(fleet) * BYTES_PER_WAY * (len(compiled.problem.sessions) + 1) ** 2
    if size > MOST_BYTES:
        raise CannotState(f"a map for each interpreter would take {size / 1e9:.0f} GB")
    data = _data(pyvrp, compiled, fleet)
    result = pyvrp.solve(data, stop.MaxRuntime(seconds), seed=0, collect_stats=False, display=False)
    routes = [
        (
            fleet[route.vehicle_type()].interpreter,
            [a.idx for a in route.schedule() if a.is_client()],
        )
        for route in result.best.routes()
    ]
    return lawful_plan(compiled, routes, NAME)


def _data(pyvrp: Any, compiled: CompiledProblem, fleet: list[Vehicle]) -> Any:
    problem = compiled.problem
    far, long = _maps(compiled, fleet)
    clients = [
        pyvrp.Client(
            location=s + 1,
            delivery=[session.minutes],
            service_duration=session.minutes,
            tw_early=session.earliest_start,
            tw_late=session.latest_start,
            prize=session.unfilled_cost,
            required=False,
        )
        for s, session in enumerate(problem.sessions)
    ]
    types = [
        pyvrp.VehicleType(
            capacity=[problem.interpreters[v.interpreter].max_minutes_per_day],
            tw_early=v.first,
            tw_late=v.last,
            unit_distance_cost=problem.costs.travel_minute,
            profile=k,
        )
        for k, v in enumerate(fleet)
    ]
    locations = [pyvrp.Location(0, 0) for _ in range(len(clients) + 1)]
    return pyvrp.ProblemData(locations, clients, [pyvrp.Depot(HOME)], types, far, long)


def _maps(compiled: CompiledProblem, fleet: list[Vehicle]) -> tuple[list[Map], list[Map]]:
    """For each vehicle: minutes on the road between its sessions, and minutes that must lie between.

    The way from home and back lies outside the hours, as in our rules.
    """
    problem, sessions = compiled.problem, len(compiled.problem.sessions)
    way = np.array(road_minutes(compiled), dtype=np.int64)
    between = way[:sessions, :sessions]
    late: dict[int, Map] = {}  # by break: interpreters with the same break share a map
    far: list[Map] = []
    for v in fleet:
        home = way[sessions + v.interpreter, :sessions]
        distance = np.zeros((sessions + 1, sessions + 1), dtype=np.int64)
        distance[1:, 1:], distance[HOME, 1:], distance[1:, HOME] = between, home, home
        distance[:, [s + 1 for s in range(sessions) if s not in v.sessions]] = UNREACHABLE
        np.fill_diagonal(distance, 0)
        far.append(distance)
        pause = problem.interpreters[v.interpreter].min_break
        if pause not in late:
            duration = np.zeros_like(distance)
            gaps = between + problem.travel.buffer * (between > 0)
            duration[1:, 1:] = np.maximum(pause, gaps)
            np.fill_diagonal(duration, 0)
            late[pause] = duration
    return far, [late[problem.interpreters[v.interpreter].min_break] for v in fleet]
