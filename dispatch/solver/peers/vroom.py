"""VROOM, when pyvroom is installed: one vehicle per window, skills say who may take what."""

# pyvroom is an optional dependency without annotations.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportMissingImports=false
# pyright: reportUnknownArgumentType=false, reportAttributeAccessIssue=false

import importlib
from typing import Any

import numpy as np

from dispatch.solver.days import Days
from dispatch.solver.peers.core import CannotState, lawful_plan, vehicles, ways
from dispatch.solver.plan import Plan

NAME = "VROOM"
EXPLORATION = 5
# Vehicles leave home before and return after the hours; the longest way there is.
LONGEST_WAY = 300
DEAREST = 800


def solve(days: Days, _seconds: float) -> Plan:
    """VROOM's plan; it stops by itself, at its highest exploration."""
    try:
        vroom: Any = importlib.import_module("vroom")
    except ImportError:
        raise CannotState("pyvroom is not installed") from None
    fleet, matrix = vehicles(days), np.array(ways(days), dtype=np.uint32)
    problem, count = days.problem, len(days.problem.sessions)
    pauses = matrix.copy()
    pauses[:count, :count] += (matrix[:count, :count] > 0).astype(np.uint32) * problem.travel.buffer
    question = vroom.Input()
    question.set_durations_matrix("car", pauses)
    question.set_costs_matrix("car", matrix)
    for k, v in enumerate(fleet):
        home = count + v.interpreter
        cap = problem.interpreters[v.interpreter].max_minutes_per_day
        hours = vroom.TimeWindow(max(0, v.first - LONGEST_WAY), v.last + LONGEST_WAY)
        question.add_vehicle(
            vroom.Vehicle(
                k,
                start=home,
                end=home,
                profile="car",
                capacity=vroom.Amount([cap]),
                skills=set(v.sessions),
                time_window=hours,
            )
        )
    for s, session in enumerate(problem.sessions):
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
    table = question.solve(exploration_level=EXPLORATION, nb_threads=2).routes
    jobs = table[table["type"] == "job"]
    routes: dict[int, list[int]] = {}
    for vehicle, job in zip(jobs["vehicle_id"], jobs["id"], strict=True):
        routes.setdefault(int(vehicle), []).append(int(job))
    return lawful_plan(days, [(fleet[k].interpreter, r) for k, r in routes.items()], NAME)
