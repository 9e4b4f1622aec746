"""Restrictions from a file."""

from collections.abc import Sequence
from datetime import date

from accounts.domain.ids import OrganisationId
from foundation.database.work import UnitOfWork
from foundation.tables.columns import names_of
from foundation.tables.kinds import ImportKind
from foundation.tables.row_parser import RowParser, codes_in
from foundation.tables.rows import Row, RowOutcome, RowProblem
from foundation.text.message import say
from interpreters.domain.permissions import RosterPermission
from interpreters.domain.standing import RestrictionKind
from interpreters.service import restrictions
from interpreters.service.import_columns import RESTRICTION_COLUMNS
from interpreters.store import queries
from interpreters.store.tables import Interpreter, Restriction

_COLUMN_OF = {"case_code": "case"}


def load(uow: UnitOfWork, rows: Sequence[Row]) -> list[RowProblem]:
    """Add restrictions, or change the end and the reason of those that are known.

    Known is one of the same person, kind, organisation and case that starts on the same day; without
    a first day the newest of them, else a new one starts today.
    """
    uow.require(RosterPermission.ROSTER_CHANGE)
    problems: list[RowProblem] = []
    codes = codes_in(rows, "interpreter")
    people = {found.code: found for found in queries.list_by_codes(uow.db, codes)}
    organisations = queries.organisations_by_code(uow.db)
    for row in rows:
        _load_row(uow, RowParser(row, problems), people, organisations)
    return problems


def _load_row(
    uow: UnitOfWork,
    cells: RowParser,
    people: dict[str, Interpreter],
    organisations: dict[str, OrganisationId],
) -> None:
    code = cells.code("interpreter", required=True)
    interpreter = people.get(code)
    if interpreter is None and code:
        cells.problem("interpreter", say("There is no interpreter “%(code)s”.", code=code))
    kind = cells.member("kind", RestrictionKind)
    name = cells.code("organisation")
    organisation_id = organisations.get(name)
    if name and organisation_id is None:
        cells.problem("organisation", say("There is no organisation “%(code)s”.", code=name))
    case_code, reason = cells.code("case"), cells.row["reason"]
    first_day, last_day = cells.optional_day("first_day"), cells.optional_day("last_day")
    if not cells.ok or interpreter is None:
        return
    wanted = (kind, organisation_id, case_code)
    held = _known(interpreter, wanted, first_day)
    first_day = first_day or (held.first_day if held else uow.today)
    last_day = last_day if held is None or cells.gives("last_day") else held.last_day
    reason = reason if held is None or cells.gives("reason") else held.reason
    days = (first_day, last_day)
    for field, refusal in restrictions.reasons_against(*wanted, days, reason):
        cells.problem(_COLUMN_OF.get(field, field), refusal)
    if cells.ok:
        cells.did(_write(uow, interpreter, held, (*wanted, *days, reason)))


def _write(
    uow: UnitOfWork,
    interpreter: Interpreter,
    held: Restriction | None,
    wanted: tuple[RestrictionKind, OrganisationId | None, str, date, date | None, str],
) -> RowOutcome:
    kind, organisation_id, case_code, first_day, last_day, reason = wanted
    if held is None:
        added = Restriction(
            kind=kind,
            organisation_id=organisation_id,
            case_code=case_code,
            first_day=first_day,
            last_day=last_day,
            reason=reason,
        )
        interpreter.restrictions.append(added)
        restrictions.record_added(uow, interpreter, added)
        return RowOutcome.NEW
    if (held.last_day, held.reason) != (last_day, reason):
        held.last_day, held.reason = last_day, reason
        uow.record("restriction.changed", subject=interpreter.id, kind=kind, last_day=last_day)
        return RowOutcome.CHANGED
    return RowOutcome.UNCHANGED


def _known(
    interpreter: Interpreter,
    wanted: tuple[RestrictionKind, OrganisationId | None, str],
    first_day: date | None,
) -> Restriction | None:
    alike = [
        held
        for held in interpreter.restrictions
        if (held.kind, held.organisation_id, held.case_code) == wanted
        and first_day in {None, held.first_day}
    ]
    return max(alike, key=lambda held: held.first_day, default=None)


RESTRICTIONS = ImportKind(
    name="restrictions",
    required=names_of(RESTRICTION_COLUMNS, needed=True),
    optional=names_of(RESTRICTION_COLUMNS, needed=False),
    described=RESTRICTION_COLUMNS,
    dates=("first_day", "last_day"),
    unique=("interpreter", "kind", "organisation", "case", "first_day"),
    chunk=200,
    label=say("Exclusions and preferences"),
    permission=RosterPermission.ROSTER_CHANGE,
    endpoint="people.index",
    load=load,
)
