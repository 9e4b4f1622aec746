"""The demo's papers of the office: letters in every state, and confirmations of what was interpreted."""

from datetime import date, timedelta
from uuid import UUID

from accounts.service import users
from dispatch.service.papers import activity
from foundation.database.work import UnitOfWork
from foundation.security.errors import Refused
from interpreters.service import directory
from training.service.demo.stage import DemoStage
from training.service.documents import documents, papers

ADMIN, HANH = "admin@ieum.example", "hanh@ieum.example"
# Who was appointed for last year, is for next year, was by mistake, and whose letter was issued again.
LAST_YEAR, NEXT_YEAR, REVOKED, REISSUED = "INT-006", "INT-009", "INT-010", "INT-005"
SOME_WEEKS = timedelta(days=45)


def issue_papers(stage: DemoStage) -> int:
    """Letters that stand, are over, are to come, were revoked and issued again; two confirmations; how many papers."""
    today, year = stage.today, stage.today.year
    days = (date(year, 1, 1), date(year, 12, 31))
    with stage.act(-30, ADMIN) as uow:
        papers.issue_appointment(uow, _own(uow), *days)
        before = (days[0].replace(year=year - 1), days[1].replace(year=year - 1))
        papers.issue_appointment(uow, _id(uow, LAST_YEAR), *before)
        after = (days[0].replace(year=year + 1), days[1].replace(year=year + 1))
        papers.issue_appointment(uow, _id(uow, NEXT_YEAR), *after)
        papers.revoke(uow, papers.issue_appointment(uow, _id(uow, REVOKED), *days).id)
        documents.replace(uow, papers.issue_appointment(uow, _id(uow, REISSUED), *days).id)
    issued = 6
    with stage.act(0, HANH) as uow:
        issued += _confirmed(uow, None, today)
    with stage.act(0, ADMIN) as uow:
        issued += _confirmed(uow, REISSUED, today)
    return issued


def _own(uow: UnitOfWork) -> UUID:
    user = users.find_user_by_email(uow, HANH)
    person = None if user is None else directory.find_by_user(uow, user.id)
    assert person is not None
    return person.id


def _id(uow: UnitOfWork, code: str) -> UUID:
    (person,) = directory.list_by_codes(uow, [code])
    return person.id


def _confirmed(uow: UnitOfWork, code: str | None, today: date) -> bool:
    point = uow.db.begin_nested()
    try:
        if code is None:
            activity.confirm_own(uow, today - SOME_WEEKS, today)
        else:
            activity.confirm_of(uow, _id(uow, code), today - SOME_WEEKS, today)
    except Refused:
        # They have interpreted nothing in these weeks.
        point.rollback()
        return False
    return True
