"""What those certified through a proposed course have interpreted is counted each night."""

from datetime import date, timedelta

import pytest

from dispatch.domain.states import AssignmentState
from dispatch.service.coverage import realised
from foundation.database.work import UnitOfWork
from interpreters.domain.qualifications import CertificationLevel
from interpreters.store.tables import Interpreter
from tests import factories as make
from tests.factories.accounts import a_site
from tests.factories.dispatch import an_assignment
from tests.factories.proposals import a_new_proposal
from training.domain.certifications import EvidenceKind
from training.domain.courses import CohortStatus
from training.domain.events import CohortMoved
from training.domain.proposals import ProposalKind
from training.service.catalogue import cohorts
from training.service.proposals import drafting, outcomes, recording
from training.store.tables import CertificationEvidence, CompletionDecision


def a_closed_course(uow: UnitOfWork, kind: ProposalKind) -> tuple[Interpreter, date]:
    """A course of L3-MED, closed sixty days ago, through which one was certified five days later."""
    make.a_course(uow, scheme_code="L3-MED")
    a_site(uow, city="ansan")
    wish = a_new_proposal(
        kind=kind, level=CertificationLevel.MEDICAL, gained=73.0, gained_high=90.0
    )
    proposal = recording.record(uow, wish)
    cohort_id = drafting.make_draft_cohort(uow, proposal)
    now, uow.now = uow.now, uow.now - timedelta(days=60)
    uow.announce(CohortMoved(cohort_id, CohortStatus.CLOSED))
    uow.now = now
    since = uow.today - timedelta(days=55)
    person = make.an_interpreter(uow, languages=("km",), levels=("L2",))
    certified = make.a_certification(
        uow, person.id, level="L3-MED", language="km", valid_from=since
    )
    learner = make.a_learner(uow, interpreter=person)
    own = make.an_enrolment(uow, cohorts.get(uow, cohort_id), learner, status="completed")
    decided = CompletionDecision(
        enrolment_id=own.id,
        rule="1",
        snapshot={},
        digest="",
        completed=True,
        decided_at=uow.now,
        decided_by_name="강마루",
    )
    uow.db.add(decided)
    uow.db.flush()
    uow.db.add(
        CertificationEvidence(
            certification_id=certified.id, kind=EvidenceKind.COMPLETION, reference=decided.id
        )
    )
    uow.db.flush()
    return person, since


def served(uow: UnitOfWork, who: Interpreter, day: date, domain: str) -> None:
    session = make.a_session(uow, day=day, language="km", domain=domain)
    an_assignment(uow, session, who, state=AssignmentState.COMPLETED)


@pytest.mark.parametrize(
    ("kind", "realised_so_far"), [(ProposalKind.NEW_INTERPRETER, 2), (ProposalKind.UPSKILL, 1)]
)
def test_sessions_of_the_language_and_level_count_from_the_day_of_the_certification(
    uow: UnitOfWork, kind: ProposalKind, realised_so_far: int
) -> None:
    person, since = a_closed_course(uow, kind)
    other = make.an_interpreter(uow, languages=("km",), levels=("L3-MED",))
    served(uow, person, since, domain="medical")
    served(uow, person, since + timedelta(days=3), domain="general")
    served(uow, person, since + timedelta(days=4), domain="labour")
    served(uow, person, since - timedelta(days=1), domain="medical")
    served(uow, person, uow.today, domain="medical")
    served(uow, other, since + timedelta(days=5), domain="medical")

    realised.count_outcomes(uow)
    realised.count_outcomes(uow)

    (found,) = outcomes.see(uow).courses
    assert (found.review.certified, found.review.days) == (1, 60)
    assert found.outcome.realised == realised_so_far
    kept = found.proposal.expected
    assert kept is not None
    assert 0 < found.outcome.predicted == kept * 60 / 365
    assert not found.is_complete
    uow.now += timedelta(days=200)
    assert outcomes.list_to_count(uow) == []
