"""Every import contract refuses what it forbids: one forbidden import is planted for each of them."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
PACKAGES: list[str] = SETTINGS["importlinter"]["root_packages"]
CONTRACTS: list[str] = [c["name"] for c in SETTINGS["importlinter"]["contracts"]]
# A module that does not exist either: it is planted too, and imports the plant that imports it.
TWIN = "dispatch.domain.twin"

# By contract: where something forbidden is planted, and what is imported there.
PLANTS: dict[str, tuple[str, str]] = {
    "Floors: each package sees only what lies beneath it": ("interpreters.domain", "scheduling"),
    "Drawers: web, jobs and cli, then service, then store, then domain": (
        "scheduling.domain",
        "scheduling.service",
    ),
    "The solver is an island": ("dispatch.solver.bench", "foundation.geo"),
    "Below web nobody knows Flask": ("training.service.people", "flask"),
    "Domain is pure": ("accounts.domain", "sqlalchemy"),
    "Pages, jobs and commands are private to their package": ("accounts.service", "training.web"),
    "Tables of accounts are reached through its service": (
        "interpreters.service",
        "accounts.store",
    ),
    "Tables of interpreters are reached through its service": (
        "training.service.people",
        "interpreters.store",
    ),
    "Tables of training are reached through its service": (
        "dispatch.service.board",
        "training.store",
    ),
    "Tables of scheduling are reached through its service": (
        "dispatch.service.board",
        "scheduling.store",
    ),
    "Tables of dispatch are reached through its service": ("dispatch.web", "dispatch.store"),
    "Stores ask nobody to act": ("training.store", "interpreters.service"),
    "Only a few rooms of the solver speak OR-Tools": ("dispatch.solver.master", "ortools"),
    "Only the room of calendars speaks iCalendar": ("scheduling.service", "icalendar"),
    "Only the room of files opens documents of strangers": ("foundation.tables", "pypdf"),
    "Only the room of documents speaks python-docx": ("dispatch.service.reports", "docx"),
    "Only pricing and the rebuilding of translation plans are compiled by Numba": (
        "dispatch.solver.compiled",
        "numba",
    ),
    "The solver's problem needs nothing but Python": ("dispatch.solver.problem", "numpy"),
    "Benchmarks are run from the command line alone": (
        "dispatch.service.engine",
        "dispatch.solver.bench",
    ),
    "Only the job runner speaks APScheduler": ("interpreters.cli", "apscheduler"),
    "Only accounts.web.identity speaks Flask-Login": ("scheduling.web", "flask_login"),
    "app.py is the roof: nothing stands on it": ("foundation.web", "app"),
    "No cycles inside a package": ("dispatch.domain", TWIN),
    "Rooms of the foundation": ("foundation.text", "foundation.database"),
    "Rooms of the solver": ("dispatch.solver.compiled", "dispatch.solver.master"),
    "Rooms of dispatch's service": ("dispatch.service.slots", "dispatch.service.plans"),
    "Rooms of training's service": ("training.service.ledger", "training.service.catalogue"),
}


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What import-linter says of a copy of all packages with every plant in it."""
    folder = tmp_path_factory.mktemp("planted")
    for package in PACKAGES:
        ignore = shutil.ignore_patterns("__pycache__", "templates", "static", "LC_MESSAGES")
        shutil.copytree(ROOT / package, folder / package, ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", folder)
    for number, (where, what) in enumerate(PLANTS.values()):
        path = folder / Path(*where.split(".")) / f"plant_{number}.py"
        path.write_text(f"import {what}\n", encoding="utf-8")
        if what == TWIN:
            module = f"{where}.{path.stem}"
            path.with_name("twin.py").write_text(f"import {module}\n", encoding="utf-8")
    ended = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-logo", "--no-cache"],
        cwd=folder,
        env={**os.environ, "COLUMNS": "300", "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ended.returncode == 1, ended.stdout + ended.stderr
    return ended.stdout


def test_every_contract_has_a_plant() -> None:
    assert sorted(PLANTS) == sorted(CONTRACTS)


@pytest.mark.parametrize("contract", CONTRACTS)
def test_a_forbidden_import_is_refused(said: str, contract: str) -> None:
    assert f"\n{contract} BROKEN" in said
    parts = re.split(r"\n(.+)\n-+\n", said.split("Broken contracts")[1])
    reason_of = dict(zip(parts[1::2], parts[2::2], strict=True))
    assert f".plant_{list(PLANTS).index(contract)} " in reason_of[contract]
