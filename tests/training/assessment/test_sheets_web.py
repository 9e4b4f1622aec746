"""A sheet says what marks mean, may be kept half done, and says when it is late or disputed."""

from datetime import timedelta
from uuid import UUID

from flask.testing import FlaskClient

from accounts.domain.roles import Role
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.permissions import the_system
from tests.conftest import NOON, SetClock
from tests.factories import a_learner, a_user, as_actor
from tests.signing_in import sign_in
from training.domain.assessment import AttemptStatus
from training.domain.instruments import USUAL
from training.service.assessment import assessments, instruments, scoring
from training.service.assessment.assessments import Sitting
from training.service.assessment.views import own_sheet
from training.store.queries import assessments as queries
from training.store.tables import AssessorSeat


def attempt_seat(uow: UnitOfWork, attempt_id: UUID, user_id: UUID) -> AssessorSeat:
    seat = queries.find_own_seat(uow.db, attempt_id, user_id)
    assert seat is not None
    return seat


ETHICS = next(plan for plan in USUAL if plan.code == "ethics")


def test_marks_are_kept_half_done_for_the_assessor_alone(
    office: Office, web: FlaskClient, clock: SetClock
) -> None:
    with begin(office, the_system()) as uow:
        user, other = (a_user(uow, Role.ASSESSOR, language="ko") for _each in range(2))
        mine = as_actor(uow, user)
        instrument = instruments.add(uow, ETHICS)
        learner = a_learner(uow)
        attempt = assessments.plan(
            uow,
            Sitting(
                instrument_id=instrument.id,
                learner_id=learner.id,
                planned_at=NOON + timedelta(hours=1),
                language=None,
            ),
        )
        assessments.name(uow, attempt.id, user.id)
    clock.now = NOON + timedelta(days=10)
    sign_in(web, user)
    page = f"/assessments/{attempt.id}"
    shown = web.get(page).text
    assert "90–100: 빠짐없이 정확해요" in shown
    assert "3일 늦음" in shown
    assert "3일 늦음" in web.get("/assessments").text
    wrong = web.post(f"{page}/marks", data={"marks-1": "101", "do": "draft"})
    assert wrong.status_code == 422
    said = {"marks-1": "", "comment-1": "비밀 유지를 더 살펴볼 것", "do": "draft"}
    assert web.post(f"{page}/marks", data=said).status_code == 303
    assert web.post(f"{page}/marks", data={**said, "marks-1": "64"}).status_code == 303
    shown = web.get(page).text
    assert 'value="64"' in shown
    assert "비밀 유지를 더 살펴볼 것" in shown
    assert '<output id="total">64</output> / 100' in shown
    with begin(office, mine) as uow:
        assert own_sheet(uow, attempt.id).attempt.status is AttemptStatus.PLANNED
        assert scoring.sheet_of(attempt_seat(uow, attempt.id, user.id)) == {}
    sign_in(web, other)
    assert web.get(page).status_code == 404
    sign_in(web, user)
    assert web.post(f"{page}/marks", data={"marks-1": "70"}).status_code == 303
    for typed in ("75", "101", ""):  # from a second tab that still shows the form
        late = web.post(f"{page}/marks", data={"marks-1": typed})
        assert late.status_code == 409
        assert late.text.count("점수를 이미 제출했어요.") == 1
    with begin(office, mine) as uow:
        seat = attempt_seat(uow, attempt.id, user.id)
        assert list(scoring.sheet_of(seat).values()) == [70]
        assert seat.draft == {}
