"""The pages of proposals: the list, a cohort in one click, invitations, and what the invited see."""

import re
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from accounts.store.tables import User
from foundation.database.work import Office, begin, reading
from foundation.security.permissions import the_system
from tests.factories import a_user
from tests.factories.proposals import a_new_proposal
from tests.signing_in import sign_in
from tests.training.proposals.test_cohorts import a_place, somebody
from training.domain.courses import CohortStatus
from training.service.proposals import desk, recording
from training.store.tables import Cohort, CohortInvitation, OutcomeReview


@pytest.fixture
def people(office: Office) -> dict[Role, User]:
    """The training office, a coordinator, and somebody who could apply."""
    with begin(office, the_system()) as uow:
        a_place(uow)
        able = somebody(uow, "가람", "L1")
        assert able.user_id is not None
        roles = (Role.TRAINING_MANAGER, Role.COORDINATOR)
        found = {role: a_user(uow, role, language="en") for role in roles}
        found[Role.INTERPRETER] = uow.db.get_one(User, able.user_id)
        found[Role.INTERPRETER].language = "en"
        return found


@pytest.fixture
def proposal(office: Office, people: dict[Role, User]) -> UUID:
    """A proposal in Ansan."""
    del people
    with begin(office, the_system()) as uow:
        return recording.record(uow, a_new_proposal())


def test_a_proposal_becomes_a_cohort_and_somebody_is_invited(
    office: Office, web: FlaskClient, people: dict[Role, User], proposal: UUID
) -> None:
    sign_in(web, people[Role.TRAINING_MANAGER])
    assert "Khmer · L2 Community · Ansan" in web.get("/training/proposals").text
    address = f"/training/proposals/{proposal}"
    page = web.get(address).text
    assert "가람" in page
    assert 'name="people"' not in page
    assert web.post(f"{address}/draft").status_code == 303
    page = web.get(address).text
    assert "Goes out when" not in page
    (who,) = re.findall(r'name="people" value="([^"]+)"', page)
    refused = web.post(f"{address}/invite")
    assert refused.status_code == 422
    assert "Choose whom to invite." in refused.text
    assert web.post(f"{address}/invite", data={"people": "x"}).status_code == 422
    assert web.post(f"{address}/invite", data={"people": who}).status_code == 303
    assert "Goes out when the cohort is announced" in web.get(address).text
    assert web.post(f"{address}/draft").status_code == 409

    with begin(office, the_system()) as uow:
        invitation = uow.db.scalars(sa.select(CohortInvitation)).one()
        invitation.sent_at = uow.now
        uow.db.get_one(Cohort, invitation.cohort_id).status = CohortStatus.PUBLISHED
    sign_in(web, people[Role.INTERPRETER])
    own = f"/learn/invitations/{invitation.id}"
    assert "See the course and apply" in web.get(own).text
    answer = web.post(f"{own}/open")
    assert answer.location.endswith(f"/courses/{invitation.cohort_id}")
    assert web.post(f"{own}/decline").status_code == 303
    sign_in(web, people[Role.TRAINING_MANAGER])
    assert "Does not want to" in web.get(address).text
    assert web.get(own).status_code == 404


def test_a_proposal_is_dismissed_for_a_reason(
    office: Office, web: FlaskClient, people: dict[Role, User], proposal: UUID
) -> None:
    sign_in(web, people[Role.TRAINING_MANAGER])
    address = f"/training/proposals/{proposal}"
    refused = web.post(address, data={"reason": ""})
    assert refused.status_code == 422
    assert "Say why: it stays with the proposal." in refused.text
    assert web.post(address, data={"reason": "대학에서 가르침"}).status_code == 303
    assert "대학에서 가르침" in web.get("/training/proposals?state=dismissed").text
    with reading(office, the_system()) as uow:
        assert desk.get(uow, proposal).dismissed_because == "대학에서 가르침"


def test_only_the_training_office_sees_them(
    office: Office, web: FlaskClient, people: dict[Role, User], proposal: UUID
) -> None:
    sign_in(web, people[Role.COORDINATOR])
    for address in ("/training/proposals", f"/training/proposals/{proposal}", "/training/outcomes"):
        assert web.get(address).status_code == 403
    sign_in(web, people[Role.TRAINING_MANAGER])
    assert "No course is over yet" in web.get("/training/outcomes").text
    web.post(f"/training/proposals/{proposal}/draft")
    with begin(office, the_system()) as uow:
        uow.db.add(
            OutcomeReview(
                proposal_id=proposal,
                counted_at=uow.now,
                certified=2,
                days=91,
                predicted=9.5,
                realised=12,
            )
        )
    page = web.get("/training/outcomes").text
    assert "On average 2.5 sessions too few were predicted." in page
    assert "2.5 (21%)" in page
