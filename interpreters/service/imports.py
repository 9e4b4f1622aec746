"""The roster from a file: people by their code, with their languages."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar, cast

from accounts.domain.cities import CITIES, CITY_WORDS
from accounts.service.sign_in import folded_email
from foundation.database.work import UnitOfWork
from foundation.geo import Point
from foundation.security.errors import Refused
from foundation.tables.columns import names_of
from foundation.tables.kinds import ImportKind
from foundation.tables.points import read_point
from foundation.tables.row_parser import RowParser, codes_in, lost_zero
from foundation.tables.rows import Row, RowOutcome, RowProblem
from foundation.text.codes import normal_code
from foundation.text.message import say
from foundation.text.phone_numbers import with_its_zero
from interpreters.domain.contact import Channel
from interpreters.domain.events import PersonRenamed
from interpreters.domain.ids import InterpreterId
from interpreters.domain.permissions import RosterPermission
from interpreters.domain.profile import (
    DAY_MINUTES,
    FARTHEST_KM,
    LATITUDES,
    LONGEST_BREAK,
    LONGEST_CODE,
    LONGEST_NAME,
    LONGEST_NOTES,
    LONGITUDES,
    WEEK_MINUTES,
    Profile,
    check_profile,
)
from interpreters.domain.qualifications import Modality
from interpreters.domain.standing import (
    Employment,
    Gender,
    MoveReason,
    Standing,
)
from interpreters.domain.translators import PairToKeep
from interpreters.service import roster, translators
from interpreters.service.import_columns import INTERPRETER_COLUMNS
from interpreters.service.import_languages import read_languages
from interpreters.service.import_pairs import PairCells, read_pairs
from interpreters.service.import_people import KnownPeople, PersonRow, check_against_known
from interpreters.store import queries
from interpreters.store.tables import Interpreter, TranslationPair

_COLUMN_OF = {"full_name": "name"}
T = TypeVar("T")


def load(uow: UnitOfWork, rows: Sequence[Row]) -> list[RowProblem]:
    """Admit or change the people of these rows. An optional column that is missing is left alone."""
    problems, read, known = _judge(uow, rows)
    if not problems:
        for person in read:
            _write(uow, person, known)
    return problems


def check(uow: UnitOfWork, rows: Sequence[Row]) -> list[RowProblem]:
    """Judge the rows as `load` does, and note what it would do, without writing."""
    problems, read, known = _judge(uow, rows)
    for person in read:
        if not person.cells.ok:
            continue
        held = known.people.get(person.code)
        person.cells.row.prepared = (held and held.version, person)
        person.cells.did(_outcome(uow, person, held, known))
    return problems


def _outcome(
    uow: UnitOfWork, person: PersonRow, held: Interpreter | None, known: KnownPeople
) -> RowOutcome:
    """What writing a row would do."""
    if held is None:
        return RowOutcome.NEW
    is_changed = (
        held.standing is not person.standing
        or (person.cells.gives("email") and held.user_id != known.accounts.get(person.email))
        or translators.differ(*_pairs(person, held.id, known))
        or roster.differs(uow, held, person.profile)
    )
    return RowOutcome.CHANGED if is_changed else RowOutcome.UNCHANGED


def _judge(
    uow: UnitOfWork, rows: Sequence[Row]
) -> tuple[list[RowProblem], list[PersonRow], KnownPeople]:
    """What is wrong with rows, what they say, and what the database holds of it."""
    uow.require(RosterPermission.ROSTER_CHANGE)
    codes = codes_in(rows, "code")
    people = {found.code: found for found in queries.list_by_codes(uow.db, codes)}
    problems: list[RowProblem] = []
    read = [_person(row, people, problems, uow.today) for row in rows]
    accounts = queries.accounts_by_email(uow.db, {p.email for p in read if p.email})
    asked = [p.code for p in read if p.pairs != PairCells()]
    pairs = translators.pairs_by_person(uow, [people[c].id for c in asked if c in people])
    owners = queries.owners_of_accounts(uow.db, set(accounts.values()))
    known = KnownPeople(people, accounts, owners, pairs)
    seen: dict[str, int] = {}
    for person in read:
        check_against_known(person, known)
        line = person.cells.row.line
        if person.email and seen.setdefault(person.email, line) != line:
            reason = say("The same entry is already in line %(line)s.", line=seen[person.email])
            person.cells.problem("email", reason)
    return problems, read, known


def _person(
    row: Row, people: dict[str, Interpreter], problems: list[RowProblem], today: date
) -> PersonRow:
    """A row read, or as judging it has left it when the record is the same still."""
    held = people.get(normal_code(row["code"]))
    if row.prepared is not None:
        version, person = cast("tuple[int | None, PersonRow]", row.prepared)
        if version == (held and held.version):
            return replace(person, cells=RowParser(row, problems))
    return _read(row, held, problems, today)


def _read(row: Row, held: Interpreter | None, problems: list[RowProblem], today: date) -> PersonRow:
    cells = RowParser(row, problems)
    code = cells.code("code", longest=LONGEST_CODE, required=True)
    if code and not roster.is_code(code):
        cells.problem("code", say("Use capital letters, digits and hyphens only."))
    profile = _profile(cells, held)
    if cells.ok:
        try:
            check_profile(profile, today)
        except Refused as refused:
            cells.take(refused, _COLUMN_OF)
    email = folded_email(row["email"])
    standing = cells.kept(
        "standing",
        lambda: cells.member("standing", Standing),
        held and held.standing,
        is_new=held is None,
    )
    return PersonRow(cells, code, email, standing, profile, read_pairs(cells))


def _profile(cells: RowParser, held: Interpreter | None) -> Profile:
    """The row's values; what it leaves empty or out keeps what is held, else the usual."""
    is_new = held is None

    def kept(column: str, read: Callable[[], T]) -> T:
        return cells.kept(column, read, _held(held, column), is_new=is_new)

    def most(column: str, most: int, usual: int) -> int:
        return kept(column, lambda: cells.whole(column, 0, most, empty=usual))

    city = kept("city", lambda: cells.one_of("city", CITY_WORDS) or "")
    hall = CITIES[city].point if city in CITIES else CITIES["suwon"].point
    at = hall
    if held is not None and held.city == city:
        at = Point(held.latitude, held.longitude)
    latitude, longitude = read_point(cells, at, hall, (LATITUDES, LONGITUDES))
    return Profile(
        full_name=cells.kept(
            "name",
            lambda: cells.text("name", longest=LONGEST_NAME, required=True),
            held and held.full_name,
            is_new=is_new,
        ),
        gender=kept("gender", lambda: cells.optional_member("gender", Gender)),
        employment=kept("employment", lambda: cells.member("employment", Employment)),
        city=city,
        latitude=latitude,
        longitude=longitude,
        languages=read_languages(cells, held),
        vetted_until=kept("vetted_until", lambda: cells.optional_day("vetted_until")),
        joined_on=kept("joined_on", lambda: cells.optional_day("joined_on")),
        phone_number=_phone(cells) if is_new or cells.gives("phone_number") else None,
        reached_by=kept(
            "reached_by", lambda: cells.optional_member("reached_by", Channel) or Channel.APP
        ),
        notes=kept("notes", lambda: cells.text("notes", longest=LONGEST_NOTES)),
        modalities=kept(
            "modalities",
            lambda: frozenset(cells.members("modalities", Modality)) or frozenset(Modality),
        ),
        max_travel_km=most("max_travel_km", FARTHEST_KM, 32),
        max_minutes_per_day=most("max_minutes_per_day", DAY_MINUTES, 480),
        max_minutes_per_week=most("max_minutes_per_week", WEEK_MINUTES, 2400),
        min_break_minutes=most("min_break_minutes", LONGEST_BREAK, 10),
    )


def _held(held: Interpreter | None, column: str) -> Any:
    """What is held under the name of a column."""
    if held is None:
        return None
    return roster.modalities_of(held) if column == "modalities" else getattr(held, column)


def _phone(cells: RowParser) -> str:
    text = cells.text("phone_number", longest=40)
    lost = with_its_zero(text)
    if lost is None:
        return text
    cells.doubt("phone_number", lost_zero(text, lost))
    return lost


def _write(uow: UnitOfWork, person: PersonRow, known: KnownPeople) -> None:
    held = known.people.get(person.code)
    account = known.accounts.get(person.email)
    if held is None:
        added = roster.build(uow, person.profile, code=person.code, standing=person.standing)
        added.user_id = account
        uow.db.add(added)
        facts = {"code": person.code, "standing": person.standing}
        uow.record("interpreter.admitted", subject=added.id, **facts)
        translators.keep_pairs(uow, added.id, *_pairs(person, added.id, known))
        if account is not None:
            uow.announce(PersonRenamed(added.id))
        person.cells.did(RowOutcome.NEW)
        return
    changed = roster.write(uow, held, person.profile)
    if person.cells.gives("email") and held.user_id != account:
        held.user_id = account
        changed.append("account")
    if changed:
        held.changed_at = uow.now
        uow.record("interpreter.changed", subject=held.id, fields=changed)
        roster.announce_change(uow, held, changed)
    if "account" in changed:
        uow.announce(PersonRenamed(held.id))
    pairs_changed = translators.keep_pairs(uow, held.id, *_pairs(person, held.id, known))
    moves = held.standing is not person.standing
    if moves:
        roster.apply_move(uow, held, person.standing, MoveReason.IMPORTED)
    person.cells.did(
        RowOutcome.CHANGED if changed or moves or pairs_changed else RowOutcome.UNCHANGED
    )


def _pairs(
    person: PersonRow, interpreter_id: InterpreterId, known: KnownPeople
) -> tuple[Sequence[TranslationPair], Sequence[PairToKeep]]:
    """What somebody translates by the record, and by the row."""
    held = known.pairs.get(interpreter_id, [])
    return held, person.pairs.wanted(held)


INTERPRETERS = ImportKind(
    name="interpreters",
    required=names_of(INTERPRETER_COLUMNS, needed=True),
    optional=names_of(INTERPRETER_COLUMNS, needed=False),
    described=INTERPRETER_COLUMNS,
    dates=("vetted_until", "joined_on"),
    unique=("code",),
    chunk=200,
    label=say("Interpreters"),
    permission=RosterPermission.ROSTER_CHANGE,
    endpoint="people.index",
    load=load,
    check=check,
)
