"""Problems and plans as JSON, so that any plan can be replayed and checked by a stranger."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, fields
from typing import Any

from dispatch.solver.problem.dearest import dearest
from dispatch.solver.problem.fields import LARGEST, LARGEST_SUM, BadFile, Field, parse
from dispatch.solver.problem.plan import Assignment, CostTerms, Plan, Status
from dispatch.solver.problem.problem import (
    MINUTES_PER_DAY,
    NO_LIMIT,
    ONLY_WAY,
    Agreement,
    Costs,
    Interpreter,
    Place,
    Problem,
    Session,
    Travel,
    Way,
)

PROBLEM_FORMAT = "ieum-problem/2"
PLAN_FORMAT = "ieum-plan/2"
# Of the first version every session had one way, written in the session itself.
FIRST_PROBLEM_FORMAT = "ieum-problem/1"
FIRST_PLAN_FORMAT = "ieum-plan/1"
FIRST_SESSION = (
    "id",
    "place",
    "earliest_start",
    "latest_start",
    "minutes",
    "day",
    "needed",
    "unfilled_cost",
    "candidates",
    "preferred",
    "pinned",
    "held_by",
    "strain",
    "case",
)

__all__ = [
    "BadFile",
    "plan_from",
    "plan_object",
    "plan_text",
    "problem_from",
    "problem_object",
    "problem_text",
]


def problem_from(text: str | Field) -> Problem:
    """Read a problem; BadFile names the first field that is wrong."""
    file = parse(text) if isinstance(text, str) else text
    is_first = _is_format(file, FIRST_PROBLEM_FORMAT, PROBLEM_FORMAT)
    file.knows("format", *_names_of(Problem))
    read_session = _session_in_one_way if is_first else _session
    places = tuple(_place(p) for p in file["places"].items())
    _distinct(file["places"], (p.id for p in places))
    known_places = frozenset(p.id for p in places)
    people = tuple(_interpreter(i, known_places) for i in file["interpreters"].items())
    _distinct(file["interpreters"], (i.id for i in people))
    known_people = frozenset(i.id for i in people)
    asked = file["sessions"].items()
    sessions = tuple(read_session(s, known_places, known_people) for s in asked)
    _distinct(file["sessions"], (s.id for s in sessions))
    problem = Problem(
        name=file["name"].text(),
        places=places,
        interpreters=people,
        sessions=sessions,
        travel=file.get("travel", lambda t: _travel(t, len(places)), Travel()),
        costs=file.get("costs", _costs, Costs()),
    )
    _check_sums(problem)
    return problem


def _check_sums(problem: Problem) -> None:
    """Refuse costs of which no double could count the sum."""
    terms = dearest(problem)
    total = sum(terms.values())
    if total > LARGEST_SUM:
        name = max(terms, key=lambda field: terms[field])
        raise BadFile(f"{name}: too much; a plan could cost {total}, and the most is {LARGEST_SUM}")


def _is_format(file: Field, first: str, present: str) -> bool:
    """Whether the file is of the first version; refused where it is of neither."""
    if file["format"].value not in (first, present):
        file["format"].refuse(f'must be "{present}" or "{first}"')
    return file["format"].value == first


def _distinct(where: Field, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for k, name in enumerate(ids):
        if name in seen:
            where.items()[k]["id"].refuse("must be given once only")
        seen.add(name)


def _names_of(what: type[Any]) -> tuple[str, ...]:
    """The members of an object of the files: those of the class that is read from it."""
    return tuple(each.name for each in fields(what))


def _place(field: Field) -> Place:
    field.knows(*_names_of(Place))
    return Place(
        id=field["id"].text(),
        lat=field["lat"].between(-90, 90),
        lon=field["lon"].between(-180, 180),
    )


def _travel(field: Field, places: int) -> Travel:
    plain = Travel()
    # A table leaves nothing to estimate.
    table = ("minutes", "buffer")
    field.knows(*(table if field.has("minutes") else _names_of(Travel)))
    buffer = field.get("buffer", Field.whole, plain.buffer)
    if field.has("minutes"):
        return Travel(buffer=buffer, minutes=_matrix(field["minutes"], places))
    return Travel(
        kmh=field.get("kmh", lambda f: f.between(0.1, 1000), plain.kmh),
        detour=field.get("detour", lambda f: f.between(1, 10), plain.detour),
        round_to=field.get("round_to", Field.positive, plain.round_to),
        buffer=buffer,
    )


def _matrix(field: Field, places: int) -> tuple[tuple[int, ...], ...]:
    rows = field.items()
    if len(rows) != places:
        raise BadFile(f"{field.where}: must have one row per place, {places}, not {len(rows)}")
    for k, row in enumerate(rows):
        cells = row.items()
        if len(cells) != places:
            raise BadFile(f"{row.where}: must have {places} numbers, not {len(cells)}")
        if cells[k].whole() != 0:
            cells[k].refuse("must be 0, the way from a place to itself")
    return tuple(tuple(cell.whole() for cell in row.items()) for row in rows)


def _costs(field: Field) -> Costs:
    plain = Costs()
    field.knows(*_names_of(Costs))
    return Costs(
        travel_minute=field.get("travel_minute", Field.whole, plain.travel_minute),
        load_minute=field.get("load_minute", Field.whole, plain.load_minute),
        discontinuity=field.get("discontinuity", Field.whole, plain.discontinuity),
        change=field.get("change", Field.whole, plain.change),
        shift=field.get("shift", Field.whole, plain.shift),
        tight_transfer=field.get("tight_transfer", Field.whole, plain.tight_transfer),
        tight_minutes=field.get("tight_minutes", Field.whole, plain.tight_minutes),
    )


def _interpreter(field: Field, places: frozenset[str]) -> Interpreter:
    field.knows(*_names_of(Interpreter))
    return Interpreter(
        id=field["id"].text(),
        home=field["home"].one_of(places, "a place"),
        available=tuple(_window(w) for w in field["available"].items()),
        max_minutes_per_day=field.get("max_minutes_per_day", Field.whole, 480),
        max_minutes_per_week=field.get("max_minutes_per_week", Field.whole, 2400),
        worked_minutes=field.get("worked_minutes", Field.whole, 0),
        target_minutes=field.get("target_minutes", Field.whole, 0),
        min_break=field.get("min_break", Field.whole, 0),
        max_strain_per_day=field.get("max_strain_per_day", Field.whole, NO_LIMIT),
        strain_taken=field.get("strain_taken", _strain_taken, ()),
        session_cost=field.get("session_cost", Field.whole, 0),
        max_away_minutes=field.get("max_away_minutes", Field.whole, NO_LIMIT),
    )


def _strain_taken(field: Field) -> tuple[tuple[int, int], ...]:
    return tuple(_day_and_strain(item) for item in field.items())


def _day_and_strain(field: Field) -> tuple[int, int]:
    try:
        day, strain = field.items()
    except ValueError:
        field.refuse("must be a day and its strain")
    return day.whole(), strain.whole()


def _window(field: Field) -> tuple[int, int]:
    try:
        start, end = field.items()
    except ValueError:
        field.refuse("must be a start and an end")
    first, last = start.whole(), end.whole()
    if first >= last:
        field.refuse("must start before it ends")
    return first, last


def _names(of: Field, people: frozenset[str]) -> tuple[str, ...]:
    names = tuple(name.one_of(people, "an interpreter") for name in of.items())
    if len(set(names)) != len(names):
        of.refuse("must name each interpreter once")
    return names


def _session_in_one_way(field: Field, places: frozenset[str], people: frozenset[str]) -> Session:
    """A session of the first version: its only way stands in the session itself."""
    field.knows(*FIRST_SESSION)
    way = _way(field, ONLY_WAY, places, people)

    def settled(of: Field) -> tuple[Agreement, ...]:
        return tuple(Agreement(name) for name in _names(of, people))

    return _checked(field, (way,), people, settled)


def _session(field: Field, places: frozenset[str], people: frozenset[str]) -> Session:
    field.knows(*_names_of(Session))
    listed = [way.knows(*_names_of(Way)) for way in field["ways"].items()]
    if not listed:
        field["ways"].refuse("must have at least one")
    ways = tuple(_way(w, w["name"].text(), places, people) for w in listed)
    known = frozenset(way.name for way in ways)
    if len(known) < len(ways):
        field["ways"].refuse("must give each name once")

    def settled(of: Field) -> tuple[Agreement, ...]:
        found = tuple(
            Agreement(
                one.knows(*_names_of(Agreement))["interpreter"].one_of(people, "an interpreter"),
                one["way"].one_of(known, "a way of the session"),
            )
            for one in of.items()
        )
        if len({one.interpreter for one in found}) < len(found):
            of.refuse("must name each interpreter once")
        return found

    return _checked(field, ways, people, settled)


def _way(field: Field, name: str, places: frozenset[str], people: frozenset[str]) -> Way:
    place = field["place"]
    return Way(
        name=name,
        place=None if place.value is None else place.one_of(places, "a place"),
        earliest_start=field["earliest_start"].whole(),
        latest_start=field["latest_start"].whole(),
        candidates=_names(field["candidates"], people),
        cost=field.get("cost", Field.whole, 0),
    )


def _checked(
    field: Field,
    ways: tuple[Way, ...],
    people: frozenset[str],
    settled: Callable[[Field], tuple[Agreement, ...]],
) -> Session:
    session = Session(
        id=field["id"].text(),
        minutes=field["minutes"].positive(),
        day=field["day"].whole(),
        ways=ways,
        needed=field.get("needed", Field.positive, 1),
        unfilled_cost=field.get("unfilled_cost", Field.whole, 16000),
        preferred=field.get("preferred", lambda f: _names(f, people), ()),
        pinned=field.get("pinned", settled, ()),
        held_by=field.get("held_by", settled, ()),
        strain=field.get("strain", Field.whole, 0),
        case=field.get("case", Field.any_text, ""),
        rest=field.get("rest", Field.whole, 0),
    )
    places = field["ways"].items() if field.has("ways") else [field]
    for where, way in zip(places, ways, strict=True):
        _check_times(where, way, session.day)
    _check_pins(field, session)
    return session


def _check_times(field: Field, way: Way, day: int) -> None:
    first, last = day * MINUTES_PER_DAY, (day + 1) * MINUTES_PER_DAY
    if not first <= way.earliest_start < last:
        field["earliest_start"].refuse(f"must lie inside day {day}")
    if way.latest_start < way.earliest_start:
        field["latest_start"].refuse("must not be before earliest_start")
    if way.latest_start >= last:
        field["latest_start"].refuse(f"must lie inside day {day}")


def _check_pins(field: Field, session: Session) -> None:
    if len(session.pinned) > session.needed:
        field["pinned"].refuse("must not name more interpreters than needed")
    if len({pin.way for pin in session.pinned}) > 1:
        field["pinned"].refuse("must name one way only")
    for name, pin in zip(
        field["pinned"].items() if field.has("pinned") else (), session.pinned, strict=True
    ):
        way = session.way(pin.way)
        if way is None or pin.interpreter not in way.candidates:
            name.refuse("must be one of the candidates")


def problem_object(problem: Problem) -> dict[str, Any]:
    """A problem as plain JSON values."""
    travel: dict[str, Any] = asdict(problem.travel)
    if problem.travel.minutes is None:
        del travel["minutes"]
    else:
        travel = {"minutes": travel["minutes"], "buffer": problem.travel.buffer}
    return {
        "format": PROBLEM_FORMAT,
        "name": problem.name,
        "travel": travel,
        "costs": asdict(problem.costs),
        "places": [asdict(p) for p in problem.places],
        "interpreters": [asdict(i) for i in problem.interpreters],
        "sessions": [asdict(s) for s in problem.sessions],
    }


def problem_text(problem: Problem) -> str:
    """A problem as JSON."""
    return json.dumps(problem_object(problem), ensure_ascii=False)


def plan_from(text: str | Field) -> Plan:
    """Read a plan; BadFile names the first field that is wrong."""
    file = parse(text) if isinstance(text, str) else text
    _is_format(file, FIRST_PLAN_FORMAT, PLAN_FORMAT)
    file.knows("format", "gap", *_names_of(Plan))
    terms = file.get("terms", _terms, CostTerms())
    return Plan(
        problem=file["problem"].text(),
        status=file.get("status", _status, "feasible"),
        assignments=tuple(_assignment(a) for a in file["assignments"].items()),
        unfilled=file.get("unfilled", lambda f: tuple(s.text() for s in f.items()), ()),
        cost=file.get("cost", Field.total, terms.total),
        bound=file.get("bound", Field.total, 0),
        terms=terms,
        seconds=file.get("seconds", lambda f: f.between(0, LARGEST), 0.0),
        seed=file.get("seed", Field.whole, 0),
        engine=file.get("engine", lambda f: f.text() if f.value else "", ""),
        marginal=file.get("marginal", _marginal, {}),
    )


def _status(field: Field) -> Status:
    if field.value == "optimal":
        return "optimal"
    if field.value == "feasible":
        return "feasible"
    return field.refuse('must be "optimal" or "feasible"')


def _assignment(field: Field) -> Assignment:
    field.knows(*_names_of(Assignment))
    return Assignment(
        session=field["session"].text(),
        interpreter=field["interpreter"].text(),
        start=field["start"].whole(),
        way=field.get("way", Field.text, ONLY_WAY),
    )


def _terms(field: Field) -> CostTerms:
    names = _names_of(CostTerms)
    field.knows(*names)
    return CostTerms(**{name: field.get(name, Field.total, 0) for name in names})


def _marginal(field: Field) -> dict[str, dict[str, int]]:
    return {key: _numbers(field[key]) for key in field.names()}


def _numbers(field: Field) -> dict[str, int]:
    return {key: field[key].total() for key in field.names()}


def plan_object(plan: Plan) -> dict[str, Any]:
    """A plan as plain JSON values."""
    return {
        "format": PLAN_FORMAT,
        "problem": plan.problem,
        "status": plan.status,
        "assignments": [asdict(a) for a in plan.assignments],
        "unfilled": list(plan.unfilled),
        "cost": plan.cost,
        "bound": plan.bound,
        "gap": round(plan.gap, 6),
        "terms": asdict(plan.terms),
        "seconds": round(plan.seconds, 3),
        "seed": plan.seed,
        "engine": plan.engine,
        "marginal": {kind: dict(values) for kind, values in plan.marginal.items()},
    }


def plan_text(plan: Plan) -> str:
    """A plan as JSON."""
    return json.dumps(plan_object(plan), ensure_ascii=False)
