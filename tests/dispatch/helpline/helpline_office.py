"""A helpline with people on it: who is on duty, a counsellor who calls, and the jobs in between."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from accounts.domain.roles import Role
from accounts.store.tables import User
from dispatch.domain.states import OPEN_OFFERS
from dispatch.service.helpline import calls, course, duty
from dispatch.service.helpline.calls import CallWish
from dispatch.service.waves import going
from dispatch.store.tables import Cascade, HelplineCall, Offer
from foundation.database.work import UnitOfWork
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain, Modality
from interpreters.store.tables import Interpreter
from tests.dispatch.acting import acting, later
from tests.factories import a_user, an_organisation
from tests.factories.dispatch import a_signed_up_interpreter

NUMBER = "031-555-0101"


@dataclass
class Ready:
    """Somebody who has said that calls may come."""

    person: Interpreter
    user: User


def ready_people(uow: UnitOfWork, count: int, **values: Any) -> list[Ready]:
    """Interpreters of Vietnamese who take calls by phone and video, available for four hours."""
    found: list[Ready] = []
    for _ in range(count):
        person, user = a_signed_up_interpreter(uow, phone=True, video=True, **values)
        duty.say_available(acting(uow, user), 240)
        found.append(Ready(person, user))
    return found


def a_counsellor(uow: UnitOfWork) -> User:
    """Somebody who may call, of an organisation of its own."""
    user = a_user(uow, Role.COUNSELLOR, an_organisation(uow))
    uow.db.refresh(user, ["memberships"])
    return user


def a_wish(counsellor: User, **values: Any) -> CallWish:
    """Vietnamese, daily life, by phone, half an hour."""
    given: dict[str, Any] = {
        "organisation_id": counsellor.memberships[0].organisation_id,
        "language": Language.VIETNAMESE,
        "domain": Domain.GENERAL,
        "modality": Modality.PHONE,
        "minutes": 30,
        "meeting_link": NUMBER,
        **values,
    }
    return CallWish(**given)


def call_by(uow: UnitOfWork, counsellor: User, **values: Any) -> HelplineCall:
    """A call that is opened now."""
    return calls.open_call(acting(uow, counsellor), a_wish(counsellor, **values))


def asked_now(uow: UnitOfWork, call: HelplineCall) -> list[Offer]:
    """Who is being asked, in the order of asking."""
    return list(
        uow.db.scalars(
            sa.select(Offer)
            .where(
                Offer.session_id == call.session_id,
                Offer.state.in_(OPEN_OFFERS),
                Offer.expires_at > uow.now,
            )
            .order_by(Offer.wave, Offer.id)
        )
    )


def offer_to(uow: UnitOfWork, call: HelplineCall, who: Ready) -> Offer:
    """What somebody is asked about a call."""
    return next(o for o in asked_now(uow, call) if o.interpreter_id == who.person.id)


def tick(uow: UnitOfWork, call: HelplineCall) -> None:
    """What the jobs do about one call at this moment: the next wave, then the call follows."""
    cascade = uow.db.scalars(
        sa.select(Cascade).where(Cascade.session_id == call.session_id)
    ).one_or_none()
    if cascade is not None:
        going.go(uow, cascade.id, cascade.wave + 1, ())
    course.follow(uow, str(call.id))
    uow.db.flush()


def seconds(uow: UnitOfWork, count: float) -> UnitOfWork:
    """The same transaction some seconds later."""
    return later(uow, seconds=count)


MINUTE = timedelta(minutes=1)
