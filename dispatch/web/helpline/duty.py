"""Duty for calls: "available now" on the interpreter's phone, her weekly duty, and the roster of the office."""

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectMultipleField, TimeField
from wtforms.validators import Optional

from dispatch.domain.helpline import WEEKDAY_NAMES
from dispatch.domain.permissions import DispatchPermission
from dispatch.service.helpline import duty
from foundation.security.errors import Conflict, Refused
from foundation.text.message import say
from foundation.times.hours import hours_text
from foundation.times.zones import monday_of
from foundation.web.filters import spoken_clock
from foundation.web.forms import EndTimeField, Form, choices, safe_next
from foundation.web.guards import requires
from foundation.web.pagination import whole
from foundation.web.refusals import flashed, refusals_by, refusals_on
from foundation.web.translation import gettext as _
from foundation.web.work import reading, unit_of_work

bp = Blueprint("duty", __name__, template_folder="../../templates")
OWN, KEEP = DispatchPermission.OFFER_ANSWER, DispatchPermission.DUTY_KEEP


class DutyForm(Form):
    """Hours that come every week, on one or more weekdays."""

    weekdays = SelectMultipleField(say("Days").text, [Optional()])
    starts = TimeField(say("From").text, [Optional()])
    ends = EndTimeField(say("To").text, [Optional()])

    def offer(self) -> "DutyForm":
        """Fill in the days, in the reader's language."""
        self.weekdays.choices = choices([(str(n), name) for n, name in enumerate(WEEKDAY_NAMES)])
        return self

    def chosen(self) -> list[int]:
        """The weekdays, 0 is Monday."""
        return [n for n in range(len(WEEKDAY_NAMES)) if str(n) in (self.weekdays.data or ())]


@bp.post("/home/available")
@requires(OWN)
def say_available() -> ResponseReturnValue:
    """Say that calls may come from now on, for a while."""
    given = request.form.get("minutes", "")
    back = redirect(safe_next(request.form.get("next"), url_for("home.show")), code=303)
    with (
        refusals_by(lambda error: flashed(error, back), shows=(Refused, Conflict)),
        unit_of_work() as uow,
    ):
        row = duty.say_available(uow, whole(given, otherwise=0))
        until = spoken_clock(row.until)
    flash(_("You are available for calls until %(clock)s.", clock=until), "success")
    return back


@bp.post("/home/available/end")
@requires(OWN)
def end_available() -> ResponseReturnValue:
    """Say that no more calls may come."""
    with unit_of_work() as uow:
        duty.end_available(uow)
    flash(_("You are no longer available for calls."), "success")
    return redirect(url_for("home.show"), code=303)


@bp.get("/schedule/duty")
@requires(OWN)
def own() -> ResponseReturnValue:
    """The reader's own weekly duty."""
    with reading() as uow:
        who = duty.own_interpreter(uow).id
    return _page(who, DutyForm(None).offer(), is_own=True)


@bp.get("/duty")
@requires(KEEP)
def roster() -> ResponseReturnValue:
    """Who may be called now, and the duty of the week."""
    with reading() as uow:
        monday = monday_of(uow.today)
        return render_template(
            "dispatch/helpline/roster.html",
            roster=duty.read_roster(uow),
            weekdays=WEEKDAY_NAMES,
            hours_text=hours_text,
            days=[monday + timedelta(days=n) for n in range(7)],
            today=uow.today,
            fresh_at=spoken_clock(uow.now),
        )


@bp.get("/duty/<uuid:interpreter_id>")
@requires(KEEP)
def person(interpreter_id: UUID) -> ResponseReturnValue:
    """The weekly duty of one person."""
    return _page(interpreter_id, DutyForm(None).offer(), is_own=False)


@bp.post("/duty/<uuid:interpreter_id>")
@requires(OWN, KEEP)
def add(interpreter_id: UUID) -> ResponseReturnValue:
    """Put somebody on duty on some weekdays."""
    form = DutyForm().offer()
    form.validate()
    is_own = request.form.get("own") == "1"
    with (
        refusals_on(form, lambda: _page(interpreter_id, form, is_own=is_own), shows=(Refused,)),
        unit_of_work() as uow,
    ):
        duty.add_duty(
            uow,
            interpreter_id,
            weekdays=form.chosen(),
            starts=form.starts.data,
            ends=form.ends.data,
        )
    flash(_("Duty hours saved."), "success")
    return _back(interpreter_id, is_own=is_own)


@bp.post("/duty/hours/<uuid:duty_id>/remove")
@requires(OWN, KEEP)
def remove(duty_id: UUID) -> ResponseReturnValue:
    """Take hours off somebody's weekly duty."""
    is_own = request.form.get("own") == "1"
    gone = redirect(url_for(".own" if is_own else ".roster"), code=303)
    with (
        refusals_by(lambda error: flashed(error, gone), shows=(Conflict,)),
        unit_of_work() as uow,
    ):
        who = duty.remove_duty(uow, duty_id)
    flash(_("Duty hours removed."), "success")
    return _back(who, is_own=is_own)


def _back(who: UUID, *, is_own: bool) -> ResponseReturnValue:
    target = url_for(".own") if is_own else url_for(".person", interpreter_id=who)
    return redirect(target, code=303)


def _page(interpreter_id: UUID, form: DutyForm, *, is_own: bool) -> str:
    with reading() as uow:
        who = duty.get_person(uow, interpreter_id)
        return render_template(
            "dispatch/helpline/duty.html",
            who=who,
            own=is_own,
            rows=duty.list_duty(uow, who.id),
            weekdays=WEEKDAY_NAMES,
            hours_text=hours_text,
            form=form,
        )
