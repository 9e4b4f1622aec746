"""The example files: made again the same, whole in themselves, and true to the figures they cite."""

import csv
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"
FILES = (
    "organisations",
    "sites",
    "users",
    "interpreters",
    "certifications",
    "availability",
    "exceptions",
    "restrictions",
    "classes",
    "requests",
)
FIRST_DAY = date(2026, 11, 30)
LANGUAGES = {"km", "vi", "lo", "th", "uz", "ru", "tl", "zh", "mn", "my", "en"}
STAFF_ROLES = {
    "coordinator",
    "trainer",
    "assessor",
    "training_manager",
    "accountant",
    "centre_admin",
}
ROLES = STAFF_ROLES | {"interpreter", "counsellor", "organisation_admin", "trainee"}
COUNTY = {"education": 876, "administration": 733, "legal": 216, "general": 145, "medical": 75}
RESIDENTS = {
    "ansan": 108_033,
    "hwaseong": 76_711,
    "siheung": 74_653,
    "suwon": 71_392,
    "bucheon": 58_632,
}
PROVINCE = 809_801

Row = dict[str, str]
Tables = dict[str, list[Row]]


@pytest.fixture(scope="module")
def tables() -> Tables:
    return {name: _rows(name) for name in FILES}


def _rows(name: str) -> list[Row]:
    with (EXAMPLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _items(cell: str) -> list[list[str]]:
    return [item.split(":") for item in cell.split(";") if item]


def _minute(written: str) -> int:
    hours, minutes = written.split(":")
    return int(hours) * 60 + int(minutes)


def test_making_the_files_again_gives_the_same_bytes(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-B", str(EXAMPLES / "make"), "--out", str(tmp_path)],
        check=True,
        timeout=60,
    )

    made = {path.name for path in tmp_path.iterdir()}
    assert made == {f"{name}.csv" for name in FILES}
    for name in sorted(made):
        assert (tmp_path / name).read_bytes() == (EXAMPLES / name).read_bytes(), name


def test_the_province_has_the_promised_size(tables: Tables) -> None:
    kinds = Counter(row["kind"] for row in tables["organisations"])
    assert kinds == {"centre": 1, "welfare_centre": 9, "family_centre": 4}
    assert 60 <= len(tables["sites"]) <= 90
    assert len({row["city"] for row in tables["sites"]}) == 31
    assert len(tables["interpreters"]) == 120
    assert len(tables["requests"]) == 600
    assert {row["language"] for row in tables["requests"]} == LANGUAGES
    assert _spoken(tables) == LANGUAGES


def _spoken(tables: Tables) -> set[str]:
    return {item[0] for row in tables["interpreters"] for item in _items(row["languages"])}


def test_every_code_is_given_once(tables: Tables) -> None:
    for name, column in (
        ("organisations", "code"),
        ("sites", "code"),
        ("interpreters", "code"),
        ("interpreters", "name"),
        ("requests", "reference"),
    ):
        values = [row[column] for row in tables[name]]
        assert len(set(values)) == len(values), (name, column)
    references = [row["reference"] for row in tables["requests"]]
    assert references == [f"R-{n:04d}" for n in range(1, 601)]
    roles = [(row["email"], row["role"]) for row in tables["users"]]
    assert len(set(roles)) == len(roles)


def test_every_name_of_another_row_is_there(tables: Tables) -> None:
    organisations = {row["code"] for row in tables["organisations"]}
    interpreters = {row["code"] for row in tables["interpreters"]}
    cases = {row["case"] for row in tables["requests"]} | {""}
    for name in ("sites", "users", "requests"):
        assert {row["organisation"] for row in tables[name]} <= organisations, name
    for name in ("certifications", "availability", "exceptions", "restrictions", "classes"):
        assert {row["interpreter"] for row in tables[name]} <= interpreters, name
    assert {row["organisation"] for row in tables["restrictions"]} <= organisations | {""}
    assert {row["case"] for row in tables["restrictions"]} <= cases
    named = {
        code
        for row in tables["requests"]
        for column in ("preferred", "excluded")
        for code in row[column].split(";")
    }
    assert named <= interpreters | {""}


def test_a_request_comes_from_its_organisations_counsellor_and_site(tables: Tables) -> None:
    counsellors = {
        (row["email"], row["organisation"])
        for row in tables["users"]
        if row["role"] == "counsellor"
    }
    site_of = {row["code"]: row["organisation"] for row in tables["sites"]}
    for row in tables["requests"]:
        assert (row["requester"], row["organisation"]) in counsellors, row["reference"]
        assert ("on_site" in row["modalities"].split(";")) == bool(row["site"]), row["reference"]
        if row["site"]:
            assert site_of[row["site"]] == row["organisation"], row["reference"]


def test_every_role_and_every_signing_interpreter_has_a_sign_in(tables: Tables) -> None:
    users = tables["users"]
    assert {row["role"] for row in users} == ROLES
    by_role = {
        role: {row["email"] for row in users if row["role"] == role}
        for role in ("interpreter", "trainee")
    }
    with_email = {row["email"]: row for row in tables["interpreters"] if row["email"]}
    for email, row in with_email.items():
        role = "trainee" if row["standing"] == "trainee" else "interpreter"
        assert email in by_role[role]
    assert by_role["interpreter"] <= set(with_email)
    assert len(by_role["interpreter"]) >= 20
    assert all(row["email"].endswith("ieum.example") for row in users)


def test_every_session_lies_on_the_grid_inside_the_two_weeks(tables: Tables) -> None:
    for row in tables["requests"]:
        start, minutes = _minute(row["start"]), int(row["minutes"])
        earliest = _minute(row["earliest"] or row["start"])
        latest = _minute(row["latest"] or row["start"])
        assert timedelta(0) <= date.fromisoformat(row["day"]) - FIRST_DAY < timedelta(days=14)
        assert all(moment % 5 == 0 for moment in (start, earliest, latest, minutes))
        assert 9 * 60 <= earliest <= start <= latest <= 20 * 60 - minutes, row["reference"]
    for name in ("availability", "exceptions", "classes"):
        for row in tables[name]:
            if row["from"]:
                assert _minute(row["from"]) % 5 == 0
                assert _minute(row["to"]) % 5 == 0
                assert row["from"] < row["to"]


def test_nobodys_weekly_windows_overlap(tables: Tables) -> None:
    windows: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in tables["availability"]:
        key = row["interpreter"], row["weekday"]
        windows.setdefault(key, []).append((row["from"], row["to"]))
    for spans in windows.values():
        ordered = sorted(spans)
        assert all(a[1] <= b[0] for a, b in pairwise(ordered))


def test_no_room_is_asked_for_twice_at_a_time(tables: Tables) -> None:
    taken: dict[tuple[str, str, str], list[tuple[int, int]]] = {}
    for row in tables["requests"]:
        if row["room"].startswith("상담실"):
            begins = _minute(row["earliest"] or row["start"])
            ends = _minute(row["latest"] or row["start"]) + int(row["minutes"])
            spans = taken.setdefault((row["site"], row["day"], row["room"]), [])
            assert all(ends <= a or b <= begins for a, b in spans), row["reference"]
            spans.append((begins, ends))


def test_long_sessions_ask_for_two_and_short_ones_for_one(tables: Tables) -> None:
    for row in tables["requests"]:
        assert row["team"] == ("2" if int(row["minutes"]) > 120 else "1"), row["reference"]


def test_domains_follow_the_cases_of_the_county_centre(tables: Tables) -> None:
    asked = Counter(row["domain"] for row in tables["requests"])
    for domain, cases in COUNTY.items():
        assert abs(asked[domain] - 600 * cases / 2367) <= 1, domain
    other = asked["labour"], asked["immigration"], asked["violence"]
    assert abs(sum(other) - 600 * 322 / 2367) <= 1
    assert other == (41, 28, 12)


def test_places_follow_the_five_cities_with_most_foreign_residents(tables: Tables) -> None:
    city_of = {row["code"]: row["city"] for row in tables["sites"]}
    cities = Counter(city_of[row["site"]] for row in tables["requests"] if row["site"])
    for city, residents in RESIDENTS.items():
        assert abs(cities[city] / cities.total() - residents / PROVINCE) <= 0.04, city
    assert {city for city, _ in cities.most_common(5)} == set(RESIDENTS)


def test_a_core_of_48_carries_a_professionals_load(tables: Tables) -> None:
    caps = [int(row["max_minutes_per_week"]) for row in tables["interpreters"]]
    assert sum(cap >= 20 * 60 for cap in caps) == 48


def test_the_counselling_week_runs_from_sunday_to_thursday(tables: Tables) -> None:
    days = Counter(date.fromisoformat(row["day"]).weekday() for row in tables["requests"])
    busy, quiet = (6, 0, 1, 2, 3), (4, 5)
    assert min(days[n] for n in busy) > max(days[n] for n in quiet)


def test_some_certificates_have_ended_and_some_end_inside_the_two_weeks(tables: Tables) -> None:
    active = {row["code"] for row in tables["interpreters"] if row["standing"] == "active"}
    last_days = [
        date.fromisoformat(row["valid_until"])
        for row in tables["certifications"]
        if row["interpreter"] in active
    ]
    assert any(day <= FIRST_DAY for day in last_days)
    assert any(FIRST_DAY < day < FIRST_DAY + timedelta(days=14) for day in last_days)


def test_cases_come_back_and_wish_for_the_same_interpreter(tables: Tables) -> None:
    wishes: dict[str, set[str]] = {}
    sessions = Counter(row["case"] for row in tables["requests"] if row["case"])
    for row in tables["requests"]:
        if row["case"] and row["preferred"]:
            wishes.setdefault(row["case"], set()).add(row["preferred"])
    assert sum(count > 1 for count in sessions.values()) >= 50
    assert len(wishes) >= 50
    assert all(len(names) == 1 for names in wishes.values())


def test_series_come_back_on_the_same_weekdays(tables: Tables) -> None:
    series: dict[str, list[date]] = {}
    for row in tables["requests"]:
        if row["series"]:
            series.setdefault(row["series"], []).append(date.fromisoformat(row["day"]))
    assert len(series) >= 10
    for days in series.values():
        assert all(day + timedelta(days=7) in days for day in days if day < days[0] + timedelta(7))


def test_hanh_is_free_in_ansan_on_the_day_of_the_walk_through(tables: Tables) -> None:
    (hanh,) = (row for row in tables["interpreters"] if row["email"] == "hanh@ieum.example")
    assert (hanh["standing"], hanh["city"]) == ("active", "ansan")
    assert _items(hanh["languages"]) == [["vi", "native", "both"]]
    (held,) = (row for row in tables["certifications"] if row["interpreter"] == hanh["code"])
    assert (held["scheme"], held["language"]) == ("L2", "vi")
    assert held["valid_from"] <= "2026-12-02" <= held["valid_until"]
    hours = [row for row in tables["availability"] if row["interpreter"] == hanh["code"]]
    assert [row["weekday"] for row in hours] == ["mon", "tue", "wed", "thu", "fri"]
    assert {(row["from"], row["to"]) for row in hours} == {("09:00", "18:00")}
    for name in ("exceptions", "restrictions", "classes"):
        assert hanh["code"] not in {row["interpreter"] for row in tables[name]}
    assert not _vietnamese_around_ansan(tables, "2026-12-02")


def _vietnamese_around_ansan(tables: Tables, day: str) -> list[str]:
    near = {"ansan", "siheung", "gunpo", "uiwang", "gwangmyeong", "anyang", "hwaseong"}
    city_of = {row["code"]: row["city"] for row in tables["sites"]}
    return [
        row["reference"]
        for row in tables["requests"]
        if "vi" in (row["language"], row["fallback_language"])
        and row["day"] == day
        and city_of.get(row["site"]) in near
    ]
