"""A class name means one thing in the whole product."""

import ast

from tests.architecture.sources import name_of, of_the_product, tree

# Two classes may share a name only where both are the word of their own field.
TWINS = {
    "Assignment": "the engine's seat in a plan, and the office's row; the engine knows no row",
    "Interpreter": "the engine's view of a person, and the row of the roster; as above",
}


def class_names(modules: dict[str, ast.Module]) -> dict[str, list[str]]:
    """Where each class is defined, by name."""
    found: dict[str, list[str]] = {}
    for name, module in modules.items():
        for node in ast.walk(module):
            if isinstance(node, ast.ClassDef) and node.name != "Meta":
                found.setdefault(node.name, []).append(f"{name}:{node.lineno}")
    return found


def test_no_class_name_is_given_twice() -> None:
    found = class_names({name_of(path): tree(path) for path in of_the_product()})
    assert {
        name: places for name, places in found.items() if len(places) > 1 and name not in TWINS
    } == {}


def test_a_twin_is_still_two() -> None:
    found = class_names({name_of(path): tree(path) for path in of_the_product()})
    assert [name for name in TWINS if len(found.get(name, [])) < 2] == []


def test_a_second_class_of_a_name_is_found() -> None:
    modules = {name: ast.parse("class News:\n    pass") for name in ("a.py", "b.py")}
    assert class_names(modules) == {"News": ["a.py:1", "b.py:1"]}
