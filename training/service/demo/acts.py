"""What happens in the demo's courses: enrolling, teaching, assessing, finishing."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from training.domain.attendance import Presence
from training.service.assessment import assessments, assessors, instruments, scoring
from training.service.assessment.assessments import Sitting
from training.service.catalogue import cohorts
from training.service.completion import decisions
from training.service.demo.catalogue import MANAGER, TRAINER, pass_time
from training.service.demo.stage import DemoStage
from training.service.enrolment import enrolments
from training.service.people import learners
from training.service.teaching import attendance, cohort_moves, marking
from training.service.teaching.marking import Marked

ABSENT_EVERY, LATE_EVERY = 11, 9
FULLY_JUDGED = 4


def enrol(stage: DemoStage, cohort_id: UUID, emails: Iterable[str], days: int) -> None:
    """Everybody applies, a minute after the other."""
    for place, email in enumerate(emails):
        with stage.act(days, email, f"{9 + place // 60:02}:{place % 60:02}") as uow:
            enrolments.enrol(uow, cohort_id)


def teach(
    stage: DemoStage, cohort_id: UUID, emails: Sequence[str], days: tuple[int, int], *, through: int
) -> None:
    """Enrol, let the course begin, and mark the attendance of its first classes."""
    enrolled, first_class = days
    enrol(stage, cohort_id, emails, enrolled)
    for day in (enrolled + 1, first_class - 1, first_class):
        pass_time(stage, day)
    for week in range(through):
        with stage.act(first_class + 7 * week, TRAINER, "22:00") as uow:
            cohort = cohorts.get(uow, cohort_id)
            meeting = cohort.meetings[week]
            grid = attendance.grid(uow, cohort_id)
            marking.mark(
                uow,
                [
                    _marked(one.id, meeting.id, place + week, meeting.planned_minutes)
                    for place, one in enumerate(grid.people)
                ],
            )


def _marked(enrolment_id: UUID, meeting_id: UUID, turn: int, minutes: int) -> Marked:
    """Nearly everybody is there; somebody is late each week, and somebody stays away."""
    if turn % ABSENT_EVERY == ABSENT_EVERY - 1:
        return Marked(enrolment_id, meeting_id, Presence.ABSENT, 0, 0)
    if turn % LATE_EVERY == LATE_EVERY - 1:
        return Marked(enrolment_id, meeting_id, Presence.LATE, minutes - 30, 0)
    return Marked(enrolment_id, meeting_id, Presence.PRESENT, minutes, 0)


def assess(stage: DemoStage, cohort_id: UUID, days: int, code: str) -> None:
    """Everybody of a cohort sits an instrument and is scored by as many as it asks for."""
    for place, (attempt_id, seats) in enumerate(_plan_sittings(stage, cohort_id, days, code)):
        for email in seats:
            _score(stage, attempt_id, email, days + 2, 82 + place % 15)


def half_assess(stage: DemoStage, cohort_id: UUID, days: int, code: str) -> None:
    """Some are scored, some by one of two, two of them far apart: a dispute."""
    for place, (attempt_id, seats) in enumerate(_plan_sittings(stage, cohort_id, days, code)):
        for number, email in enumerate(seats[: 2 if place < FULLY_JUDGED else place % 2]):
            # The first pair of sheets lies twenty points apart.
            _score(
                stage, attempt_id, email, days + 2, 88 - 20 * number if place == 0 else 76 + place
            )


def _plan_sittings(
    stage: DemoStage, cohort_id: UUID, days: int, code: str
) -> list[tuple[UUID, list[str]]]:
    """Plan a sitting for each person of a cohort and name its assessors; their addresses."""
    planned: list[tuple[UUID, list[str]]] = []
    with stage.act(days - 7, MANAGER) as uow:
        instrument = next(one for one in instruments.listed(uow) if one.code == code)
        for one in attendance.grid(uow, cohort_id).people:
            learner = learners.get(uow, one.learner_id)
            language = learner.language if instrument.per_language else None
            offered = assessors.candidates(uow, learner, instrument, language)
            able = [each.user for each in offered if each.is_free][: instrument.assessors]
            if not able:
                continue
            sitting = Sitting(
                instrument_id=instrument.id,
                learner_id=learner.id,
                enrolment_id=one.id,
                planned_at=stage.at(days, "14:00"),
                language=language,
            )
            attempt = assessments.plan(uow, sitting)
            for user in able:
                assessments.name(uow, attempt.id, user.id)
            planned.append((attempt.id, [user.email for user in able]))
    return planned


def _score(stage: DemoStage, attempt_id: UUID, email: str, days: int, percent: int) -> None:
    with stage.act(days, email) as uow:
        attempt = assessments.lock_attempt(uow, attempt_id)
        marks = {s.id: s.full_marks * percent // 100 for s in attempt.instrument.sections}
        scoring.submit(uow, attempt_id, marks)


def finish(stage: DemoStage, cohort_id: UUID, days: int) -> None:
    """Decide who completed, and close the cohort the day after."""
    pass_time(stage, days)
    with stage.act(days, MANAGER) as uow:
        decisions.decide_cohort(uow, cohort_id)
    with stage.act(days + 1, MANAGER) as uow:
        cohort_moves.close(uow, cohort_id)
