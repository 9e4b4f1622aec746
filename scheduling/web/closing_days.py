"""Holidays and closing days: what is known by itself, what the centre enters, and what stands on such a day."""

from datetime import date, timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import DateField, RadioField, StringField
from wtforms.validators import Optional

from foundation.database.work import UnitOfWork
from foundation.security.errors import NotFound, Refused
from foundation.text.message import say
from foundation.times.zones import read_day
from foundation.web.forms import Form, choices
from foundation.web.guards import requires
from foundation.web.refusals import refusals_on
from foundation.web.rehearsal import has_seen, is_confirmed, mark_of
from foundation.web.stale import wait_for_others
from foundation.web.translation import gettext as _
from foundation.web.translation import language, ngettext
from foundation.web.work import reading, unit_of_work
from scheduling.domain.closing_days import ClosingKind
from scheduling.domain.holidays import holiday_name
from scheduling.domain.permissions import SchedulingPermission
from scheduling.service import closing_days

bp = Blueprint("closing_days", __name__, template_folder="../templates")
KEEP = SchedulingPermission.CLOSING_DAY_KEEP


class ClosingDayForm(Form):
    """One day."""

    day = DateField(say("Day").text, [Optional()])
    name = StringField(say("Name").text, [Optional()])
    kind = RadioField(say("Type").text, default=ClosingKind.CLOSING_DAY.value)

    def offer(self) -> "ClosingDayForm":
        """Fill in the answers to choose from, in the reader's language."""
        self.kind.choices = choices(
            [
                (ClosingKind.CLOSING_DAY.value, say("Closing day of the centre")),
                (ClosingKind.PUBLIC_HOLIDAY.value, say("Temporary public holiday")),
            ]
        )
        return self


@bp.get("/settings/closing-days")
@requires(KEEP)
def show() -> ResponseReturnValue:
    """List the days that come, and those that were."""
    return _page(ClosingDayForm(None))


@bp.post("/settings/closing-days")
@requires(KEEP)
def enter() -> ResponseReturnValue:
    """Enter a day; what stands on it is shown before it is saved."""
    form = ClosingDayForm().offer()
    form.validate()
    day, name = form.day.data, form.name.data or ""
    with reading() as uow:
        found = closing_days.find_problems(uow, day, name).found
        if form.day.errors:
            found.pop("day", None)
    if found:
        form.take(Refused("", found))
    if form.errors or day is None:
        return _page(form), 422
    with reading() as uow:
        standing = closing_days.sessions_on(uow, day)
    found = " ".join(sorted(str(session.id) for session in standing))
    if standing and not has_seen(found):
        return render_template(
            "scheduling/closing_day_preview.html",
            form=form,
            sessions=standing,
            shown=mark_of(found),
            changed=is_confirmed(),
        )
    with refusals_on(form, lambda: _page(form), shows=(Refused,)), unit_of_work() as uow:
        wait_for_others(uow)
        closing_days.enter(uow, day, ClosingKind(form.kind.data), name)
    flash(_("The day is entered. Deadlines, advice and series follow it from now on."), "success")
    return redirect(url_for(".show"), code=303)


@bp.post("/settings/closing-days/<day>/remove")
@requires(KEEP)
def remove(day: str) -> ResponseReturnValue:
    """Take a day back before it comes."""
    chosen = read_day(day)
    if chosen is None:
        raise NotFound
    with unit_of_work() as uow:
        count = closing_days.remove(uow, chosen)
    flash(_("The day is removed."), "success")
    if count:
        flash(
            ngettext(
                "The requester of %(num)s session is told.",
                "The requesters of %(num)s sessions are told.",
                count,
            ),
            "info",
        )
    return redirect(url_for(".show"), code=303)


def _page(form: ClosingDayForm) -> str:
    with reading() as uow:
        rows = closing_days.list_days(uow)
        today = uow.today
        counts = {
            row.day: len(closing_days.sessions_on(uow, row.day)) for row in rows if row.day >= today
        }
        public = _public_holidays(uow)
    return render_template(
        "scheduling/closing_days.html",
        form=form.offer(),
        coming=[row for row in rows if row.day >= today],
        past=[row for row in reversed(rows) if row.day < today],
        counts=counts,
        today=today,
        public=public,
    )


def _public_holidays(uow: UnitOfWork) -> list[tuple[date, str]]:
    """Those of this year and the next that are still to come."""
    last = date(uow.today.year + 1, 12, 31)
    days = (uow.today + timedelta(days=n) for n in range((last - uow.today).days + 1))
    named = ((day, holiday_name(day, language())) for day in days)
    return [(day, name) for day, name in named if name]
