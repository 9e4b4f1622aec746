"""No key stands twice in a table: of two lines with one key the second would silently be the only one."""

import ast

from tests.architecture.sources import name_of, of_the_product, tree


def keys_twice(modules: dict[str, ast.Module]) -> list[str]:
    """Where a key of a dictionary stands a second time."""
    found: list[str] = []
    for name, module in modules.items():
        for node in ast.walk(module):
            if isinstance(node, ast.Dict):
                keys = [ast.unparse(key) for key in node.keys if key is not None]
                twice = sorted({key for key in keys if keys.count(key) > 1})
                found += [f"{name}:{node.lineno}: {key}" for key in twice]
    return found


def test_no_key_stands_twice() -> None:
    tables = [path for path in of_the_product() if "domain" in path.parts]
    assert keys_twice({name_of(path): tree(path) for path in tables}) == []


def test_a_second_line_is_found() -> None:
    module = ast.parse(
        "GRANTED = {Role.COUNSELLOR: 1, Role.TRAINER: 2, Role.COUNSELLOR: 3, **more}"
    )
    assert keys_twice({"permissions.py": module}) == ["permissions.py:1: Role.COUNSELLOR"]
