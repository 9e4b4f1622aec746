"""Certifications from a file and back: what a centre granted before it kept them here."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from accounts.domain.ids import UserId
from foundation.database.work import UnitOfWork
from foundation.security.errors import NotFound
from foundation.tables import spreadsheet
from foundation.tables.columns import names_of
from foundation.tables.kinds import ImportKind
from foundation.tables.row_parser import RowParser, codes_in
from foundation.tables.rows import Row, RowOutcome, RowProblem
from foundation.text.message import say
from interpreters.domain.ids import InterpreterId
from interpreters.service import directory
from training.domain.certifications import (
    CertificationAction,
    CertificationStatus,
    EvidenceKind,
    GrantRoute,
)
from training.domain.permissions import TrainingPermission
from training.domain.renewal import HOUR
from training.domain.validity import last_day
from training.service.certification import balances, certifications, ladder
from training.service.certification.balances import Balance
from training.service.certification.import_columns import CERTIFICATION_COLUMNS, ROUTES
from training.service.certification.register_rows import (
    LONGEST_EVIDENCE,
    KnownHolders,
    RegisterGrant,
    is_new,
    read,
    the_same,
)
from training.service.people import learners
from training.store.queries import certifications as queries
from training.store.queries import renewal as renewal_queries
from training.store.tables import (
    Certification,
    CertificationEvidence,
    Interpreter,
    Learner,
    OpeningBalance,
)

FORMATS = ("csv", "xlsx")


def load(uow: UnitOfWork, rows: Sequence[Row]) -> list[RowProblem]:
    """Grant what the rows say, the acting user being the approver; what is held already is left alone.

    What was brought before is kept with each, where nobody has written one down yet.
    """
    uow.require(TrainingPermission.CERTIFICATION_DECIDE)
    problems: list[RowProblem] = []
    codes = codes_in(rows, "interpreter")
    people = {person.code: person for person in directory.list_by_codes(uow, codes)}
    known = KnownHolders(
        people,
        {version.scheme.code: version for version in ladder.list_schemes(uow)},
        _held(uow, people),
    )
    wanted: list[RegisterGrant] = []
    held_before: list[tuple[UUID, Balance]] = []
    for row in rows:
        grant = read(RowParser(row, problems), known)
        if grant is None:
            continue
        cells = RowParser(row, problems)
        if is_new(cells, grant, known, wanted):
            wanted.append(grant)
            cells.did(RowOutcome.NEW)
            continue
        brought = [(one.id, grant.balance) for one in the_same(grant, known)]
        if grant.balance.is_empty or not all(balances.find(uow, one) is None for one, _ in brought):
            brought = []
        held_before += brought
        cells.did(RowOutcome.CHANGED if brought else RowOutcome.UNCHANGED)
    if not problems:
        _write(uow, wanted)
        for certification_id, balance in held_before:
            balances.write(uow, certification_id, balance)
    return problems


def _held(
    uow: UnitOfWork, people: dict[str, Interpreter]
) -> dict[InterpreterId, list[Certification]]:
    known = queries.learners_of(uow.db, [person.id for person in people.values()])
    owners = {learner.id: who for who, learner in known.items()}
    held: dict[InterpreterId, list[Certification]] = defaultdict(list)
    for certification in queries.list_counting(uow.db, owners):
        held[owners[certification.learner_id]].append(certification)
    return held


def _write(uow: UnitOfWork, wanted: Sequence[RegisterGrant]) -> None:
    """Certifications first, then what they rest on, then the grant: the database asks for this order."""
    owners = _learners(uow, {grant.person.id: grant.person for grant in wanted})
    rows = [(_row(uow, grant, owners[grant.person.id]), grant) for grant in wanted]
    uow.db.add_all(row for row, _ in rows)
    uow.db.flush()
    uow.db.add_all(
        CertificationEvidence(
            certification_id=row.id, kind=EvidenceKind.REGISTER, note=grant.evidence
        )
        for row, grant in rows
    )
    uow.db.flush()
    for row, grant in rows:
        row.status = CertificationStatus.GRANTED
        certifications.note(uow, row, CertificationAction.GRANTED, grant.evidence)
        uow.record(
            "certification.granted",
            subject=row.id,
            scheme=grant.version.scheme.code,
            route=grant.route,
            valid_from=grant.validity.valid_from,
            valid_until=grant.validity.valid_until,
        )
        if not grant.balance.is_empty:
            balances.write(uow, row.id, grant.balance)
    uow.db.flush()


def _row(uow: UnitOfWork, grant: RegisterGrant, owner: Learner) -> Certification:
    return Certification(
        learner_id=owner.id,
        scheme_id=grant.version.scheme_id,
        scheme_version_id=grant.version.id,
        language=grant.language,
        direction=grant.direction,
        grade=grant.grade,
        route=grant.route,
        valid_from=grant.validity.valid_from,
        valid_until=grant.validity.valid_until,
        asked_at=uow.now,
        approved_by_id=None if uow.actor.user_id is None else UserId(uow.actor.user_id),
        approved_by_name=uow.actor.name,
    )


def _learners(
    uow: UnitOfWork, people: dict[InterpreterId, Interpreter]
) -> dict[InterpreterId, Learner]:
    """The learners of these people, made where there is none yet."""
    found = queries.learners_of(uow.db, people)
    for who, person in people.items():
        if who not in found and person.user_id is not None:
            found[who] = learners.of_interpreter(uow, who)
        elif who not in found:
            found[who] = Learner(
                interpreter_id=who,
                full_name=person.full_name,
                language=person.languages[0].language if person.languages else None,
            )
            uow.db.add(found[who])
            uow.record("learner.added", subject=found[who].id)
    uow.db.flush()
    return found


def export(uow: UnitOfWork, file_format: str) -> bytes:
    """Every granted certification of the roster as a file that can be imported again; noted."""
    uow.require(TrainingPermission.CERTIFICATION_READ)
    if file_format not in FORMATS:
        raise NotFound
    known = {one.certification_id: one for one in renewal_queries.opening_balances(uow.db)}
    rows = [_cells(found, known.get(found.id)) for found in queries.list_for_export(uow.db)]
    uow.record("certifications.exported", format=file_format, rows=len(rows))
    if file_format == "csv":
        return spreadsheet.write_csv(CERTIFICATIONS.columns, rows)
    return spreadsheet.write_xlsx(CERTIFICATIONS.columns, rows, title=CERTIFICATIONS.name)


def _cells(found: Certification, balance: OpeningBalance | None) -> list[str]:
    person = found.learner.interpreter
    assert person is not None
    assert found.valid_until is not None  # granted
    route = found.route if found.route in ROUTES else GrantRoute.REGISTER
    note = found.evidence[0].note if found.route in ROUTES and found.evidence else ""
    return [
        person.code,
        found.scheme.code,
        "" if found.language is None else found.language.value,
        str(found.valid_from),
        str(last_day(found.valid_until)),
        found.direction.value,
        found.grade.value,
        route.value,
        "",
        note[:LONGEST_EVIDENCE],
        *_balance_cells(balance),
    ]


def _balance_cells(balance: OpeningBalance | None) -> list[str]:
    """What was brought before, as the columns of the file; empty where nothing was written down."""
    if balance is None:
        return [""] * 5
    hours = balance.practice_minutes // HOUR
    brought = (hours, balance.practice_sessions, *balances.points_of(balance).values())
    return [str(n) for n in brought]


CERTIFICATIONS = ImportKind(
    name="certifications",
    required=names_of(CERTIFICATION_COLUMNS, needed=True),
    optional=names_of(CERTIFICATION_COLUMNS, needed=False),
    described=CERTIFICATION_COLUMNS,
    dates=("valid_from", "valid_until"),
    unique=("interpreter", "scheme", "language", "direction", "valid_from"),
    chunk=100,
    label=say("Certifications"),
    permission=TrainingPermission.CERTIFICATION_DECIDE,
    endpoint="certifications.index",
    load=load,
)
