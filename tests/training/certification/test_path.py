"""The ladder as its climber sees it: few stages, alternatives side by side, what has begun."""

from datetime import UTC, datetime, timedelta

from flask.testing import FlaskClient

from accounts.domain.roles import Role
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.permissions import the_system
from tests.factories import (
    a_cohort,
    a_course,
    a_learner,
    a_meeting,
    a_user,
    an_enrolment,
    an_interpreter,
)
from tests.factories.certifications import a_credential, the_learner_of
from tests.signing_in import sign_in
from training.domain.attendance import Presence
from training.domain.certifications import CredentialKind
from training.domain.courses import CohortStatus
from training.domain.requirements import RuleKind
from training.domain.stages import Stage
from training.service.certification import path
from training.service.certification.credentials import Claim
from training.service.teaching import marking
from training.service.teaching.marking import Marked
from training.store.tables import Learner


def climber(uow: UnitOfWork, *levels: str) -> Learner:
    return the_learner_of(uow, an_interpreter(uow, levels=levels).id)


def assessable(uow: UnitOfWork) -> None:
    """Somebody assesses Vietnamese."""
    an_interpreter(uow, languages=("vi",), user=a_user(uow, Role.ASSESSOR))


def reached(found: list[path.LadderStage]) -> dict[str, str]:
    """By code, each rung that counts, with what makes it count."""
    return {
        step.code: step.code if step.held else step.over.code if step.over else ""
        for stage in found
        for step in stage.steps
        if step.reached
    }


def test_a_rung_below_the_held_one_counts_and_recognition_is_not_called_received(
    uow: UnitOfWork,
) -> None:
    found = path.stages(uow, climber(uow, "L2").id)

    assert reached(found) == {"L1": "L2", "L2": "L2"}
    assert [stage.stage for stage in found] == [
        Stage.FIRST,
        Stage.COMMUNITY,
        Stage.SPECIALIST,
        Stage.MENTOR,
    ]
    (now,) = (stage for stage in found if stage.is_now)
    codes = [step.code for step in now.steps]
    assert codes == ["L3-LAB", "L3-IMM", "L3-MED", "L3-DV", "X-COURT", "T2"]
    assert now.leading is None  # nothing is begun: nobody chooses for her


def test_recognition_is_a_way_in_only_where_nobody_can_assess(uow: UnitOfWork) -> None:
    novice = a_learner(uow)
    assert [step.code for step in path.stages(uow, novice.id)[0].steps] == ["L1", "R2"]
    assessable(uow)
    assert [step.code for step in path.stages(uow, novice.id)[0].steps] == ["L1"]
    recognised = path.stages(uow, climber(uow, "R2").id)
    assert reached(recognised) == {"L1": "R2", "R2": "R2"}
    assert [stage.stage for stage in recognised if stage.is_now] == [Stage.COMMUNITY]


def test_court_and_translation_do_not_stand_for_a_field(uow: UnitOfWork) -> None:
    beside = path.stages(uow, climber(uow, "L2", "X-COURT").id)
    assert [stage.stage for stage in beside if stage.is_now] == [Stage.SPECIALIST]
    through = path.stages(uow, climber(uow, "L3-MED").id)
    assert [stage.stage for stage in through if stage.is_now] == [Stage.MENTOR]


def test_a_course_that_has_begun_says_how_far_it_is(uow: UnitOfWork) -> None:
    learner = a_learner(uow)
    cohort = a_cohort(
        uow, a_course(uow, minutes=240, scheme_code="L1"), status=CohortStatus.RUNNING, classes=0
    )
    first = a_meeting(uow, cohort, starts_at=uow.now - timedelta(days=1), minutes=120)
    a_meeting(uow, cohort, starts_at=uow.now + timedelta(days=1), minutes=120)
    enrolment = an_enrolment(uow, cohort, learner, status="waitlisted")

    def course() -> tuple[bool, str, str]:
        (need,) = (n for n in path.stages(uow, learner.id)[0].steps[0].needs if n.kind == "course")
        return need.under_way, str(need.how), need.path

    mine = f"/learn/{enrolment.id}"
    assert course() == (True, "You are on the waiting list.", mine)
    enrolment.status, enrolment.seat_no = type(enrolment.status).ATTENDING, 1
    uow.db.flush()
    marking.mark(uow, [Marked(enrolment.id, first.id, Presence.PRESENT, 120, 0)])
    assert course() == (True, "Attending: 50% so far", mine)
    cohort.status = CohortStatus.GRADING
    uow.db.flush()
    assert course() == (True, "The classes are over; the result follows.", mine)
    leading = path.stages(uow, learner.id)[0].leading
    assert leading is not None
    assert leading.next_need is not None
    assert leading.next_need.kind is RuleKind.COURSE  # what has begun comes before what has not


def test_an_entered_credential_waits_for_its_original(uow: UnitOfWork) -> None:
    learner = a_learner(uow)
    wish = Claim(
        kind=CredentialKind.TOPIK, score=4, issued_on=datetime(2026, 3, 2, tzinfo=UTC).date()
    )
    a_credential(uow, learner.id, wish)
    first = path.stages(uow, learner.id)[0].steps[0].needs[0]
    assert (first.met, first.under_way) == (False, True)
    assert str(first.how) == "Entered: show the original to the centre."


def test_whoever_holds_it_is_not_told_to_start_over(web: FlaskClient, office: Office) -> None:
    with begin(office, the_system()) as uow:
        user = a_user(uow, Role.INTERPRETER)
        an_interpreter(uow, user=user, levels=("L2",))
        below = a_cohort(uow, a_course(uow, scheme_code="L1"))
        ahead = a_cohort(uow, a_course(uow, scheme_code="L3-MED"))
    sign_in(web, user)

    shown = web.get(f"/courses/{below.id}").text
    assert "ladder-sum" not in shown  # no list of what to do
    assert "상담통역 인증에 포함돼요" in shown
    assert "ladder-sum" in web.get(f"/courses/{ahead.id}").text
    mine = web.get("/certifications/mine").text
    assert mine.count("경력인정 통역") == 0
    assert 'aria-current="step"' in mine
    assert 'aria-current="step"' in web.get("/learn").text
