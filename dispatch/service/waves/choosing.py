"""Who comes into question for the waves of a slot, the best first."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from dispatch.domain.waves import Askable, WaveKind
from dispatch.service.explain.candidates import Candidate, read_question
from dispatch.service.waves import arriving
from dispatch.store.queries import waves_people as people_queries
from dispatch.store.tables import CounsellingSession
from foundation.database.work import UnitOfWork
from foundation.times.spans import Span
from interpreters.domain.ids import InterpreterId
from interpreters.domain.qualifications import Modality


@dataclass(frozen=True, kw_only=True)
class WaveChoice:
    """Somebody who may be asked, from when and in which of the accepted modes they would come."""

    interpreter_id: InterpreterId
    starts_at: datetime
    modality: Modality

    def as_json(self) -> dict[str, Any]:
        """As it is stored with a cascade."""
        return {
            "id": str(self.interpreter_id),
            "starts_at": self.starts_at.isoformat(),
            "modality": self.modality.value,
        }

    @classmethod
    def parse(cls, stored: Mapping[str, Any]) -> "WaveChoice":
        """As it was stored."""
        return cls(
            interpreter_id=InterpreterId(UUID(stored["id"])),
            starts_at=datetime.fromisoformat(stored["starts_at"]),
            modality=Modality(stored["modality"]),
        )


def choices_of(ranked: Iterable[Candidate]) -> list[WaveChoice]:
    """Ranked candidates as choices, in their order."""
    return [
        WaveChoice(
            interpreter_id=each.person.id, starts_at=each.starts_at, modality=each.way.modality
        )
        for each in ranked
    ]


def rank(uow: UnitOfWork, session_id: UUID) -> list[WaveChoice]:
    """Everybody who may be asked about a session as things stand, the best first.

    By the costs of plans; about an urgent one by when they can be there, and who would be late is left out.
    """
    question = read_question(uow, session_id)
    if arriving.asks_so(uow, question.session):
        return choices_of(arriving.in_time(question))
    return choices_of(question.ranked(question.others()))


def askable(
    uow: UnitOfWork, session: CounsellingSession, choices: Sequence[WaveChoice]
) -> list[Askable]:
    """Choices with what decides in which wave they are."""
    ids = [each.interpreter_id for each in choices]
    kinds = _kinds(uow, ids, session.request.organisation_id)
    elsewhere = _asked_elsewhere(uow, session, choices)
    return [
        Askable(
            interpreter_id=each.interpreter_id,
            kind=kinds.get(each.interpreter_id, WaveKind.PROVINCE),
            is_asked_elsewhere=each.interpreter_id in elsewhere,
            together=(each.modality, each.starts_at),
        )
        for each in choices
    ]


def _kinds(
    uow: UnitOfWork, ids: Collection[InterpreterId], organisation_id: UUID
) -> dict[InterpreterId, WaveKind]:
    """Who of some people belongs to an organisation, and is employed there."""
    members = people_queries.members_of(uow.db, ids, organisation_id)
    return {
        who: WaveKind.STAFF if is_staff else WaveKind.ORGANISATION
        for who, is_staff in members.items()
    }


def _asked_elsewhere(
    uow: UnitOfWork, session: CounsellingSession, choices: Sequence[WaveChoice]
) -> set[InterpreterId]:
    """Whoever is being asked about another session at that time: one yes would make the other impossible."""
    if not choices:
        return set()
    starts = [each.starts_at for each in choices]
    span = Span(min(starts), max(starts) + timedelta(minutes=session.minutes))
    ids = [each.interpreter_id for each in choices]
    return people_queries.asked_at_that_time(uow.db, ids, span, session.id)
