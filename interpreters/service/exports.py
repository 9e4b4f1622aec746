"""The roster as a file that can be imported again."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from enum import Enum

import sqlalchemy as sa

from foundation.database.work import UnitOfWork
from foundation.security.errors import NotFound
from foundation.tables import spreadsheet
from foundation.tables.kinds import ImportKind
from foundation.tables.row_parser import joined
from interpreters.domain.permissions import RosterPermission
from interpreters.domain.qualifications import Modality
from interpreters.service import directory, translators
from interpreters.service.import_pairs import pairs_cell, words_cell
from interpreters.service.imports import INTERPRETERS
from interpreters.service.restriction_imports import RESTRICTIONS
from interpreters.store import queries
from interpreters.store.tables import Interpreter

KINDS: dict[str, ImportKind] = {kind.name: kind for kind in (INTERPRETERS, RESTRICTIONS)}
FORMATS = ("csv", "xlsx")


def export(
    uow: UnitOfWork, name: str, file_format: str, listed: sa.Select[Interpreter] | None = None
) -> bytes:
    """A kind as a file, of everybody or of those on a list; noted in the trail: it leaves the house."""
    uow.require(RosterPermission.ROSTER_READ)
    if name not in KINDS or file_format not in FORMATS:
        raise NotFound
    people = queries.list_all(uow.db) if listed is None else uow.db.scalars(listed).all()
    columns = KINDS[name].columns
    rows = [[cells[column] for column in columns] for cells in _ROWS[name](uow, people)]
    uow.record("roster.exported", kind=name, format=file_format, rows=len(rows))
    if file_format == "csv":
        return spreadsheet.write_csv(columns, rows)
    return spreadsheet.write_xlsx(columns, rows, title=name)


def _interpreters(uow: UnitOfWork, people: Sequence[Interpreter]) -> Iterator[dict[str, str]]:
    users = [person.user_id for person in people if person.user_id is not None]
    emails = queries.emails_by_account(uow.db, users)
    pairs = translators.pairs_by_person(uow, [person.id for person in people])
    for person in people:
        yield {
            "code": person.code,
            "name": person.full_name,
            "email": "" if person.user_id is None else emails[person.user_id],
            "gender": _value(person.gender),
            "employment": person.employment.value,
            "standing": person.standing.value,
            "city": person.city,
            "latitude": f"{person.latitude:.2f}",
            "longitude": f"{person.longitude:.2f}",
            "max_travel_km": str(person.max_travel_km),
            "modalities": joined(m for m in Modality if getattr(person, m.value)),
            "max_minutes_per_day": str(person.max_minutes_per_day),
            "max_minutes_per_week": str(person.max_minutes_per_week),
            "min_break_minutes": str(person.min_break_minutes),
            "languages": joined(f"{s.language}:{s.level}:{s.direction}" for s in person.languages),
            "translates": pairs_cell(pairs.get(person.id, ())),
            "words_per_day": words_cell(pairs.get(person.id, ())),
            "vetted_until": _day(person.vetted_until),
            "joined_on": person.joined_on.isoformat(),
            "phone_number": directory.phone_number_of(uow, person),
            "reached_by": person.reached_by.value,
            "notes": person.notes,
        }


def _restrictions(_uow: UnitOfWork, people: Sequence[Interpreter]) -> Iterator[dict[str, str]]:
    for person in people:
        for held in sorted(person.restrictions, key=lambda r: (r.first_day, r.kind, str(r.id))):
            yield {
                "interpreter": person.code,
                "kind": held.kind.value,
                "organisation": held.organisation.code if held.organisation else "",
                "case": held.case_code,
                "first_day": held.first_day.isoformat(),
                "last_day": _day(held.last_day),
                "reason": held.reason,
            }


def _value(member: Enum | None) -> str:
    return "" if member is None else str(member.value)


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()


_ROWS: dict[str, Callable[[UnitOfWork, Sequence[Interpreter]], Iterator[dict[str, str]]]] = {
    "interpreters": _interpreters,
    "restrictions": _restrictions,
}
IMPORTS: Sequence[ImportKind] = (INTERPRETERS, RESTRICTIONS)
