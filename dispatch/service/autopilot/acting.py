"""What is done without a person, each act in a transaction of its own and only while its policy allows it."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from dispatch.domain.autopilot import NEVER, AutopilotAct, AutopilotDeed, AutopilotLimits
from dispatch.domain.states import ChangeKind
from dispatch.service.autopilot import switch
from dispatch.service.plans import automatic_repair, runs, send
from dispatch.service.plans.parts import Part, to_send
from dispatch.service.waves import cascades
from dispatch.store.queries import autopilot as queries
from dispatch.store.queries import plans as plan_queries
from dispatch.store.tables import AutopilotPolicy, DraftAssignment, PlanRun
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.errors import DomainError
from foundation.security.permissions import the_system
from foundation.times.zones import day_span, local_clock
from scheduling.domain.urgency import urgent_until

AUTOPILOT = "autopilot"
# A draft that was asked for so long ago is a person's affair.
TAKEN_UP_WITHIN = timedelta(hours=6)


def act(office: Office) -> None:
    """The job: do what is allowed now."""
    for deed in (hold_still, start_waves, send_repairs, ask_for_plan, send_plans):
        _alone(office, deed)


def _alone(office: Office, deed: Callable[[UnitOfWork], None]) -> None:
    with begin(office, the_system(AUTOPILOT)) as uow:
        deed(uow)


def hold_still(uow: UnitOfWork) -> None:
    """While it is stopped, stop what goes on all the same."""
    found = queries.find_switch(uow.db, lock=True)
    if found is not None and found.is_off:
        switch.stop_what_runs(uow)


def _left_today(uow: UnitOfWork, policy: AutopilotPolicy) -> int:
    """For how many more sessions something may be done today."""
    since = day_span(uow.today, uow.settings.zone).start
    return policy.sessions_per_day - queries.sessions_since(uow.db, policy.act, since)


def start_waves(uow: UnitOfWork) -> None:
    """Ask in waves for urgent requests for which nobody has been asked; a coordinator sees them like her own."""
    policy = switch.may_go_on(uow, AutopilotAct.WAVES)
    if policy is None:
        return
    soon = urgent_until(uow.now, uow.settings)
    tiers = policy.limits.tiers - NEVER
    found = queries.urgent_open_slots(uow.db, uow.now, soon, tiers)
    for session_id, slot_no in found[: max(0, _left_today(uow, policy))]:
        cascade = cascades.begin(uow, session_id, slot_no, is_urgent=True, by_itself=True)
        switch.entry(
            uow,
            policy,
            deed=AutopilotDeed.WAVES_STARTED,
            sessions=1,
            session_id=session_id,
            cascade_id=cascade.id,
        )
        uow.record(
            "autopilot.waves_started",
            subject=session_id,
            slot=slot_no,
            policy=policy.id,
            version=policy.version,
        )


def send_repairs(uow: UnitOfWork) -> None:
    """Send drafts that fill gaps, if they move nobody who is confirmed or asked; others wait for a person."""
    policy = switch.may_go_on(uow, AutopilotAct.REPAIR)
    if policy is None:
        return
    ready = automatic_repair.repairs_to_review(uow)
    settled = queries.settled_among(uow.db, [run.id for run in ready])
    for run in ready:
        if run.id in settled or not automatic_repair.is_automatic(run):
            continue
        chosen = to_send(plan_queries.drafts_of(uow.db, run.id))
        fits = chosen and all(is_allowed(draft, policy.limits) for draft in chosen)
        if fits and len(chosen) <= _left_today(uow, policy):
            _send(uow, policy, run, chosen, AutopilotDeed.REPAIR_SENT)


def is_allowed(draft: DraftAssignment, limits: AutopilotLimits) -> bool:
    """Whether a change takes nothing from anybody and concerns a session of a tier that is allowed."""
    is_new = draft.kind is ChangeKind.NEW and draft.previous_interpreter_id is None
    return is_new and limits.may_touch([draft.session.request.tier])


def ask_for_plan(uow: UnitOfWork) -> None:
    """Ask for a plan of the days ahead, as often a day as the policy says."""
    policy = switch.may_go_on(uow, AutopilotAct.PLAN)
    if policy is None:
        return
    since = day_span(uow.today, uow.settings.zone).start
    made = queries.count_done_since(uow.db, AutopilotDeed.PLAN_ASKED, since)
    clock = local_clock(uow.now, uow.settings.zone)
    if not policy.limits.is_plan_due(clock, made):
        return
    first, last = uow.today + timedelta(days=1), uow.today + timedelta(days=policy.days_ahead)
    if not queries.has_sessions(uow.db, first, last, uow.now):
        return
    try:
        with uow.db.begin_nested():
            run = runs.ask_for_plan(uow, first, last)
    except DomainError:
        # Somebody is making a draft of these days: another minute will do.
        return
    switch.entry(uow, policy, deed=AutopilotDeed.PLAN_ASKED, run_id=run.id)
    uow.record("autopilot.plan_asked", subject=run.id, policy=policy.id, version=policy.version)


def send_plans(uow: UnitOfWork) -> None:
    """Send what is allowed of the plans that were asked for; the rest stays in the draft, for a person."""
    policy = switch.may_go_on(uow, AutopilotAct.PLAN)
    if policy is None:
        return
    for run in queries.runs_asked_for(uow.db, uow.now - TAKEN_UP_WITHIN):
        changes = to_send(plan_queries.drafts_of(uow.db, run.id))
        allowed = [draft for draft in changes if is_allowed(draft, policy.limits)]
        chosen = allowed[: max(0, _left_today(uow, policy))]
        _send(uow, policy, run, chosen, AutopilotDeed.PLAN_SENT)


def _send(
    uow: UnitOfWork,
    policy: AutopilotPolicy,
    run: PlanRun,
    chosen: Sequence[DraftAssignment],
    deed: AutopilotDeed,
) -> None:
    """Send some changes of a draft; what no longer fits is left to a person, and said so."""
    try:
        with uow.db.begin_nested():
            send.ask_to_send(uow, run.id, Part(draft_ids=[draft.id for draft in chosen]))
    except DomainError as error:
        switch.entry(uow, policy, deed=AutopilotDeed.LEFT, run_id=run.id)
        uow.record(
            "autopilot.left",
            subject=run.id,
            policy=policy.id,
            version=policy.version,
            why=error.reason.text,
        )
        return
    switch.entry(uow, policy, deed=deed, sessions=len(chosen), run_id=run.id)
    uow.record(
        f"autopilot.{deed}",
        subject=run.id,
        changes=len(chosen),
        policy=policy.id,
        version=policy.version,
    )
