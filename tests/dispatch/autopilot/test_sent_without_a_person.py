"""Repairs without a person: sent when nobody confirmed is moved, else left; once the switch is off nothing is sent."""

from threading import Barrier, Event

import pytest
import sqlalchemy as sa

from dispatch.domain.autopilot import AutopilotAct, AutopilotDeed
from dispatch.domain.states import AssignmentState, RunState, SendingState
from dispatch.domain.waves import CascadeEnd, CascadeState
from dispatch.service.autopilot import acting as autopilot
from dispatch.service.autopilot import switch
from dispatch.service.plans import send
from dispatch.service.waves import cascades
from dispatch.store.queries import plans as plan_queries
from dispatch.store.tables import Assignment, Offer, PlanRun, PlanSending
from foundation.database.audit import list_entries
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.security.permissions import the_system
from scheduling.domain.states import CancelReason
from scheduling.service import requests
from scheduling.store.tables import CounsellingSession
from tests import factories as make
from tests.dispatch.autopilot.test_autopilot import allow, cascades_of, entries_of, urgent
from tests.dispatch.planned import SYSTEM, look, someone
from tests.dispatch.repairs.mending import a_bad_day, only_by_moving, repaired
from tests.threads import at_once
from tests.transactions import in_office

SWITCH_TURNS = 6


def a_gap(office: Office) -> PlanRun:
    """A repair that fills one empty session and moves nobody."""

    def empty(uow: UnitOfWork) -> CounsellingSession:
        someone(uow)
        return make.a_session(uow)

    return repaired(office, in_office(office, empty).day)


def offers_of(office: Office) -> list[Offer]:
    """Everybody who was asked."""
    with reading(office, SYSTEM) as uow:
        return list(uow.db.scalars(sa.select(Offer)))


def confirmed(office: Office) -> int:
    """How many promises stand."""
    with reading(office, SYSTEM) as uow:
        mine = Assignment.state == AssignmentState.CONFIRMED
        return uow.db.scalars(sa.select(sa.func.count(Assignment.id)).where(mine)).one()


def test_a_repair_that_moves_nobody_is_sent_and_larger_ones_beside_it_are_not(
    office: Office,
) -> None:
    day = in_office(office, lambda uow: a_bad_day(uow).day)
    run = repaired(office, day)
    allow(office, AutopilotAct.REPAIR)

    autopilot.act(office)
    autopilot.act(office)

    assert look(office, run).state is RunState.SENT
    assert len(offers_of(office)) == 1
    assert confirmed(office) == 2
    (entry,) = entries_of(office)
    assert (entry.deed, entry.sessions) == (AutopilotDeed.REPAIR_SENT, 1)
    with reading(office, the_system()) as uow:
        (facts,) = [e.facts for e in list_entries(uow.db) if e.name == "autopilot.repair_sent"]
    assert (facts["policy"], facts["version"]) == (str(entry.policy_id), 1)


def test_a_repair_that_moves_somebody_confirmed_waits_for_a_person(office: Office) -> None:
    run = repaired(office, in_office(office, only_by_moving))
    allow(office, AutopilotAct.REPAIR)

    autopilot.act(office)

    assert look(office, run).state is RunState.DONE
    assert (offers_of(office), entries_of(office), confirmed(office)) == ([], [], 1)


def test_without_asking_whom_it_moves_it_would_be_sent(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: only the question whom a change moves keeps the promise of whoever is confirmed."""
    run = repaired(office, in_office(office, only_by_moving))
    allow(office, AutopilotAct.REPAIR)

    def any_change(*_: object) -> bool:
        return True

    monkeypatch.setattr(autopilot, "is_allowed", any_change)

    autopilot.act(office)

    assert look(office, run).state is RunState.SENT
    assert confirmed(office) == 0


def test_what_no_longer_fits_is_left_for_a_person_once(office: Office) -> None:
    run = a_gap(office)
    with begin(office, SYSTEM) as uow:
        drafted = plan_queries.drafts_of(uow.db, run.id)[0]
        requests.cancel(uow, drafted.session.request_id, reason=CancelReason.NOT_NEEDED)
    allow(office, AutopilotAct.REPAIR)

    autopilot.act(office)
    autopilot.act(office)

    assert offers_of(office) == []
    assert [(e.deed, e.sessions, e.run_id) for e in entries_of(office)] == [
        (AutopilotDeed.LEFT, 0, run.id)
    ]
    with reading(office, the_system()) as uow:
        (facts,) = [e.facts for e in list_entries(uow.db) if e.name == "autopilot.left"]
    assert facts["why"]


def test_a_draft_that_waits_to_be_sent_stays_here_once_it_is_off(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(send, "AT_ONCE", 0)
    run = a_gap(office)
    allow(office, AutopilotAct.REPAIR)
    autopilot.act(office)
    with reading(office, SYSTEM) as uow:
        sending = uow.db.scalars(sa.select(PlanSending)).one()
    assert sending.state is SendingState.ASKED

    in_office(office, switch.stop)
    send.carry_out(office, str(sending.id))

    assert offers_of(office) == []
    assert look(office, run).state is RunState.DONE
    with reading(office, SYSTEM) as uow:
        assert uow.db.get_one(PlanSending, sending.id).state is SendingState.CALLED_OFF


def test_who_stops_it_waits_for_an_act_and_stops_what_it_began(any_office: Office) -> None:
    """No row of the switch is there to lock yet: nobody has used it."""
    urgent(any_office)
    allow(any_office, AutopilotAct.WAVES)
    begun = Event()

    def act(turn: int) -> None:
        if turn:
            assert begun.wait(30)
            in_office(any_office, switch.stop)
            return
        with begin(any_office, SYSTEM) as uow:
            autopilot.start_waves(uow)
            begun.set()
            # So long the other one has to get in between, were it not held up.
            Event().wait(0.3)

    at_once(act, range(2))

    assert [cascade.state for cascade in cascades_of(any_office)] == [CascadeState.STOPPED]


def test_stopped_at_the_same_instant_has_one_winner(any_office: Office) -> None:
    a_gap(any_office)
    urgent(any_office, 2)
    for allowed in (AutopilotAct.REPAIR, AutopilotAct.WAVES):
        allow(any_office, allowed)
    ready = Barrier(SWITCH_TURNS, timeout=30)

    def act(turn: int) -> None:
        ready.wait()
        if turn:
            autopilot.act(any_office)
        else:
            in_office(any_office, switch.stop)

    at_once(act, range(SWITCH_TURNS))

    done, asked = entries_of(any_office), len(offers_of(any_office))
    sent = sum(e.sessions for e in done if e.deed is AutopilotDeed.REPAIR_SENT)
    waves = sum(e.deed is AutopilotDeed.WAVES_STARTED for e in done)
    assert sent == asked
    assert [c.state for c in cascades_of(any_office)] == [CascadeState.STOPPED] * waves
    autopilot.act(any_office)
    assert (len(entries_of(any_office)), len(offers_of(any_office))) == (len(done), asked)


def test_reading_the_switch_first_and_acting_then_goes_on_after_the_stop(
    any_office: Office,
) -> None:
    """The control: whoever only looks at the switch begins what nobody has stopped."""
    session_id = urgent(any_office)[0]
    with reading(any_office, SYSTEM) as uow:
        is_off = switch.read(uow).is_off
    in_office(any_office, switch.stop)
    if not is_off:
        in_office(any_office, lambda uow: cascades.begin(uow, session_id, 1, by_itself=True).id)

    assert [cascade.state for cascade in cascades_of(any_office)] == [CascadeState.RUNNING]


def test_waves_that_end_as_it_is_stopped_are_no_fault(office: Office) -> None:
    urgent(office)
    allow(office, AutopilotAct.WAVES)
    autopilot.act(office)
    cascade = cascades_of(office)[0]
    in_office(office, lambda uow: cascades.stop(uow, cascade.id))

    with begin(office, SYSTEM) as uow:
        assert not cascades.stop_if_live(uow, cascade.id, CascadeEnd.SWITCHED_OFF)
    assert in_office(office, switch.stop) == 0
