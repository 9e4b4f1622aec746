"""One row of the register of certifications, read and compared with what is held."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from foundation.tables.row_parser import RowParser
from foundation.text.message import say
from foundation.text.words import vocabulary_of
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Direction, Language
from interpreters.domain.qualifications import CertificationLevel
from training.domain.certifications import (
    Grade,
    GrantRoute,
    SchemeRole,
)
from training.domain.validity import Validity, end_after, of_grant
from training.service.certification import balances
from training.service.certification.balances import Balance
from training.service.certification.import_columns import ROUTE_WORDS
from training.store.tables import (
    Certification,
    Interpreter,
    SchemeVersion,
)

LONGEST_EVIDENCE, LONGEST_ISSUER = 160, 120


@dataclass(frozen=True)
class RegisterGrant:
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
class KnownHolders:
    """What the database holds of the rows' people and schemes."""

    people: dict[str, Interpreter]
    versions: dict[str, SchemeVersion]
    held: dict[InterpreterId, list[Certification]]


def read(cells: RowParser, known: KnownHolders) -> RegisterGrant | None:
    """What a row grants; None when something about it is wrong, which is noted by column."""
    code = cells.code("interpreter", required=True)
    person = known.people.get(code)
    if person is None and code:
        cells.problem("interpreter", say("There is no interpreter “%(code)s”.", code=code))
    scheme = _scheme(cells)
    version = known.versions.get(scheme)
    if scheme and (version is None or version.scheme.role is SchemeRole.STAFF):
        levels = ", ".join(c for c, v in known.versions.items() if v.scheme.level is not None)
        cells.problem(
            "scheme", say("“%(cell)s” is not one of: %(known)s", cell=scheme, known=levels)
        )
    language = cells.member("language", Language)
    if cells.ok and person is not None and language not in {s.language for s in person.languages}:
        text = say("This person is not registered for this language.")
        cells.problem("language", text)
    direction = cells.optional_member("direction", Direction) or Direction.BOTH
    grade = cells.optional_member("grade", Grade) or Grade.FULL
    route = cells.one_of("route", ROUTE_WORDS) if cells.row["route"] else None
    evidence = cells.free_text("evidence", longest=LONGEST_EVIDENCE)
    issuer = cells.free_text("issuer", longest=LONGEST_ISSUER)
    balance = _balance(cells)
    first, last = cells.day("valid_from"), cells.optional_day("valid_until")
    if not cells.ok or person is None or version is None:
        return None
    # A register says until which day something counts; kept is the first day on which it does not.
    end = of_grant(first, version.validity_months).valid_until if last is None else end_after(last)
    if last is None:
        # Left empty, the last day of what is held stays as it is.
        kind = (version.scheme_id, language, direction)
        end = _held_until(known.held.get(person.id, ()), kind, first) or end
    if end <= first:
        cells.problem("valid_until", say("It must end after it starts."))
        return None
    said = " · ".join(part for part in (issuer, evidence) if part)
    return RegisterGrant(
        person,
        version,
        language,
        direction,
        grade,
        route or GrantRoute.REGISTER,
        Validity(first, end),
        said,
        replace(balance, note=said or "register"),
    )


def _held_until(
    held: Sequence[Certification], kind: tuple[UUID, Language, Direction], first: date
) -> date | None:
    """The end of a certification that is held from the same day on."""
    for one in held:
        if (one.scheme_id, one.language, one.direction) == kind and one.valid_from == first:
            return one.valid_until
    return None


def _scheme(cells: RowParser) -> str:
    """The code of a level, which may be written by its name."""
    level = vocabulary_of(CertificationLevel).find(cells.row["scheme"])
    return cells.code("scheme", required=True) if level is None else level.value


def _balance(cells: RowParser) -> Balance:
    """What was brought within the term before, as the register gives it."""
    return Balance(
        practice_hours=cells.whole("practice_hours", 0, balances.MOST_HOURS, empty=0),
        practice_sessions=cells.whole("practice_sessions", 0, balances.MOST_SESSIONS, empty=0),
        ethics=cells.whole("points_ethics", 0, balances.MOST_POINTS, empty=0),
        skills=cells.whole("points_skills", 0, balances.MOST_POINTS, empty=0),
        performance=cells.whole("points_performance", 0, balances.MOST_POINTS, empty=0),
    )


def is_new(
    cells: RowParser, grant: RegisterGrant, known: KnownHolders, wanted: Sequence[RegisterGrant]
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


def the_same(grant: RegisterGrant, known: KnownHolders) -> list[Certification]:
    """The certification that a row describes, where it is held already."""
    return [
        held
        for held in known.held.get(grant.person.id, ())
        if (held.scheme_id, held.language, held.direction) == grant.kind
        and (held.valid_from, held.valid_until)
        == (grant.validity.valid_from, grant.validity.valid_until)
    ]
