"""What exists is documented: settings, permissions, jobs, words."""

import re
from pathlib import Path

import pytest

import app as roof
from accounts.domain.roles import Role
from dispatch.domain.causes import BY_EASE, CAUSE_OF, Cause
from dispatch.domain.eligibility import RULES
from dispatch.domain.overrides import GRAVE, SOFT
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
WHO_MAY_SERVE = (ROOT / "docs" / "who-may-serve.md").read_text()
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


def table_below(heading: str, text: str) -> list[list[str]]:
    """The last table below a heading: its rows of cells, without the heads of the columns."""
    section = text.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip("` ") for cell in row.strip("| ").split("|")] for row in rows[1:]]


def served_by(
    text: str,
) -> dict[tuple[Tier, Domain], tuple[frozenset[CertificationLevel], bool]]:
    """The table of levels: by tier and domain, which levels serve, and if vetted."""
    found: dict[tuple[Tier, Domain], tuple[frozenset[CertificationLevel], bool]] = {}
    for tier, domains, levels, vetted in table_below(
        "Which certification serves which session", text
    ):
        named = list(Domain) if domains == "every" else map(Domain, domains.split(", "))
        for domain in named:
            key = (Tier(tier), domain)
            assert key not in found, key
            serving = frozenset(map(CertificationLevel, levels.split(", ")))
            found[key] = (serving, {"yes": True, "no": False}[vetted])
    return found


def test_the_document_and_the_code_agree_on_which_level_serves_which_session() -> None:
    assert served_by(WHO_MAY_SERVE) == {
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


def test_the_rules_stand_in_their_order() -> None:
    rows = table_below("The order of the rules", WHO_MAY_SERVE)
    assert [row[0] for row in rows] == [rule.code.value for rule in RULES]
    alone = {row[0] for row in rows if row[2].startswith("alone")}
    assert alone == {code.value for code in SOFT}
    two = {row[0] for row in rows if row[2].endswith("T3: two")}
    assert two == {code.value for code in GRAVE}


def test_the_causes_stand_by_how_easily_their_rules_are_lifted() -> None:
    rows = table_below("Why a session stays unfilled", WHO_MAY_SERVE)
    assert [(row[0], row[1]) for row in rows] == [(c.value, CAUSE_OF[c].value) for c in BY_EASE]
    assert all(f"`{cause}`" in WHO_MAY_SERVE for cause in Cause)
