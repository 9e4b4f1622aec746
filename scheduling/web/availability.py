"""When somebody is free: the weekly pattern, exceptions and leave; one's own or anybody's."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation.database.work import UnitOfWork
from foundation.security.errors import Problems, Refused
from foundation.text.message import say
from foundation.times.hours import ends_next_day, hours_text, minutes_between
from foundation.times.spans import Span
from foundation.web.guards import requires
from foundation.web.refusals import refusals_on
from foundation.web.rehearsal import fields_again, has_seen, is_confirmed, mark_of
from foundation.web.stale import Stale, refuse_stale
from foundation.web.translation import gettext as _
from foundation.web.work import reading, unit_of_work
from interpreters.domain.hits import Hits
from interpreters.domain.ids import InterpreterId
from scheduling.domain.availability import DatedTime, ExceptionReason, WeeklyTime
from scheduling.domain.permissions import SchedulingPermission
from scheduling.service import availability, busy_calendars
from scheduling.service.availability import Interpreter
from scheduling.web import times
from scheduling.web.addresses import availability_bp as bp
from scheduling.web.questions import SESSIONS_HIT
from scheduling.web.times import DaysForm

OWN, ANY = (
    SchedulingPermission.AVAILABILITY_CHANGE_OWN,
    SchedulingPermission.AVAILABILITY_CHANGE_ANY,
)


def _person_id(uow: UnitOfWork, interpreter_id: UUID | None) -> InterpreterId:
    if interpreter_id is None:
        return availability.own_id(uow)
    return InterpreterId(interpreter_id)


@bp.get("/schedule/availability")
@bp.get("/people/<uuid:interpreter_id>/availability")
@requires(OWN, ANY)
def show(interpreter_id: UUID | None = None) -> ResponseReturnValue:
    """Show the weekly pattern and the days on which it does not hold."""
    return _page(interpreter_id)


def _page(
    interpreter_id: UUID | None,
    *,
    weekly: tuple[Any, list[int]] | None = None,
    days: DaysForm | None = None,
) -> str:
    with reading() as uow:
        person_id = _person_id(uow, interpreter_id)
        person = availability.get_person(uow, person_id)
        exceptions = availability.list_exceptions(uow, person_id)
        pattern = _pattern_of(uow, person_id)
        others = [c for c in busy_calendars.list_of(uow, person_id) if c.confirmed_at]
        today = uow.today
    if weekly is None:
        weekly = times.stored_form(pattern)
    return render_template(
        "scheduling/availability.html",
        person=person,
        own=interpreter_id is None,
        target=_target(interpreter_id),
        calendars=others,
        form=weekly[0],
        week=list(zip(times.WEEKDAYS, times.parts_of(*weekly), strict=True)),
        total=sum(minutes_between(p.starts, p.ends) for p in pattern),
        today=today.isoformat(),
        days=days or DaysForm(formdata=None),
        exceptions=[(row.id, row.reason, availability.dated_time(row)) for row in exceptions],
        hours_text=hours_text,
        reasons={reason.value: reason for reason in ExceptionReason},
        presets={name: preset[0] for name, preset in times.PRESETS.items()},
    )


def _pattern_of(uow: UnitOfWork, person_id: InterpreterId) -> list[WeeklyTime]:
    return [availability.weekly_time(r) for r in availability.list_weekly(uow, person_id)]


def _target(interpreter_id: UUID | None) -> dict[str, Any]:
    return {} if interpreter_id is None else {"interpreter_id": interpreter_id}


@bp.post("/schedule/availability")
@bp.post("/people/<uuid:interpreter_id>/availability")
@requires(OWN, ANY)
def declare(interpreter_id: UUID | None = None) -> ResponseReturnValue:
    """Replace the weekly pattern."""
    if "d0_0_from" not in request.form:
        # A form without a single field would empty the week.
        raise Refused(say("No times were sent. Open the page again and save them there."))
    counts = times.counts_in(request.form)
    form = times.weekly_form(counts)
    form.validate()
    with reading() as uow:
        filled = times.filled_in(request.form.get("do", ""), form, counts, uow.today)
    if filled is not None:
        filled[0].seen_field.data = form.seen_field.data
        flash(_("Filled in below. Nothing is saved yet."), "info")
        return _page(interpreter_id, weekly=filled)
    asked = _before_narrowing(interpreter_id, form, counts)
    return _save_weekly(interpreter_id, form, counts) if asked is None else asked


def _save_weekly(interpreter_id: UUID | None, form: Any, counts: list[int]) -> ResponseReturnValue:
    with (
        refusals_on(form, lambda: _page(interpreter_id, weekly=(form, counts)), shows=(Stale,)),
        unit_of_work() as uow,
    ):
        person_id = _person_id(uow, interpreter_id)
        refuse_stale(uow, form, lambda: times.stored_form(_pattern_of(uow, person_id))[0])
        availability.get_person(uow, person_id)
        pattern, names, problems = _read_pattern(uow, form, counts)
        for name, reasons in availability.check_pattern(pattern).found.items():
            problems.found[names[int(name.removeprefix("weekly-"))]] = reasons
        if problems.found:
            form.take(Refused("", problems.found))
        if not form.errors:
            availability.declare_weekly(uow, person_id, pattern)
    if form.errors:
        return _page(interpreter_id, weekly=(form, counts)), 422
    flash(_("Your weekly times are saved."), "success")
    if any(ends_next_day(part.starts, part.ends) for part in pattern):
        flash(_("Times that end before they start run on into the next day."), "info")
    return redirect(url_for(".show", **_target(interpreter_id)), code=303)


def _before_narrowing(
    interpreter_id: UUID | None, form: Any, counts: Sequence[int]
) -> ResponseReturnValue | None:
    """The page that lists what the new times do not cover any more; None when there is nothing to ask."""
    with reading() as uow:
        person_id = _person_id(uow, interpreter_id)
        person = availability.get_person(uow, person_id)
        pattern, _names, problems = _read_pattern(uow, form, counts)
        if form.errors or problems.found or availability.check_pattern(pattern).found:
            return None
        hits = _hits(uow, person_id, availability.preview_weekly(uow, person_id, pattern))
    return _question(hits, person, interpreter_id)


def _hits(uow: UnitOfWork, person_id: InterpreterId, spans: Sequence[Span]) -> Hits:
    find_hits = SESSIONS_HIT.answer()
    found = find_hits(uow, person_id, spans) if find_hits is not None and spans else Hits()
    # A trainee's places are looked at by the pairing.
    return Hits(sessions=found.sessions, offers=found.offers)


def _question(
    hits: Hits, person: Interpreter, interpreter_id: UUID | None
) -> ResponseReturnValue | None:
    if not hits or has_seen(hits.mark):
        return None
    return render_template(
        "scheduling/times_narrowed.html",
        hits=hits,
        person=person,
        own=interpreter_id is None,
        target=_target(interpreter_id),
        fields=fields_again(),
        shown=mark_of(hits.mark),
        changed=is_confirmed(),
    )


def _read_pattern(
    uow: UnitOfWork, form: Any, counts: Sequence[int]
) -> tuple[list[WeeklyTime], list[str], Problems]:
    """The stretches that were given, where each of them is shown, and what is missing."""
    problems = Problems()
    pattern: list[WeeklyTime] = []
    names: list[str] = []
    for parts in times.parts_of(form, counts):
        for part in parts:
            read = part.read(uow.today, problems)
            if read is not None:
                pattern.append(read)
                names.append(part.ends.short_name)
    return pattern, names, problems


@bp.post("/schedule/availability/days")
@bp.post("/people/<uuid:interpreter_id>/availability/days")
@requires(OWN, ANY)
def add_days(interpreter_id: UUID | None = None) -> ResponseReturnValue:
    """Add extra time, or time off; time off is shown with what it hits before it is saved."""
    form = DaysForm()
    form.validate()
    dated, problems = form.read()
    if problems.found:
        form.take(Refused("", problems.found))
    if dated is None or form.errors:
        return _page(interpreter_id, days=form), 422
    with refusals_on(form, lambda: _page(interpreter_id, days=form), shows=(Refused,)):
        if form.is_leave and request.form.get("do") != "save":
            return _preview(interpreter_id, form, dated)
        with unit_of_work() as uow:
            person_id = _person_id(uow, interpreter_id)
            if form.is_leave and form.reason is ExceptionReason.LEAVE:
                availability.take_leave(uow, person_id, dated)
            else:
                availability.add_exception(uow, person_id, dated, form.reason)
    flash(_("Saved."), "success")
    return redirect(url_for(".show", **_target(interpreter_id)), code=303)


def _preview(interpreter_id: UUID | None, form: DaysForm, dated: DatedTime) -> ResponseReturnValue:
    with reading() as uow:
        person_id = _person_id(uow, interpreter_id)
        person = availability.get_person(uow, person_id)
        spans = availability.preview_leave(uow, person_id, dated)
        find_hits = SESSIONS_HIT.answer()
        hits = Hits() if find_hits is None else find_hits(uow, person_id, spans)
    return render_template(
        "scheduling/leave_preview.html",
        person=person,
        own=interpreter_id is None,
        target=_target(interpreter_id),
        form=form,
        dated=dated,
        hours_text=hours_text,
        hits=hits,
    )


@bp.post("/schedule/availability/days/<uuid:exception_id>/remove")
@bp.post("/people/<uuid:interpreter_id>/availability/days/<uuid:exception_id>/remove")
@requires(OWN, ANY)
def remove_days(exception_id: UUID, interpreter_id: UUID | None = None) -> ResponseReturnValue:
    """Take an exception or a leave back; what lies in extra time is shown first."""
    with reading() as uow:
        person_id, lost = availability.preview_removal(uow, exception_id)
        person = availability.get_person(uow, person_id)
        hits = _hits(uow, person_id, lost)
    asked = _question(hits, person, interpreter_id)
    if asked is not None:
        return asked
    with unit_of_work() as uow:
        availability.remove_exception(uow, exception_id)
    flash(_("Removed."), "success")
    return redirect(url_for(".show", **_target(interpreter_id)), code=303)
