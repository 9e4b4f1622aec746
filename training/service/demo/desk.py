"""What staff find on their desk in the demo: sheets to score, and applications that somebody decides."""

from collections.abc import Sequence
from uuid import UUID

from accounts.service import users
from training.service.assessment import assessments, instruments
from training.service.assessment.assessments import Sitting
from training.service.demo.catalogue import MANAGER
from training.service.demo.stage import DemoStage
from training.service.enrolment import enrolments
from training.service.teaching import attendance

ASSESSOR = "assessor@ieum.example"
# Days of the sittings: marks overdue, due soon, and still to come.
SITTINGS = (-10, -2, 3)
MOTIVATIONS = (
    "주민센터에서 이웃을 도우며 통역이 어떻게 한 사람의 일을 바꾸는지 보았어요. 상담통역을 제대로 배우고 싶어요.",
    "공장에서 일하며 산재 상담에 두 번 동행했어요. 법률 용어와 윤리를 배워서 더 정확하게 전하고 싶어요.",
)


def leave_to_score(stage: DemoStage, cohort_id: UUID) -> None:
    """Name the assessor of the sign-in page for ethics tests of a course under way."""
    with stage.act(SITTINGS[0] - 3, MANAGER) as uow:
        assessor = users.find_user_by_email(uow, ASSESSOR)
        assert assessor is not None
        ethics = next(each for each in instruments.listed(uow) if each.code == "ethics")
        people = attendance.grid(uow, cohort_id).people
        for day, one in zip(SITTINGS, people, strict=False):
            attempt = assessments.plan(
                uow,
                Sitting(
                    instrument_id=ethics.id,
                    learner_id=one.learner_id,
                    enrolment_id=one.id,
                    planned_at=stage.at(day, "14:00"),
                    language=None,
                ),
            )
            assessments.name(uow, attempt.id, assessor.id)


def leave_to_decide(stage: DemoStage, cohort_id: UUID, emails: Sequence[str], day: int) -> None:
    """Some apply for a cohort whose applications a person looks at, and say why."""
    for email, why in zip(emails, MOTIVATIONS, strict=False):
        with stage.act(day, email) as uow:
            enrolments.enrol(uow, cohort_id, motivation=why)
