"""OR-Tools' routing library: guided local search over vehicles with optional visits."""

# The routing library carries no annotations.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportMissingTypeStubs=false
# pyright: reportUnknownArgumentType=false, reportAttributeAccessIssue=false
# pyright: reportUnknownLambdaType=false

from typing import Any

from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from dispatch.solver.bench.peers.core import HORIZON, Vehicle, lawful_plan, road_minutes, vehicles
from dispatch.solver.compiled.problem import CompiledProblem
from dispatch.solver.problem.plan import Plan

NAME = "OR-Tools routing"
STARTS_AT_ZERO, FLOATING_START = True, False


def solve(compiled: CompiledProblem, seconds: float) -> Plan:
    """The plan of the routing library after so many seconds."""
    fleet = vehicles(compiled)
    problem, matrix = compiled.problem, road_minutes(compiled)
    count = len(problem.sessions)
    homes = [count + v.interpreter for v in fleet]
    manager = pywrapcp.RoutingIndexManager(len(matrix), len(fleet), homes, homes)
    model = pywrapcp.RoutingModel(manager)
    at = manager.IndexToNode
    rate = problem.costs.travel_minute

    def cost(a: int, b: int) -> int:
        return rate * matrix[at(a)][at(b)]

    def time(a: int, b: int) -> int:
        one, other = at(a), at(b)
        work = problem.sessions[one].minutes if one < count else 0
        if one >= count or other >= count:
            return work  # the way from and to home lies outside the hours
        way = matrix[one][other]
        return work + (max(way + problem.travel.buffer, shortest) if way else shortest)

    shortest = min(i.min_break for i in problem.interpreters)
    model.SetArcCostEvaluatorOfAllVehicles(model.RegisterTransitCallback(cost))
    model.AddDimension(
        model.RegisterTransitCallback(time), HORIZON, HORIZON, FLOATING_START, "time"
    )
    work = model.RegisterUnaryTransitCallback(lambda a: _minutes(compiled, at(a)))
    caps = [problem.interpreters[v.interpreter].max_minutes_per_day for v in fleet]
    model.AddDimensionWithVehicleCapacity(work, 0, caps, STARTS_AT_ZERO, "minutes")
    _windows(compiled, fleet, model, manager)
    for node in range(count, len(matrix)):
        if node not in homes:  # the home of somebody who is not free is no place to visit
            model.AddDisjunction([manager.NodeToIndex(node)], 0)
    found = model.SolveWithParameters(_parameters(seconds))
    routes = [
        (v.interpreter, _route((model, manager, found), k, count)) for k, v in enumerate(fleet)
    ]
    return lawful_plan(compiled, routes if found else [], NAME)


def _minutes(compiled: CompiledProblem, node: int) -> int:
    sessions = compiled.problem.sessions
    return sessions[node].minutes if node < len(sessions) else 0


def _windows(compiled: CompiledProblem, fleet: list[Vehicle], model: Any, manager: Any) -> None:
    dimension = model.GetDimensionOrDie("time")
    able: dict[int, list[int]] = {}
    for k, vehicle in enumerate(fleet):
        dimension.CumulVar(model.Start(k)).SetRange(vehicle.first, vehicle.last)
        dimension.CumulVar(model.End(k)).SetRange(vehicle.first, vehicle.last)
        for s in vehicle.sessions:
            able.setdefault(s, []).append(k)
    for s, session in enumerate(compiled.problem.sessions):
        index = manager.NodeToIndex(s)
        model.AddDisjunction([index], session.unfilled_cost)
        dimension.CumulVar(index).SetRange(session.earliest_start, session.latest_start)
        model.VehicleVar(index).SetValues([-1, *able.get(s, [])])


def _parameters(seconds: float) -> Any:
    asked = pywrapcp.DefaultRoutingSearchParameters()
    strategy = routing_enums_pb2.FirstSolutionStrategy
    asked.first_solution_strategy = strategy.PARALLEL_CHEAPEST_INSERTION
    asked.local_search_metaheuristic = (
        routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    )
    asked.time_limit.FromMilliseconds(int(1000 * seconds))
    return asked


def _route(search: tuple[Any, Any, Any], vehicle: int, sessions: int) -> list[int]:
    model, manager, found = search
    route: list[int] = []
    index = model.Start(vehicle)
    while found and not model.IsEnd(index):
        node = manager.IndexToNode(index)
        if not model.IsStart(index):
            route += [node] if node < sessions else []
        index = found.Value(model.NextVar(index))
    return route
