"""Pinned assignments that contradict each other, as the page of a run names them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from dispatch.domain.permissions import DispatchPermission
from dispatch.solver.problem.pins import PinRule
from dispatch.store.queries import board_people as queries
from dispatch.store.tables import CounsellingSession, PlanRun
from foundation.database.work import UnitOfWork
from interpreters.domain.ids import InterpreterId
from scheduling.service import sessions


@dataclass(frozen=True)
class ContradictionView:
    """Pinned assignments that cannot all hold: the rule, and the session and the name of each."""

    rule: PinRule
    pins: Sequence[tuple[CounsellingSession, str]]


def read_contradictions(uow: UnitOfWork, run: PlanRun) -> list[ContradictionView]:
    """What a run found of them; sessions that are gone are left out."""
    uow.require(DispatchPermission.BOARD_READ)
    kept: list[dict[str, Any]] = run.progress.get("contradictions", [])
    pins = [(UUID(session), UUID(who)) for each in kept for session, who in each["pins"]]
    if not pins:
        return []
    listed = {str(s.id): s for s in sessions.list_by_ids(uow, [session for session, _ in pins])}
    found = queries.names_of(uow.db, [InterpreterId(who) for _, who in pins])
    names = {str(who): name for who, name in found.items()}
    return [
        ContradictionView(
            PinRule(each["rule"]),
            [(listed[s], names.get(who, "")) for s, who in each["pins"] if s in listed],
        )
        for each in kept
    ]
