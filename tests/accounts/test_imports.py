"""Organisations, sites and users from files."""

from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from accounts.cli import IMPORTS
from accounts.domain.roles import Role
from accounts.store.tables import Membership, Organisation, Site, User
from foundation.database.audit import AuditEntry
from foundation.database.work import Office, begin, reading
from foundation.security.errors import Forbidden
from foundation.security.permissions import NOBODY, Actor, the_system
from foundation.tables.reading import read_rows
from tests.factories import a_user, as_actor
from tests.taking_in import run_import

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
KINDS = {kind.name: kind for kind in IMPORTS}
ORGANISATIONS = (
    "code,name,name_en,kind,city,phone\nANS,안산,Ansan,welfare_centre,ansan,031-000-1020\n"
)
SITES = (
    "code,organisation,name,name_en,city,address,latitude,longitude\n"
    "ANS-01,ANS,상담실,Room,ansan,길 1,37.32,126.83\n"
)
USERS = "email,name,language,organisation,role\nMaru@a.kr,강마루,ko,ANS,counsellor\n"


def load(office: Office, name: str, text: str) -> list[tuple[int, str, str]]:
    """Import a file; what was wrong with it."""
    read = read_rows(f"{name}.csv", text.encode(), KINDS[name])
    problems = list(read.problems)
    if not problems:
        problems = run_import(office, the_system(), KINDS[name], read.rows, apply=True).problems
    return [(problem.line, problem.column, str(problem.reason)) for problem in problems]


def rows(office: Office) -> dict[str, int]:
    """How many rows each table has."""
    with reading(office, the_system()) as uow:
        return {
            table.__tablename__: uow.db.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in (Organisation, Site, User, Membership)
        }


def test_the_examples_load_and_loading_them_again_changes_nothing(any_office: Office) -> None:
    seen: list[tuple[dict[str, int], int]] = []
    for _ in range(2):
        for name, kind in KINDS.items():
            text = (EXAMPLES / kind.file_name).read_text(encoding="utf-8")
            assert load(any_office, name, text) == []
        with reading(any_office, the_system()) as uow:
            trail = uow.db.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) or 0
        seen.append((rows(any_office), trail))

    assert seen[0][0]["organisation"] == 14
    assert seen[0] == seen[1]


def test_a_known_code_or_address_is_changed_and_not_added(any_office: Office) -> None:
    for name, text in (("organisations", ORGANISATIONS), ("sites", SITES), ("users", USERS)):
        assert load(any_office, name, text) == []
    assert load(any_office, "organisations", ORGANISATIONS.replace("안산,A", "안산시,A")) == []
    assert load(any_office, "sites", SITES.replace("37.32", "37.33")) == []
    again = "email,name,organisation,role\nmaru@A.kr,강마루,ANS,trainer\n"
    assert load(any_office, "users", again) == []

    with reading(any_office, the_system()) as uow:
        assert uow.db.scalars(sa.select(Organisation.name)).all() == ["안산시"]
        assert uow.db.scalars(sa.select(Site.latitude)).all() == [37.33]
        user = uow.db.scalars(sa.select(User)).one()
        roles = set(uow.db.scalars(sa.select(Membership.role)))
    assert (user.email, user.password_hash) == ("maru@a.kr", "")
    assert {str(role) for role in roles} == {"counsellor", "trainer"}


@pytest.mark.parametrize(
    ("name", "change", "column", "reason"),
    [
        ("organisations", ("ansan", "atlantis"), "city", "“atlantis” is not one of: Suwon, "),
        ("organisations", ("welfare_centre", "club"), "kind", "“club” is not one of"),
        ("organisations", ("안산,", ","), "name", "must not be empty"),
        ("organisations", ("ANS", "A" * 41), "code", "longer than 40"),
        ("sites", (",ANS,", ",XYZ,"), "organisation", "no organisation “XYZ”"),
        ("sites", ("37.32", "57.32"), "latitude", "must be in Korea"),
        ("sites", ("126.83", "east"), "longitude", "is not a number"),
        ("sites", ("ansan", ""), "city", "must not be empty"),
        ("users", ("Maru@a.kr", "nowhere"), "email", "not an e-mail address"),
        ("users", ("강마루", ""), "name", "name"),
        ("users", (",ko,", ",xx,"), "language", "“xx” is not one of: 한국어 (ko)"),
        ("users", (",ANS,", ",XYZ,"), "organisation", "no organisation “XYZ”"),
        ("users", ("counsellor", "king"), "role", "“king” is not one of"),
    ],
)
def test_a_wrong_cell_is_named_by_line_column_and_reason_and_nothing_is_stored(
    office: Office, name: str, change: tuple[str, str], column: str, reason: str
) -> None:
    files = {"organisations": ORGANISATIONS, "sites": SITES, "users": USERS}
    if name != "organisations":
        load(office, "organisations", ORGANISATIONS)
    before = rows(office)
    head, row = files[name].splitlines()
    problems = load(office, name, f"{head}\n{row.replace(*change, 1)}\n")

    assert [(line, where) for line, where, _ in problems] == [(2, column)]
    assert reason in problems[0][2]
    assert rows(office) == before


def test_a_place_does_not_change_hands(office: Office) -> None:
    load(office, "organisations", ORGANISATIONS + "SUW,수원,Suwon,welfare_centre,suwon,\n")
    load(office, "sites", SITES)
    problems = load(office, "sites", SITES.replace(",ANS,", ",SUW,"))

    assert [(line, column) for line, column, _ in problems] == [(2, "code")]


def test_only_the_centre_imports(office: Office) -> None:
    for kind in IMPORTS:
        with begin(office, NOBODY) as uow, pytest.raises(Forbidden):
            kind.load(uow, [])


def test_a_file_gives_no_role_of_the_centre_without_ones_own_password(office: Office) -> None:
    load(office, "organisations", ORGANISATIONS)
    with begin(office, the_system()) as uow:
        actor = as_actor(uow, a_user(uow, Role.CENTRE_ADMIN))
    text = "email,name,organisation,role\nnew@ansan.kr,새 사람,ANS,centre_admin\n"
    read = read_rows("users.csv", text.encode(), KINDS["users"])

    def problems(who: Actor) -> list[str]:
        done = run_import(office, who, KINDS["users"], read.rows, apply=True)
        return [problem.column for problem in done.problems]

    assert problems(actor) == ["role"]
    assert problems(replace(actor, confirmed_at=office.clock())) == []
