"""What nothing in the product uses is not kept: neither for tests alone nor for later.

A name counts as used where the product loads it: a function or a constant of a module in that module, by
an import or as an attribute; a method or a member as an attribute; both also by a template, by a
string of exactly that name, or as an entry point. A use inside the definition itself is none.
"""

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tests.architecture.sources import ROOT, name_of, of_the_product, tree

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
# By these a framework finds a function; what is decorated by anything else must be called.
REGISTERED = re.compile(
    r"bp\.(get|post|route|before_request|app_context_processor)|app\.\w+"
    r"|click\.(command|group)|\w+\.command|event\.listens_for|compiles|overload"
)
# "file: name" and who calls it.
CALLED_FROM_OUTSIDE = {
    "accounts/web/identity.py: _SignedIn.get_id": "Flask-Login",
    "foundation/database/base.py: CodeText.cache_ok": "SQLAlchemy",
    "foundation/database/base.py: CodeText.impl": "SQLAlchemy",
    "foundation/database/base.py: CodeText.process_bind_param": "SQLAlchemy",
    "foundation/database/base.py: UtcDateTime.cache_ok": "SQLAlchemy",
    "foundation/database/base.py: UtcDateTime.impl": "SQLAlchemy",
    "foundation/database/base.py: UtcDateTime.process_bind_param": "SQLAlchemy",
    "foundation/database/base.py: UtcDateTime.process_result_value": "SQLAlchemy",
    "foundation/database/searching.py: _Searchable.inherit_cache": "SQLAlchemy",
    "foundation/jobs.py: _PutExecutor._do_submit_job": "APScheduler",
    "foundation/logs.py: _Libraries.emit": "logging",
    "foundation/web/api/shapes.py: ApiShape.model_config": "pydantic",
    "foundation/web/forms.py: Meta.get_translations": "WTForms",
    "foundation/web/translation.py: _Catalogues.get_translations": "Flask-Babel",
}
KEPT_FOR_A_REASON = {
    # Proposed courses ask it: whoever does takes this line out.
    # Documents are handed in with translation jobs: whoever uses one of these takes its line out.
    "dispatch/solver/repair/repair.py: Repaired.serves_most": "half of what a repair promises",
    "foundation/database/integrity.py: schema_text": "what the test of migrations compares by",
    "training/domain/attendance.py: MarkSource.FILE": "the column may hold it",
}
TEMPLATE_CODE = re.compile(r"\{[{%](.*?)[%}]\}", re.DOTALL)
WORD = re.compile(r"[A-Za-z_]\w*")


@dataclass
class Uses:
    """Every name that the product loads, by the way it does."""

    # (file, name): loaded inside that file.
    inside: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    imported: set[str] = field(default_factory=set[str])
    attributes: set[str] = field(default_factory=set[str])
    # In templates, in strings, as entry points.
    written: set[str] = field(default_factory=set[str])

    def note(self, file: str, node: ast.AST, inside: frozenset[str] = frozenset()) -> None:
        """Add what is loaded below a node; `inside` are the definitions around it."""
        for child in ast.iter_child_nodes(node):
            around = inside | {child.name} if isinstance(child, Definition) else inside
            match child:
                case ast.Name(id=name, ctx=ast.Load()) if name not in inside:
                    self.inside.add((file, name))
                case ast.Attribute(value=ast.Name(id="self"), attr=name) if name in inside:
                    pass
                case ast.Attribute(attr=name, ctx=ast.Load()):
                    self.attributes.add(name)
                case ast.ImportFrom():
                    self.imported.update(alias.name for alias in child.names)
                case ast.Constant(value=str() as text) if re.fullmatch(r"[A-Za-z_][\w.]*", text):
                    self.written.add(text.rpartition(".")[2])
                case _:
                    pass
            self.note(file, child, around)


def definitions(module: ast.Module) -> Iterator[tuple[str, str, bool]]:
    """Path, name, and whether it belongs to a class, of all that a module defines."""
    for owner, body in [
        ("", module.body),
        *((n.name, n.body) for n in ast.walk(module) if isinstance(n, ast.ClassDef)),
    ]:
        for node in body:
            for name in _names(node, is_field=bool(owner)):
                yield (f"{owner}.{name}" if owner else name), name, bool(owner)


def _names(node: ast.stmt, *, is_field: bool) -> list[str]:
    """What a statement defines. A field with a type is a column or a part of a dataclass."""
    if isinstance(node, Definition):
        decorators = [ast.unparse(decorator) for decorator in node.decorator_list]
        return [] if any(REGISTERED.match(text) for text in decorators) else [node.name]
    if isinstance(node, ast.AnnAssign) and not is_field:
        return [node.target.id] if isinstance(node.target, ast.Name) else []
    if isinstance(node, ast.Assign):
        parts = (part for target in node.targets for part in ast.walk(target))
        return [part.id for part in parts if isinstance(part, ast.Name)]
    return []


def unused(modules: Mapping[str, ast.Module], written: set[str]) -> list[str]:
    """What none of the modules uses, as "file: name"."""
    uses = Uses(written=set(written))
    for file, module in modules.items():
        uses.note(file, module)
    of_members = uses.attributes | uses.written
    of_modules = of_members | uses.imported
    found: list[str] = []
    for file, module in modules.items():
        for path, name, is_member in definitions(module):
            known = of_members if is_member else of_modules
            if name in known or (file, name) in uses.inside or name.startswith("__"):
                continue
            found.append(f"{file}: {path}")
    return found


def written_elsewhere() -> set[str]:
    """The words of templates and of the entry points."""
    found: set[str] = set()
    for path in ROOT.glob("*/templates/**/*.html"):
        for code in TEMPLATE_CODE.findall(path.read_text()):
            found.update(WORD.findall(code))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    found.update(target.rpartition(":")[2] for target in project["scripts"].values())
    return found


def modules() -> dict[str, ast.Module]:
    """Every module of the product, by its file."""
    return {name_of(path): tree(path) for path in of_the_product()}


def test_nothing_is_unused_but_what_is_allowed_and_still_needs_it() -> None:
    found = unused(modules(), written_elsewhere())
    assert set(found) == {*CALLED_FROM_OUTSIDE, *KEPT_FOR_A_REASON}


def test_what_nobody_calls_is_found() -> None:
    text = (
        "LIMIT = 3\n"
        "SPARE = 4\n"
        "def used():\n    return LIMIT\n"
        "def again():\n    return again()\n"
        "class Thing:\n"
        "    def shown(self):\n        return used()\n"
        "    def hidden(self):\n        return self.shown() or self.hidden()\n"
        "THING = Thing()\n"
    )
    found = unused({"a.py": ast.parse(text)}, {"THING"})
    assert found == ["a.py: SPARE", "a.py: again", "a.py: Thing.hidden"]
