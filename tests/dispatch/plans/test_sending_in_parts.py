"""What goes out of a draft: a part of it, all or nothing, in the background, exactly once."""

from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from dispatch.domain.states import OfferState, RunState, SendingState
from dispatch.jobs import JOBS
from dispatch.service.plans import runs, send
from dispatch.service.plans.fitting import ChangesDoNotFit
from dispatch.service.plans.parts import Part, differences, seen
from dispatch.service.plans.send import DraftHasChanged
from dispatch.store.tables import DraftAssignment, Offer, PlanSending
from foundation.database.work import Office, begin, reading
from foundation.jobs import by_name, run_until_idle
from foundation.security.errors import Conflict
from interpreters.store.tables import Interpreter
from scheduling.domain.states import SessionState
from scheduling.store.tables import CounsellingSession
from tests import factories as make
from tests.dispatch.planned import SYSTEM, a_day, drafts, look, planned, someone
from tests.factories.dispatch import an_offer

SENDING = by_name(JOBS)


def asked(office: Office) -> list[UUID]:
    """The sessions about which somebody is being asked."""
    with reading(office, SYSTEM) as uow:
        open_ones = sa.select(Offer.session_id).where(Offer.state == OfferState.SENT)
        return list(uow.db.scalars(open_ones.order_by(Offer.starts_at)))


def state_of(office: Office, sending: PlanSending) -> SendingState:
    """Where a sending stands now."""
    with reading(office, SYSTEM) as uow:
        return uow.db.get_one(PlanSending, sending.id).state


@pytest.fixture
def in_background(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave every sending to the job, however small it is."""
    monkeypatch.setattr(send, "AT_ONCE", 0)


def test_what_is_ticked_goes_out_and_the_rest_waits(office: Office) -> None:
    first, second = a_day(office, people=2, sessions=2)
    run = planned(office)
    one, _ = drafts(office, run)
    before = look(office, run).measures[0]
    with begin(office, SYSTEM) as uow:
        assert send.send(uow, run.id, Part(draft_ids=[one.id])) == 1
    assert asked(office) == [first.id]
    rest = look(office, run)
    assert rest.state is RunState.DONE
    assert (before["before"], rest.measures[0]["before"]) == (2, 1)
    with begin(office, SYSTEM) as uow:
        send.send(uow, run.id)
    assert asked(office) == [first.id, second.id]
    assert look(office, run).state is RunState.SENT


def test_what_is_proven_holds_while_a_part_is_out_but_not_once_something_is_left_out(
    office: Office,
) -> None:
    a_day(office, people=3, sessions=3)
    run = planned(office)
    with begin(office, SYSTEM) as uow:
        found = runs.get_run(uow, run.id)
        found.progress = {**found.progress, "gap": 0.01}
    one, other, _ = drafts(office, run)
    with begin(office, SYSTEM) as uow:
        send.send(uow, run.id, Part(draft_ids=[one.id]))
    assert look(office, run).progress["gap"] == 0.01
    with begin(office, SYSTEM) as uow:
        runs.leave_out(uow, other.id)
    assert look(office, run).progress["gap"] is None


def test_a_day_goes_out_alone(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        someone(uow)
        tomorrow = make.a_session(uow)
        make.a_session(uow, day=tomorrow.day + timedelta(days=1))
    run = planned(office, days=2)
    assert len(drafts(office, run)) == 2
    with begin(office, SYSTEM) as uow:
        send.send(uow, run.id, Part(day=tomorrow.day))
    assert asked(office) == [tomorrow.id]


def test_changes_left_out_are_counted_out_of_the_measures(office: Office) -> None:
    a_day(office, people=2, sessions=2)
    run = planned(office)
    one, _ = drafts(office, run)
    now = {m["label"]: m["now"] for m in look(office, run).measures}
    with begin(office, SYSTEM) as uow:
        assert runs.leave_out_several(uow, run.id, [one.id]) == 1
    then = {m["label"]: m["now"] for m in look(office, run).measures}
    assert (now["unfilled"], then["unfilled"]) == (0, 1)
    with begin(office, SYSTEM) as uow:
        runs.leave_out_several(uow, run.id, [one.id], left_out=False)
    assert {m["label"]: m["now"] for m in look(office, run).measures} == now


def ask_meanwhile(office: Office, session: CounsellingSession, row: DraftAssignment) -> None:
    with begin(office, SYSTEM) as uow:
        for _ in range(2):
            an_offer(uow, session, someone(uow))


def cancel_meanwhile(office: Office, session: CounsellingSession, row: DraftAssignment) -> None:
    with begin(office, SYSTEM) as uow:
        uow.db.get_one(CounsellingSession, session.id).state = SessionState.CANCELLED


def lose_meanwhile(office: Office, session: CounsellingSession, row: DraftAssignment) -> None:
    with begin(office, SYSTEM) as uow:
        person = uow.db.get_one(Interpreter, row.interpreter_id)
        person.video = person.on_site = person.phone = False


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (ask_meanwhile, "2 people have been asked meanwhile."),
        (cancel_meanwhile, "cancelled"),
        (lose_meanwhile, "Does not offer"),
    ],
    ids=["asked", "cancelled", "lost"],
)
def test_what_no_longer_fits_is_named_and_the_others_go_out_without_it(
    office: Office, happens: object, why: str
) -> None:
    """Of three the first stays behind; the other two are asked by the very next click."""
    found = a_day(office, people=3, sessions=3)
    run = planned(office)
    row, *_ = drafts(office, run)
    assert callable(happens)
    happens(office, found[0], row)
    with pytest.raises(ChangesDoNotFit, match=why) as refusal, begin(office, SYSTEM) as uow:
        send.ask_to_send(uow, run.id)
    unfit = refusal.value.draft_ids
    assert row.id in unfit
    with begin(office, SYSTEM) as uow:
        assert uow.db.scalar(sa.select(sa.func.count(Offer.run_id))) == 0
        sending = send.ask_to_send(uow, run.id, without=unfit)
    assert sending.offers == 3 - len(unfit)
    assert not set(asked(office)) & {found[0].id} or happens is ask_meanwhile


def test_a_draft_that_somebody_changed_meanwhile_is_not_sent(office: Office) -> None:
    a_day(office, people=2, sessions=2)
    run = planned(office)
    shown = seen(drafts(office, run))
    one, other = drafts(office, run)
    with begin(office, SYSTEM) as uow:
        runs.leave_out(uow, one.id)
    with pytest.raises(DraftHasChanged, match="opened the page: 1"), begin(office, SYSTEM) as uow:
        send.ask_to_send(uow, run.id, seen=shown)
    with reading(office, SYSTEM) as uow:
        (difference,) = differences(shown, runs.list_drafts(uow, run.id))
    assert (difference.draft.id, difference.was_in) == (one.id, True)
    assert one.interpreter_id is not None
    assert one.interpreter_id.hex.startswith(difference.was)
    assert asked(office) == []
    # Whoever sends only the other row does not mind.
    with begin(office, SYSTEM) as uow:
        send.ask_to_send(uow, run.id, Part(draft_ids=[other.id]), seen=shown)
    assert asked(office) == [other.session_id]


@pytest.mark.usefixtures("in_background")
def test_the_background_sends_all_of_it_once(any_office: Office) -> None:
    a_day(any_office, people=2, sessions=3)
    run = planned(any_office)
    with begin(any_office, SYSTEM) as uow:
        sending = send.ask_to_send(uow, run.id)
    assert (state_of(any_office, sending), asked(any_office)) == (SendingState.ASKED, [])
    with pytest.raises(Conflict, match="being sent"), begin(any_office, SYSTEM) as uow:
        send.ask_to_send(uow, run.id)
    with pytest.raises(Conflict, match="being sent"), begin(any_office, SYSTEM) as uow:
        runs.drop(uow, run.id)
    run_until_idle(any_office, SENDING)
    send.carry_out(any_office, str(sending.id))
    assert (state_of(any_office, sending), len(asked(any_office))) == (SendingState.SENT, 3)


class _Killed(BaseException):
    """The worker is gone in the middle of its work."""


@pytest.mark.usefixtures("in_background")
def test_a_worker_that_dies_while_sending_leaves_all_or_nothing(
    any_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_day(any_office, people=2, sessions=3)
    run = planned(any_office)
    with begin(any_office, SYSTEM) as uow:
        sending = send.ask_to_send(uow, run.id)

    def die(*_: object) -> None:
        raise _Killed

    # After the last offer is written, just before the end.
    with monkeypatch.context() as patch:
        patch.setattr(send, "_keep_causes", die)
        with pytest.raises(_Killed):
            send.carry_out(any_office, str(sending.id))
    assert (state_of(any_office, sending), asked(any_office)) == (SendingState.ASKED, [])
    send.carry_out(any_office, str(sending.id))
    send.carry_out(any_office, str(sending.id))
    assert len(asked(any_office)) == 3


@pytest.mark.usefixtures("in_background")
def test_what_no_longer_fits_when_the_job_comes_sends_nothing_and_says_so(office: Office) -> None:
    first, _ = a_day(office, people=2, sessions=2)
    run = planned(office)
    with begin(office, SYSTEM) as uow:
        sending = send.ask_to_send(uow, run.id)
        uow.db.get_one(CounsellingSession, first.id).state = SessionState.CANCELLED
    send.carry_out(office, str(sending.id))
    with reading(office, SYSTEM) as uow:
        found = uow.db.get_one(PlanSending, sending.id)
        assert (found.state, found.unfit) == (SendingState.REFUSED, 1)
    assert (asked(office), look(office, run).state) == ([], RunState.DONE)
    assert all(row.sending_id is None for row in drafts(office, run))


@pytest.mark.usefixtures("in_background")
def test_a_mistake_while_sending_gives_the_draft_back(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_day(office)
    run = planned(office)
    with begin(office, SYSTEM) as uow:
        sending = send.ask_to_send(uow, run.id)

    def fail(*_: object) -> None:
        raise ValueError("a mistake")

    monkeypatch.setattr(send, "_keep_causes", fail)
    with pytest.raises(ValueError, match="a mistake"):
        send.carry_out(office, str(sending.id))
    assert (state_of(office, sending), asked(office)) == (SendingState.REFUSED, [])
    assert look(office, run).state is RunState.DONE


@pytest.mark.usefixtures("in_background")
def test_a_sending_is_stopped_before_its_job_comes(office: Office) -> None:
    a_day(office)
    run = planned(office)
    with begin(office, SYSTEM) as uow:
        sending = send.ask_to_send(uow, run.id)
    with begin(office, SYSTEM) as uow:
        send.call_off(uow, sending.id)
    run_until_idle(office, SENDING)
    assert asked(office) == []
    with begin(office, SYSTEM) as uow:
        assert send.send(uow, run.id) == 1
