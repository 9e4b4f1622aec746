"""The roster from a file: people by their code, with their languages."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.domain.cities import CITIES, CITY_WORDS
from accounts.domain.ids import UserId
from accounts.service.sign_in import folded_email
from foundation.database.work import UnitOfWork
from foundation.security.errors import Refused
from foundation.tables.columns import names_of
from foundation.tables.kinds import ImportKind
from foundation.tables.row_parser import RowParser, codes_in
from foundation.tables.rows import Row, RowProblem
from foundation.text.codes import normal_code
from foundation.text.message import say
from interpreters.domain.contact import Channel
from interpreters.domain.events import PersonRenamed
from interpreters.domain.ids import InterpreterId
from interpreters.domain.permissions import RosterPermission
from interpreters.domain.profile import (
    FARTHEST_KM,
    LONGEST_BREAK,
    LONGEST_CODE,
    LONGEST_NAME,
    LONGEST_NOTES,
    Profile,
    check_profile,
)
from interpreters.domain.qualifications import Modality
from interpreters.domain.standing import (
    Employment,
    Gender,
    MoveReason,
    Standing,
    reason_against_move,
)
from interpreters.service import roster
from interpreters.service.import_columns import INTERPRETER_COLUMNS
from interpreters.service.import_languages import read_languages
from interpreters.store import queries
from interpreters.store.tables import Interpreter

_COLUMN_OF = {"full_name": "name"}


@dataclass(frozen=True)
class _PersonRow:
    """One row, read."""

    cells: RowParser
    code: str
    email: str
    standing: Standing
    profile: Profile


@dataclass(frozen=True)
class _KnownPeople:
    """What the database holds of the rows' codes and addresses."""

    people: dict[str, Interpreter]
    accounts: dict[str, UserId]
    owners: dict[UserId, InterpreterId]


def load(uow: UnitOfWork, rows: Sequence[Row]) -> list[RowProblem]:
    """Admit or change the people of these rows. An optional column that is missing is left alone."""
    uow.require(RosterPermission.ROSTER_CHANGE)
    codes = codes_in(rows, "code")
    people = {found.code: found for found in queries.list_by_codes(uow.db, codes)}
    problems: list[RowProblem] = []
    read = [_read(row, people.get(normal_code(row["code"])), problems) for row in rows]
    accounts = queries.accounts_by_email(uow.db, {p.email for p in read if p.email})
    known = _KnownPeople(
        people, accounts, queries.owners_of_accounts(uow.db, set(accounts.values()))
    )
    seen: dict[str, int] = {}
    for person in read:
        _check(person, known)
        line = person.cells.row.line
        if person.email and seen.setdefault(person.email, line) != line:
            reason = say("The same stands in line %(line)s already.", line=seen[person.email])
            person.cells.problem("email", reason)
    if not problems:
        for person in read:
            _write(uow, person, known)
    return problems


def _read(row: Row, held: Interpreter | None, problems: list[RowProblem]) -> _PersonRow:
    cells = RowParser(row, problems)
    code = cells.code("code", longest=LONGEST_CODE, required=True)
    if code and not roster.is_code(code):
        cells.problem("code", say("Use capital letters, digits and hyphens only."))
    profile = _profile(cells, held)
    if cells.ok:
        try:
            check_profile(profile)
        except Refused as refused:
            cells.take(refused, _COLUMN_OF)
    email = folded_email(row["email"])
    standing = cells.member("standing", Standing)
    return _PersonRow(cells, code, email, standing, profile)


def _profile(cells: RowParser, held: Interpreter | None) -> Profile:
    """The row's values; a column that the file leaves out keeps what is held, else the usual."""
    city = cells.one_of("city", CITY_WORDS) or ""
    place = CITIES.get(city)
    at = held if held is not None and held.city == city else (place.point if place else None)
    return Profile(
        full_name=cells.text("name", longest=LONGEST_NAME, required=True),
        gender=cells.optional_member("gender", Gender)
        if "gender" in cells.row
        else (held.gender if held else None),
        employment=cells.member("employment", Employment),
        city=city,
        latitude=cells.number("latitude", 33, 39, empty=at.latitude if at else 37.0),
        longitude=cells.number("longitude", 124, 132, empty=at.longitude if at else 127.0),
        languages=read_languages(cells, held),
        vetted_until=cells.optional_day("vetted_until")
        if "vetted_until" in cells.row
        else (held.vetted_until if held else None),
        phone_number=cells.text("phone_number", longest=40)
        if "phone_number" in cells.row
        else (None if held else ""),
        reached_by=cells.optional_member("reached_by", Channel) or Channel.APP
        if "reached_by" in cells.row
        else (held.reached_by if held else Channel.APP),
        notes=cells.text("notes", longest=LONGEST_NOTES)
        if "notes" in cells.row
        else (held.notes if held else ""),
        modalities=_modalities(cells, held),
        max_travel_km=cells.whole(
            "max_travel_km", 0, FARTHEST_KM, empty=held.max_travel_km if held else 32
        ),
        max_minutes_per_day=cells.whole(
            "max_minutes_per_day", 0, 1440, empty=held.max_minutes_per_day if held else 480
        ),
        max_minutes_per_week=cells.whole(
            "max_minutes_per_week", 0, 10080, empty=held.max_minutes_per_week if held else 2400
        ),
        min_break_minutes=cells.whole(
            "min_break_minutes", 0, LONGEST_BREAK, empty=held.min_break_minutes if held else 10
        ),
    )


def _modalities(cells: RowParser, held: Interpreter | None) -> frozenset[Modality]:
    given = frozenset(cells.members("modalities", Modality))
    if given:
        return given
    return roster.modalities_of(held) if held else frozenset(Modality)


def _check(person: _PersonRow, known: _KnownPeople) -> None:
    held = known.people.get(person.code)
    if held is not None and person.cells.ok and held.standing is not person.standing:
        reason = reason_against_move(held.standing, person.standing)
        if reason is not None:
            person.cells.problem("standing", reason)
    if not person.email:
        return
    user_id = known.accounts.get(person.email)
    if user_id is None:
        reason = say("There is no account with the address “%(e)s”.", e=person.email)
        person.cells.problem("email", reason)
    elif known.owners.get(user_id) not in {None, held.id if held else None}:
        reason = say("This account belongs to somebody else on the roster.")
        person.cells.problem("email", reason)


def _write(uow: UnitOfWork, person: _PersonRow, known: _KnownPeople) -> None:
    held = known.people.get(person.code)
    account = known.accounts.get(person.email)
    if held is None:
        added = roster.build(uow, person.profile, code=person.code, standing=person.standing)
        added.user_id = account
        uow.db.add(added)
        facts = {"code": person.code, "standing": person.standing}
        uow.record("interpreter.admitted", subject=added.id, **facts)
        if account is not None:
            uow.announce(PersonRenamed(added.id))
        return
    changed = roster.write(uow, held, person.profile)
    if "email" in person.cells.row and held.user_id != account:
        held.user_id = account
        changed.append("account")
    if changed:
        held.changed_at = uow.now
        uow.record("interpreter.changed", subject=held.id, fields=changed)
        roster.announce_change(uow, held, changed)
    if "account" in changed:
        uow.announce(PersonRenamed(held.id))
    if held.standing is not person.standing:
        roster.apply_move(uow, held, person.standing, MoveReason.IMPORTED)


INTERPRETERS = ImportKind(
    name="interpreters",
    required=names_of(INTERPRETER_COLUMNS, needed=True),
    optional=names_of(INTERPRETER_COLUMNS, needed=False),
    described=INTERPRETER_COLUMNS,
    dates=("vetted_until",),
    unique=("code",),
    chunk=200,
    label=say("Interpreters"),
    permission=RosterPermission.ROSTER_CHANGE,
    endpoint="people.index",
    load=load,
)
