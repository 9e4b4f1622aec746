"""What exists is documented: settings, permissions, jobs, words."""

import re
from pathlib import Path

import pytest

import app as roof
from accounts.domain.roles import Role
from foundation.config import PREFIX, Settings, names_of
from foundation.security.permissions import Permission
from interpreters.domain.qualifications import (
    CertificationLevel,
    Domain,
    Tier,
    levels_that_serve,
    needs_vetting,
)

ROOT = Path(__file__).parent.parent.parent
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text()
ENVIRONMENT = (ROOT / ".env.example").read_text()


@pytest.mark.parametrize(
    "name", [name for declared in (Settings, *roof.SECTIONS) for name in names_of(declared)]
)
def test_a_setting_is_documented(name: str) -> None:
    assert f"`{PREFIX}{name.upper()}`" in OPERATIONS
    assert f"{PREFIX}{name.upper()}=" in ENVIRONMENT


@pytest.mark.parametrize("permission", sorted({p for held in roof.GRANTS.values() for p in held}))
def test_a_permission_is_documented(permission: Permission) -> None:
    assert f"`{permission}`" in OPERATIONS


@pytest.mark.parametrize("role", list(Role))
def test_a_role_is_in_the_glossary(role: Role) -> None:
    assert f"`{role}`" in GLOSSARY


@pytest.mark.parametrize("name", [job.name for job in roof.JOBS])
def test_a_job_is_documented(name: str) -> None:
    assert f"`{name}`" in OPERATIONS


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "adr").glob("*.md")), ids=lambda p: p.stem)
def test_a_decision_says_what_was_given_up(path: Path) -> None:
    text = path.read_text()
    assert "## Decision" in text
    assert "## What we gave up" in text


def served_by(
    glossary: str,
) -> dict[tuple[Tier, Domain], tuple[frozenset[CertificationLevel], bool]]:
    """The glossary's table of levels: by tier and domain, which levels serve, and if vetted."""
    found: dict[tuple[Tier, Domain], tuple[frozenset[CertificationLevel], bool]] = {}
    section = glossary.partition("### Which certification serves which session")[2]
    rows = [line for line in section.partition("\n#")[0].splitlines() if line.startswith("| ")]
    for row in rows[1:]:
        tier, domains, levels, vetted = (cell.strip() for cell in row.strip("| ").split("|"))
        named = list(Domain) if domains == "every" else map(Domain, domains.split(", "))
        for domain in named:
            key = (Tier(tier), domain)
            assert key not in found, key
            serving = frozenset(map(CertificationLevel, levels.split(", ")))
            found[key] = (serving, {"yes": True, "no": False}[vetted])
    return found


def test_the_glossary_and_the_code_agree_on_which_level_serves_which_session() -> None:
    assert served_by(GLOSSARY) == {
        (tier, domain): (levels_that_serve(tier, domain), needs_vetting(tier))
        for tier in Tier
        for domain in Domain
    }


ASKED = re.compile(r"may\(\"([^\"]+)\"\)")


def test_a_template_asks_only_for_permissions_that_exist() -> None:
    known = {str(permission) for held in roof.GRANTS.values() for permission in held}
    asked = {
        name
        for path in ROOT.glob("*/templates/**/*.html")
        for name in ASKED.findall(path.read_text())
    }
    assert asked
    assert asked <= known
