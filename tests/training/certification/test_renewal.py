"""Renewal: points and their caps, practice from dispatch, reminders, the case, waivers."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

import app as roof
from accounts.domain.roles import Role
from accounts.store.tables import User
from foundation.database.work import Office, UnitOfWork, begin
from foundation.messages.outbox import Message
from foundation.security.errors import Conflict, Forbidden, NotFound, Refused
from foundation.security.permissions import Actor, the_system
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain
from tests.conftest import SetClock
from tests.factories import a_user, an_interpreter
from tests.factories.certifications import a_certification
from tests.signing_in import sign_in
from training.domain.renewal import (
    CaseStatus,
    ClaimStatus,
    CpdArea,
    WaiverKind,
    account,
    reminder_due,
    terms_of,
)
from training.service.certification import reminders, renewal
from training.service.ledger import points, practice
from training.service.people import learners
from training.store.tables import Certification, CpdClaim, Learner

TERMS = terms_of(
    {"points": {"total": 36, "ethics": 6, "skills": 12, "performance": 6}, "practice_hours": 60}
)
ENOUGH = {CpdArea.ETHICS: 6, CpdArea.SKILLS: 24, CpdArea.PERFORMANCE: 6}


def test_everything_brought_lacks_nothing() -> None:
    assert account(TERMS, ENOUGH, practice_minutes=3600, practice_sessions=20).lacks() == []
    # Sixty short sessions are as good as sixty hours.
    assert account(TERMS, ENOUGH, practice_minutes=1800, practice_sessions=60).lacks() == []


def test_an_area_counts_up_to_its_cap() -> None:
    found = account(TERMS, {CpdArea.SKILLS: 90}, practice_minutes=3600, practice_sessions=0)
    assert found.counted == 24
    assert len(found.lacks()) == 3  # ethics, performance, and the total


@pytest.mark.parametrize(
    ("waived", "lacks"),
    [(frozenset[WaiverKind](), 5), ({WaiverKind.PRACTICE}, 4), ({WaiverKind.POINTS}, 1)],
)
def test_what_is_waived_is_not_asked_for(waived: set[WaiverKind], lacks: int) -> None:
    found = account(TERMS, {}, practice_minutes=0, practice_sessions=0, waived=frozenset(waived))
    assert len(found.lacks()) == lacks


@pytest.mark.parametrize(
    ("left", "due"),
    [
        (120, None),
        (90, 90),
        (61, 90),
        (60, 60),
        (31, 60),
        (30, 30),
        (8, 30),
        (7, 7),
        (1, 7),
        (0, None),
    ],
)
def test_the_reminder_follows_from_the_days_left(left: int, due: int | None) -> None:
    assert reminder_due(left) == due


def a_holder(
    uow: UnitOfWork, *, days: int = 100, language: str = "vi"
) -> tuple[User, Certification]:
    """An interpreter with an account whose L2 ends in `days`."""
    user = a_user(uow, Role.INTERPRETER)
    entry = an_interpreter(uow, languages=(language,), levels=(), user=user)
    held = a_certification(
        uow,
        entry.id,
        language=language,
        valid_from=uow.today - timedelta(days=900),
        valid_until=uow.today + timedelta(days=days),
    )
    return user, held


def acting(user: User, role: Role = Role.INTERPRETER) -> Actor:
    return Actor(user.id, user.full_name, roles=((uuid4(), role),), grants=roof.GRANTS)


def bring(uow: UnitOfWork, learner_id: UUID, brought: dict[CpdArea, int] = ENOUGH) -> None:
    """Accepted points, and sixty sessions told by dispatch."""
    for area, number in brought.items():
        uow.db.add(
            CpdClaim(
                learner_id=learner_id,
                area=area,
                points=number,
                title="보수교육",
                done_on=uow.today - timedelta(days=30),
                status=ClaimStatus.ACCEPTED,
                claimed_at=uow.now,
            )
        )
    who = uow.db.get_one(Learner, learner_id).interpreter_id
    assert who is not None
    for number in range(60):
        practice.note(
            uow,
            who,
            assignment_id=uuid4(),
            held_on=uow.today - timedelta(days=number + 1),
            minutes=60,
            language=Language.VIETNAMESE,
            domain=Domain.GENERAL,
        )
    uow.db.flush()


def test_a_renewal_in_time_follows_the_old_period(any_office: Office) -> None:
    """From the account through the case to the next three years, without a gap or a lost day."""
    with begin(any_office, the_system()) as uow:
        user, held = a_holder(uow)
        manager = a_user(uow, Role.TRAINING_MANAGER)
        bring(uow, held.learner_id)
        held_id, end = held.id, held.valid_until
    with begin(any_office, acting(user)) as uow:
        assert renewal.look(uow, held_id).may_hand_in
        case = renewal.hand_in(uow, held_id).id
        with pytest.raises(Conflict):
            renewal.hand_in(uow, held_id)
        with pytest.raises(Forbidden):
            renewal.approve(uow, case)
    with begin(any_office, acting(manager, Role.TRAINING_MANAGER)) as uow:
        following = renewal.approve(uow, case)
        assert following.valid_from == end
        assert following.renews_id == held_id
        assert following.evidence[0].reference == case
    with (
        pytest.raises(Conflict),
        begin(any_office, acting(manager, Role.TRAINING_MANAGER)) as uow,
    ):
        renewal.approve(uow, case)


def test_nothing_is_handed_in_too_early_or_incomplete(office: Office) -> None:
    with begin(office, the_system()) as uow:
        user, early = a_holder(uow, days=400)
        bring(uow, early.learner_id)
        other, bare = a_holder(uow)
    with begin(office, acting(user)) as uow, pytest.raises(Refused, match="renewed from"):
        renewal.hand_in(uow, early.id)
    with begin(office, acting(other)) as uow, pytest.raises(Refused, match="more points"):
        renewal.hand_in(uow, bare.id)
    with begin(office, acting(other)) as uow, pytest.raises((NotFound, Forbidden)):
        renewal.hand_in(uow, early.id)


def test_a_refused_renewal_may_be_handed_in_again(office: Office) -> None:
    with begin(office, the_system()) as uow:
        user, held = a_holder(uow)
        bring(uow, held.learner_id)
    with begin(office, acting(user)) as uow:
        case = renewal.hand_in(uow, held.id).id
    with begin(office, the_system()) as uow:
        with pytest.raises(Refused):
            renewal.refuse_case(uow, case, reason=" ")
        assert renewal.refuse_case(uow, case, reason="추천서 필요").status is CaseStatus.REFUSED
    with begin(office, acting(user)) as uow:
        assert renewal.hand_in(uow, held.id).id != case


def test_practice_is_waived_only_where_demand_is_low(uow: UnitOfWork) -> None:
    _, vietnamese = a_holder(uow)
    _, lao = a_holder(uow, language="lo")
    with pytest.raises(Refused):
        renewal.waive(uow, vietnamese.id, kind=WaiverKind.PRACTICE, reason="요청이 적음")
    renewal.waive(uow, lao.id, kind=WaiverKind.PRACTICE, reason="요청이 적음")
    with pytest.raises(Conflict):
        renewal.waive(uow, lao.id, kind=WaiverKind.PRACTICE, reason="요청이 적음")
    assert renewal.look(uow, lao.id).account.waived == {WaiverKind.PRACTICE}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"points": 0}, "points"),
        ({"points": 13}, "points"),
        ({"title": " "}, "title"),
        ({"done_on": date(2026, 11, 24)}, "done_on"),
        ({"done_on": date(2020, 1, 1)}, "done_on"),
    ],
)
def test_a_claim_names_what_is_wrong(office: Office, changed: dict[str, Any], field: str) -> None:
    with begin(office, the_system()) as uow:
        user, _ = a_holder(uow)
    good: dict[str, Any] = {
        "area": CpdArea.ETHICS,
        "points": 2,
        "title": "윤리",
        "done_on": date(2026, 11, 1),
    }
    with pytest.raises(Refused) as refused, begin(office, acting(user)) as uow:
        points.claim(uow, **good | changed)
    assert field in refused.value.problems
    with begin(office, the_system()) as uow:
        assert uow.db.scalars(sa.select(CpdClaim)).all() == []


def test_points_count_once_the_office_has_looked_and_never_by_oneself(office: Office) -> None:
    with begin(office, the_system()) as uow:
        user, held = a_holder(uow)
    with begin(office, acting(user)) as uow:
        claim = points.claim(uow, area=CpdArea.ETHICS, points=4, title="윤리", done_on=uow.today).id
        assert renewal.look(uow, held.id).account.counted == 0
    with pytest.raises(Refused), begin(office, acting(user, Role.TRAINING_MANAGER)) as uow:
        points.decide(uow, claim, accept=True)
    with begin(office, the_system()) as uow:
        points.decide(uow, claim, accept=True)
        assert renewal.look(uow, held.id).account.counted == 4
        with pytest.raises(Conflict):
            points.decide(uow, claim, accept=False, note="x")


def test_reminders_are_written_once_each_also_after_days_of_rest(
    office: Office, clock: SetClock
) -> None:
    with begin(office, the_system()) as uow:
        user, held = a_holder(uow, days=95)
        learners.of_interpreter(uow, learners.get(uow, held.learner_id).interpreter_id or uuid4())

    def written() -> list[str]:
        with begin(office, the_system()) as uow:
            reminders.remind(uow)
            reminders.remind(uow)
            found = uow.db.scalars(sa.select(Message.about).where(Message.to == user.email))
            return sorted(about.rpartition(":")[2] for about in found if "renewal" in about)

    assert written() == []
    clock.now += timedelta(days=5)
    assert written() == ["90"]
    # Down for two months: the one that is due is sent, those that were missed are not.
    clock.now += timedelta(days=62)
    assert written() == ["30", "90"]
    clock.now += timedelta(days=30)
    assert written() == ["30", "90"]


def test_the_holder_and_the_office_on_screen(web: FlaskClient, office: Office) -> None:
    with begin(office, the_system()) as uow:
        user, held = a_holder(uow)
        manager = a_user(uow, Role.TRAINING_MANAGER)
        bring(uow, held.learner_id)
    address = f"/certifications/{held.id}/renewal"
    sign_in(web, user)
    assert "모두 갖췄어요" in web.get(address).get_data(as_text=True)
    bad = web.post(
        f"/certifications/{held.id}/points",
        data={"area": "ethics", "points": "40", "title": "워크숍", "done_on": "2026-11-01"},
    )
    assert bad.status_code == 422
    assert "워크숍" in bad.get_data(as_text=True)
    assert web.post(address).status_code == 303
    sign_in(web, manager)
    queue = web.get("/renewals").get_data(as_text=True)
    assert user.full_name in queue
    case = queue.split('action="/renewals/')[1].split('"')[0]
    assert web.post(f"/renewals/{case}", data={"do": "refuse"}).status_code == 422
    assert web.post(f"/renewals/{case}", data={"do": "approve"}).status_code == 303
    assert web.post(f"/renewals/{case}", data={"do": "approve"}).status_code == 409
