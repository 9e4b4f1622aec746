"""The engine is told of people and sessions in one place, so every question about them is the same."""

import ast
import random
from collections.abc import Iterator
from dataclasses import asdict, fields, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dispatch.domain.eligibility import may_serve
from dispatch.service.engine import insertion_desk
from dispatch.service.engine.insertion_desk import ASKED
from dispatch.service.engine.snapshot import Snapshot, take_snapshot, with_more_people
from dispatch.service.engine.translate import DUTY_COST, Roles, Translation
from dispatch.service.practicum import pairing
from dispatch.service.situation.day import Situation
from dispatch.service.situation.reading import read_situation
from dispatch.solver.practicum import sittings
from dispatch.solver.problem import problem as engine
from foundation.database.work import UnitOfWork
from interpreters.store.tables import Interpreter
from tests import factories as make
from tests.architecture.sources import ROOT, name_of, tree
from tests.dispatch.mentored import Pair
from tests.dispatch.planned import someone
from tests.factories.dispatch import an_assignment as hold

TRANSLATOR = "dispatch/service/engine/translate.py"
ROOMS = ("service", "web", "cli", "jobs.py", "jobs", "store", "domain")
# What the engine is told; its answers and limits are anybody's.
TOLD = (
    *(engine.Place, engine.Travel, engine.Costs, engine.Interpreter),
    *(engine.Session, engine.Way, engine.Agreement, engine.Problem),
    *(sittings.Trainee, sittings.MentorSession, sittings.PairingProblem),
)
TOLD_NAMES = frozenset(f"{kind.__module__}.{kind.__name__}" for kind in TOLD)


# --- nobody else builds a problem -------------------------------------------------------------


def module_path(dotted: str) -> Path | None:
    """The file of one of our modules."""
    path = ROOT / dotted.replace(".", "/")
    options = (path.with_suffix(".py"), path / "__init__.py")
    return next((option for option in options if option.is_file()), None)


def names_in(module: ast.Module) -> dict[str, str]:
    """What each imported or simply assigned name of a module stands for, as a dotted name."""
    found = {name: meant for node in ast.walk(module) for name, meant in _imported(node)}
    for node in ast.walk(module):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            meant = dotted(node.value, found)
            if meant is not None:
                found[node.targets[0].id] = meant
    return found


def _imported(node: ast.AST) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            first = alias.name.partition(".")[0]
            yield (alias.asname, alias.name) if alias.asname else (first, first)
    elif isinstance(node, ast.ImportFrom) and node.module:
        for alias in node.names:
            yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def dotted(node: ast.expr, names: dict[str, str]) -> str | None:
    """A name or attribute as the dotted name that it stands for."""
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value, names)
        return None if owner is None else f"{owner}.{node.attr}"
    return None


@cache
def names_of(path: Path) -> dict[str, str]:
    """The same of a file."""
    return names_in(tree(path))


@cache
def defined_as(name: str) -> str:
    """Where a dotted name is defined, however many modules have passed it on."""
    owner, _, last = name.rpartition(".")
    path = module_path(owner) if owner else None
    if path is None:
        if "." not in owner:
            return name
        further = defined_as(owner)
        return name if further == owner else defined_as(f"{further}.{last}")
    passed_on = names_of(path).get(last)
    return name if passed_on is None or passed_on == name else defined_as(passed_on)


def builders(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Lines at which a module builds something that the engine is told, or passes its class on.

    A class handed to a function could be called there: only annotations may name it.
    """
    names = names_in(module)
    annotations = {id(part) for node in ast.walk(module) for part in _annotation_parts(node)}
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            for part in (node.func, *node.args, *(k.value for k in node.keywords)):
                meant = None if id(part) in annotations else dotted(part, names)
                if meant is not None and defined_as(meant) in TOLD_NAMES:
                    yield node.lineno, defined_as(meant)


def _annotation_parts(node: ast.AST) -> Iterator[ast.AST]:
    annotation: ast.expr | None = None
    if isinstance(node, ast.AnnAssign | ast.arg):
        annotation = node.annotation
    elif isinstance(node, ast.FunctionDef):
        annotation = node.returns
    if annotation is not None:
        yield from ast.walk(annotation)


def sources() -> Iterator[Path]:
    """Every file of dispatch outside the solver."""
    for room in ROOMS:
        path = ROOT / "dispatch" / room
        yield from [path] if path.is_file() else sorted(path.rglob("*.py"))


def test_only_the_translator_builds_what_the_engine_is_told() -> None:
    found = {
        f"{name_of(path)}:{line}": what
        for path in sources()
        if name_of(path) != TRANSLATOR
        for line, what in builders(tree(path))
    }
    assert found == {}


def test_the_translator_itself_is_seen() -> None:
    found = {what for _, what in builders(tree(ROOT / TRANSLATOR))}
    assert found == TOLD_NAMES


@pytest.mark.parametrize(
    "planted",
    [
        "from dispatch.solver.problem.problem import Session\nSession('a')",
        "from dispatch.solver.problem.problem import Session as Visit\nVisit('a')",
        "from dispatch.solver.problem import problem as engine\nengine.Interpreter('a')",
        "from dispatch.solver import problem\nproblem.problem.Place('a', 0, 0)",
        "import dispatch.solver.problem.problem\ndispatch.solver.problem.problem.Costs()",
        "import dispatch.solver.problem.problem as p\nkind = p.Travel\nkind(40)",
        "from dispatch.service.engine.translate import engine\nengine.Problem('a', (), (), ())",
        "from dispatch.solver.practicum.sittings import Place\nPlace('a', 0, 0)",
        "from dispatch.solver.practicum import sittings\nsittings.PairingProblem((), (), ())",
        "def f():\n    from dispatch.solver.problem.problem import Session\n    Session('a')",
        "from dispatch.solver.problem.problem import Session\nmap(Session, 'ab')",
    ],
)
def test_a_second_translator_is_caught(planted: str) -> None:
    assert len(list(builders(ast.parse(planted)))) == 1


@pytest.mark.parametrize(
    "allowed",
    [
        "from dispatch.solver.problem.problem import Limits\nLimits(seconds=1)",
        "from dispatch.solver.problem.problem import Problem\ndef f(p: Problem) -> Problem: ...",
        "from dispatch.store.tables import Interpreter\nInterpreter(id=1)",
        "class Session: ...\nSession()",
    ],
)
def test_what_is_not_the_engines_is_allowed(allowed: str) -> None:
    assert list(builders(ast.parse(allowed))) == []


# --- the same person and session, whoever asks ------------------------------------------------

# How a problem uses a session or a person: this alone may differ.
ROLES = frozenset({"id", "needed", "preferred", "pinned", "held_by"})
WAY_ROLES = frozenset({"name", "candidates", "cost"})
SHARES = frozenset({"id", "worked_minutes", "target_minutes", "strain_taken"})


class Told:
    """A problem's people and sessions without their part in it, places as points."""

    def __init__(self, problem: engine.Problem) -> None:
        self.travel = problem.travel
        self.points = {place.id: (place.lat, place.lon) for place in problem.places}
        self.sessions = {s.id: self.plain(s, ROLES) for s in problem.sessions}
        self.people = {i.id: self.plain(i, SHARES) for i in problem.interpreters}

    def plain(self, thing: Any, without: frozenset[str]) -> dict[str, Any]:
        """Every field but some."""
        found = {name: value for name, value in asdict(thing).items() if name not in without}
        for place in ("place", "home"):
            if found.get(place) is not None:
                found[place] = self.points[found[place]]
        if isinstance(thing, engine.Session):
            found["ways"] = [self.plain(way, WAY_ROLES) for way in thing.ways]
        return found


def a_busy_day(uow: UnitOfWork, chance: random.Random) -> Situation:
    """Tomorrow with some people, open sessions, and some that somebody holds already."""
    people: list[Interpreter] = [
        someone(
            uow,
            name=f"통역사 {n}",
            city=chance.choice(["ansan", "suwon"]),
            levels=("L2", "L3-LAB", "L4"),
            min_break_minutes=chance.choice([0, 10, 30]),
            max_minutes_per_day=chance.choice([240, 300]),
            vetted_until=uow.today + timedelta(days=90),
        )
        for n in range(4)
    ]
    sites = [make.a_site(uow, city=city) for city in ("ansan", "suwon")]
    for n in range(4):
        start = 9 + 2 * n
        values: dict[str, Any] = {
            "site": chance.choice(sites),
            "minutes": chance.choice([30, 60]),
            "domain": ["general", "labour", "violence"][n % 3],
            "priority": chance.choice([1, 2, 3, 4]),
        }
        held = make.a_session(uow, start=f"{start:02}:00", **values)
        hold(uow, held, people[n % 3], pinned=chance.random() < 0.3)
        later = f"{start:02}:{chance.choice(['00', '30'])}"
        make.a_session(uow, start=f"{start:02}:00", latest=later, **values)
    uow.db.flush()
    day = uow.today + timedelta(days=1)
    return read_situation(uow, day, day)


@pytest.fixture(params=range(5))
def situation(uow: UnitOfWork, request: pytest.FixtureRequest) -> Situation:
    """A day with something to plan."""
    return a_busy_day(uow, random.Random(request.param))


@pytest.fixture
def asked_problems(monkeypatch: pytest.MonkeyPatch) -> list[engine.Problem]:
    """Every problem that the desk puts before the engine."""
    found: list[engine.Problem] = []
    desk = insertion_desk.InsertionDesk

    def spy(problem: engine.Problem, *rest: Any) -> Any:
        found.append(problem)
        return desk(problem, *rest)

    monkeypatch.setattr(insertion_desk, "InsertionDesk", spy)
    return found


def compare(snapshot: Snapshot, key: str, asked: engine.Problem) -> int:
    """Everything in the desk's problem is as in the plan's; how many duties stand in it."""
    plan, desk = Told(snapshot.problem), Told(asked)
    assert desk.travel == plan.travel
    assert desk.sessions[ASKED] == plan.sessions[key]
    for who, told in desk.people.items():
        assert told == plan.people[who]
    seats = {(str(s.session.id), str(h.interpreter_id)): k for k, s, h in _held(snapshot)}
    duties = [name for name in desk.sessions if name != ASKED]
    for duty in duties:
        session, who = duty.split("/")
        mine, planned = desk.sessions[duty], plan.sessions[seats[session, who]]
        # What is held is not weighed again.
        assert {**mine, "unfilled_cost": 0} == {**planned, "unfilled_cost": 0}
    return len(duties)


def _held(snapshot: Snapshot) -> Iterator[tuple[str, Any, Any]]:
    for key, seat in snapshot.seats.items():
        if seat.holding is not None:
            yield key, seat, seat.holding


def test_a_ranking_is_told_what_the_plan_is(
    situation: Situation, asked_problems: list[engine.Problem]
) -> None:
    snapshot = take_snapshot(situation)
    duties = 0
    for key, seat in snapshot.seats.items():
        if seat.holding is None:
            everybody = list(situation.people.values())
            insertion_desk.rank_people(situation, seat.ways, everybody)
            if any(may_serve(p, way.need) for p in everybody for way in seat.ways):
                duties += compare(snapshot, key, asked_problems[-1])
    assert duties > 0


def test_a_swap_is_told_what_the_plan_is(
    situation: Situation, asked_problems: list[engine.Problem]
) -> None:
    snapshot = take_snapshot(situation)
    duties = 0
    for key, seat in snapshot.seats.items():
        if seat.holding is None:
            before = len(asked_problems)
            insertion_desk.swaps(situation, seat.ways, list(situation.people.values()))
            for asked in asked_problems[before:]:
                duties += compare(snapshot, key, asked)
    assert duties > 0


def test_a_duty_is_told_like_the_need_that_it_serves(situation: Situation) -> None:
    needs = [situation.need(session) for session in situation.sessions.values()]
    assert {need.domain for need in needs} > {needs[0].domain}
    for need in needs:
        translation = Translation.of(situation)
        asked, duty = need.starting_at(need.latest), need.duty(need.latest)
        one = translation.engine_session("one", asked, Roles())
        assert translation.engine_session("one", duty, Roles()) == replace(
            one, unfilled_cost=DUTY_COST
        )


def test_one_more_interpreter_is_told_of_like_one_who_is_there(situation: Situation) -> None:
    person = replace(next(iter(situation.people.values())), duties=())
    there = take_snapshot(replace(situation, people={**situation.people, person.id: person}))
    away = {who: p for who, p in situation.people.items() if who != person.id}
    snapshot = take_snapshot(replace(situation, people=away))
    more = with_more_people(snapshot, {"another": person})
    assert Told(more).people["another"] == Told(there.problem).people[str(person.id)]
    assert more.sessions == snapshot.problem.sessions
    assert len(more.places) == len({place.id for place in more.places})


@pytest.mark.parametrize("seed", range(6))
def test_the_practicum_is_told_what_the_plan_is(uow: UnitOfWork, seed: int) -> None:
    chance = random.Random(seed)
    site = make.a_site(uow, city=chance.choice(["ansan", "suwon"]))
    start = f"{chance.randrange(9, 17):02}:00"
    them = Pair(uow, site=site, start=start, minutes=chance.choice([30, 60]))
    them.trainee.min_break_minutes = chance.choice([0, 10, 30])
    uow.db.flush()
    day = uow.today + timedelta(days=1)
    chances = pairing.read_chances(uow, day, day)
    assert chances is not None
    plan = Told(take_snapshot(read_situation(uow, day, day, people=[them.trainee])).problem)

    (trainee,), (seat,) = chances.problem.trainees, chances.problem.seats
    points = {place.id: (place.lat, place.lon) for place in chances.problem.places}
    assert chances.problem.travel == plan.travel
    person = plan.people[str(them.trainee.id)]
    shared = {f.name for f in fields(sittings.Trainee)} & set(person)
    assert shared >= {"home", "min_break"}
    assert {n: getattr(trainee, n) for n in shared} | {"home": points[trainee.home]} == {
        n: person[n] for n in shared
    }
    session = plan.sessions[f"{them.session.id}/1"]
    assert seat.place is not None
    assert (points[seat.place], seat.start, seat.minutes) == (
        session["ways"][0]["place"],
        session["ways"][0]["earliest_start"],
        session["minutes"],
    )
