"""The office's offer policies: in which waves people are asked, by priority, tier and organisation."""

from collections.abc import Sequence
from uuid import UUID

from accounts.domain.ids import OrganisationId, UserId
from accounts.service import organisations
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.waves import (
    MOST_MINUTES,
    MOST_PEOPLE,
    MOST_WAVES,
    PolicyScope,
    Wave,
    usual_waves,
)
from dispatch.store.queries import waves_policies as policy_queries
from dispatch.store.tables import CounsellingSession, OfferPolicy
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound, Problems
from foundation.text.message import say
from scheduling.domain.states import Priority


def list_policies(uow: UnitOfWork) -> Sequence[OfferPolicy]:
    """Every policy that the office keeps."""
    uow.require(DispatchPermission.BOARD_READ)
    return policy_queries.list_policies(uow.db)


def find_for(uow: UnitOfWork, session: CounsellingSession) -> OfferPolicy | None:
    """The policy that holds for a session: of those that apply the closest; None when the usual waves do."""
    request = session.request
    return _closest(
        uow,
        PolicyScope(
            organisation_id=request.organisation_id, priority=request.priority, tier=request.tier
        ),
    )


def waves_of(
    uow: UnitOfWork, organisation_id: OrganisationId, priority: int
) -> tuple[tuple[Wave, ...], OfferPolicy | None]:
    """The waves of what has a priority and no tier, as texts have, and the policy that they come from."""
    wanted = PolicyScope(organisation_id=organisation_id, priority=priority)
    policy = _closest(uow, wanted)
    return (usual_waves(priority), None) if policy is None else (policy.planned, policy)


def _closest(uow: UnitOfWork, wanted: PolicyScope) -> OfferPolicy | None:
    found = [p for p in policy_queries.list_policies(uow.db) if p.applies_to.covers(wanted)]
    return max(found, key=lambda policy: policy.applies_to.closeness, default=None)


def waves_for(
    uow: UnitOfWork, session: CounsellingSession
) -> tuple[tuple[Wave, ...], OfferPolicy | None]:
    """The waves of a session, and the policy that they come from; without one they are the usual ones."""
    policy = find_for(uow, session)
    return (
        (usual_waves(session.request.priority), None)
        if policy is None
        else (policy.planned, policy)
    )


def get(uow: UnitOfWork, policy_id: UUID) -> OfferPolicy:
    """One policy, to be shown or changed."""
    uow.require(DispatchPermission.POLICY_CHANGE)
    found = policy_queries.find_policy(uow.db, policy_id)
    if found is None:
        raise NotFound
    return found


def add(uow: UnitOfWork, scope: PolicyScope, waves: Sequence[Wave]) -> OfferPolicy:
    """Keep a policy for requests that have none of their own yet; all that is wrong is said at once."""
    uow.require(DispatchPermission.POLICY_CHANGE)
    problems = problems_of(waves)
    if scope.priority is not None and scope.priority not in set(Priority):
        problems.add("priority", say("Choose one of the options."))
    if scope.organisation_id is not None:
        known = {each.id for each in organisations.list_organisations(uow)}
        if scope.organisation_id not in known:
            problems.add("organisation_id", say("Choose one of the options."))
    if policy_queries.find_policy_of(uow.db, scope.key) is not None:
        problems.add("scope", say("There is a policy for these requests already. Change that one."))
    problems.check()
    policy = OfferPolicy(
        scope=scope.key,
        organisation_id=scope.organisation_id,
        priority=scope.priority,
        tier=scope.tier,
        waves=[wave.as_json() for wave in waves],
        changed_at=uow.now,
        changed_by_id=_who(uow),
    )
    uow.db.add(policy)
    uow.db.flush()
    _record(uow, "offer_policy.added", policy)
    return policy


def change(uow: UnitOfWork, policy_id: UUID, waves: Sequence[Wave], *, version: int) -> OfferPolicy:
    """Give a policy other waves. Cascades under way keep theirs.

    `version` is the one that was read: Conflict when somebody has changed the policy since.
    """
    uow.require(DispatchPermission.POLICY_CHANGE)
    policy = policy_queries.find_policy(uow.db, policy_id, lock=True)
    if policy is None:
        raise NotFound
    problems_of(waves).check()
    if policy.version != version:
        raise Conflict(
            say("Somebody has changed this policy since you opened the page. Look at it again.")
        )
    policy.waves = [wave.as_json() for wave in waves]
    policy.version += 1
    policy.changed_at, policy.changed_by_id = uow.now, _who(uow)
    uow.db.flush()
    _record(uow, "offer_policy.changed", policy)
    return policy


def remove(uow: UnitOfWork, policy_id: UUID) -> None:
    """Forget a policy: the next closest one holds, or the usual waves do."""
    uow.require(DispatchPermission.POLICY_CHANGE)
    policy = policy_queries.find_policy(uow.db, policy_id, lock=True)
    if policy is None:
        raise NotFound
    _record(uow, "offer_policy.removed", policy)
    uow.db.delete(policy)
    uow.db.flush()


def problems_of(waves: Sequence[Wave]) -> Problems:
    """What is wrong with some waves, by `wave<n>_size` and `wave<n>_minutes`, n from 1."""
    problems = Problems()
    if not waves:
        problems.add("waves", say("Enter at least one wave."))
    if len(waves) > MOST_WAVES:
        problems.add("waves", say("Enter at most %(n)s waves.", n=MOST_WAVES))
    for number, wave in enumerate(waves, start=1):
        if not 1 <= wave.size <= MOST_PEOPLE:
            problems.add(
                f"wave{number}_size",
                say("Enter a number between %(least)s and %(most)s.", least=1, most=MOST_PEOPLE),
            )
        if wave.minutes is not None and not 1 <= wave.minutes <= MOST_MINUTES:
            problems.add(
                f"wave{number}_minutes",
                say(
                    "Enter a number between %(least)s and %(most)s.",
                    least=1,
                    most=f"{MOST_MINUTES:,}",
                ),
            )
    return problems


def _who(uow: UnitOfWork) -> UserId | None:
    return None if uow.actor.user_id is None else UserId(uow.actor.user_id)


def _record(uow: UnitOfWork, name: str, policy: OfferPolicy) -> None:
    scope = {
        "priority": policy.priority,
        "tier": policy.tier,
        "organisation": policy.organisation_id,
    }
    known = {key: value for key, value in scope.items() if value is not None}
    waves = [f"{w.kind}/{w.size}/{w.minutes or '-'}" for w in policy.planned]
    uow.record(name, subject=policy.id, version=policy.version, waves=waves, **known)
