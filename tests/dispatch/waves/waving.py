"""Steps that tests of waves take: a session with people who can come, the clock moved, the jobs done."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa

import app as roof
from accounts.domain.roles import Role
from accounts.store.tables import Membership, User
from dispatch.domain.states import OPEN_OFFERS
from dispatch.domain.waves import Wave, WaveKind
from dispatch.service.slots import offers
from dispatch.service.waves import cascades
from dispatch.service.waves.choosing import WaveChoice
from dispatch.store.tables import Cascade, Offer
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.jobs import run_until_idle
from foundation.security.permissions import the_system
from interpreters.domain.ids import InterpreterId
from interpreters.domain.standing import Employment
from interpreters.store.tables import Interpreter
from scheduling.store.tables import CounsellingSession
from tests.conftest import SetClock
from tests.dispatch.acting import acting
from tests.factories import a_request, a_session, a_user, an_interpreter, an_organisation, available
from tests.factories.dispatch import a_signed_up_interpreter
from tests.transactions import in_office

HOUR = 3600
THREE_WAVES = (
    Wave(kind=WaveKind.STAFF, size=2, seconds=HOUR),
    Wave(kind=WaveKind.ORGANISATION, size=2, seconds=HOUR),
    Wave(kind=WaveKind.PROVINCE, size=2, seconds=HOUR),
)
A_MINUTE_OF_THREE = (Wave(kind=WaveKind.PROVINCE, size=3, seconds=60),)


def a_province(
    uow: UnitOfWork, *, staff: int = 1, own: int = 1, others: int = 3, days: int = 7
) -> tuple[UUID, list[UUID]]:
    """A session of next week and people who can come: its organisation's staff, its own, others; their ids."""
    body = an_organisation(uow)
    session = a_session(
        uow, a_request(uow, organisation=body), day=uow.today + timedelta(days=days)
    )
    people = [_member(uow, body.id, Employment.STAFF) for _ in range(staff)]
    people += [_member(uow, body.id, Employment.FREELANCE) for _ in range(own)]
    people += [a_signed_up_interpreter(uow)[0] for _ in range(others)]
    return session.id, [person.id for person in people]


def _member(uow: UnitOfWork, organisation_id: UUID, employment: Employment) -> Interpreter:
    user = a_user(uow, Role.INTERPRETER)
    uow.db.execute(
        sa.update(Membership)
        .where(Membership.user_id == user.id)
        .values(organisation_id=organisation_id)
    )
    person = an_interpreter(uow, user=user, employment=employment)
    available(uow, person)
    return person


def start(office: Office, session_id: UUID, waves: Sequence[Wave] = THREE_WAVES) -> UUID:
    """Ask for its first slot in waves, and let the job do its part; the cascade."""
    cascade_id = in_office(office, lambda uow: cascades.start(uow, session_id, 1, waves=waves).id)
    work(office)
    return cascade_id


def pool_of(session: CounsellingSession, people: Sequence[UUID]) -> list[WaveChoice]:
    """People in this order, at the session's own time."""
    return [
        WaveChoice(
            interpreter_id=InterpreterId(who),
            starts_at=session.starts_at,
            modality=session.modality,
        )
        for who in people
    ]


def work(office: Office) -> int:
    """Do what is due."""
    return run_until_idle(office, roof.make_jobs(office))


def pass_time(office: Office, clock: SetClock, **lapse: float) -> None:
    """Move the clock and do what is due then."""
    clock.now += timedelta(**lapse)
    work(office)


def waves_sent(office: Office, session_id: UUID) -> list[list[UUID]]:
    """Who was asked in each wave so far."""
    with reading(office, the_system()) as uow:
        rows = uow.db.scalars(
            sa.select(Offer).where(Offer.session_id == session_id).order_by(Offer.wave)
        ).all()
    last = max((row.wave for row in rows), default=0)
    return [[row.interpreter_id for row in rows if row.wave == n] for n in range(1, last + 1)]


def cascade_of(office: Office, cascade_id: UUID) -> Cascade:
    """How it stands."""
    with reading(office, the_system()) as uow:
        return uow.db.get_one(Cascade, cascade_id)


def answer(office: Office, session_id: UUID, *, yes: bool, who: UUID | None = None) -> UUID:
    """Have somebody who is asked answer, or the one given; their offer."""
    with begin(office, the_system()) as uow:
        query = sa.select(Offer).where(Offer.session_id == session_id, Offer.state.in_(OPEN_OFFERS))
        if who is not None:
            query = query.where(Offer.interpreter_id == who)
        offer = uow.db.scalars(query.order_by(Offer.id)).first()
        assert offer is not None
        person = uow.db.get_one(Interpreter, offer.interpreter_id)
        user = uow.db.get_one(User, person.user_id)
        theirs = acting(uow, user)
        offers.accept(theirs, offer.id) if yes else offers.decline(theirs, offer.id)
        return offer.id
