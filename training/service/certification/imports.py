"""Certifications from a file and back: what a centre granted before it kept them here."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from accounts.domain.ids import UserId
from foundation.database.work import UnitOfWork
from foundation.security.errors import NotFound
from foundation.tables import spreadsheet
from foundation.tables.importing import ImportKind, Row, RowProblem
from foundation.tables.row_parser import RowParser
from foundation.text.message import say
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Direction, Language
from interpreters.service import directory
from training.domain.certifications import (
    CertificationAction,
    CertificationStatus,
    EvidenceKind,
    Grade,
    GrantRoute,
    SchemeRole,
)
from training.domain.permissions import TrainingPermission
from training.domain.renewal import HOUR
from training.domain.validity import Validity, end_after, last_day, of_grant
from training.service.certification import balances, certifications, ladder
from training.service.certification.balances import Balance
from training.service.people import learners
from training.store.queries import certifications as queries
from training.store.queries import renewal as renewal_queries
from training.store.tables import (
    Certification,
    CertificationEvidence,
    Interpreter,
    Learner,
    OpeningBalance,
    SchemeVersion,
)

ROUTES = (GrantRoute.REGISTER, GrantRoute.GRANDFATHERED)
LONGEST_EVIDENCE, LONGEST_ISSUER = 160, 120
FORMATS = ("csv", "xlsx")


@dataclass(frozen=True)
class _Grant:
    """One row, read."""

    person: Interpreter
    version: SchemeVersion
    language: Language
    direction: Direction
    grade: Grade
    route: GrantRoute
    validity: Validity
    evidence: str
    balance: Balance

    @property
    def kind(self) -> tuple[UUID, Language, Direction]:
        """What may be held once at a time."""
        return self.version.scheme_id, self.language, self.direction


@dataclass(frozen=True)
class _KnownHolders:
    """What the database holds of the rows' people and schemes."""

    people: dict[str, Interpreter]
    versions: dict[str, SchemeVersion]
    held: dict[InterpreterId, list[Certification]]


def load(uow: UnitOfWork, rows: Sequence[Row]) -> list[RowProblem]:
    """Grant what the rows say, the acting user being the approver; what is held already is left alone.

    What was brought before is kept with each, where nobody has written one down yet.
    """
    uow.require(TrainingPermission.CERTIFICATION_DECIDE)
    problems: list[RowProblem] = []
    codes = {row["interpreter"].upper() for row in rows}
    people = {person.code: person for person in directory.list_by_codes(uow, codes)}
    known = _KnownHolders(
        people,
        {version.scheme.code: version for version in ladder.list_schemes(uow)},
        _held(uow, people),
    )
    wanted: list[_Grant] = []
    held_before: list[tuple[UUID, Balance]] = []
    for row in rows:
        grant = _read(RowParser(row, problems), known)
        if grant is None:
            continue
        if _is_new(RowParser(row, problems), grant, known, wanted):
            wanted.append(grant)
        elif not grant.balance.is_empty:
            held_before += [(one.id, grant.balance) for one in _the_same(grant, known)]
    if not problems:
        _write(uow, wanted)
        for certification_id, balance in held_before:
            if balances.find(uow, certification_id) is None:
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


def _read(cells: RowParser, known: _KnownHolders) -> _Grant | None:
    code = cells.text("interpreter", required=True).upper()
    person = known.people.get(code)
    if person is None and code:
        cells.problem("interpreter", say("There is no interpreter “%(code)s”.", code=code))
    scheme = cells.text("scheme", required=True).upper()
    version = known.versions.get(scheme)
    if scheme and (version is None or version.scheme.role is SchemeRole.STAFF):
        levels = ", ".join(c for c, v in known.versions.items() if v.scheme.level is not None)
        cells.problem("scheme", say("“%(cell)s” is none of: %(known)s", cell=scheme, known=levels))
    language = cells.member("language", Language)
    if cells.ok and person is not None and language not in {s.language for s in person.languages}:
        text = say("This person does not have this language on the roster.")
        cells.problem("language", text)
    direction = cells.optional_member("direction", Direction) or Direction.BOTH
    grade = cells.optional_member("grade", Grade) or Grade.FULL
    route = cells.optional_member("route", GrantRoute) or GrantRoute.REGISTER
    if route not in ROUTES:
        listed = ", ".join(route.value for route in ROUTES)
        text = say("“%(cell)s” is none of: %(known)s", cell=route.value, known=listed)
        cells.problem("route", text)
    evidence = cells.text("evidence", longest=LONGEST_EVIDENCE)
    issuer = cells.text("issuer", longest=LONGEST_ISSUER)
    balance = _balance(cells)
    first, last = cells.day("valid_from"), cells.optional_day("valid_until")
    if not cells.ok or person is None or version is None:
        return None
    # A register says until which day something counts; kept is the first day on which it does not.
    end = of_grant(first, version.validity_months).valid_until if last is None else end_after(last)
    if end <= first:
        cells.problem("valid_until", say("It must end after it starts."))
        return None
    said = " · ".join(part for part in (issuer, evidence) if part)
    return _Grant(
        person,
        version,
        language,
        direction,
        grade,
        route,
        Validity(first, end),
        said,
        replace(balance, note=said or "register"),
    )


def _balance(cells: RowParser) -> Balance:
    """What was brought within the term before, as the register gives it."""
    return Balance(
        practice_hours=cells.whole("practice_hours", 0, balances.MOST_HOURS, empty=0),
        practice_sessions=cells.whole("practice_sessions", 0, balances.MOST_SESSIONS, empty=0),
        ethics=cells.whole("points_ethics", 0, balances.MOST_POINTS, empty=0),
        skills=cells.whole("points_skills", 0, balances.MOST_POINTS, empty=0),
        performance=cells.whole("points_performance", 0, balances.MOST_POINTS, empty=0),
    )


def _is_new(
    cells: RowParser, grant: _Grant, known: _KnownHolders, wanted: Sequence[_Grant]
) -> bool:
    """Whether it has to be written; names what stands in its way."""
    terms = grant.validity
    spans = [
        Validity(held.valid_from, held.valid_until)
        for held in known.held.get(grant.person.id, ())
        if (held.scheme_id, held.language, held.direction) == grant.kind
        and held.valid_from is not None
        and held.valid_until is not None
    ]
    if terms in spans:
        return False
    spans += [
        other.validity
        for other in wanted
        if (other.person.id, other.kind) == (grant.person.id, grant.kind)
    ]
    for span in spans:
        if span.valid_from < terms.valid_until and terms.valid_from < span.valid_until:
            text = say("It is held already, until %(day)s.", day=str(span.last_day))
            cells.problem("valid_from", text)
            return False
    return True


def _the_same(grant: _Grant, known: _KnownHolders) -> list[Certification]:
    """The certification that a row describes, where it is held already."""
    return [
        held
        for held in known.held.get(grant.person.id, ())
        if (held.scheme_id, held.language, held.direction) == grant.kind
        and (held.valid_from, held.valid_until)
        == (grant.validity.valid_from, grant.validity.valid_until)
    ]


def _write(uow: UnitOfWork, wanted: Sequence[_Grant]) -> None:
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


def _row(uow: UnitOfWork, grant: _Grant, owner: Learner) -> Certification:
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
    required=("interpreter", "scheme", "language", "valid_from"),
    optional=(
        "valid_until",
        "direction",
        "grade",
        "route",
        "issuer",
        "evidence",
        "practice_hours",
        "practice_sessions",
        "points_ethics",
        "points_skills",
        "points_performance",
    ),
    dates=("valid_from", "valid_until"),
    unique=("interpreter", "scheme", "language", "direction", "valid_from"),
    chunk=100,
    label=say("Certifications"),
    permission=TrainingPermission.CERTIFICATION_DECIDE,
    endpoint="certifications.index",
    load=load,
)
