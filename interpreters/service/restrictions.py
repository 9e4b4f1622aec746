"""Whom an interpreter must not, or should, be sent to."""

from datetime import date, timedelta
from uuid import UUID

from accounts.domain.ids import OrganisationId
from accounts.service.organisations import get_organisation
from foundation.database.work import UnitOfWork
from foundation.security.errors import NotFound, Problems, refuse
from foundation.text.codes import normal_code
from foundation.text.message import LazyText, say
from foundation.text.normalise import normalise_text
from foundation.text.personal import reason_against
from interpreters.domain.case_codes import reason_against_case_code
from interpreters.domain.events import EligibilityLost
from interpreters.domain.permissions import RosterPermission
from interpreters.domain.standing import RestrictionKind
from interpreters.service import directory
from interpreters.store import queries
from interpreters.store.tables import Interpreter, Restriction

LONGEST_REASON = 200


def add(
    uow: UnitOfWork,
    interpreter_id: UUID,
    *,
    kind: RestrictionKind,
    organisation_id: UUID | None,
    case_code: str,
    first_day: date,
    last_day: date | None,
    reason: str,
) -> Restriction:
    """Note an exclusion, quarantine, recusal or preference."""
    uow.require(RosterPermission.ROSTER_CHANGE)
    interpreter = directory.get(uow, interpreter_id)
    target = None if organisation_id is None else get_organisation(uow, organisation_id).id
    case_code, reason = normal_code(case_code), normalise_text(reason)
    problems = Problems()
    for name, refusal in reasons_against(kind, target, case_code, (first_day, last_day), reason):
        problems.add(name, refusal)
    problems.check()
    added = Restriction(
        kind=kind,
        organisation_id=target,
        case_code=case_code,
        first_day=first_day,
        last_day=last_day,
        reason=reason,
    )
    interpreter.restrictions.append(added)
    record_added(uow, interpreter, added)
    return added


def record_added(uow: UnitOfWork, interpreter: Interpreter, added: Restriction) -> None:
    """Write a new restriction to the trail (not its free text) and tell it."""
    uow.record(
        "restriction.added",
        subject=interpreter.id,
        kind=added.kind,
        organisation=added.organisation_id,
        first_day=added.first_day,
        last_day=added.last_day,
    )
    if added.kind is not RestrictionKind.PREFERENCE:
        uow.announce(EligibilityLost(interpreter.id))


def reasons_against(
    kind: RestrictionKind,
    organisation_id: OrganisationId | None,
    case_code: str,
    days: tuple[date, date | None],
    reason: str,
) -> list[tuple[str, LazyText]]:
    """What makes no sense, field by field."""
    found: list[tuple[str, LazyText]] = []
    first_day, last_day = days
    if organisation_id is None and not case_code and kind is not RestrictionKind.QUARANTINE:
        found.append(("organisation", say("Name an organisation or a case.")))
    if kind is RestrictionKind.QUARANTINE and last_day is None:
        found.append(("last_day", say("Enter the last day: this kind ends by itself.")))
    if last_day is not None and last_day < first_day:
        found.append(("last_day", say("The last day is before the first.")))
    wrong = reason_against_case_code(case_code)
    if wrong is not None:
        found.append(("case_code", wrong))
    if len(reason) > LONGEST_REASON:
        found.append(("reason", say("Use at most %(n)s characters.", n=LONGEST_REASON)))
    elif (personal := reason_against(reason)) is not None:
        found.append(("reason", personal))
    return found


def end(uow: UnitOfWork, restriction_id: UUID) -> Interpreter:
    """End a restriction: from today on it does not apply."""
    uow.require(RosterPermission.ROSTER_CHANGE)
    held = queries.find_restriction(uow.db, restriction_id)
    if held is None:
        raise NotFound
    interpreter = directory.get(uow, held.interpreter_id)
    if held.last_day is not None and held.last_day < uow.today:
        raise refuse("restriction", say("This restriction has already ended."))
    if held.first_day >= uow.today:
        interpreter.restrictions.remove(held)
    else:
        held.last_day = uow.today - timedelta(days=1)
    uow.record("restriction.ended", subject=interpreter.id, kind=held.kind)
    return interpreter
