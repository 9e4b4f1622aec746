"""What a file leaves empty stays as it is; the same file again changes nothing, and each row says what it does."""

from typing import Any

import pytest
import sqlalchemy as sa

import app as roof
from accounts.domain.roles import Role
from accounts.store.tables import Organisation, Site, User
from foundation.database.work import Office, begin, reading
from foundation.security.permissions import the_system
from foundation.tables.importing import Report
from foundation.tables.reading import read_rows
from foundation.tables.rows import RowOutcome
from foundation.text.phone_numbers import read_number
from interpreters.domain.contact import Channel
from interpreters.domain.search import RosterSearch
from interpreters.service import directory
from tests.factories import a_user
from tests.taking_in import run_import

KINDS = {kind.name: kind for kind in roof.IMPORTS}
PERSON = {
    "코드": "int-901",
    "이름": "응우옌 티 란",
    "고용 형태": "프리랜서",
    "상태": "활동",
    "시·군": "수원시",
    "언어": "베트남어 원어민, 영어 업무",
    "이메일": "lan@ieum.example",
    "성별": "여",
    "위도": "37.25",
    "경도": "127.05",
    "전화번호": "010.1234.5678",
    "연락 방법": "전화",
    "방식": "방문, 화상",
    "최대 이동 거리": "50",
    "범죄경력 조회": "2027. 11. 30.",
    "메모": "오전 선호",
}
ALWAYS = ("코드", "이름", "고용 형태", "상태", "시·군", "언어")


def take(office: Office, kind: str, *rows: dict[str, str], apply: bool = True) -> Report:
    """Import a CSV file with these rows."""
    lines = [",".join(rows[0]), *(",".join(f'"{cell}"' for cell in row.values()) for row in rows)]
    read = read_rows(f"{kind}.csv", "\n".join(lines).encode(), KINDS[kind])
    assert read.problems == []
    return run_import(office, the_system(), KINDS[kind], read.rows, apply=apply)


def faults(report: Report) -> list[tuple[str, str]]:
    return [(problem.column, str(problem.reason)) for problem in report.problems]


@pytest.fixture
def roster(office: Office) -> Office:
    """An office with one person, taken in from a file."""
    with begin(office, the_system()) as uow:
        a_user(uow, Role.INTERPRETER, email="lan@ieum.example")
    report = take(office, "interpreters", PERSON)
    assert faults(report) == []
    assert report.outcomes == {RowOutcome.NEW: 1}
    return office


def state(office: Office) -> dict[str, Any]:
    """Everything that is kept of the person."""
    with reading(office, the_system()) as uow:
        person = uow.db.scalars(directory.search(uow, RosterSearch())).one()
        return {
            name: getattr(person, name)
            for name in [
                "full_name",
                "gender",
                "employment",
                "standing",
                "city",
                "latitude",
                "longitude",
                "user_id",
                "reached_by",
                "notes",
                "max_travel_km",
                "on_site",
                "video",
                "phone",
                "max_minutes_per_day",
                "vetted_until",
            ]
        } | {
            "phone_number": read_number(directory.phone_number_of(uow, person)),
            "languages": [(s.language, s.level, s.direction) for s in person.languages],
        }


def test_the_same_file_again_changes_nothing(roster: Office) -> None:
    before = state(roster)
    report = take(roster, "interpreters", PERSON)

    assert report.outcomes == {RowOutcome.UNCHANGED: 1}
    assert state(roster) == before
    assert before["reached_by"] is Channel.TELEPHONE
    assert before["phone_number"] == "+821012345678"


@pytest.mark.parametrize("column", list(PERSON)[1:])
def test_an_empty_cell_keeps_what_is_there(roster: Office, column: str) -> None:
    before = state(roster)
    emptied = PERSON | {column: ""}
    if column in {"위도", "경도"}:
        emptied |= {"위도": "", "경도": ""}
    report = take(roster, "interpreters", emptied)

    assert faults(report) == []
    assert report.outcomes == {RowOutcome.UNCHANGED: 1}
    assert state(roster) == before


def test_a_clear_mark_takes_away_what_is_there(roster: Office) -> None:
    report = take(
        roster,
        "interpreters",
        PERSON | dict.fromkeys(("이메일", "성별", "범죄경력 조회", "메모", "위도", "경도"), "지움"),
    )
    after = state(roster)

    assert report.outcomes == {RowOutcome.CHANGED: 1}
    assert (after["user_id"], after["gender"], after["vetted_until"], after["notes"]) == (
        None,
        None,
        None,
        "",
    )
    assert after["latitude"] == 37.26


@pytest.mark.parametrize("column", ALWAYS[1:])
def test_what_everybody_has_cannot_be_cleared_nor_be_left_out_of_somebody_new(
    roster: Office, column: str
) -> None:
    cleared = take(roster, "interpreters", PERSON | {column: "지움"})
    added = take(roster, "interpreters", PERSON | {"코드": "INT-902", "이메일": "", column: ""})

    assert len(faults(cleared)) == len(faults(added)) == 1


def test_half_a_position_is_refused(roster: Office) -> None:
    report = take(roster, "interpreters", PERSON | {"경도": ""})

    assert faults(report) == [("longitude", "Enter latitude and longitude together, or neither.")]


def test_a_language_without_a_level_keeps_the_one_held_and_a_new_one_is_asked_for(
    roster: Office,
) -> None:
    assert take(roster, "interpreters", PERSON | {"언어": "베트남어, 영어"}).outcomes == {
        RowOutcome.UNCHANGED: 1
    }
    report = take(roster, "interpreters", PERSON | {"언어": "베트남어, 영어, 러시아어"})
    assert [column for column, _ in faults(report)] == ["languages"]


def test_a_number_that_lost_its_zero_is_named_before_it_is_taken(roster: Office) -> None:
    tried = take(roster, "interpreters", PERSON | {"전화번호": "1087654321"}, apply=False)
    taken = take(roster, "interpreters", PERSON | {"전화번호": "1087654321"})

    assert faults(tried) == faults(taken) == []
    assert "010-8765-4321" in str(tried.doubts[0].reason)
    assert state(roster)["phone_number"] == "+821087654321"
    assert [c for c, _ in faults(take(roster, "interpreters", PERSON | {"전화번호": "없음"}))] == [
        "phone_number"
    ]


def test_an_address_without_an_account_says_the_way_out(roster: Office) -> None:
    report = take(roster, "interpreters", PERSON | {"이메일": "nobody@ieum.example"})

    assert "Take in the file of users first" in faults(report)[0][1]


HOUSE = {
    "코드": "ans",
    "기관명": "안산 센터",
    "영문명": "Ansan",
    "종류": "복지센터",
    "지역": "안산시",
}
ROOM = {
    "코드": "ans-01",
    "기관": "ＡＮＳ",
    "장소명": "상담실",
    "지역": "안산",
    "주소": "길 1",
    "위도": "37.33",
    "경도": "126.83",
}
SOMEBODY = {
    "메일": "Maru@a.example",
    "성명": "강마루",
    "소속": "ans",
    "역할": "상담원",
    "화면 언어": "영어",
}


def test_organisations_places_and_users_keep_what_is_left_empty(office: Office) -> None:
    files = (
        ("organisations", HOUSE | {"전화": "031 000.1020"}),
        ("sites", ROOM),
        ("users", SOMEBODY),
    )
    for kind, row in files:
        report = take(office, kind, row)
        assert (faults(report), report.outcomes) == ([], {RowOutcome.NEW: 1})
    for kind, row in files:
        assert take(office, kind, row).outcomes == {RowOutcome.UNCHANGED: 1}
    emptied = (
        ("organisations", HOUSE | {"영문명": "", "종류": "", "지역": "", "전화": ""}),
        ("sites", ROOM | {"지역": "", "주소": "", "위도": "", "경도": ""}),
        ("users", SOMEBODY | {"성명": "", "화면 언어": ""}),
    )
    for kind, row in emptied:
        report = take(office, kind, row)
        assert (faults(report), report.outcomes) == ([], {RowOutcome.UNCHANGED: 1})
    with reading(office, the_system()) as uow:
        house = uow.db.scalars(sa.select(Organisation)).one()
        assert (house.code, house.name_en, house.phone) == ("ANS", "Ansan", "031-000-1020")
        room = uow.db.scalars(sa.select(Site)).one()
        assert (room.code, room.address, room.latitude) == ("ANS-01", "길 1", 37.33)
        assert uow.db.scalars(sa.select(User.language)).all() == ["en"]


@pytest.mark.parametrize("number", ["없음", "12", "전화 없음", "031-000-10AB"])
def test_a_text_is_no_number_of_an_organisation(office: Office, number: str) -> None:
    assert [c for c, _ in faults(take(office, "organisations", HOUSE | {"전화": number}))] == [
        "phone"
    ]


def test_an_exclusion_keeps_its_end_and_its_reason(roster: Office) -> None:
    take(roster, "organisations", HOUSE)
    wish = {
        "통역사": "ｉｎｔ-901",
        "구분": "일시 제한",
        "기관": "ans",
        "사건": "",
        "시작일": "2026-12-01",
        "종료일": "2026-12-20",
        "사유": "일정 조율 중",
    }
    assert take(roster, "restrictions", wish).outcomes == {RowOutcome.NEW: 1}
    kept = take(roster, "restrictions", wish | {"종료일": "", "사유": ""})
    assert (faults(kept), kept.outcomes) == ([], {RowOutcome.UNCHANGED: 1})
    later = take(roster, "restrictions", wish | {"종료일": "2026. 12. 24."})
    assert later.outcomes == {RowOutcome.CHANGED: 1}
