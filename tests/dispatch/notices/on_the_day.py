"""What happens on the day itself, for the table of news."""

from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa

from accounts.store.tables import User
from dispatch.domain.live import Said, Step
from dispatch.domain.states import ReturnReason
from dispatch.service.live import dropping_out, progress, reminders, reports, standbys
from dispatch.service.slots import closing
from dispatch.store.tables import Assignment
from foundation.database.work import UnitOfWork
from scheduling.domain.states import Attendee
from tests.dispatch.acting import assign
from tests.dispatch.notices.an_office import Office
from tests.factories.dispatch import a_signed_up_interpreter


def mine(it: Office) -> Assignment:
    return it.uow.db.scalars(sa.select(Assignment)).one()


def at_start(it: Office, user: User, **lapse: float) -> UnitOfWork:
    return replace(it.by(user), now=it.session.starts_at + timedelta(**lapse))


def dropped_out(it: Office) -> None:
    it.held()
    dropping_out.drop_out(at_start(it, it.user, hours=-2), mine(it).id, ReturnReason.ILL)


def late(it: Office) -> None:
    it.held()
    who = at_start(it, it.user, minutes=-20)
    progress.tell(who, mine(it).id, Step.LATE, late_minutes=10)


def not_under_way(it: Office) -> None:
    it.held()


def over(it: Office) -> None:
    it.held()
    closing.close_ended_sessions(replace(it.uow, now=it.session.starts_at + timedelta(hours=2)))
    it.forget()


def outcome_wanted(it: Office, days: int = 1) -> None:
    over(it)
    for day in range(1, days + 1):
        it.forget()
        morning = it.session.starts_at + timedelta(days=day)
        reminders.remind_of_outcomes(replace(it.uow, now=morning))


def outcome_missing(it: Office) -> None:
    outcome_wanted(it, 3)


def disputed(it: Office) -> None:
    over(it)
    after = {"hours": 2.0}
    said = reports.as_planned(it.session)
    reports.report_as_interpreter(at_start(it, it.user, **after), mine(it).id, said)
    absent = Said(was_held=False, absent=Attendee.INTERPRETER)
    who = at_start(it, it.requester, **after)
    reports.report_as_counsellor(who, it.request.id, absent)


def outcome_decided(it: Office) -> None:
    disputed(it)
    it.forget()
    said = reports.as_planned(it.session)
    reports.decide(at_start(it, it.on_duty, hours=3), it.session.id, said, "통화로 확인")


def standby_named(it: Office) -> None:
    other, _ = a_signed_up_interpreter(it.uow, "다른 이", language="en")
    assign(it.uow, it.session, other)
    it.request.priority = 1
    it.uow.db.flush()
    it.forget()
    assert standbys.name_standbys(it.uow) == 1
