"""What a coordinator does with waves that are out: skip, pause, resume, stop, add somebody, give more time."""

from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa

from dispatch.domain.states import ChangeKind, OfferState, RunState
from dispatch.service.slots import offers_deadline
from dispatch.service.waves import cascades
from dispatch.store.tables import DraftAssignment, Interpreter, Offer, PlanRun
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.security.errors import Conflict
from foundation.security.permissions import the_system
from scheduling.store.tables import CounsellingSession
from tests.conftest import SetClock
from tests.dispatch.waves.waving import (
    a_province,
    cascade_of,
    pass_time,
    start,
    waves_sent,
    work,
)
from tests.factories import a_session
from tests.factories.dispatch import a_signed_up_interpreter
from tests.transactions import failing, in_office


def test_skip_pause_resume_and_stop(office: Office, clock: SetClock) -> None:
    session_id, _ = in_office(office, a_province)
    cascade_id = start(office, session_id)

    in_office(office, lambda uow: cascades.skip(uow, cascade_id))
    work(office)
    assert len(waves_sent(office, session_id)) == 2
    assert _open(office, session_id) == 2  # those of the first may still answer

    in_office(office, lambda uow: cascades.pause(uow, cascade_id))
    with failing(office, Conflict, "paused") as uow:
        cascades.skip(uow, cascade_id)
    pass_time(office, clock, hours=2)
    assert len(waves_sent(office, session_id)) == 2
    in_office(office, lambda uow: cascades.resume(uow, cascade_id))
    work(office)
    assert len(waves_sent(office, session_id)) == 3

    in_office(office, lambda uow: cascades.stop(uow, cascade_id, withdraw=True))
    assert _open(office, session_id) == 0
    pass_time(office, clock, hours=2)
    assert len(waves_sent(office, session_id)) == 3
    with failing(office, Conflict) as uow:
        cascades.resume(uow, cascade_id)


def _open(office: Office, session_id: UUID) -> int:
    with reading(office, the_system()) as uow:
        query = sa.select(sa.func.count()).select_from(Offer)
        return (
            uow.db.scalar(
                query.where(Offer.session_id == session_id, Offer.state == OfferState.SENT)
            )
            or 0
        )


def test_somebody_added_is_waited_for(office: Office, clock: SetClock) -> None:
    session_id, people = in_office(office, a_province)
    cascade_id = start(office, session_id)
    clock.now += timedelta(minutes=30)

    in_office(office, lambda uow: cascades.add_person(uow, cascade_id, people[4]))

    assert cascade_of(office, cascade_id).next_at == clock.now + timedelta(hours=1)
    assert set(waves_sent(office, session_id)[0]) == {people[0], people[4]}
    pass_time(office, clock, minutes=45)
    assert len(waves_sent(office, session_id)) == 1
    pass_time(office, clock, minutes=15)
    assert len(waves_sent(office, session_id)) == 2


def test_a_deadline_put_off_holds_the_next_wave(office: Office, clock: SetClock) -> None:
    session_id, _ = in_office(office, a_province)
    cascade_id = start(office, session_id)
    with begin(office, the_system()) as uow:
        offers_deadline.extend(uow, uow.db.scalars(sa.select(Offer)).one().id, 3)

    assert cascade_of(office, cascade_id).next_at == clock.now + timedelta(hours=4)
    pass_time(office, clock, hours=2)
    assert len(waves_sent(office, session_id)) == 1


def test_what_an_open_draft_fills_is_not_started_with_the_day(
    office: Office, clock: SetClock
) -> None:
    day = clock.now.date() + timedelta(days=7)

    def make(uow: UnitOfWork) -> None:
        person, _ = a_signed_up_interpreter(uow)
        drafted, _ = (a_session(uow, day=day, start=start) for start in ("10:00", "14:00"))
        a_draft_for(uow, drafted, person)

    in_office(office, make)

    assert in_office(office, lambda uow: cascades.start_day(uow, day)) == 1


def a_draft_for(uow: UnitOfWork, session: CounsellingSession, person: Interpreter) -> None:
    run = PlanRun(
        first_day=session.day,
        last_day=session.day,
        state=RunState.DONE,
        requested_by=None,
        created_at=uow.now,
        limit_seconds=1,
    )
    uow.db.add(run)
    uow.db.flush()
    uow.db.add(
        DraftAssignment(
            run_id=run.id,
            session_id=session.id,
            slot_no=1,
            kind=ChangeKind.NEW,
            starts_at=session.starts_at,
            modality=session.modality,
            interpreter_id=person.id,
        )
    )
    uow.db.flush()
