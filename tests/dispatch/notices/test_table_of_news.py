"""The table of news, line by line: who is written to, who is not, and what is counted in the menu."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from accounts.domain.roles import Role
from dispatch.domain.news import TABLE, News, Reader
from dispatch.domain.states import ChangeKind, ReturnReason, RunKind, RunState
from dispatch.service import desk_notices
from dispatch.service.board import now
from dispatch.service.desk_notices import DeskNotice
from dispatch.service.helpline import watch
from dispatch.service.slots import (
    assignments_ending,
    closing,
    offers,
    offers_ending,
    offers_undo,
    overrides,
    watching,
)
from dispatch.service.waves import cascades
from dispatch.store.tables import DraftAssignment, HelplineCall, PlanRun
from foundation.database.work import UnitOfWork
from foundation.messages.outbox import Message, MessageState
from foundation.times.spans import Span
from interpreters.domain.events import EligibilityLost, StandingMoved
from interpreters.domain.qualifications import Domain, Tier
from interpreters.domain.standing import RestrictionKind, Standing
from interpreters.service import restrictions
from interpreters.store.tables import SpokenLanguage
from scheduling.domain.closing_days import ClosingKind
from scheduling.domain.events import DecisionWanted, LeaveTaken, SessionRequested
from scheduling.domain.states import CancelReason, RefusalCode, RequestState
from scheduling.service import availability, closing_days, requests
from scheduling.service.reading import need_of
from tests.dispatch.acting import acting, ask, assign, later
from tests.dispatch.notices import on_the_day
from tests.dispatch.notices.an_office import Office, an_office
from tests.factories import a_certification, a_session, a_user
from tests.factories.dispatch import a_signed_up_interpreter
from training.domain.certifications import CertificationStatus
from training.domain.events import ClassTimesTaken
from training.store.tables import Certification, Learner


def urgent(it: Office) -> None:
    it.request.priority = 1
    it.uow.db.flush()
    it.by(it.requester).announce(SessionRequested(it.session.id))


def exhausted(it: Office) -> None:
    cascades.start(it.by(it.on_duty), it.session.id, 1, pool=())


def urgent_waiting(it: Office) -> None:
    soon = it.uow.now + timedelta(hours=5)
    it.session.starts_at = it.session.earliest_start_at = it.session.latest_start_at = soon
    it.uow.db.flush()
    it.forget()
    watch.alert_due(later(it.uow, minutes=30))


def call_waiting(it: Office) -> None:
    it.session.on_demand = True
    call = HelplineCall(
        session_id=it.session.id, opened_by_id=it.requester.id, opened_at=it.uow.now
    )
    it.uow.db.add(call)
    it.uow.db.flush()
    it.forget()
    watch.alert_due(later(it.uow, minutes=3))


def decision(it: Office) -> None:
    it.request.state = RequestState.SUBMITTED
    it.by(it.requester).announce(DecisionWanted(it.session.id))


def decided(it: Office) -> None:
    it.request.state = RequestState.SUBMITTED
    it.uow.db.flush()
    requests.decide(
        it.by(it.on_duty),
        it.request.id,
        RequestState.REFUSED,
        refusal=RefusalCode.DUPLICATE,
    )


def declined(it: Office) -> None:
    it.asked()
    ask(it.uow, it.session, a_signed_up_interpreter(it.uow)[0])
    it.forget()
    offers.decline(it.by(it.user), it.offer.id)


def nobody_left(it: Office) -> None:
    it.asked()
    offers.decline(it.by(it.user), it.offer.id)


def ran_out(it: Office) -> None:
    it.asked()
    it.offer.expires_at = it.uow.now
    it.uow.db.flush()
    offers_ending.expire_due(it.uow)


def undone(it: Office) -> None:
    it.asked()
    offers.accept(it.by(it.user), it.offer.id)
    it.forget()
    offers_undo.undo_answer(it.by(it.user, minutes=1), it.offer.id)


def narrowed(it: Office) -> None:
    it.held()
    availability.declare_weekly(it.by(it.user), it.hanh.id, [])


def class_clash(it: Office) -> None:
    it.held()
    span = Span(it.session.starts_at, it.session.starts_at + timedelta(hours=2))
    it.by(a_user(it.uow, Role.TRAINING_MANAGER)).announce(ClassTimesTaken(((it.hanh.id, (span,)),)))


def day_closed(it: Office) -> None:
    admin = it.by(a_user(it.uow, Role.CENTRE_ADMIN))
    closing_days.enter(admin, it.session.day, ClosingKind.CLOSING_DAY, "이사")


def day_open(it: Office) -> None:
    day_closed(it)
    it.forget()
    closing_days.remove(it.by(a_user(it.uow, Role.CENTRE_ADMIN)), it.session.day)


def taken_back(it: Office) -> None:
    it.asked()
    offers_ending.withdraw(it.by(it.on_duty), it.offer.id)


def unfilled(it: Office, before: timedelta) -> None:
    """The job looks so long before the start; it was asked for long ago."""
    it.request.submitted_at = it.uow.now - timedelta(days=20)
    it.uow.db.flush()
    watching.warn_of_unfilled(replace(it.uow, now=it.session.starts_at - before))


def lead(it: Office) -> None:
    unfilled(it, timedelta(days=2))


def soon(it: Office) -> None:
    unfilled(it, timedelta(hours=20))


def last(it: Office) -> None:
    unfilled(it, timedelta(hours=2))


def not_served(it: Office) -> None:
    closing.close_ended_sessions(later(it.uow, days=5, hours=4))


def given_back(it: Office) -> None:
    it.held()
    mine = sa.select(assignments_ending.Assignment.id)
    assignments_ending.withdraw(it.by(it.user), it.uow.db.scalars(mine).one(), ReturnReason.ILL)


def on_leave(it: Office) -> None:
    it.held()
    day = it.session.day
    it.by(it.on_duty).announce(LeaveTaken(it.hanh.id, day, day))


def suspended(it: Office) -> None:
    it.held()
    it.hanh.standing = Standing.SUSPENDED
    it.by(it.on_duty).announce(StandingMoved(it.hanh.id, Standing.SUSPENDED))


def uncertified(it: Office) -> None:
    it.held()
    who = sa.select(Learner.id).where(Learner.interpreter_id == it.hanh.id)
    lost = sa.update(Certification).where(Certification.learner_id.in_(who))
    it.uow.db.execute(lost.values(status=CertificationStatus.SUSPENDED))
    it.uow.db.expire_all()
    it.by(it.on_duty).announce(EligibilityLost(it.hanh.id))


def unvetted(it: Office) -> None:
    it.held()
    a_certification(it.uow, it.hanh.id, level="L3-DV")
    it.request.tier, it.request.domain = Tier.T3, Domain.VIOLENCE
    it.hanh.vetted_until = None
    it.uow.db.flush()
    it.by(it.on_duty).announce(EligibilityLost(it.hanh.id))


def restricted(it: Office) -> None:
    it.held()
    it.request.case_code = "SUW-2026-1"
    it.uow.db.flush()
    restrictions.add(
        it.by(it.on_duty),
        it.hanh.id,
        kind=RestrictionKind.EXCLUSION,
        organisation_id=None,
        case_code="SUW-2026-1",
        first_day=it.uow.today,
        last_day=None,
        reason="",
    )


def other_rule(it: Office) -> None:
    it.held()
    spoken = SpokenLanguage.interpreter_id == it.hanh.id
    it.uow.db.execute(sa.delete(SpokenLanguage).where(spoken))
    it.uow.db.expire_all()
    it.by(it.on_duty).announce(EligibilityLost(it.hanh.id))


def repair(it: Office) -> None:
    run = PlanRun(
        first_day=it.session.day,
        last_day=it.session.day,
        state=RunState.DONE,
        kind=RunKind.REPAIR,
        requested_by=None,
        created_at=it.uow.now,
        limit_seconds=1,
    )
    it.uow.db.add(run)
    it.uow.db.flush()
    it.uow.db.add(
        DraftAssignment(
            run_id=run.id,
            session_id=it.session.id,
            slot_no=1,
            kind=ChangeKind.NEW,
            interpreter_id=it.hanh.id,
            starts_at=it.session.starts_at,
            modality=it.session.modality,
        )
    )
    it.uow.db.flush()
    desk_notices.tell_desk_of_repair(it.uow, run)


def second(it: Office) -> None:
    it.request.tier = Tier.T3
    it.uow.db.flush()
    overrides.ask(it.by(it.on_duty), it.session.id, it.hanh.id, "nobody else")


def cancelled(it: Office) -> None:
    it.held()
    requests.cancel(it.by(it.requester), it.request.id, CancelReason.DID_NOT_COME)


def moved(it: Office) -> None:
    it.held()
    need = need_of(it.uow, it.session)
    requests.change(it.by(it.requester), it.request.id, replace(need, minutes=90))


HAPPENS: dict[News, Callable[[Office], None]] = {
    News.URGENT_ASKED: urgent,
    News.URGENT_WAITING: urgent_waiting,
    News.CALL_WAITING: call_waiting,
    News.DECISION_WANTED: decision,
    News.DECIDED: decided,
    News.DECLINED: declined,
    News.NOBODY_LEFT: nobody_left,
    News.RAN_OUT: ran_out,
    News.WAVES_EXHAUSTED: exhausted,
    News.ANSWER_UNDONE: undone,
    News.OFFER_TAKEN_BACK: taken_back,
    News.UNFILLED_LEAD: lead,
    News.UNFILLED_SOON: soon,
    News.UNFILLED_LAST: last,
    News.NOT_SERVED: not_served,
    News.GIVEN_BACK: given_back,
    News.DROPPED_OUT: on_the_day.dropped_out,
    News.LATE: on_the_day.late,
    News.NOT_UNDER_WAY: on_the_day.not_under_way,
    News.OUTCOME_WANTED: on_the_day.outcome_wanted,
    News.OUTCOME_MISSING: on_the_day.outcome_missing,
    News.OUTCOME_DISPUTED: on_the_day.disputed,
    News.OUTCOME_DECIDED: on_the_day.outcome_decided,
    News.STANDBY_NAMED: on_the_day.standby_named,
    News.ON_LEAVE: on_leave,
    News.LOST_STANDING: suspended,
    News.LOST_CERTIFICATION: uncertified,
    News.LOST_VETTING: unvetted,
    News.LOST_RESTRICTION: restricted,
    News.LOST_OTHER: other_rule,
    News.REPAIR_READY: repair,
    News.OVERRIDE_ASKED: second,
    News.CANCELLED: cancelled,
    News.TIMES_NARROWED: narrowed,
    News.CLASS_CLASH: class_clash,
    News.DAY_CLOSED: day_closed,
    News.DAY_OPEN: day_open,
    News.MOVED: moved,
}
# By these the reader acts in the test, or it is about nobody's request: not written to this time.
SPARED = {(News.CANCELLED, Reader.REQUESTER), (News.MOVED, Reader.REQUESTER)}
AT = {
    News.UNFILLED_SOON: timedelta(days=4, hours=6),
    News.UNFILLED_LAST: timedelta(days=5),
    News.NOT_SERVED: timedelta(days=5, hours=4),
    News.DROPPED_OUT: timedelta(days=5),
    News.LATE: timedelta(days=5, hours=1, minutes=45),
    News.NOT_UNDER_WAY: timedelta(days=5, hours=1, minutes=45),
    News.OUTCOME_WANTED: timedelta(days=6, hours=2),
    News.OUTCOME_MISSING: timedelta(days=8, hours=2),
    News.OUTCOME_DISPUTED: timedelta(days=5, hours=4),
    News.OUTCOME_DECIDED: timedelta(days=5, hours=5),
}


@pytest.mark.parametrize("news", list(News), ids=lambda news: news.name)
def test_every_line_tells_whom_it_names_and_nobody_else(uow: UnitOfWork, news: News) -> None:
    it = an_office(uow)
    HAPPENS[news](it)

    waiting = sa.select(Message.to, Message.body).where(Message.state == MessageState.WAITING)
    written = {row.to: row.body for row in uow.db.execute(waiting)}
    of = {
        Reader.COORDINATORS: it.colleague,
        Reader.REQUESTER: it.requester,
        Reader.INTERPRETER: it.user,
    }
    told = {reader for reader, user in of.items() if user.email in written}
    assert told == {r for r in TABLE[news].letters if (news, r) not in SPARED}
    desk = written.get(it.colleague.email)
    if desk is not None and news is not News.REPAIR_READY:
        assert "Vietnamese" in desk
        assert it.request.reference in desk
        assert "SUW-2026-1" not in desk
        said = DeskNotice[news.name].sentence.text
        said = said.replace("%(name)s", it.hanh.full_name)
        # How long it has waited stands there in minutes.
        assert all(part in desk for part in said.split("%(minutes)s"))
    counted = now.count_waiting(
        replace(acting(uow, it.on_duty), now=uow.now + AT.get(news, timedelta(0)))
    )
    assert bool(counted) == TABLE[news].badge


def test_the_table_and_the_test_know_the_same_news() -> None:
    assert set(HAPPENS) == set(TABLE) == set(News)


def test_nobody_is_written_about_what_they_did_themselves(uow: UnitOfWork) -> None:
    it = an_office(uow)
    on_leave(it)
    to = set(uow.db.scalars(sa.select(Message.to)))
    assert it.on_duty.email not in to
    assert it.colleague.email in to


def test_many_at_once_are_one_letter_that_names_each(uow: UnitOfWork) -> None:
    it = an_office(uow)
    day = it.session.day
    others = [a_session(uow, day=day, start=f"{hour}:00") for hour in (10, 12)]
    for session in (it.session, *others):
        assign(uow, session, it.hanh)
    it.forget()
    it.by(it.on_duty).announce(LeaveTaken(it.hanh.id, day, day))
    found = uow.db.scalars(sa.select(Message).where(Message.to == it.colleague.email)).all()
    assert [message.subject for message in found] == ["3 things to check"]
    for session in (it.session, *others):
        assert session.request.reference in found[0].body
    assert "/dispatch/now" in found[0].body


def test_without_coordinators_the_admins_of_the_centre_are_told(uow: UnitOfWork) -> None:
    admin = a_user(uow, Role.CENTRE_ADMIN)
    session = a_session(uow)
    desk_notices.tell_desk(uow, News.RAN_OUT, session)
    assert uow.db.scalars(sa.select(Message.to)).all() == [admin.email]


def test_a_mark_is_told_once(uow: UnitOfWork) -> None:
    it = an_office(uow)
    soon(it)
    it.forget()
    soon(it)
    assert uow.db.scalars(sa.select(Message)).all() == []
