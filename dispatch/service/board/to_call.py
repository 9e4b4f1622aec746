"""Whom somebody will have to call when a draft is sent."""

from collections.abc import Sequence
from dataclasses import dataclass

from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.states import RunState
from dispatch.service.plans.parts import to_send
from dispatch.store.queries import plans as queries
from dispatch.store.tables import Interpreter, PlanRun
from foundation.database.work import UnitOfWork
from interpreters.domain.contact import CallReason
from interpreters.domain.ids import InterpreterId
from interpreters.domain.permissions import RosterPermission
from interpreters.service import reach


@dataclass(frozen=True, kw_only=True)
class DraftedCallee:
    """Somebody in a draft who cannot answer in the app, and how many of its offers are theirs."""

    person: Interpreter
    reason: CallReason
    number: str
    offers: int


def drafted_callees(uow: UnitOfWork, run: PlanRun | None) -> Sequence[DraftedCallee]:
    """Everybody in a draft who would have to be called, by name; nobody without a draft to send."""
    uow.require(DispatchPermission.BOARD_READ)
    if run is None or run.state is not RunState.DONE:
        return ()
    people: dict[InterpreterId, list[Interpreter]] = {}
    for draft in to_send(queries.drafts_of(uow.db, run.id)):
        if draft.interpreter is not None:
            people.setdefault(draft.interpreter.id, []).append(draft.interpreter)
    reasons = reach.to_be_called(uow, people)
    may_read = uow.may(RosterPermission.ROSTER_READ)
    called = [found[0] for who, found in people.items() if who in reasons]
    numbers = reach.numbers_of(uow, called) if may_read else {}
    return [
        DraftedCallee(
            person=person,
            reason=reasons[person.id],
            number=numbers.get(person.id, ""),
            offers=len(people[person.id]),
        )
        for person in sorted(called, key=lambda each: each.full_name)
    ]
