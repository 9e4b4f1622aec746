"""The letters of a sent plan wait while it may be taken back; taken back, the draft is there as it was."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from accounts.store.tables import User
from dispatch.domain.states import AssignmentState, ChangeKind, OfferState, RunState
from dispatch.domain.telephone import ToldNews
from dispatch.jobs import JOBS
from dispatch.service.engine import solving
from dispatch.service.plans import letters, runs, send, undo
from dispatch.service.plans.make import run_plan
from dispatch.service.plans.parts import seen
from dispatch.service.slots import offers as answering
from dispatch.store.tables import Assignment, Offer, PlanRun, PlanSending, TelephoneNews
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.jobs import Job, by_name, run_until_idle
from foundation.messages.outbox import SEND_MESSAGE, Message
from foundation.security.errors import Conflict, Gone
from interpreters.store.tables import Interpreter
from tests import factories as make
from tests.conftest import SetClock
from tests.dispatch.acting import acting
from tests.dispatch.planned import DIES, SYSTEM, drafts, look, planned
from tests.factories.dispatch import a_rate_card, a_signed_up_interpreter, an_assignment


def keep(uow: UnitOfWork, message_id: str) -> None:
    """Send nothing: the outbox is what these tests read."""
    del uow, message_id


DISPATCH = by_name([*(job for job in JOBS if job.every is None), Job(name=SEND_MESSAGE, run=keep)])
FAR = timedelta(days=10)


def far_days(office: Office, sessions: int = 2) -> tuple[Interpreter, User]:
    """Somebody with an account, free, and sessions that lie so far ahead that nothing is urgent."""
    with begin(office, SYSTEM) as uow:
        person, user = a_signed_up_interpreter(uow)
        a_rate_card(uow)
        make.available(uow, person)
        for k in range(sessions):
            make.a_session(uow, start=f"{9 + 2 * k:02}:00", day=uow.today + FAR)
    return person, user


def plan_far(office: Office) -> PlanRun:
    """A draft of that day."""
    with begin(office, SYSTEM) as uow:
        run = runs.ask_for_plan(uow, uow.today + FAR, uow.today + FAR, 2)
    run_plan(office, str(run.id), watch=solving.Watch(engine=DIES))
    return look(office, run)


def sent(office: Office, run: PlanRun) -> PlanSending:
    """The draft sent."""
    with begin(office, SYSTEM) as uow:
        return send.ask_to_send(uow, run.id)


def mail(office: Office) -> list[str]:
    """The subjects of all letters, the oldest first."""
    with reading(office, SYSTEM) as uow:
        return list(uow.db.scalars(sa.select(Message.subject).order_by(Message.created_at)))


def test_one_letter_for_each_person_goes_out_when_the_time_to_take_back_is_over(
    any_office: Office, clock: SetClock
) -> None:
    far_days(any_office)
    sent(any_office, plan_far(any_office))
    run_until_idle(any_office, DISPATCH)
    assert mail(any_office) == []
    clock.now += timedelta(minutes=31)
    run_until_idle(any_office, DISPATCH)
    run_until_idle(any_office, DISPATCH)
    (subject,) = mail(any_office)
    assert subject.startswith("통역할 수 있으세요? 상담 2건")
    with reading(any_office, SYSTEM) as uow:
        body = uow.db.scalars(sa.select(Message.body)).one()
        assert body.count("까지 답변") == 2
        assert "/offers" in body
        # What one decides by; the field would tell of the case.
        assert body.count("베트남어, 1시간, 30,000원") == 2
        assert "일상생활" not in body


def test_an_answer_given_meanwhile_is_left_out_of_the_letter(
    office: Office, clock: SetClock
) -> None:
    _, user = far_days(office)
    sent(office, plan_far(office))
    with begin(office, SYSTEM) as uow:
        offer = uow.db.scalars(sa.select(Offer).order_by(Offer.starts_at)).first()
        assert offer is not None
        answering.decline(acting(uow, user), offer.id)
    clock.now += timedelta(minutes=31)
    run_until_idle(office, DISPATCH)
    (subject,) = mail(office)
    assert subject.endswith("통역 가능하세요?")


def test_what_must_be_answered_soon_is_written_at_once(office: Office) -> None:
    """It starts tomorrow: the answer is due in four hours, and the half hour would be missed."""
    with begin(office, SYSTEM) as uow:
        person, _ = a_signed_up_interpreter(uow)
        make.available(uow, person)
        make.a_session(uow)
    run = planned(office)
    with begin(office, SYSTEM) as uow:
        deadline = uow.now + letters.TIMES_THE_WAIT * timedelta(minutes=30)
    sending = sent(office, run)
    with reading(office, SYSTEM) as uow:
        due = uow.db.scalars(sa.select(Offer.expires_at)).one()
    assert (len(mail(office)) == 1) is (due < deadline)
    with begin(office, SYSTEM) as uow:
        assert letters.write_now(uow, sending.id) == (0 if due < deadline else 1)
    assert len(mail(office)) == 1


def test_a_coordinator_lets_them_go_before(office: Office) -> None:
    far_days(office)
    sending = sent(office, plan_far(office))
    with begin(office, SYSTEM) as uow:
        assert letters.write_now(uow, sending.id) == 1
    assert len(mail(office)) == 1
    with pytest.raises(Conflict, match="already gone out"), begin(office, SYSTEM) as uow:
        letters.write_now(uow, sending.id)


def test_taken_back_the_very_same_draft_waits_and_nobody_heard_of_it(
    any_office: Office, clock: SetClock
) -> None:
    far_days(any_office)
    run = plan_far(any_office)
    with begin(any_office, SYSTEM) as uow:
        found = runs.get_run(uow, run.id)
        found.progress = {**found.progress, "gap": 0.01}
    before, measures = seen(drafts(any_office, run)), look(any_office, run).measures
    sent(any_office, run)
    clock.now += timedelta(minutes=10)
    with begin(any_office, SYSTEM) as uow:
        assert undo.undo(uow, run.id) == 2
    again = look(any_office, run)
    assert again.state is RunState.DONE
    assert (seen(drafts(any_office, run)), again.measures) == (before, measures)
    assert again.progress["gap"] == 0.01
    clock.now += timedelta(minutes=60)
    run_until_idle(any_office, DISPATCH)
    assert mail(any_office) == []
    with begin(any_office, SYSTEM) as uow:
        assert send.send(uow, run.id) == 2


def test_only_who_opened_an_offer_is_told_that_it_is_taken_back(office: Office) -> None:
    far_days(office)
    run = plan_far(office)
    sent(office, run)
    with begin(office, SYSTEM) as uow:
        for offer in uow.db.scalars(sa.select(Offer)):
            offer.state = OfferState.VIEWED
    with begin(office, SYSTEM) as uow:
        undo.undo(uow, run.id)
    assert mail(office) == ["제안 회수: 상담 2건"]


def test_answers_stand_when_the_rest_is_taken_back(office: Office) -> None:
    _, user = far_days(office)
    run = plan_far(office)
    sent(office, run)
    with begin(office, SYSTEM) as uow:
        first = uow.db.scalars(sa.select(Offer).order_by(Offer.starts_at)).first()
        assert first is not None
        answering.accept(acting(uow, user), first.id)
    with begin(office, SYSTEM) as uow:
        assert undo.undo(uow, run.id) == 1
    one, other = drafts(office, run)
    assert (one.sent_at is None, other.sent_at is None) == (False, True)
    with begin(office, SYSTEM) as uow:
        assert send.send(uow, run.id) == 1


def test_whoever_was_moved_and_is_back_never_hears_of_it(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        held, _ = a_signed_up_interpreter(uow)
        make.available(uow, held)
        session = make.a_session(uow, day=uow.today + FAR)
        an_assignment(uow, session, held)
    run = plan_far(office)
    with begin(office, SYSTEM) as uow:
        (draft,) = runs.list_drafts(uow, run.id)
        draft.kind, draft.interpreter_id = ChangeKind.TAKEN, None
        send.send(uow, run.id)
    assert mail(office) == []
    with begin(office, SYSTEM) as uow:
        undo.undo(uow, run.id)
    assert mail(office) == []
    with reading(office, SYSTEM) as uow:
        live = Assignment.state == AssignmentState.CONFIRMED
        assert uow.db.scalars(sa.select(Assignment.interpreter_id).where(live)).one() == held.id


def test_nobody_is_called_about_a_move_before_it_stands(office: Office, clock: SetClock) -> None:
    with begin(office, SYSTEM) as uow:
        held = make.an_interpreter(uow)
        make.available(uow, held)
        an_assignment(uow, make.a_session(uow, day=uow.today + FAR), held)
    run = plan_far(office)
    for is_undone in (True, False):
        with begin(office, SYSTEM) as uow:
            (draft,) = runs.list_drafts(uow, run.id)
            draft.kind, draft.interpreter_id = ChangeKind.TAKEN, None
            send.send(uow, run.id)
        with begin(office, SYSTEM) as uow:
            if is_undone:
                undo.undo(uow, run.id)
            assert uow.db.scalars(sa.select(TelephoneNews)).all() == []
        clock.now += timedelta(minutes=1)
    clock.now += timedelta(minutes=31)
    run_until_idle(office, DISPATCH)
    with reading(office, SYSTEM) as uow:
        assert uow.db.scalars(sa.select(TelephoneNews.news)).all() == [ToldNews.FREE]


def test_a_dropped_draft_is_fetched_back_for_half_an_hour(office: Office, clock: SetClock) -> None:
    far_days(office)
    run = plan_far(office)
    before = seen(drafts(office, run))
    with begin(office, SYSTEM) as uow:
        runs.drop(uow, run.id)
    clock.now += timedelta(minutes=29)
    with begin(office, SYSTEM) as uow:
        runs.fetch_back(uow, run.id)
    assert (look(office, run).state, seen(drafts(office, run))) == (RunState.DONE, before)
    with begin(office, SYSTEM) as uow:
        runs.drop(uow, run.id)
    clock.now += timedelta(minutes=31)
    with pytest.raises(Gone), begin(office, SYSTEM) as uow:
        runs.fetch_back(uow, run.id)


def test_a_dropped_draft_does_not_come_back_beside_a_newer_one(office: Office) -> None:
    far_days(office)
    run = plan_far(office)
    with begin(office, SYSTEM) as uow:
        runs.drop(uow, run.id)
    plan_far(office)
    with pytest.raises(Conflict, match="another draft"), begin(office, SYSTEM) as uow:
        runs.fetch_back(uow, run.id)
