"""Pay in the small office: claims in every state, a closed month, and a list for the bank."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from accounts.domain.roles import Role
from accounts.store.tables import User
from dispatch.domain.claims import ClaimState
from dispatch.service.claims import months, payments, profiles, seen
from dispatch.service.claims.profiles import ProfileToKeep
from foundation.database.work import UnitOfWork
from interpreters.service import directory
from tests.dispatch.acting import acting
from tests.factories.dispatch import a_claim


def pay(uow: UnitOfWork, people: dict[Role, User]) -> dict[str, UUID]:
    """Claims of this month and the one before, which is closed and paid."""
    hanh = directory.find_by_user(uow, people[Role.INTERPRETER].id)
    assert hanh is not None
    office = acting(uow, people[Role.ACCOUNTANT])
    account = ProfileToKeep(bank="Ieum Bank", holder=hanh.full_name, account="110-000-123456")
    profiles.keep_own(acting(uow, people[Role.INTERPRETER]), account)
    before = uow.today.replace(day=1) - timedelta(days=5)
    a_claim(uow, hanh, day=before, state=ClaimState.APPROVED, approver=people[Role.COORDINATOR])
    months.close(office, before)
    made = payments.make(replace(office), uow.today)
    statement = payments.see(office, made.id)[1][0].statement
    waiting = {
        state: a_claim(uow, hanh, state=state)
        for state in (ClaimState.PROPOSED, ClaimState.DISPUTED, ClaimState.CONFIRMED)
    }
    assert seen.count_waiting(acting(uow, people[Role.COORDINATOR])) > 0
    return {
        "claim_id": waiting[ClaimState.DISPUTED].id,
        "statement_id": statement.id,
        "list_id": made.id,
    }
