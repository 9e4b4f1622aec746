"""Autopilot: what the office allows, the one switch that stops it, and what was done."""

from datetime import time
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    SelectMultipleField,
    TimeField,
)

from dispatch.domain.autopilot import TIERS, AutopilotAct, AutopilotLimits
from dispatch.domain.permissions import DispatchPermission
from dispatch.service.autopilot import switch
from foundation.security.errors import Conflict, Refused
from foundation.text.i18n import label
from foundation.text.message import say
from foundation.web.forms import Form, choices, safe_next
from foundation.web.guards import requires
from foundation.web.pagination import whole
from foundation.web.refusals import refusals_on
from foundation.web.translation import gettext as _
from foundation.web.translation import language
from foundation.web.work import reading, unit_of_work
from interpreters.domain.qualifications import Tier

bp = Blueprint("autopilot", __name__, template_folder="../../templates")
ACT = f"<any({', '.join(AutopilotAct)}):act>"
EXPLAINED = {
    AutopilotAct.WAVES: say(
        "An urgent request for which nobody has been asked starts its waves within a minute, at night too if the hours allow it."
    ),
    AutopilotAct.REPAIR: say(
        "A draft that fills gaps is sent if it takes nothing from anybody: only empty sessions are offered. Any other draft waits for you."
    ),
    AutopilotAct.PLAN: say(
        "A plan of the days ahead is made, once a day or more often, and its offers for empty sessions are sent. What would move somebody stays in the draft for you."
    ),
}


class AutopilotForm(Form):
    """What is allowed of an act, and its limits."""

    is_on = BooleanField(say("Allowed without a person").text)
    begins = TimeField(say("From").text)
    ends = TimeField(say("To").text)
    sessions_per_day = IntegerField(say("Sessions a day at most").text)
    days_ahead = IntegerField(say("Days ahead").text, default=2)
    plans_per_day = IntegerField(say("Plans a day").text, default=1)
    tiers = SelectMultipleField(say("Risk levels").text)
    version = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the tiers by name; T3 is none of them."""
        super().__init__(*args, **kwargs)
        self.tiers.choices = choices([(t.value, label(t, language())) for t in TIERS])

    def limits(self) -> AutopilotLimits:
        """What was typed."""
        return AutopilotLimits(
            is_on=bool(self.is_on.data),
            begins=self.begins.data or time(0),
            ends=self.ends.data or time(0),
            sessions_per_day=self.sessions_per_day.data or 0,
            tiers=frozenset(Tier(each) for each in self.tiers.data or ()),
            days_ahead=self.days_ahead.data or 0,
            plans_per_day=self.plans_per_day.data or 0,
        )


@bp.get("/autopilot")
@requires(DispatchPermission.AUTOPILOT_SWITCH)
def show() -> ResponseReturnValue:
    """What may happen without a person, the switch, and what was done last."""
    with reading() as uow:
        return render_template(
            "dispatch/autopilot/show.html",
            view=switch.read(uow, entries=True),
            explained=EXPLAINED,
            tiers_of=_tiers_of,
        )


def _tiers_of(limits: AutopilotLimits) -> str:
    return ", ".join(label(tier, language()) for tier in TIERS if tier in limits.tiers)


@bp.post("/autopilot/stop")
@requires(DispatchPermission.AUTOPILOT_SWITCH)
def stop() -> ResponseReturnValue:
    """Stop all that happens without a person."""
    with unit_of_work() as uow:
        switch.stop(uow)
    flash(_("Autopilot stopped. Nothing happens without a person."), "success")
    return redirect(safe_next(request.form.get("next"), url_for(".show")), code=303)


@bp.post("/autopilot/go-on")
@requires(DispatchPermission.AUTOPILOT_SWITCH)
def go_on() -> ResponseReturnValue:
    """Let happen again what is allowed."""
    with unit_of_work() as uow:
        switch.go_on(uow)
    flash(_("Autopilot runs again, within its limits."), "success")
    return redirect(safe_next(request.form.get("next"), url_for(".show")), code=303)


@bp.get(f"/autopilot/{ACT}")
@requires(DispatchPermission.AUTOPILOT_CHANGE)
def edit(act: str) -> ResponseReturnValue:
    """Show what is allowed of one act."""
    wanted = AutopilotAct(act)
    with reading() as uow:
        view = switch.read(uow)
    limits, policy = view.limits[wanted], view.policies.get(wanted)
    form = AutopilotForm(
        None,
        data={
            "is_on": limits.is_on,
            "begins": limits.begins,
            "ends": limits.ends,
            "sessions_per_day": limits.sessions_per_day,
            "days_ahead": limits.days_ahead,
            "plans_per_day": limits.plans_per_day,
            "tiers": [tier.value for tier in limits.tiers],
            "version": "0" if policy is None else str(policy.version),
        },
    )
    return _page(form, wanted)


@bp.post(f"/autopilot/{ACT}")
@requires(DispatchPermission.AUTOPILOT_CHANGE)
def change(act: str) -> ResponseReturnValue:
    """Allow an act, or no longer, and set its limits."""
    wanted, form = AutopilotAct(act), AutopilotForm()
    if not form.validate():
        return _page(form, wanted), 422
    with (
        refusals_on(form, lambda: _page(form, wanted), shows=(Refused, Conflict)),
        unit_of_work() as uow,
    ):
        switch.change(uow, wanted, form.limits(), version=whole(form.version.data, otherwise=-1))
    flash(_("Saved."), "success")
    return redirect(url_for(".show"), code=303)


def _page(form: AutopilotForm, act: AutopilotAct) -> str:
    return render_template("dispatch/autopilot/edit.html", form=form, act=act, explained=EXPLAINED)
