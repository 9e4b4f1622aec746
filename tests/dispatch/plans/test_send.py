"""Sending a draft: all or nothing, everything checked again, and taken back while there is time."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from dispatch.domain.states import AssignmentState, ChangeKind, OfferState, RunState
from dispatch.service.plans import runs, send, undo
from dispatch.store.tables import Assignment, Offer
from foundation.database.work import Office, begin, reading
from foundation.security.errors import Conflict
from scheduling.domain.states import SessionState
from scheduling.store.tables import CounsellingSession
from tests import factories as make
from tests.conftest import SetClock
from tests.dispatch.planned import SYSTEM, a_day, drafts, look, planned, someone
from tests.factories.dispatch import an_assignment, an_offer


def test_sending_asks_everybody_at_once(any_office: Office) -> None:
    first, second = a_day(any_office, people=2, sessions=2)
    run = planned(any_office)
    with begin(any_office, SYSTEM) as uow:
        assert send.send(uow, run.id) == 2
    with reading(any_office, SYSTEM) as uow:
        offers = list(uow.db.scalars(sa.select(Offer)))
        states = {s.state for s in uow.db.scalars(sa.select(CounsellingSession))}
    assert {o.session_id for o in offers} == {first.id, second.id}
    assert {(o.state, o.run_id) for o in offers} == {(OfferState.SENT, run.id)}
    assert states == {SessionState.PLANNED}
    assert look(any_office, run).state is RunState.SENT
    with pytest.raises(Conflict, match="sent already"), begin(any_office, SYSTEM) as uow:
        send.send(uow, run.id)


def test_a_change_that_was_left_out_is_not_sent(office: Office) -> None:
    a_day(office, people=2, sessions=2)
    run = planned(office)
    one, other = drafts(office, run)
    with begin(office, SYSTEM) as uow:
        runs.leave_out(uow, one.id)
        assert send.send(uow, run.id) == 1
    with reading(office, SYSTEM) as uow:
        assert [o.session_id for o in uow.db.scalars(sa.select(Offer))] == [other.session_id]


def test_sending_is_all_or_nothing(office: Office) -> None:
    first, second = a_day(office, people=1, sessions=2)
    run = planned(office)
    with begin(office, SYSTEM) as uow:
        uow.db.get_one(CounsellingSession, second.id).state = SessionState.CANCELLED
    with (
        pytest.raises(Conflict, match="Changes that no longer fit: 1") as refusal,
        begin(office, SYSTEM) as uow,
    ):
        send.send(uow, run.id)
    (broken,) = [d for d in drafts(office, run) if d.session_id == second.id]
    assert list(refusal.value.problems) == [str(broken.id)]
    with begin(office, SYSTEM) as uow:
        assert uow.db.scalar(sa.select(sa.func.count(Offer.id))) == 0
        runs.leave_out(uow, broken.id)
        send.send(uow, run.id)
        assert uow.db.scalars(sa.select(Offer.session_id)).one() == first.id


def test_whoever_is_moved_away_is_freed_before_the_next_is_asked(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        gone = someone(uow, levels=())
        able = someone(uow)
        session = make.a_session(uow)
        held = an_assignment(uow, session, gone)
    run = planned(office)
    (draft,) = drafts(office, run)
    assert (draft.kind, draft.interpreter_id) == (ChangeKind.MOVED, able.id)
    with begin(office, SYSTEM) as uow:
        send.send(uow, run.id)
    with reading(office, SYSTEM) as uow:
        assert uow.db.get_one(Assignment, held.id).state is AssignmentState.RELEASED
        assert uow.db.scalars(sa.select(Offer.interpreter_id)).one() == able.id


def test_the_question_to_somebody_moved_away_is_taken_back(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        gone, _ = someone(uow, levels=()), someone(uow)
        offer = an_offer(uow, make.a_session(uow), gone)
    run = planned(office)
    with begin(office, SYSTEM) as uow:
        send.send(uow, run.id)
    with reading(office, SYSTEM) as uow:
        assert uow.db.get_one(Offer, offer.id).state is OfferState.WITHDRAWN


def test_a_sent_draft_is_taken_back_within_half_an_hour(office: Office, clock: SetClock) -> None:
    with begin(office, SYSTEM) as uow:
        held, first, second = someone(uow), make.a_session(uow), make.a_session(uow, start="14:00")
        an_assignment(uow, first, held)
        held_id, second_id = held.id, second.id
    run = planned(office)
    with begin(office, SYSTEM) as uow:
        send.send(uow, run.id)
    clock.now += timedelta(minutes=29)
    with begin(office, SYSTEM) as uow:
        assert undo.undo(uow, run.id) == 1
    with reading(office, SYSTEM) as uow:
        offer = uow.db.scalars(sa.select(Offer)).one()
        assert (offer.session_id, offer.state) == (second_id, OfferState.WITHDRAWN)
        assert uow.db.scalars(sa.select(Assignment.interpreter_id)).one() == held_id


def test_a_slot_taken_by_the_plan_goes_back_to_its_holder(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        held = someone(uow)
        session = make.a_session(uow)
        an_assignment(uow, session, held)
    run = planned(office)
    with begin(office, SYSTEM) as uow:
        (draft,) = runs.list_drafts(uow, run.id)
        draft.kind, draft.interpreter_id = ChangeKind.TAKEN, None
        send.send(uow, run.id)
    with begin(office, SYSTEM) as uow:
        undo.undo(uow, run.id)
    with reading(office, SYSTEM) as uow:
        live = uow.db.scalars(
            sa.select(Assignment).where(Assignment.state == AssignmentState.CONFIRMED)
        ).one()
        assert live.interpreter_id == held.id


def test_taking_back_is_over_after_half_an_hour(office: Office, clock: SetClock) -> None:
    a_day(office)
    run = planned(office)
    with begin(office, SYSTEM) as uow:
        send.send(uow, run.id)
    clock.now += timedelta(minutes=31)
    with pytest.raises(Exception, match="within 30 minutes"), begin(office, SYSTEM) as uow:
        undo.undo(uow, run.id)


def test_the_way_of_taking_part_that_was_planned_is_the_one_asked_for(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        someone(uow, modalities=("video",))
        session = make.a_session(uow, modalities=("on_site", "video"), latest="11:00")
    run = planned(office)
    with begin(office, SYSTEM) as uow:
        send.send(uow, run.id)
    with reading(office, SYSTEM) as uow:
        found = uow.db.get_one(CounsellingSession, session.id)
        assert (found.modality.value, found.state) == ("video", SessionState.PLANNED)
        assert uow.db.scalars(sa.select(Offer.travel_minutes)).one() == 0


def test_why_nobody_was_found_is_kept_with_the_session(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        someone(uow)
        make.a_session(uow)
        lao = make.a_session(uow, language="lo")
    run = planned(office)
    with begin(office, SYSTEM) as uow:
        send.send(uow, run.id)
    with reading(office, SYSTEM) as uow:
        assert uow.db.get_one(CounsellingSession, lao.id).cause == "no_such_language"


def test_an_empty_draft_is_not_sent(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        make.a_session(uow, language="lo")
    run = planned(office)
    with pytest.raises(Conflict, match="nothing to send"), begin(office, SYSTEM) as uow:
        send.send(uow, run.id)
