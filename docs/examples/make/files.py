"""The CSV files: their columns, and everything written as text."""

import csv
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from hours import Working
from needs import Need
from network import ORGANISATION_OF, Organisation, Site
from people import Interpreter
from signins import SignIn
from weeks import clock

COLUMNS = {
    "organisations": "code name name_en kind city phone",
    "sites": "code organisation name name_en city address latitude longitude",
    "users": "email name language organisation role",
    "interpreters": "code name email gender employment standing city latitude longitude"
    " max_travel_km modalities max_minutes_per_day max_minutes_per_week min_break_minutes"
    " languages vetted_until phone_number reached_by notes",
    "certifications": "interpreter scheme language direction grade valid_from valid_until route issuer"
    " evidence",
    "availability": "interpreter weekday from to first_day last_day",
    "exceptions": "interpreter first_day last_day from to available reason",
    "restrictions": "interpreter kind organisation case first_day last_day reason",
    "classes": "title interpreter day from to",
    "requests": "reference organisation requester case language fallback_language domain tier"
    " priority modalities site room day start earliest latest minutes team gender preferred"
    " excluded note series trainee",
}


# Who gave a certification, and what the centre has on file about it.
ISSUER = "경기 이음이주민센터", "이전 인증 대장"
ISSUERS = {"X-COURT": ("법원 통역인 인증 시험", "합격 통지서 확인")}


def write(folder: Path, name: str, rows: Iterable[tuple[str, ...]]) -> None:
    """Write one file, the same bytes on every system."""
    columns = COLUMNS[name].split()
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            if len(row) != len(columns):
                raise ValueError(f"{name}.csv: {len(row)} cells for {len(columns)} columns")
            writer.writerow(row)


def organisation_row(number: int, body: Organisation) -> tuple[str, ...]:
    """Telephone exchange 000 is not in use, so nobody is called by mistake."""
    phone = f"031-000-{1000 + number * 10}"
    return body.code, body.name, body.name_en, body.kind, body.city, phone


def site_row(site: Site) -> tuple[str, ...]:
    """One place."""
    where = f"{site.latitude:.4f}", f"{site.longitude:.4f}"
    names = site.name, site.name_en
    return site.code, site.organisation, *names, site.city, site.address, *where


def user_row(user: SignIn) -> tuple[str, ...]:
    """One role of one user."""
    return user.email, user.name, user.language, user.organisation, user.role


def interpreter_row(person: Interpreter) -> tuple[str, ...]:
    """One person of the roster."""
    languages = (f"{s.language}:{s.level}:{s.direction}" for s in person.languages)
    return (
        *(person.code, person.name, person.email, person.gender),
        *(person.employment, person.standing, person.city),
        *(f"{person.latitude:.2f}", f"{person.longitude:.2f}", str(person.max_travel_km)),
        *(person.modalities, str(person.caps[0]), str(person.caps[1]), str(person.min_break)),
        *(";".join(languages), _day(person.vetted_until)),
        *(person.phone_number, person.reached_by, _note(person)),
    )


def certification_rows(person: Interpreter) -> Iterable[tuple[str, ...]]:
    """What one person was certified for before the centre kept certifications here."""
    for held in person.certifications:
        terms = held.valid_from.isoformat(), str(held.valid_until - timedelta(days=1))
        grade = "recognised" if held.level == "R2" else "full"
        issuer, evidence = ISSUERS.get(held.level, ISSUER)
        kind = person.code, held.level, held.language, "both", grade
        yield *kind, *terms, "register", issuer, evidence


def working_row(window: Working) -> tuple[str, ...]:
    """One weekly window."""
    limits = _day(window.first_day), _day(window.last_day)
    return window.interpreter, window.weekday, window.begins, window.ends, *limits


def request_row(number: int, need: Need) -> tuple[str, ...]:
    """One request."""
    return (
        *(f"R-{number:04d}", need.organisation, need.requester, need.case),
        *(need.language, need.fallback, need.domain, need.tier, str(need.priority)),
        *(need.modalities, need.site, need.room, need.day.isoformat()),
        *(clock(need.start), _time(need.earliest), _time(need.latest)),
        *(str(need.minutes), str(need.team), need.gender),
        *(";".join(need.preferred), ";".join(need.excluded), need.note, need.series, need.trainee),
    )


def _note(person: Interpreter) -> str:
    if person.is_counsellor:
        return "센터 상담원 겸직"
    return f"{ORGANISATION_OF[person.city].name} 소속" if person.group == "staff" else ""


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _time(minute: int | None) -> str:
    return "" if minute is None else clock(minute)
