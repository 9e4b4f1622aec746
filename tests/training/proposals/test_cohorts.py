"""From a proposal to a cohort, its invitations, and what follows when the cohort moves on."""

from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from accounts.domain.roles import Role
from accounts.store.tables import User
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.messages.outbox import Message
from foundation.security.errors import Conflict, NotFound, Refused
from foundation.security.permissions import the_system
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import CertificationLevel
from interpreters.store.tables import Interpreter
from tests.factories import a_course, a_user, an_interpreter, an_organisation
from tests.factories.accounts import a_site
from tests.factories.assessment import acting
from tests.factories.proposals import a_new_proposal
from tests.threads import at_once
from tests.training.teaching.test_classes import a_class
from training.domain.courses import CohortStatus
from training.domain.events import CohortMoved
from training.domain.proposals import CourseProposalState
from training.service.catalogue import cohorts
from training.service.enrolment import enrolments
from training.service.proposals import desk, drafting, inviting, recording, telling
from training.service.teaching import cohort_moves, meetings
from training.store.queries import proposals as queries
from training.store.tables import Cohort, TrainingProposal

P = CourseProposalState
KHMER = Language.KHMER
L1_HELD = [{"kind": "scheme", "code": "L1"}, {"kind": "pledge"}]


def a_place(uow: UnitOfWork) -> None:
    a_course(uow, scheme_code="L2", prerequisites=L1_HELD)
    a_site(uow, organisation=an_organisation(uow), city="ansan")


def somebody(uow: UnitOfWork, name: str, *levels: str) -> Interpreter:
    user = a_user(uow, Role.INTERPRETER, full_name=name)
    return an_interpreter(uow, name, languages=("km",), levels=levels, user=user)


def subjects(uow: UnitOfWork) -> list[str]:
    return list(uow.db.scalars(sa.select(Message.subject).order_by(Message.subject)))


def test_a_cohort_is_filled_in_from_the_proposals_it_serves(uow: UnitOfWork) -> None:
    first = recording.record(uow, a_new_proposal())
    second = recording.record(uow, a_new_proposal(language=Language.LAO, seats=3))
    elsewhere = recording.record(uow, a_new_proposal(city="gimpo"))
    somebody(uow, "가람", "L1")
    assert inviting.list_candidates(uow, desk.get(uow, first), "en") == []
    with pytest.raises(Refused, match="Add a course"):
        drafting.make_draft_cohort(uow, first)
    a_place(uow)
    assert [each.id for each in drafting.companions(uow, desk.get(uow, first))] == [second]
    with pytest.raises(Refused, match="same level and city"):
        drafting.make_draft_cohort(uow, first, [elsewhere])

    cohort = cohorts.get(uow, drafting.make_draft_cohort(uow, first, [second]))

    assert (cohort.capacity, cohort.minimum, cohort.city) == (7, 4, "ansan")
    assert {quota.language: quota.seats for quota in cohort.quotas} == {KHMER: 4, Language.LAO: 3}
    assert cohort.site is not None
    assert cohort.version.prerequisites == L1_HELD
    found = desk.get(uow, second)
    assert (found.state, found.cohort_id) == (P.DRAFTED, cohort.id)
    assert found.expected is not None
    assert 0 < found.expected < 40.0
    recording.record(uow, a_new_proposal(gained=54.0))
    assert desk.get(uow, first).gained == 40.0
    with pytest.raises(Conflict):
        drafting.make_draft_cohort(uow, first)
    online = cohorts.get(uow, drafting.make_draft_cohort(uow, elsewhere))
    assert (online.online, online.site_id, online.city) == (True, None, "gimpo")


def test_who_could_apply_is_invited_once_and_written_to_when_it_is_announced(
    uow: UnitOfWork,
) -> None:
    a_place(uow)
    able, meant = somebody(uow, "가람", "L1"), somebody(uow, "나래", "L1")
    lacking, done = somebody(uow, "다솜"), somebody(uow, "라온", "L1", "L2")
    silent = an_interpreter(uow, "마루", languages=("km",), levels=("L1",))
    proposal = recording.record(uow, a_new_proposal(people=(meant.id,)))
    found = inviting.list_candidates(uow, desk.get(uow, proposal), "en")
    assert [each.who.id for each in found] == [meant.id, able.id, silent.id, lacking.id]
    assert [str(one.what) for one in found[-1].lacks] == ["Certified: Provisional interpreter"]
    with pytest.raises(Conflict, match="no cohort"):
        inviting.invite(uow, proposal, [able.id], "en")
    cohort_id = drafting.make_draft_cohort(uow, proposal)
    for nobody in (lacking, done, silent):
        with pytest.raises(Refused, match="Only people who meet"):
            inviting.invite(uow, proposal, [nobody.id], "en")
    with pytest.raises(Refused, match="Choose whom"):
        inviting.invite(uow, proposal, [], "en")
    assert inviting.invite(uow, proposal, [able.id, meant.id], "en") == 2
    assert inviting.invite(uow, proposal, [able.id, meant.id], "en") == 0
    assert subjects(uow) == []
    meetings.plan(uow, cohort_id, a_class(uow, 40), weeks=2)
    cohort_moves.publish(uow, cohort_id)
    assert len([each for each in subjects(uow) if "안내" in each or "Invitation" in each]) == 2

    assert able.user_id is not None
    her = acting(uow, uow.db.get_one(User, able.user_id))
    own = queries.list_invitations(uow.db, cohort_id)
    hers = next(each for each in own if each.learner.interpreter_id == able.id)
    assert [each.id for each in inviting.list_own(her)] == [hers.id]
    with pytest.raises(NotFound):
        inviting.get_own(her, next(each.id for each in own if each.id != hers.id))
    inviting.open_own(her, hers.id)
    inviting.decline_own(her, hers.id)
    assert inviting.list_own(her) == []
    uow.now += timedelta(days=15)
    cohort_moves.advance_all(uow)
    enrolments.enrol(acting(uow, uow.db.get_one(User, meant.user_id)), cohort_id)
    found = inviting.list_candidates(uow, desk.get(uow, proposal), "en")
    seen = {each.who.id: each for each in found}
    assert seen[meant.id].applied is not None
    kept = seen[able.id].invitation
    assert kept is not None
    assert kept.declined_at is not None


def test_the_proposal_follows_its_cohort(uow: UnitOfWork) -> None:
    a_place(uow)
    invited, proposal = somebody(uow, "가람", "L1"), recording.record(uow, a_new_proposal())
    cohort_id = drafting.make_draft_cohort(uow, proposal)
    meetings.plan(uow, cohort_id, a_class(uow, 40), weeks=2)
    cohort_moves.publish(uow, cohort_id)
    inviting.invite(uow, proposal, [invited.id], "en")
    cohort_moves.cancel(uow, cohort_id, "강사 사정")
    found = desk.get(uow, proposal)
    assert (found.state, found.cohort_id, found.expected) == (P.OPEN, None, None)
    assert sum("폐강" in each for each in subjects(uow)) == 1

    again = drafting.make_draft_cohort(uow, proposal)
    cohort = cohorts.get_managed(uow, again)
    for status, state in (("running", P.RUNNING), ("grading", P.RUNNING), ("closed", P.CLOSED)):
        uow.announce(CohortMoved(cohort.id, CohortStatus(status)))
        assert desk.get(uow, proposal).state is state
    assert desk.get(uow, proposal).settled_at == uow.now
    assert recording.record(uow, a_new_proposal()) != proposal


def test_the_office_hears_once_of_what_is_new(uow: UnitOfWork) -> None:
    a_user(uow, Role.TRAINING_MANAGER, language="en")
    telling.tell(uow)
    assert subjects(uow) == []
    recording.record(uow, a_new_proposal())
    telling.tell(uow)
    telling.tell(uow)
    assert subjects(uow) == ["Proposed courses: 1 new"]
    recording.record(uow, a_new_proposal(level=CertificationLevel.MEDICAL))
    telling.tell(uow)
    assert len(subjects(uow)) == 2


def drafts_of_two(office: Office) -> int:
    """Two of the office press the button at the same moment; how many cohorts there are then."""
    with begin(office, the_system()) as uow:
        a_place(uow)
        proposal = recording.record(uow, a_new_proposal())

    def press(_turn: int) -> bool:
        try:
            with begin(office, the_system()) as uow:
                drafting.make_draft_cohort(uow, proposal)
        except Conflict:
            return False
        return True

    won = at_once(press, range(2), 2)
    with reading(office, the_system()) as uow:
        count = len(uow.db.scalars(sa.select(Cohort)).all())
    assert sum(won) == count
    return count


def test_of_two_at_once_one_prepares_the_cohort(any_office: Office) -> None:
    assert drafts_of_two(any_office) == 1


def test_without_the_guard_there_would_be_two(
    any_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:

    def not_asked(proposal: TrainingProposal) -> None:
        del proposal

    monkeypatch.setattr(desk, "require_open", not_asked)
    take = queries.take

    def regardless(db: Session, proposal_id: UUID, cohort_id: UUID) -> bool:
        take(db, proposal_id, cohort_id)
        return True

    monkeypatch.setattr(queries, "take", regardless)
    assert drafts_of_two(any_office) == 2
