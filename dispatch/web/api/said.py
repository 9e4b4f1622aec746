"""How a session went, as it is sent and answered."""

from datetime import datetime
from uuid import UUID

from dispatch.domain.live import Coverage, OutcomeState, Said
from dispatch.service.live import reports
from dispatch.service.live.reports import CounsellingSession, SessionOutcome
from foundation.web.api.shapes import ApiShape
from interpreters.domain.languages import Language
from scheduling.domain.states import Attendee


class SaidShape(ApiShape):
    """How a session went. Empty, it says that everything went as planned."""

    was_held: bool = True
    absent: Attendee | None = None
    late: Attendee | None = None
    late_minutes: int = 0
    is_partial: bool = False
    started_at: datetime | None = None
    ended_at: datetime | None = None
    break_minutes: int = 0
    waited_minutes: int = 0
    languages: list[Language] | None = None

    def said(self, session: CounsellingSession) -> Said:
        """As the service takes it; times left out are those of the plan."""
        planned = reports.as_planned(session)
        return Said(
            was_held=self.was_held,
            absent=self.absent,
            late=self.late,
            late_minutes=self.late_minutes,
            is_partial=self.is_partial,
            started_at=(self.started_at or planned.started_at) if self.was_held else None,
            ended_at=(self.ended_at or planned.ended_at) if self.was_held else None,
            break_minutes=self.break_minutes,
            waited_minutes=self.waited_minutes,
            languages=planned.languages if self.languages is None else self.languages,
            modality=planned.modality,
        )


class OutcomeShape(ApiShape):
    """What became of a session. `state` is `disputed` while both sides differ."""

    session: UUID
    state: OutcomeState
    was_held: bool | None
    absent: Attendee | None
    coverage: Coverage | None
    differences: list[str]
    changed_at: datetime

    @classmethod
    def of(cls, outcome: SessionOutcome) -> "OutcomeShape":
        """As it is kept."""
        return cls(
            session=outcome.session_id,
            state=outcome.state,
            was_held=outcome.was_held,
            absent=outcome.absent,
            coverage=outcome.coverage,
            differences=list(outcome.differences),
            changed_at=outcome.changed_at,
        )
