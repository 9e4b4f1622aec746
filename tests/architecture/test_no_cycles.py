"""No module imports itself in the end: not inside a function, not by name, not for its types alone.

Import-linter sees what is written as an import. Here a module that is named in a string counts as well:
`importlib.import_module("a.b")`, a command `-m a.b`, or a program for another process.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from pathlib import Path

import pytest

from tests.architecture.sources import PACKAGES, ROOT, nodes, of_the_product

# A string that is the name of a module, alone or with a name in it.
NAMED = re.compile(rf"(?:{'|'.join(PACKAGES)})(?:\.\w+)+")

Graph = Mapping[str, frozenset[str]]


def module_of(path: Path) -> str:
    """The dotted name of a file."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def named_in(source: Iterable[ast.AST]) -> Iterator[str]:
    """What a file imports anywhere, or names in a string that is no docstring."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    prose = {
        id(node.body[0].value)
        for node in source
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in source:
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(level=level) if level > 0:
                raise ValueError("relative imports are not read here, and there are none")
            case ast.ImportFrom(module=str(module), names=names):
                yield from (f"{module}.{alias.name}" for alias in names)
            case ast.Constant(value=str(text)) if id(node) not in prose:
                yield from (found for found in NAMED.findall(text))
            case _:
                pass


def run_in(source: Iterable[ast.AST]) -> Iterator[str]:
    """The packages that a file runs: what stands after "-m" in a command."""
    for node in source:
        if isinstance(node, ast.Tuple | ast.List):
            texts = [e.value if isinstance(e, ast.Constant) else None for e in node.elts]
            for flag, name in pairwise(texts):
                if flag == "-m" and isinstance(name, str):
                    yield f"{name}.__main__"
                    yield name


def names_in(source: Sequence[ast.AST]) -> frozenset[str]:
    """Everything that a file names; it may be a module or stand in one."""
    return frozenset((*named_in(source), *run_in(source)))


def parts_of(text: str) -> tuple[ast.AST, ...]:
    """All of the syntax of a text."""
    return tuple(ast.walk(ast.parse(text)))


def graph_of(names: Mapping[str, frozenset[str]]) -> Graph:
    """By module, the modules that it needs; a name inside a module stands for the module."""

    def nearest(name: str) -> str:
        while name and name not in names:
            name = name.rpartition(".")[0]
        return name

    return {
        module: frozenset(nearest(name) for name in named) - {"", module}
        for module, named in names.items()
    }


def cycle_in(graph: Graph) -> list[str]:
    """The modules of one cycle, each followed by what needs it; empty if there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found
    return []


def planted(module: str, text: str) -> Graph:
    """The graph as it would be with this text in a module."""
    return graph_of({**all_names(), module: names_in(parts_of(text))})


@cache
def all_names() -> dict[str, frozenset[str]]:
    """By module of the product, everything that it names."""
    return {module_of(path): names_in(nodes(path)) for path in of_the_product()}


def test_no_module_imports_itself_in_the_end() -> None:
    assert cycle_in(graph_of(all_names())) == []


def test_the_problem_of_the_solver_needs_nothing_but_python() -> None:
    room = "dispatch.solver.problem"
    rooms = [names for module, names in all_names().items() if module.startswith(f"{room}.")]
    names = frozenset[str]().union(*rooms)
    assert any(name.startswith(room) for name in names)
    foreign = {name for name in names if name.split(".")[0] not in sys.stdlib_module_names}
    assert [name for name in sorted(foreign) if not name.startswith(room)] == []


@pytest.mark.parametrize(
    "way",
    [
        "from dispatch.solver import solve",
        "from dispatch.solver.solve import solve",
        "import dispatch.solver.solve",
        "def later() -> None:\n    from dispatch.solver.solve import solve",
        "if TYPE_CHECKING:\n    from dispatch.solver.solve import solve",
        'importlib.import_module("dispatch.solver.solve")',
        'WORKER = "dispatch.solver.solve"',
        'PROGRAM = """\nfrom dispatch.solver.solve import solve\n"""',
    ],
)
def test_a_cycle_is_found_however_it_is_written(way: str) -> None:
    below = "dispatch.solver.compiled.problem"
    assert below in cycle_in(planted(below, f'"""A docstring."""\n\n{way}\n'))


def test_a_command_needs_what_it_runs() -> None:
    below = "dispatch.solver.problem.plan"
    assert below in cycle_in(planted(below, 'COMMAND = (python, "-m", "dispatch.solver")'))
    assert "dispatch.solver.__main__" in graph_of(all_names())["dispatch.service.engine.child"]


def test_a_docstring_names_what_it_likes() -> None:
    assert names_in(parts_of('"""As dispatch.solver.solve does."""')) == frozenset()


# Import-linter reads no strings, so a module named in one could stand on any floor: these do, and no others.
BY_NAME = {
    ("app", "app"): "a process of its own for one job",
    ("dispatch.service.engine.child", "dispatch.solver"): "the engine's own process",
    ("foundation.calendars.apart", "foundation.calendars"): "a process for what strangers write",
    ("foundation.files.apart", "foundation.files"): "a process for what strangers hand in",
    ("dispatch.solver.__main__", "dispatch.solver"): "what its usage calls it",
}


def modules_in_strings(source: Sequence[ast.AST]) -> set[str]:
    """The modules of the product that a file names in strings or runs by a command."""
    imported = {
        f"{node.module}.{alias.name}"
        for node in source
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    } | {alias.name for node in source if isinstance(node, ast.Import) for alias in node.names}
    there = {name for name in names_in(source) - imported if name in all_names()}
    return {name for name in there if not name.endswith(".__main__")}


def test_modules_are_named_in_strings_only_where_it_is_known() -> None:
    found = {
        (module_of(path), name)
        for path in of_the_product()
        for name in modules_in_strings(nodes(path))
    }
    assert found == set(BY_NAME)


def test_a_module_named_in_a_string_is_found() -> None:
    text = 'def later():\n    importlib.import_module("training.domain.seats")'
    assert modules_in_strings(parts_of(text)) == {"training.domain.seats"}


def rooms_imported_by(package: str, source: Sequence[ast.AST]) -> set[str]:
    """What the `__init__` of a package imports of its own rooms: it would stand on no floor."""
    return {name for name in names_in(source) if name.startswith(f"{package}.")}


@pytest.mark.parametrize(
    "drawer", ["foundation", "dispatch.service", "dispatch.solver", "training.service"]
)
def test_a_drawer_with_rooms_imports_none_of_them_itself(drawer: str) -> None:
    source = nodes(ROOT / drawer.replace(".", "/") / "__init__.py")
    assert rooms_imported_by(drawer, source) == set()
    planted_one = parts_of(f"from {drawer} import web")
    assert rooms_imported_by(drawer, planted_one) == {f"{drawer}.web"}


def test_every_package_stands_on_a_floor() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    floors = next(c for c in settings["contracts"] if c["name"].startswith("Floors"))
    named = {name.strip() for layer in floors["layers"] for name in layer.split("|")}
    there = {p.parent.name for p in ROOT.glob("*/__init__.py")} - {"tests", "migrations"}
    assert there == named == set(settings["root_packages"])
