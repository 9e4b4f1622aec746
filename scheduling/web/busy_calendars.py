"""Other calendars whose entries are not free time: added, looked at before they count, read again, removed."""

from collections.abc import Sequence
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage
from wtforms import FileField, StringField
from wtforms.validators import Length, Optional

from foundation.calendars.apart import read_apart
from foundation.calendars.asked import CalendarAnswer, CalendarQuestion
from foundation.calendars.faults import CalendarRefused, fault_said
from foundation.database.work import begin
from foundation.security.errors import refuse
from foundation.text.message import say
from foundation.times.spans import Span
from foundation.web import forms
from foundation.web.guards import requires
from foundation.web.refusals import refusals_on
from foundation.web.translation import gettext as _
from foundation.web.translation import words
from foundation.web.work import actor, office, reading, unit_of_work
from interpreters.domain.hits import Hits
from scheduling.domain.permissions import SchedulingPermission
from scheduling.domain.settings import SchedulingSettings
from scheduling.service import availability
from scheduling.service import busy_calendars as calendars
from scheduling.service.busy_calendars import BusyCalendar
from scheduling.web.addresses import calendars_bp as bp
from scheduling.web.questions import SESSIONS_HIT

OWN, ANY = (
    SchedulingPermission.AVAILABILITY_CHANGE_OWN,
    SchedulingPermission.AVAILABILITY_CHANGE_ANY,
)
# How many of its times a calendar shows, and how far ahead they are listed for somebody.
MOST_SHOWN, DAYS_SHOWN = 20, 14


class CalendarForm(forms.Form):
    """An address or a file, and what to call it."""

    name = StringField(say("Name").text, [Optional(), Length(max=60)])
    address = StringField(say("Address of the calendar").text, [Optional()])
    file = FileField(say("Calendar file (.ics)").text, [Optional()])

    def question(self) -> CalendarQuestion:
        """What has to be read, in a transaction of its own that is over before it is."""
        # A browser may send text in the place of a file.
        given = self.file.data if isinstance(self.file.data, FileStorage) else None
        raw = given.read() if given else b""
        if self.file.data and not raw:
            raise refuse("file", say("The file is empty."))
        with begin(office(), actor()) as uow:
            return calendars.question(uow, address=(self.address.data or "").strip(), raw=raw)


@bp.get("/schedule/calendars")
@bp.get("/people/<uuid:interpreter_id>/calendars")
@requires(OWN, ANY)
def index(interpreter_id: UUID | None = None) -> ResponseReturnValue:
    """List somebody's other calendars and when those take their time; one's own with a form to add one."""
    return _page(interpreter_id)


def _page(interpreter_id: UUID | None = None, form: CalendarForm | None = None) -> str:
    with reading() as uow:
        person_id = interpreter_id or availability.own_id(uow)
        person = availability.get_person(uow, person_id)
        return render_template(
            "scheduling/calendars.html",
            person=person,
            own=interpreter_id is None,
            calendars=[each for each in calendars.list_of(uow, person_id) if each.confirmed_at],
            waiting=[each for each in calendars.list_of(uow, person_id) if not each.confirmed_at],
            fault_of=calendars.fault_of,
            busy=calendars.busy_ahead(uow, person_id, DAYS_SHOWN),
            days=DAYS_SHOWN,
            most=calendars.MOST_CALENDARS,
            every=uow.settings.of(SchedulingSettings).calendar_minutes,
            form=form or CalendarForm(formdata=None),
        )


@bp.post("/schedule/calendars")
@requires(OWN)
def add() -> ResponseReturnValue:
    """Read a calendar and show what it would block."""
    form = CalendarForm()
    if not form.validate():
        return _page(form=form), 422
    with refusals_on(form, lambda: _page(form=form)):
        asked = form.question()
        try:
            answer: CalendarAnswer = read_apart(asked)
        except CalendarRefused as wrong:
            field = "address" if asked.address else "file"
            raise refuse(field, fault_said(wrong.fault, wrong.detail)) from None
        with unit_of_work() as uow:
            calendar = calendars.look_at(uow, form.name.data or "", asked, answer)
    return redirect(url_for(".show", calendar_id=calendar.id), code=303)


@bp.get("/schedule/calendars/<uuid:calendar_id>")
@requires(OWN)
def show(calendar_id: UUID) -> ResponseReturnValue:
    """Show what a calendar blocks, or would block, and which sessions lie in it."""
    with reading() as uow:
        calendar = calendars.get_own(uow, calendar_id)
        spans = calendars.blocked(uow, calendar)
        find_hits = SESSIONS_HIT.answer()
        hits = Hits()
        if find_hits is not None and spans:
            found = find_hits(uow, calendar.interpreter_id, spans)
            # A trainee's places are looked at by the pairing.
            hits = Hits(sessions=found.sessions, offers=found.offers)
    return _calendar_page(calendar, spans, hits)


def _calendar_page(calendar: BusyCalendar, spans: Sequence[Span], hits: Hits) -> str:
    return render_template(
        "scheduling/calendar.html",
        calendar=calendar,
        fault=calendars.fault_of(calendar),
        spans=spans[:MOST_SHOWN],
        more=max(0, len(spans) - MOST_SHOWN),
        count=len(spans),
        hits=hits,
    )


@bp.post("/schedule/calendars/<uuid:calendar_id>/confirm")
@requires(OWN)
def confirm(calendar_id: UUID) -> ResponseReturnValue:
    """Let it block its times."""
    with unit_of_work() as uow:
        calendars.confirm(uow, calendar_id)
    flash(_("The times in this calendar are blocked now."), "success")
    return redirect(url_for(".index"), code=303)


@bp.post("/schedule/calendars/<uuid:calendar_id>/read")
@requires(OWN)
def read_again(calendar_id: UUID) -> ResponseReturnValue:
    """Read a subscribed calendar now."""
    with begin(office(), actor()) as uow:
        asked = calendars.ask_again(uow, calendar_id)
    answer = calendars.read_or_refuse(asked, read_apart)
    with unit_of_work() as uow:
        calendars.note(uow, calendar_id, asked, answer)
    if isinstance(answer, CalendarRefused):
        flash(words(fault_said(answer.fault, answer.detail)), "error")
    else:
        flash(_("The calendar is up to date."), "success")
    return redirect(url_for(".show", calendar_id=calendar_id), code=303)


@bp.post("/schedule/calendars/<uuid:calendar_id>/remove")
@requires(OWN)
def remove(calendar_id: UUID) -> ResponseReturnValue:
    """Forget it with its times."""
    with unit_of_work() as uow:
        calendars.remove(uow, calendar_id)
    flash(_("Removed."), "success")
    return redirect(url_for(".index"), code=303)
