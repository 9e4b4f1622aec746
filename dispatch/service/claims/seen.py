"""What pages show of claims: one's own, and those of the office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa

from dispatch.domain.claims import ClaimState
from dispatch.domain.claims_settings import ClaimsSettings
from dispatch.domain.permissions import DispatchPermission
from dispatch.service.claims import answers
from dispatch.store.queries import claims as queries
from dispatch.store.tables import PayClaim
from foundation.database.work import UnitOfWork
from foundation.security.errors import NotFound
from interpreters.service import directory

S = ClaimState
READ = DispatchPermission.CLAIM_READ


@dataclass(frozen=True, kw_only=True)
class OwnMonth:
    """Somebody's month: the claims by the day of the work, and their sums by how far they are."""

    month: date
    claims: Sequence[PayClaim]
    to_confirm: int

    @property
    def approved_won(self) -> int:
        """What is certain."""
        return sum(each.won for each in self.claims if each.state is S.APPROVED)

    @property
    def open_won(self) -> int:
        """What is not decided yet."""
        closed = {S.APPROVED, S.DENIED, S.DROPPED}
        return sum(each.won for each in self.claims if each.state not in closed)


@dataclass(frozen=True, kw_only=True)
class ClaimFilter:
    """Which claims a list shows; None and "" stand for all."""

    state: ClaimState | None = None
    month: date | None = None
    interpreter_id: UUID | None = None
    organisation_id: UUID | None = None


def see_own_month(uow: UnitOfWork, month: date) -> OwnMonth:
    """The actor's month."""
    uow.require(DispatchPermission.PAY_OWN)
    me = directory.find_by_user(uow, uow.actor.user_id)
    if me is None:
        raise NotFound
    query = queries.select_claims(interpreter_id=me.id, month=month_days(month))
    return OwnMonth(
        month=month,
        claims=uow.db.scalars(query).all(),
        to_confirm=queries.count_states(uow.db, interpreter_id=me.id).get(S.PROPOSED, 0),
    )


def see_own(uow: UnitOfWork, claim_id: UUID) -> tuple[PayClaim, Sequence[PayClaim]]:
    """One claim of the actor's, and what corrects it."""
    claim = answers.get_own(uow, claim_id)
    return claim, queries.corrections_of(uow.db, claim.id)


def count_own(uow: UnitOfWork) -> int:
    """How many claims the actor has to confirm: one statement."""
    return len(queries.list_own_waiting(uow.db, uow.actor.user_id))


def search(uow: UnitOfWork, wanted: ClaimFilter) -> sa.Select[PayClaim]:
    """The question for a list of claims, to be paged."""
    uow.require(READ)
    return queries.select_claims(
        state=wanted.state,
        interpreter_id=wanted.interpreter_id,
        organisation_id=wanted.organisation_id,
        month=None if wanted.month is None else month_days(wanted.month),
    )


def see(uow: UnitOfWork, claim_id: UUID) -> tuple[PayClaim, Sequence[PayClaim]]:
    """One claim, and what corrects it."""
    uow.require(READ)
    claim = queries.find(uow.db, claim_id)
    if claim is None:
        raise NotFound
    return claim, queries.corrections_of(uow.db, claim.id)


@dataclass(frozen=True)
class WaitingClaims:
    """How many claims wait for the actor's decision, and how many of them are disputed."""

    waiting: int
    disputed: int


def see_waiting(uow: UnitOfWork) -> WaitingClaims:
    """What of claims stands under "To do now"."""
    if not uow.may(DispatchPermission.CLAIM_APPROVE):
        return WaitingClaims(0, 0)
    return WaitingClaims(count_waiting(uow), queries.count_states(uow.db).get(S.DISPUTED, 0))


def count_waiting(uow: UnitOfWork) -> int:
    """How many claims wait for a decision that the actor could take: one statement."""
    if not uow.may(DispatchPermission.CLAIM_APPROVE):
        return 0
    days = uow.settings.of(ClaimsSettings).claim_silent_days
    return queries.count_to_approve(uow.db, uow.now - timedelta(days=days), uow.actor.user_id)


def count_by_state(uow: UnitOfWork) -> dict[ClaimState, int]:
    """How many claims are in each state that waits for somebody."""
    uow.require(READ)
    return dict(queries.count_states(uow.db))


def month_days(month: date) -> tuple[date, date]:
    """The first and the last day of a month."""
    first = month.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
