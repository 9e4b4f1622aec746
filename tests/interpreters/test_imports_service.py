"""The roster from a file and back."""

from datetime import date
from pathlib import Path

import pytest

from accounts.domain.roles import Role
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.geo import Point
from foundation.security.permissions import the_system
from foundation.tables import spreadsheet
from foundation.tables.importing import Report
from foundation.tables.reading import read_rows
from interpreters.domain.search import RosterSearch
from interpreters.domain.standing import Standing
from interpreters.service import directory, exports
from interpreters.service.imports import INTERPRETERS
from interpreters.service.restriction_imports import RESTRICTIONS
from interpreters.store.tables import Interpreter
from tests.factories import a_user, an_interpreter, an_organisation
from tests.taking_in import run_import

HEAD = "code,name,employment,standing,city,languages"
GOOD = "INT-901,판 반 히에우,staff,active,pocheon,vi:native:both;en:working:to_korean"
EXAMPLES = Path(__file__).parent.parent.parent / "docs" / "examples"


def import_text(office: Office, text: str, *, apply: bool = True) -> Report:
    """Import a CSV text of interpreters."""
    return import_bytes(office, text.encode(), apply=apply)


def import_bytes(office: Office, content: bytes, *, apply: bool = True) -> Report:
    found = read_rows("interpreters", content, INTERPRETERS)
    if found.problems:
        return Report(kind="interpreters", rows=0, problems=found.problems)
    return run_import(office, the_system(), INTERPRETERS, found.rows, apply=apply)


def everybody(office: Office) -> list[Interpreter]:
    with reading(office, the_system()) as uow:
        return list(uow.db.scalars(directory.search(uow, RosterSearch())))


def test_a_new_person_is_admitted_with_the_usual_terms(any_office: Office) -> None:
    report = import_text(any_office, f"{HEAD}\n{GOOD}\n")

    assert (report.applied, report.problems) == (1, [])
    (person,) = everybody(any_office)
    assert (person.code, person.full_name, person.standing) == (
        "INT-901",
        "판 반 히에우",
        Standing.ACTIVE,
    )
    assert [(s.language, s.level, s.direction) for s in person.languages] == [
        ("vi", "native", "both"),
        ("en", "working", "to_korean"),
    ]
    assert (person.max_travel_km, person.on_site, person.latitude) == (32, True, 37.89)


@pytest.mark.parametrize(
    ("wrong", "column", "reason"),
    [
        (
            GOOD.replace("vi:", "vn:"),
            "languages",
            "“vn” is not one of: Khmer (km), Vietnamese (vi)",
        ),
        (GOOD.replace("native", "perfect"), "languages", "“perfect” is not one of: Native, Fluent"),
        (GOOD.replace("pocheon", "seoul"), "city", "“seoul” is not one of: Suwon, "),
        (GOOD.replace("active", "happy"), "standing", "“happy” is not one of: Applicant"),
        (GOOD.replace("INT-901", "int 901!"), "code", "Use capital letters"),
        (GOOD.replace("판 반 히에우", ""), "name", "must not be empty"),
        (GOOD.replace("en:", "vi:"), "languages", "vi is listed twice"),
        (
            GOOD.replace(":both;", ":both:x;"),
            "languages",
            "“x” is not one of: Both directions (both)",
        ),
    ],
)
def test_a_wrong_cell_is_named_by_row_column_and_reason_and_nothing_is_stored(
    office: Office, wrong: str, column: str, reason: str
) -> None:
    fine = GOOD.replace("901", "902")

    for apply in (False, True):
        report = import_text(office, f"{HEAD}\n{fine}\n{wrong}\n", apply=apply)
        assert [(p.line, p.column) for p in report.problems] == [(3, column)]
        assert reason in str(report.problems[0].reason)
    assert everybody(office) == []


def test_an_account_is_linked_by_its_address(office: Office) -> None:
    with begin(office, the_system()) as uow:
        hanh = a_user(uow, Role.INTERPRETER, email="hanh@ieum.example")
        taken = a_user(uow, Role.INTERPRETER, email="taken@ieum.example")
        an_interpreter(uow, user=taken)

    for email, reason in (
        ("nobody@ieum.example", "There is no account"),
        ("taken@ieum.example", "belongs to another interpreter"),
    ):
        report = import_text(office, f"{HEAD},email\n{GOOD},{email}\n")
        assert [(p.line, p.column) for p in report.problems] == [(2, "email")]
        assert reason in str(report.problems[0].reason)

    twice = f"{GOOD},hanh@ieum.example\n{GOOD.replace('901', '902')},hanh@ieum.example"
    report = import_text(office, f"{HEAD},email\n{twice}\n")
    assert [(p.line, p.column) for p in report.problems] == [(3, "email")]
    assert import_text(office, f"{HEAD},email\n{GOOD}, Hanh@Ieum.example \n").problems == []
    with reading(office, the_system()) as uow:
        found = directory.find_by_user(uow, hanh.id)
        assert found is not None
        assert found.code == "INT-901"


def test_a_known_code_is_changed_and_missing_columns_are_left_alone(office: Office) -> None:
    import_text(office, f"{HEAD},max_travel_km,notes\n{GOOD},12,hello\n")

    report = import_text(office, f"{HEAD}\n{GOOD.replace('히에우', '휴')}\n")

    assert report.problems == []
    (person,) = everybody(office)
    assert (person.full_name, person.max_travel_km, person.notes) == ("판 반 휴", 12, "hello")


def test_numbers_and_ways_to_be_reached_come_in_and_go_out_again(office: Office) -> None:
    head, row = f"{HEAD},phone_number,reached_by", f"{GOOD},01012345678,telephone"
    assert import_text(office, f"{head}\n{row}\n").problems == []

    wrong = import_text(office, f"{head}\n{GOOD},112,\n")
    assert [(p.line, p.column) for p in wrong.problems] == [(2, "phone_number")]
    assert import_text(office, f"{HEAD}\n{GOOD}\n").problems == []  # left alone without its column
    with begin(office, the_system()) as uow:
        content = exports.export(uow, "interpreters", "csv").decode()
    assert "010-1234-5678,telephone" in content


def test_a_standing_that_cannot_be_reached_is_refused(office: Office) -> None:
    import_text(office, f"{HEAD}\n{GOOD}\n")

    report = import_text(office, f"{HEAD}\n{GOOD.replace('active', 'trainee')}\n")

    assert [(p.line, p.column) for p in report.problems] == [(2, "standing")]
    assert import_text(office, f"{HEAD}\n{GOOD.replace('active', 'paused')}\n").problems == []
    assert everybody(office)[0].standing is Standing.PAUSED


@pytest.fixture
def full_house(office: Office) -> Office:
    """Somebody of every kind, with cells that a spreadsheet would like to run."""
    with begin(office, the_system()) as uow:
        an_organisation(uow, code="ASN")
        user = a_user(uow, Role.INTERPRETER, email="hanh@ieum.example")
        home = Point(37.32, 126.83)
        an_interpreter(
            uow,
            "=cmd|' /C calc'!A0",
            user=user,
            home=home,
            levels=(),
            notes='+82-10, "quoted"; 쉼표',
        )
        an_interpreter(
            uow,
            "판 반 롱",
            home=home,
            languages=("vi", "en:working:to_korean"),
            levels=(),
            modalities=("phone",),
            gender="male",
            employment="staff",
            vetted_until=uow.today,
        )
        an_interpreter(uow, "떠난 사람", home=home, levels=(), standing=Standing.LEFT)
    rows = "interpreter,kind,organisation,case,first_day,last_day,reason\n"
    code = everybody(office)[0].code
    rows += f"{code},exclusion,ASN,,2026-11-16,,=기관 요청\n{code},preference,ASN,,,,\n"
    found = read_rows("restrictions", rows.encode(), RESTRICTIONS)
    assert run_import(office, the_system(), RESTRICTIONS, found.rows, apply=True).problems == []
    return office


@pytest.mark.parametrize("name", ["interpreters", "restrictions"])
@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_an_export_imports_again_and_changes_nothing(
    full_house: Office, name: str, file_format: str
) -> None:
    kind = exports.KINDS[name]

    def exported() -> bytes:
        with begin(full_house, the_system()) as uow:
            return exports.export(uow, name, file_format)

    def changes(uow: UnitOfWork) -> int:
        return sum(p.version for p in uow.db.scalars(directory.search(uow, RosterSearch())))

    before = exported()
    with reading(full_house, the_system()) as uow:
        versions = changes(uow)
    found = read_rows(f"{name}.{file_format}", before, kind)
    assert found.problems == []
    report = run_import(full_house, the_system(), kind, found.rows, apply=True)

    assert report.problems == []
    with reading(full_house, the_system()) as uow:
        assert changes(uow) == versions
    assert read_rows(name, exported(), kind).rows == found.rows


def test_an_export_imports_into_an_empty_office(
    full_house: Office,
) -> None:
    with begin(full_house, the_system()) as uow:
        content = exports.export(uow, "interpreters", "csv")
        for person in uow.db.query(Interpreter):
            uow.db.delete(person)

    assert import_bytes(full_house, content).problems == []
    with begin(full_house, the_system()) as uow:
        assert exports.export(uow, "interpreters", "csv") == content


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("INT-000,exclusion,ASN,,,,", "interpreter", "There is no interpreter “INT-000”."),
        ("{code},dislike,ASN,,,,", "kind", "“dislike” is not one of"),
        ("{code},exclusion,XXX,,,,", "organisation", "There is no organisation “XXX”."),
        ("{code},exclusion,,,,,", "organisation", "Name an organisation or a case."),
        ("{code},quarantine,ASN,,,,", "last_day", "Enter the last day"),
        ("{code},exclusion,ASN,,2026-12-01,2026-11-01,", "last_day", "before the first"),
    ],
)
def test_a_wrong_restriction_is_named(
    full_house: Office, row: str, column: str, reason: str
) -> None:
    head = "interpreter,kind,organisation,case,first_day,last_day,reason"
    code = everybody(full_house)[0].code
    found = read_rows("r", f"{head}\n{row.format(code=code)}\n".encode(), RESTRICTIONS)

    report = run_import(full_house, the_system(), RESTRICTIONS, found.rows)

    assert [(p.line, p.column) for p in report.problems] == [(2, column)]
    assert reason in str(report.problems[0].reason)


def a_big_file(count: int) -> bytes:
    """A roster of `count` people, each with two languages."""
    rows = (
        (
            f"BIG-{n:06}",
            f"응우옌 {n}",
            "freelance",
            "active",
            "ansan",
            "vi:native:both;en:working:both",
        )
        for n in range(count)
    )
    return spreadsheet.write_csv(INTERPRETERS.required, rows)


@pytest.mark.wide
def test_ten_thousand_rows_can_be_tried(office: Office) -> None:
    report = import_bytes(office, a_big_file(10_000), apply=False)

    assert (report.rows, report.applied, report.problems) == (10_000, 0, [])
    assert everybody(office) == []


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_hundred_thousand_rows_are_taken_in(office: Office) -> None:
    report = import_bytes(office, a_big_file(100_000))

    assert (report.applied, report.problems) == (100_000, [])


def test_since_when_somebody_is_registered_is_taken_in_and_an_empty_cell_keeps_it(
    office: Office,
) -> None:
    for cell, stands in (("2021-03-02", 2021), ("", 2021), ("2020-03-02", 2020)):
        import_text(office, f"{HEAD},등록일\n{GOOD},{cell}\n")
        assert everybody(office)[0].joined_on == date(stands, 3, 2)
    refused = import_text(office, f"{HEAD},등록일\n{GOOD},2099-01-01\n")
    assert [problem.column for problem in refused.problems] == ["joined_on"]
