"""Nothing is written by GET: no row of any table changes, whoever opens whichever address.

Once by looking: every GET route is opened as every role, over an office with something on every page.
Once by reading: no function that such a view reaches opens a unit of work that writes.
"""

import ast
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from accounts.store.tables import User
from foundation.database.base import Base
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from foundation.security.scopes import TokenScope
from foundation.web.guards import MARK, mark_of
from foundation.web.work import unit_of_work
from tests.architecture.sources import ROOT, name_of, tree
from tests.browser.pages import addresses
from tests.browser.small_office import ROLES, SmallOffice
from tests.conftest import NOON, SetClock, make_web_app, open_office
from tests.signing_in import sign_in

# (table, column) that an address may change all the same, and why. A new row changes "+".
ANYWHERE = {("sign_in", "seen_at"): "when a browser was last used, noted every five minutes"}
AT = {
    "feed.show": {
        (
            "use_count",
            "+",
        ): "a calendar that asks is counted, and so is whoever tries addresses out",
        ("use_count", "times"): "as above",
        ("calendar_feed", "read_at"): "its owner is shown when it was last read",
    },
    "verify.show": {
        ("use_count", "+"): "who looks numbers up is counted, so that nobody can try them all",
        ("use_count", "times"): "as above",
    },
}
# Who asked for what they may not have stands in the trail.
REFUSED = {("audit_entry", "+"), ("use_count", "+"), ("use_count", "times")}
# Views reach these, which write on purpose, for the reasons above.
WRITING_ON_PURPOSE = {
    "training/web/documents/verify.py: _count",
    "dispatch/web/phone/feed.py: _opened",
    # OpenID Connect sends the browser back by GET; a state of this browser and a code for one use stand for a form.
    "accounts/web/providers.py: _enter",
    "accounts/web/providers.py: _link",
    "accounts/web/sign_in.py: enter_as",
}
Written = set[tuple[str, str]]
Rows = dict[str, dict[Any, dict[str, Any]]]


def rows_of(office: Office) -> Rows:
    """Every row of every table, by its key."""
    found: Rows = {}
    with office.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            keys = [column.name for column in table.primary_key.columns]
            rows = [dict(row) for row in connection.execute(sa.select(table)).mappings()]
            found[table.name] = {tuple(row[key] for key in keys): row for row in rows}
    return found


def difference(before: Rows, after: Rows) -> Written:
    """What changed, as (table, column); whole rows that came or went as "+" and "-"."""
    found: Written = set()
    for table, old in before.items():
        new = after[table]
        found |= {(table, "+") for _ in new.keys() - old.keys()}
        found |= {(table, "-") for _ in old.keys() - new.keys()}
        for key in old.keys() & new.keys():
            columns = (c for c, value in old[key].items() if new[key][c] != value)
            found |= {(table, column) for column in columns}
    return found


class Watch:
    """A connection of its own to the file: SQLite tells it whether another one has written."""

    def __init__(self, office: Office) -> None:
        """Remember every row."""
        self.office, self.rows = office, rows_of(office)
        self.connection = sqlite3.connect(str(office.engine.url.database), isolation_level=None)
        self.version = self._version()

    def _version(self) -> int:
        version: int = self.connection.execute("PRAGMA data_version").fetchone()[0]
        return version

    def changes(self) -> Written:
        """What was written since the last time."""
        version = self._version()
        if version == self.version:
            return set()
        before, self.rows, self.version = self.rows, rows_of(self.office), version
        return difference(before, self.rows)

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()


@dataclass
class House:
    """The small office, the application over it, and what was seen on walks through it."""

    office: Office
    small: SmallOffice
    application: Flask
    clock: SetClock
    written: dict[Role | None, dict[str, Written]] = field(
        default_factory=dict[Role | None, dict[str, Written]]
    )
    answered: set[str] = field(default_factory=set[str])


@pytest.fixture(scope="module")
def house(
    tmp_path_factory: pytest.TempPathFactory, furnished: tuple[bytes, SmallOffice]
) -> Iterator[House]:
    """The small office, and a view that writes where it should not."""
    content, small = furnished
    path: Path = tmp_path_factory.mktemp("by-get") / "ieum.db"
    path.write_bytes(content)
    clock = SetClock(NOON)
    office = open_office(f"sqlite:///{path}", clock, base_url="https://ieum.example")
    application = make_web_app(office, clock)

    @application.get("/planted")
    def planted() -> str:  # pyright: ignore[reportUnusedFunction]  registered by the decorator
        with unit_of_work() as uow:
            uow.enqueue("planted")
        return "written"

    setattr(application.view_functions["planted"], MARK, "public")
    yield House(office, small, application, clock)
    office.engine.dispose()


def browser_of(role: Role | None, house: House) -> FlaskClient:
    """The browser of the one who has this role, ten minutes after signing in; or of nobody."""
    web = house.application.test_client()
    if role is not None:
        with begin(house.office, the_system()) as uow:
            email = f"{role}@ieum.example"
            user = uow.db.scalars(sa.select(User).where(User.email == email)).one()
        sign_in(web, user)
        house.clock.now += timedelta(minutes=10)
    return web


def get_all(role: Role | None, house: House) -> dict[str, Written]:
    """Open every address of every GET route, once for each role: what each wrote, by endpoint."""
    if role in house.written:
        return house.written[role]
    web = browser_of(role, house)
    written = house.written[role] = {}
    with closing(Watch(house.office)) as watch:
        for rule in house.application.url_map.iter_rules():
            if "GET" not in (rule.methods or ()) or rule.endpoint in {"static", "planted"}:
                continue
            if is_api(house, rule.endpoint):
                continue
            for address in addresses(rule, role or Role.TRAINEE, house.small):
                status = web.get(address).status_code
                if status < 400:
                    house.answered.add(rule.endpoint)
                found = watch.changes() - (REFUSED if status == 403 else set())
                if found:
                    written.setdefault(rule.endpoint, set()).update(found)
        assert difference(watch.rows, rows_of(house.office)) == set()
    return written


def is_api(house: House, endpoint: str) -> bool:
    """Whether it is for tokens: of these only how often they asked is written (tests/api)."""
    return isinstance(mark_of(house.application, endpoint), TokenScope)


def wrongly_written(role: Role | None, house: House) -> dict[str, Written]:
    """What should not have been written, by endpoint."""
    wrong = {
        endpoint: found - ANYWHERE.keys() - AT.get(endpoint, {}).keys()
        for endpoint, found in get_all(role, house).items()
    }
    return {endpoint: found for endpoint, found in wrong.items() if found}


@pytest.mark.parametrize("role", [Role.COUNSELLOR, None])
def test_no_row_changes(role: Role | None, house: House) -> None:
    assert wrongly_written(role, house) == {}


# They open by a secret that nobody in the small office has.
BY_SECRET = frozenset({"feed.show", "entering.show"})


@pytest.mark.wide
@pytest.mark.timeout(600)
def test_no_row_changes_for_anybody_and_every_address_answers_somebody(house: House) -> None:
    """With real ids: what is only refused could not write."""
    found = {role: wrongly_written(role, house) for role in (*ROLES, None)}
    assert {role: wrong for role, wrong in found.items() if wrong} == {}
    asked = {
        rule.endpoint
        for rule in house.application.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not is_api(house, rule.endpoint)
    }
    # The first page of an empty installation is nobody's once there is an account.
    assert asked - house.answered == {"static", "planted", "founding.show", *BY_SECRET}


def test_a_view_that_writes_is_caught(house: House) -> None:
    with closing(Watch(house.office)) as watch:
        assert house.application.test_client().get("/planted").status_code == 200
        assert watch.changes() == {("job", "+")}
        assert watch.changes() == set()


def web_modules() -> dict[str, ast.Module]:
    """Every module of the pages, by its file."""
    return {name_of(path): tree(path) for path in sorted(ROOT.glob("*/web/**/*.py"))}


@dataclass
class Function:
    """A function of a module: what it loads, and whether it answers GET."""

    loads: set[tuple[str, str]]
    is_view: bool


def functions_of(file: str, module: ast.Module) -> dict[tuple[str, str], Function]:
    """Every function of a module; what it loads is given as (module or file, name)."""
    known = {
        alias.asname or alias.name: (node.module or "", alias.name)
        for node in module.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    found: dict[tuple[str, str], Function] = {}
    for node in module.body:
        if isinstance(node, ast.FunctionDef):
            view = any(ast.unparse(d).startswith("bp.get(") for d in node.decorator_list)
            own = {n.arg for n in ast.walk(node.args) if isinstance(n, ast.arg)}
            own |= {
                n.id
                for n in ast.walk(node)
                if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
            }
            loads = {load for part in node.body for load in _loads(part, file, known, own)}
            found[file, node.name] = Function(loads, view)
    return found


def _loads(
    body: ast.stmt, file: str, known: Mapping[str, tuple[str, str]], own: set[str]
) -> Iterator[tuple[str, str]]:
    for node in ast.walk(body):
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name in known:
                yield "/".join(known[name]).replace(".", "/") + ".py", attribute
            case ast.Name(id=name) if name in own:
                pass
            case ast.Name(id=name) if name in known:
                yield known[name][0].replace(".", "/") + ".py", known[name][1]
            case ast.Name(id=name):
                yield file, name
            case _:
                pass


def writing_views(modules: Mapping[str, ast.Module]) -> list[str]:
    """Views of GET that reach a function which opens a unit of work that writes."""
    functions: dict[tuple[str, str], Function] = {}
    for file, module in modules.items():
        functions |= functions_of(file, module)
    found: list[str] = []
    for key, view in functions.items():
        if view.is_view:
            found += [f"{': '.join(key)} by {': '.join(w)}" for w in _writers(key, functions)]
    return sorted(found)


def _writers(
    start: tuple[str, str], functions: Mapping[tuple[str, str], Function]
) -> list[tuple[str, str]]:
    """The functions reached from one that open a unit of work that writes."""
    seen, ahead = {start}, [start]
    while ahead:
        for load in functions[ahead.pop()].loads - seen:
            if load in functions:
                seen.add(load)
                ahead.append(load)
    writing = {("foundation/web/work.py", "unit_of_work"), ("foundation/database/work.py", "begin")}
    return sorted(
        key
        for key in seen - writing
        if functions[key].loads & writing and ": ".join(key) not in WRITING_ON_PURPOSE
    )


def test_every_view_of_get_only_reads() -> None:
    modules = web_modules()
    views = [f for file, m in modules.items() for f in functions_of(file, m).values() if f.is_view]
    assert len(views) > 80
    assert writing_views(modules) == []


def test_a_view_that_opens_a_unit_of_work_is_found() -> None:
    text = (
        "from foundation.web.work import unit_of_work\n"
        "@bp.get('/planted')\n"
        "def planted():\n    return _page()\n"
        "def _page():\n    with unit_of_work() as uow:\n        return uow\n"
    )
    file = "training/web/planted.py"
    modules = web_modules() | {file: ast.parse(text)}
    assert writing_views(modules) == [f"{file}: planted by {file}: _page"]
