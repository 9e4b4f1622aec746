"""What the office allows to happen without a person, and the one switch that stops all of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from uuid import UUID

from accounts.domain.ids import UserId
from dispatch.domain.autopilot import (
    MOST_DAYS_AHEAD,
    MOST_PLANS,
    MOST_SESSIONS,
    NEVER,
    USUAL,
    AutopilotAct,
    AutopilotLimits,
)
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.waves import CascadeEnd
from dispatch.service.plans import send
from dispatch.service.waves import cascades
from dispatch.store.queries import autopilot as queries
from dispatch.store.tables import AutopilotEntry, AutopilotPolicy, AutopilotSwitch
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, Problems
from foundation.text.message import say

LISTED = 30


@dataclass(frozen=True, kw_only=True)
class AutopilotView:
    """Everything that is allowed, whether it is stopped, and what was done last."""

    limits: Mapping[AutopilotAct, AutopilotLimits]
    policies: Mapping[AutopilotAct, AutopilotPolicy]
    switch: AutopilotSwitch | None
    entries: Sequence[AutopilotEntry] = ()

    @property
    def is_off(self) -> bool:
        """Whether somebody has stopped all of it."""
        return self.switch is not None and self.switch.is_off

    @property
    def allowed(self) -> list[AutopilotAct]:
        """What would be done if it is not stopped."""
        return [act for act, limits in self.limits.items() if limits.is_on]


def read(uow: UnitOfWork, *, entries: bool = False) -> AutopilotView:
    """How it stands; for the board's head without what was done."""
    uow.require(DispatchPermission.BOARD_READ)
    policies = {policy.act: policy for policy in queries.list_policies(uow.db)}
    return AutopilotView(
        limits={
            act: policies[act].limits if act in policies else usual for act, usual in USUAL.items()
        },
        policies=policies,
        switch=queries.find_switch(uow.db),
        entries=queries.list_recent(uow.db, LISTED) if entries else (),
    )


def stop(uow: UnitOfWork) -> int:
    """Stop all that happens without a person: waves it has started go no further, drafts that wait to be sent stay here.

    How many waves these were.
    """
    uow.require(DispatchPermission.AUTOPILOT_SWITCH)
    _turn(uow, is_off=True)
    stopped = stop_what_runs(uow)
    uow.record("autopilot.switched_off", waves=stopped)
    return stopped


def stop_what_runs(uow: UnitOfWork) -> int:
    """Stop the sendings and the waves that nobody asked for; how many waves. What ends meanwhile is not counted."""
    for sending_id in queries.sendings_under_way(uow.db):
        send.stop_sending(uow, sending_id)
    return sum(
        cascades.stop_if_live(uow, each, CascadeEnd.SWITCHED_OFF)
        for each in queries.live_cascades(uow.db)
    )


def go_on(uow: UnitOfWork) -> None:
    """Let happen again what is allowed; waves that were stopped stay so."""
    uow.require(DispatchPermission.AUTOPILOT_SWITCH)
    _turn(uow, is_off=False)
    uow.record("autopilot.switched_on")


def _turn(uow: UnitOfWork, *, is_off: bool) -> None:
    user = None if uow.actor.user_id is None else UserId(uow.actor.user_id)
    switch = queries.find_switch(uow.db, lock=True)
    if switch is None:
        uow.db.add(AutopilotSwitch(is_off=is_off, changed_at=uow.now, changed_by_id=user))
    else:
        switch.is_off, switch.changed_at, switch.changed_by_id = is_off, uow.now, user
    uow.db.flush()


def change(
    uow: UnitOfWork, act: AutopilotAct, limits: AutopilotLimits, *, version: int
) -> AutopilotPolicy:
    """Say what is allowed of an act. `version` is the one that was read, 0 where there was none.

    All that is wrong is said at once, by field; Conflict when somebody has changed it since.
    """
    uow.require(DispatchPermission.AUTOPILOT_CHANGE)
    _problems_of(limits).check()
    policy = queries.find_policy(uow.db, act, lock=True)
    if (0 if policy is None else policy.version) != version:
        raise Conflict(
            say("Somebody has changed this policy since you opened the page. Look at it again.")
        )
    if policy is None:
        policy = AutopilotPolicy(
            act=act,
            is_on=False,
            begins=limits.begins,
            ends=limits.ends,
            sessions_per_day=limits.sessions_per_day,
            tiers=[],
            days_ahead=limits.days_ahead,
            plans_per_day=limits.plans_per_day,
            version=0,
            changed_at=uow.now,
        )
        uow.db.add(policy)
    policy.is_on, policy.begins, policy.ends = limits.is_on, limits.begins, limits.ends
    policy.sessions_per_day, policy.days_ahead = limits.sessions_per_day, limits.days_ahead
    policy.plans_per_day = limits.plans_per_day
    policy.tiers = sorted(tier.value for tier in limits.tiers)
    policy.version += 1
    policy.changed_at = uow.now
    policy.changed_by_id = None if uow.actor.user_id is None else UserId(uow.actor.user_id)
    uow.db.flush()
    uow.record(
        "autopilot.policy_changed",
        policy=policy.id,
        version=policy.version,
        act=act,
        allowed=limits.is_on,
        hours=f"{limits.begins:%H:%M}-{limits.ends:%H:%M}",
        most=limits.sessions_per_day,
        tiers=policy.tiers,
    )
    return policy


def _problems_of(limits: AutopilotLimits) -> Problems:
    problems = Problems()
    if limits.begins >= limits.ends or limits.ends == time(0):
        problems.add("ends", say("The end must come after the beginning."))
    for name, value, most in (
        ("sessions_per_day", limits.sessions_per_day, MOST_SESSIONS),
        ("days_ahead", limits.days_ahead, MOST_DAYS_AHEAD),
        ("plans_per_day", limits.plans_per_day, MOST_PLANS),
    ):
        if not 1 <= value <= most:
            problems.add(
                name, say("Enter a number between %(least)s and %(most)s.", least=1, most=most)
            )
    if limits.tiers & NEVER:
        problems.add("tiers", say("In a crisis (T3) a person always decides."))
    elif limits.is_on and not limits.tiers:
        problems.add("tiers", say("Choose at least one risk level."))
    return problems


def may_go_on(uow: UnitOfWork, act: AutopilotAct) -> AutopilotPolicy | None:
    """The policy that allows an act at this instant, else None. The switch is held until the transaction ends."""
    switch = queries.find_switch(uow.db, lock=True)
    if switch is not None and switch.is_off:
        return None
    policy = queries.find_policy(uow.db, act)
    if policy is None:
        return None
    clock = uow.now.astimezone(uow.settings.zone).time()
    return policy if policy.limits.works_at(clock) else None


def entry(
    uow: UnitOfWork, policy: AutopilotPolicy, **values: UUID | int | str | None
) -> AutopilotEntry:
    """Keep what was done under a policy."""
    made = AutopilotEntry(
        act=policy.act,
        at=uow.now,
        policy_id=policy.id,
        policy_version=policy.version,
        **values,  # pyright: ignore[reportArgumentType]  columns of the table by name
    )
    uow.db.add(made)
    uow.db.flush()
    return made
