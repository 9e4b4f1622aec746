"""A small province is played through: figures add up, promises hold, and the same seed gives the same."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dispatch.service.simulation import province
from dispatch.service.simulation.province import NotOurs
from dispatch.service.simulation.wish import SimulationWish
from foundation.database.work import Office

ROOT = Path(__file__).parents[3]
SMALL = ("--weeks", "1", "--scale", "0.05", "--seed", "3", "--json")
MUST_BE_NONE = (
    "without_outcome",
    "offers_in_limbo",
    "double_booked",
    "notices_of_cancelled",
    "dead_jobs",
)


def played(tmp_path: Path, *options: str, hash_seed: str = "0") -> dict[str, Any]:
    """The figures of `ieum simulate`, in a process with another order of its sets."""
    environment = {
        **os.environ,
        "PYTHONHASHSEED": hash_seed,
        "PYTHONPATH": str(ROOT),
        "IEUM_DATABASE_URL": f"sqlite:///{tmp_path}/office.db",
    }
    command = [sys.executable, "-c", "import app; app.main()", "simulate", *SMALL, *options]
    done = subprocess.run(
        command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_weeks_are_played_in_an_empty_database_alone(office: Office) -> None:
    """An office's database is refused before anything is written."""
    with pytest.raises(NotOurs):
        province.build(office, (), ROOT / "docs" / "examples", SimulationWish())


@pytest.mark.wide
@pytest.mark.timeout(900)
def test_the_same_seed_gives_the_same_figures(tmp_path: Path) -> None:
    """Whatever the order of sets is; and the office's own database is not even made."""
    first = played(tmp_path, hash_seed="1")
    again = played(tmp_path, hash_seed="2")
    assert first == again
    assert not list(tmp_path.iterdir())
    assert first["filled"] > 0
    assert first["filled"] <= first["clairvoyant_at_most"]
    assert {name: first[name] for name in MUST_BE_NONE} == dict.fromkeys(MUST_BE_NONE, 0)


@pytest.mark.wide
@pytest.mark.timeout(900)
def test_policies_may_act_instead(tmp_path: Path) -> None:
    """With autopilot the same weeks are played, and draw a picture."""
    picture = tmp_path / "weeks.svg"
    figures = played(tmp_path, "--autopilot", "--svg", str(picture))
    assert figures["autopilot"] is True
    assert figures["filled"] > 0
    assert picture.read_text(encoding="utf-8").startswith("<svg")
    assert {name: figures[name] for name in MUST_BE_NONE} == dict.fromkeys(MUST_BE_NONE, 0)
