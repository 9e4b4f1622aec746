"""Proposals as dispatch finds them: each lack once, told, dismissed, proposed again."""

from collections.abc import Callable
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
import sqlalchemy as sa

from accounts.domain.cities import CITIES
from accounts.domain.roles import Role
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.errors import Conflict, Forbidden, Refused
from foundation.security.permissions import the_system
from foundation.text.i18n import translate
from foundation.text.message import say
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain
from tests.factories import a_user
from tests.factories.assessment import acting
from tests.factories.proposals import a_new_proposal
from tests.transactions import failing
from training.domain.proposals import RESTS_FOR, CourseProposalState, as_kept, said_again
from training.service.proposals import desk, recording
from training.store.tables import TrainingProposal


def test_a_lack_is_proposed_once_and_gets_the_newest_figures(uow: UnitOfWork) -> None:
    first = recording.record(uow, a_new_proposal())
    assert recording.record(uow, a_new_proposal(gained=50.0, seats=6)) == first
    other = recording.record(uow, a_new_proposal(language=Language.VIETNAMESE))
    found = desk.get(uow, first)
    assert (other != first, found.gained, found.seats) == (True, 50.0, 6)
    with pytest.raises(Forbidden):
        recording.record(acting(uow, a_user(uow, Role.COORDINATOR)), a_new_proposal())


def test_what_is_dismissed_rests_and_what_lapsed_may_come_back(uow: UnitOfWork) -> None:
    first = recording.record(uow, a_new_proposal())
    with pytest.raises(Refused, match="Say why"):
        desk.dismiss(uow, first, " ")
    desk.dismiss(uow, first, "다른 기관에서 교육함")
    with pytest.raises(Conflict, match="dismissed"):
        desk.dismiss(uow, first, "again")
    assert recording.record(uow, a_new_proposal()) == first
    uow.now += RESTS_FOR + timedelta(days=1)
    second = recording.record(uow, a_new_proposal())
    assert second != first
    kept = recording.record(uow, a_new_proposal(city="suwon"))
    assert recording.lapse_others(uow, ()) == 0
    assert recording.lapse_others(uow, {kept}) == 1
    assert desk.count_by_state(uow)[CourseProposalState.OPEN] == 1
    assert str(desk.reason_of(desk.get(uow, second))).startswith("Other courses")
    assert recording.record(uow, a_new_proposal()) not in {first, second}


@pytest.mark.wide
@pytest.mark.parametrize("at_night", [recording.lapse_others, recording.record])
def test_the_night_waits_for_whoever_dismisses_and_leaves_what_they_decided(
    postgres_office: Office, at_night: Callable[[UnitOfWork, Any], object]
) -> None:
    with begin(postgres_office, the_system()) as uow:
        first, kept = (recording.record(uow, a_new_proposal(city=it)) for it in ("ansan", "suwon"))
    told: Any = {kept} if at_night is recording.lapse_others else a_new_proposal(seats=9)

    def run() -> None:
        with begin(postgres_office, the_system()) as night:
            at_night(night, told)

    thread = Thread(target=run)
    with begin(postgres_office, the_system()) as uow:
        desk.dismiss(uow, first, "다른 기관에서 교육함")
        thread.start()
        thread.join(0.3)
        assert thread.is_alive()
    thread.join(20)
    with begin(postgres_office, the_system()) as uow:
        found = desk.get(uow, first)
        assert found.dismissed_because == "다른 기관에서 교육함"
        assert found.seats == a_new_proposal().seats


def test_why_is_kept_and_said_in_each_language() -> None:
    why = say(
        "%(n)s of %(language)s, %(domain)s: %(city)s",
        n=3,
        language=Language.KHMER,
        domain=Domain.MEDICAL,
        city=CITIES["ansan"],
    )
    again = said_again(as_kept(why))
    assert translate(again, "en") == "3 of Khmer, Medical: Ansan"
    assert "안산" in translate(again, "ko")


def test_the_database_keeps_one_live_proposal_for_a_lack(any_office: Office) -> None:
    with begin(any_office, the_system()) as uow:
        first = recording.record(uow, a_new_proposal())
        second = recording.record(uow, a_new_proposal(city="suwon"))
        subject = desk.get(uow, first).subject
    change = sa.update(TrainingProposal).where(TrainingProposal.id == second)
    with failing(any_office, Exception, match="uq_training_proposal_live|UNIQUE") as uow:
        uow.db.execute(change.values(subject=subject))
    with failing(any_office, Exception, match="dismissed_for_a_reason") as uow:
        uow.db.execute(change.values(state=CourseProposalState.DISMISSED))
    with failing(any_office, Exception, match="cohort_while_held") as uow:
        uow.db.execute(change.values(state=CourseProposalState.DRAFTED))
    with begin(any_office, the_system()) as uow:
        desk.dismiss(uow, first, "교육 계획 없음")
        # Without the guard's reason the same change goes through.
        uow.db.execute(change.values(subject=subject))
