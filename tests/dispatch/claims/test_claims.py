"""Claims: proposed from what took place, confirmed or disputed, approved by one or two, then never changed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from accounts.domain.roles import Role
from accounts.store.tables import User
from dispatch.domain.claims import ClaimKind, ClaimState
from dispatch.domain.claims_settings import ClaimsSettings
from dispatch.domain.live import Said
from dispatch.domain.rates import PayLine, PayLineKind
from dispatch.service.claims import answers, deciding, proposing, seen
from dispatch.service.live import reports
from dispatch.service.slots import closing, offers
from dispatch.store.tables import Offer, PayClaim
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.errors import Conflict, Forbidden, NotFound, Refused
from foundation.security.permissions import the_system
from interpreters.domain.standing import Employment
from scheduling.domain.states import Attendee, CancelReason
from scheduling.service import requests
from tests.dispatch.acting import acting, ask
from tests.dispatch.live.days import Day, a_day
from tests.factories import a_session, a_user
from tests.factories.dispatch import a_rate_card, a_signed_up_interpreter

S, K = ClaimState, ClaimKind


def paid_day(uow: UnitOfWork, **rates: Any) -> Day:
    a_rate_card(uow, **{"late_cancel_percent": 50, "no_show_percent": 100, **rates})
    return a_day(uow)


def held(day: Day, minutes: int = 60) -> None:
    """Both sides say that it took place for so long."""
    start = day.session.starts_at
    said = Said(started_at=start, ended_at=start + timedelta(minutes=minutes))
    reports.report_as_interpreter(day.at(day.user, minutes=70), day.assignment.id, said)
    reports.report_as_counsellor(day.at(day.counsellor, minutes=80), day.session.request_id, said)


def the_claim(uow: UnitOfWork) -> PayClaim:
    query = sa.select(PayClaim).execution_options(populate_existing=True)
    claim = seen.queries.find(uow.db, uow.db.scalars(query).one().id)
    assert claim is not None
    uow.db.refresh(claim)
    return claim


def approver(day: Day) -> UnitOfWork:
    return day.at(day.desk, hours=3)


class TestProposing:
    """What becomes a claim, and what it says."""

    def test_a_session_settled_is_claimed_at_once_and_explained(self, uow: UnitOfWork) -> None:
        day = paid_day(uow)
        held(day, minutes=40)
        claim = the_claim(uow)
        assert (claim.kind, claim.state, claim.won) == (K.SESSION, S.PROPOSED, 30_000)
        (line,) = claim.lines
        assert (line.minutes, line.of_minutes, line.rate) == (60, 40, 30_000)

    def test_it_pays_what_the_offer_said_when_nothing_changed(self, uow: UnitOfWork) -> None:
        a_rate_card(uow, travel_hour_won=12_000, fare_km_won=150)
        hanh, user = a_signed_up_interpreter(uow, city="suwon")
        session = a_session(uow, day=uow.today, start="16:00", minutes=90)
        offer = ask(uow, session, hanh)
        offers.accept(acting(uow, user), offer.id)
        # She moves, and new rates count: what was promised stays.
        hanh.latitude += 0.3
        a_rate_card(uow, hour_won=99_000)
        later = replace(uow, now=session.starts_at + timedelta(days=9))
        closing.close_ended_sessions(later)
        assert proposing.propose_due(later) == 1
        claim = the_claim(uow)
        assert claim.won == uow.db.get_one(Offer, offer.id).pay_won > 45_000
        kept = [PayLine.of(each) for each in offer.pay_lines]
        assert [proposing.pay_line_of(each) for each in claim.lines] == kept

    def test_cancelled_late_pays_in_part_and_in_time_nothing(self, uow: UnitOfWork) -> None:
        day = paid_day(uow)
        requests.cancel(
            day.at(day.counsellor, hours=-1), day.session.request_id, CancelReason.NOT_NEEDED
        )
        assert day.session.cancelled_late
        claim = the_claim(uow)
        assert (claim.kind, claim.won) == (K.LATE_CANCELLATION, 15_000)
        assert claim.lines[0].of_won == 30_000

    def test_whoever_waits_in_vain_is_paid(self, uow: UnitOfWork) -> None:
        day = paid_day(uow, waiting_hour_won=12_000)
        absent = Said(was_held=False, absent=Attendee.SERVICE_USER, waited_minutes=20)
        reports.report_as_interpreter(day.at(day.user, minutes=30), day.assignment.id, absent)
        reports.report_as_counsellor(
            day.at(day.counsellor, minutes=40), day.session.request_id, absent
        )
        claim = the_claim(uow)
        assert (claim.kind, claim.won) == (K.NO_SHOW, 34_000)

    def test_staff_are_not_paid_and_without_rates_nobody_is(self, uow: UnitOfWork) -> None:
        day = a_day(uow)
        held(day)
        assert uow.db.scalars(sa.select(PayClaim)).all() == []
        a_rate_card(uow)
        day.hanh.employment = Employment.STAFF
        uow.db.flush()
        assert proposing.propose_due(day.at(None, hours=5)) == 0

    def test_a_claim_follows_a_decision_until_it_is_approved(self, uow: UnitOfWork) -> None:
        day = paid_day(uow)
        held(day)
        answers.confirm(day.at(day.user, hours=2), the_claim(uow).id)
        self.decide(day, minutes=120)
        claim = the_claim(uow)
        assert (claim.state, claim.won) == (S.PROPOSED, 60_000)

        answers.confirm(day.at(day.user, hours=2), claim.id)
        deciding.approve(approver(day), [claim.id])
        a_rate_card(uow, hour_won=99_000)
        self.decide(day, minutes=180)
        assert (the_claim(uow).state, the_claim(uow).won) == (S.APPROVED, 60_000)

    def test_a_claim_is_dropped_when_she_did_not_come(self, uow: UnitOfWork) -> None:
        day = paid_day(uow)
        held(day)
        said = Said(was_held=False, absent=Attendee.INTERPRETER)
        reports.decide(approver(day), day.session.id, said, "전화로 확인")
        assert the_claim(uow).state is S.DROPPED
        with pytest.raises(NotFound):
            answers.confirm(day.at(day.user, hours=4), the_claim(uow).id)

    @staticmethod
    def decide(day: Day, minutes: int) -> None:
        start = day.session.starts_at
        said = Said(started_at=start, ended_at=start + timedelta(minutes=minutes))
        reports.decide(approver(day), day.session.id, said, "전화로 확인")


class TestDeciding:
    """Who says what to a claim."""

    def test_a_dispute_is_answered_and_confirmed_and_approved(self, uow: UnitOfWork) -> None:
        day = paid_day(uow)
        held(day)
        claim = the_claim(uow)
        answers.dispute(day.at(day.user, hours=2), claim.id, "30분 더 했어요.")
        assert the_claim(uow).state is S.DISPUTED
        deciding.answer(approver(day), claim.id, "30분을 더해요.", 15_000)
        claim = the_claim(uow)
        assert (claim.state, claim.won, len(claim.lines)) == (S.PROPOSED, 45_000, 2)
        assert claim.lines[1].kind is PayLineKind.CORRECTION
        answers.confirm(day.at(day.user, hours=4), claim.id)
        assert deciding.approve(approver(day), [claim.id]).approved == 1
        with pytest.raises(Conflict):
            answers.dispute(day.at(day.user, hours=5), claim.id, "아직 달라요.")

    def test_what_nobody_answers_waits_for_some_days(self, uow: UnitOfWork) -> None:
        day = paid_day(uow)
        held(day)
        with pytest.raises(Conflict, match="not answered"):
            deciding.approve(approver(day), [the_claim(uow).id])
        later = day.at(day.desk, days=8)
        assert seen.count_waiting(later) == 1
        assert deciding.approve(later, [the_claim(uow).id]).approved == 1
        assert seen.count_waiting(later) == 0

    def test_two_people_approve_above_the_limit(self, uow: UnitOfWork) -> None:
        day = paid_day(uow, hour_won=400_000)
        held(day)
        claim_id = the_claim(uow).id
        answers.confirm(day.at(day.user, hours=2), claim_id)
        assert deciding.approve(approver(day), [claim_id]).waiting == 1
        with pytest.raises(Conflict, match="second person"):
            deciding.approve(approver(day), [claim_id])
        other = a_user(uow, Role.CENTRE_ADMIN)
        assert deciding.approve(acting(approver(day), other), [claim_id]).approved == 1
        assert the_claim(uow).two_people
        assert uow.settings.of(ClaimsSettings).claim_two_people_won == 300_000

    def test_a_correction_is_a_claim_of_its_own_that_another_person_approves(
        self, uow: UnitOfWork
    ) -> None:
        day = paid_day(uow)
        held(day)
        claim = the_claim(uow)
        with pytest.raises(Conflict):
            deciding.correct(approver(day), claim.id, -5_000, "시간을 잘못 봤어요.")
        answers.confirm(day.at(day.user, hours=2), claim.id)
        deciding.approve(approver(day), [claim.id])
        made = deciding.correct(approver(day), claim.id, -5_000, "시간을 잘못 봤어요.")
        with pytest.raises(Conflict):
            deciding.approve(approver(day), [made.id])
        deciding.approve(acting(approver(day), a_user(uow, Role.CENTRE_ADMIN)), [made.id])
        mine = seen.see_own(day.at(day.user, hours=5), claim.id)
        assert (mine[0].won, [each.won for each in mine[1]]) == (30_000, [-5_000])

    def test_a_correction_that_was_denied_and_disputed_is_still_for_two(
        self, uow: UnitOfWork
    ) -> None:
        day = paid_day(uow)
        held(day)
        claim_id = the_claim(uow).id
        answers.confirm(day.at(day.user, hours=2), claim_id)
        deciding.approve(approver(day), [claim_id])
        made = deciding.correct(approver(day), claim_id, 200_000, "한 시간이 빠졌어요.").id
        deciding.deny(approver(day), made, "다시 볼게요.")
        answers.dispute(day.at(day.user, hours=4), made, "빠진 것이 맞아요.")
        deciding.answer(approver(day), made, "맞아요.")
        answers.confirm(day.at(day.user, hours=5), made)
        done = deciding.approve(approver(day), [made])
        assert (done.approved, done.waiting) == (0, 1)
        with pytest.raises(Conflict):
            deciding.approve(approver(day), [made])

    def test_a_denial_has_a_reason_and_may_be_disputed(self, uow: UnitOfWork) -> None:
        day = paid_day(uow)
        held(day)
        claim_id = the_claim(uow).id
        with pytest.raises(Refused):
            deciding.deny(approver(day), claim_id, " ")
        deciding.deny(approver(day), claim_id, "직원 근무 시간이었어요.")
        assert the_claim(uow).state is S.DENIED
        answers.dispute(day.at(day.user, hours=4), claim_id, "근무 시간이 아니었어요.")
        assert the_claim(uow).state is S.DISPUTED

    def test_nobody_decides_on_their_own_pay_or_reads_another_s(self, uow: UnitOfWork) -> None:
        day = paid_day(uow)
        held(day)
        claim_id = the_claim(uow).id
        answers.confirm(day.at(day.user, hours=2), claim_id)
        answers.dispute(day.at(day.user, hours=2), claim_id, "30분 더 통역했어요.")
        day.hanh.user_id = day.desk.id
        uow.db.flush()
        with pytest.raises(Forbidden):
            deciding.approve(approver(day), [claim_id])
        with pytest.raises(Forbidden):
            deciding.deny(approver(day), claim_id, "직원 근무 시간이었어요.")
        with pytest.raises(Forbidden):
            deciding.answer(approver(day), claim_id, "30분을 더했어요.", 200_000)
        assert not deciding.may_decide(approver(day), the_claim(uow))
        assert the_claim(uow).won == 30_000
        _, stranger = a_signed_up_interpreter(uow, "투")
        with pytest.raises(NotFound):
            answers.confirm(acting(uow, stranger), claim_id)
        reader: User = a_user(uow, Role.ACCOUNTANT)
        assert uow.db.scalars(seen.search(acting(uow, reader), seen.ClaimFilter())).all()
        with pytest.raises(Forbidden):
            deciding.approve(acting(uow, reader), [claim_id])


def test_the_database_keeps_what_was_approved(any_office: Office) -> None:
    with begin(any_office, the_system()) as uow:
        day = paid_day(uow)
        held(day)
        claim_id = the_claim(uow).id
        answers.confirm(day.at(day.user, hours=2), claim_id)
        deciding.approve(approver(day), [claim_id])
    changes = (
        "UPDATE claim SET won = won + 1",
        "UPDATE claim SET state = 'confirmed'",
        "DELETE FROM claim_line",
        "UPDATE claim_line SET won = 1",
        (
            "INSERT INTO claim_line (id, claim_id, position, kind, won, rate, minutes, of_minutes, km, units, of_won, reason)"
            " SELECT claim_id, claim_id, 9, 'time', 1, 1, 1, 1, '', 0, 0, '' FROM claim_line"
        ),
        "DELETE FROM claim",
    )
    for change in changes:
        with pytest.raises(DBAPIError, match="is_approved"), any_office.engine.begin() as db:
            db.exec_driver_sql(change)
