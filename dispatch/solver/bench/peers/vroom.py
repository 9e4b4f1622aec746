"""VROOM, when pyvroom is installed: one vehicle per window, skills say who may take what.

Ways from home and back cost as much as they do and take no time, because in our rules they lie outside
the hours; each break has a road map of its own. Load and continuity cannot be stated.
"""

# pyvroom is an optional dependency without annotations.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportMissingImports=false
# pyright: reportUnknownArgumentType=false, reportAttributeAccessIssue=false

import datetime as dt
import importlib
from typing import Any

import numpy as np

from dispatch.solver.bench.peers.core import (
    CannotState,
    Vehicle,
    lawful_plan,
    road_minutes,
    vehicles,
)
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.problem.plan import Plan

NAME = "VROOM"
EXPLORATION = 5
THREADS = 2
# Priorities go up to 100; the dearest session of the benchmarks has 80.
DEAREST = 800


def solve(compiled: CompiledProblem, seconds: float) -> Plan:
    """VROOM's plan at its highest exploration, or what it has when the time is up."""
    fleet = vehicles(compiled)
    try:
        vroom: Any = importlib.import_module("vroom")
    except ImportError:
        raise CannotState("pyvroom is not installed (pip install 'ieum[bench]')") from None
    question = vroom.Input()
    _roads(question, compiled)
    for k, vehicle in enumerate(fleet):
        question.add_vehicle(_vehicle(vroom, compiled, k, vehicle))
    for s, session in enumerate(compiled.problem.sessions):
        question.add_job(
            vroom.Job(
                s,
                location=s,
                default_service=session.minutes,
                delivery=vroom.Amount([session.minutes]),
                skills={s},
                priority=min(100, session.unfilled_cost // DEAREST),
                time_windows=[vroom.TimeWindow(session.earliest_start, session.latest_start)],
            )
        )
    timeout = dt.timedelta(seconds=seconds)
    found = question.solve(exploration_level=EXPLORATION, nb_threads=THREADS, timeout=timeout)
    jobs = found.routes[found.routes["type"] == "job"]
    routes: dict[int, list[int]] = {}
    for vehicle, job in zip(jobs["vehicle_id"], jobs["id"], strict=True):
        routes.setdefault(int(vehicle), []).append(int(job))
    return lawful_plan(compiled, [(fleet[k].interpreter, r) for k, r in routes.items()], NAME)


def _roads(question: Any, compiled: CompiledProblem) -> None:
    """Minutes on the road cost; minutes that must lie between two sessions pass."""
    problem, sessions = compiled.problem, len(compiled.problem.sessions)
    way = np.array(road_minutes(compiled), dtype=np.uint32)
    between = way[:sessions, :sessions]
    gaps = between + problem.travel.buffer * (between > 0).astype(np.uint32)
    for pause in {person.min_break for person in problem.interpreters}:
        time = np.zeros_like(way)
        time[:sessions, :sessions] = np.maximum(gaps, np.uint32(pause))
        question.set_durations_matrix(_profile(pause), time)
        question.set_costs_matrix(_profile(pause), way)


def _profile(pause: int) -> str:
    return f"break-{pause}"


def _vehicle(vroom: Any, compiled: CompiledProblem, number: int, vehicle: Vehicle) -> Any:
    person = compiled.problem.interpreters[vehicle.interpreter]
    home = len(compiled.problem.sessions) + vehicle.interpreter
    return vroom.Vehicle(
        number,
        start=home,
        end=home,
        profile=_profile(person.min_break),
        capacity=vroom.Amount([person.max_minutes_per_day]),
        skills=set(vehicle.sessions),
        time_window=vroom.TimeWindow(vehicle.first, vehicle.last),
    )
