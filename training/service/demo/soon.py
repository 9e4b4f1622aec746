"""A course online that is under way: its next class begins in a moment, and one learner is lost to it."""

from datetime import timedelta
from uuid import UUID

from foundation.times.spans import Span
from training.domain.attendance import Presence
from training.service.catalogue import cohorts
from training.service.demo.acts import teach
from training.service.demo.catalogue import MANAGER, TRAINER, DemoCohort, prepare
from training.service.demo.stage import DemoStage
from training.service.people import learners
from training.service.teaching import attendance, cohort_moves, marking, meetings
from training.service.teaching.marking import Marked
from training.service.teaching.meetings import ClassFacts

# Of docs/examples; the first is the trainee of the sign-in page.
TRAINEES = ("trainee@ieum.example", "trainee2@ieum.example", "trainee3@ieum.example")
RUN = DemoCohort(
    course="COMMUNITY",
    announced=-40,
    opens=-39,
    closes=-20,
    first_class=-14,
    classes=5,
    capacity=12,
    minimum=2,
    online=True,
)
NEXT = 2  # the third class: two were held
FULL_TENS = timedelta(minutes=10)
# So soon that the way into it is open already.
SOON = timedelta(minutes=20)


def play(stage: DemoStage, course_id: UUID) -> None:
    """Let the three learn together: the last missed both classes so far, the one before her one."""
    cohort_id = prepare(stage, course_id, RUN)
    now = stage.office.clock()
    starts = now + SOON - (now - now.replace(minute=0, second=0, microsecond=0)) % FULL_TENS
    with stage.act(RUN.announced, MANAGER, "10:30") as uow:
        meeting = cohorts.get(uow, cohort_id).meetings[NEXT]
        facts = ClassFacts(
            title=meeting.title,
            span=Span(starts, starts + timedelta(minutes=meeting.planned_minutes)),
            planned_minutes=meeting.planned_minutes,
            trainer_id=meeting.trainer_id,
            link=meeting.link,
        )
        meetings.change(uow, meeting.id, facts)
        cohort_moves.publish(uow, cohort_id)
    for email in TRAINEES:
        with stage.act(-31, email) as uow:
            learners.sign_pledge(uow)
    teach(stage, cohort_id, TRAINEES, (-30, RUN.first_class), through=0)
    missed = {TRAINEES[2]: 2, TRAINEES[1]: 1}
    for week in range(NEXT):
        away = {stage.actor(email).user_id for email, times in missed.items() if times > week}
        with stage.act(RUN.first_class + 7 * week, TRAINER, "22:00") as uow:
            meeting = cohorts.get(uow, cohort_id).meetings[week]
            marks = [
                Marked(one.id, meeting.id, Presence.ABSENT, 0, 0)
                if one.learner.user_id in away
                else Marked(one.id, meeting.id, Presence.PRESENT, meeting.planned_minutes, 0)
                for one in attendance.grid(uow, cohort_id).people
            ]
            marking.mark(uow, marks)
