"""Asking for an interpreter, and changing what was asked: one form, checked as a whole."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation.database.work import UnitOfWork
from foundation.security.errors import NotFound, Refused
from foundation.text.message import LazyText, say
from foundation.times.zones import read_day
from foundation.web.filters import short_day
from foundation.web.guards import requires
from foundation.web.ids import find_id
from foundation.web.pagination import whole
from foundation.web.refusals import refusals_on, status_of
from foundation.web.stale import Stale, refuse_stale
from foundation.web.translation import gettext as _
from foundation.web.translation import ngettext
from foundation.web.work import reading, unit_of_work
from scheduling.domain.likelihood import FillLikelihood
from scheduling.domain.needs import RequestNeed
from scheduling.domain.permissions import SchedulingPermission
from scheduling.domain.requests import advice_on
from scheduling.domain.series import Scope
from scheduling.domain.settings import SchedulingSettings
from scheduling.service import checks, closing_days, requests, series
from scheduling.service import reading as requests_read
from scheduling.service.reading import CounsellingSession, Request, need_of
from scheduling.web.addresses import requests_bp as bp
from scheduling.web.form_mapping import offer_choices, read_need, show_problems, stored_answers
from scheduling.web.forms import RequestForm
from scheduling.web.questions import FILL_LIKELIHOOD, SERVED_WITH

NOBODY_SPEAKS_IT = say(
    "No interpreter speaks this language. Send it anyway: the centre looks elsewhere and keeps count of missing languages."
)
# The button that sends although the same has been asked for.
AGAIN = "again"


@dataclass
class _Advice:
    """What the box beside the form says."""

    likelihood: FillLikelihood | None = None
    advice: list[LazyText] = field(default_factory=list[LazyText])
    asked: bool = False
    # what has been asked for already: sending once more is one more click
    same: Sequence[CounsellingSession] = ()
    # holidays and closing days among the dates of a series, and which of them are to be left out
    special: Mapping[date, LazyText] = field(default_factory=dict[date, LazyText])
    left_out: Collection[date] = ()
    # nothing was sent because of them
    stopped: bool = False


@bp.get("/requests/new")
@requires(SchedulingPermission.REQUEST_PLACE)
def new() -> ResponseReturnValue:
    """Show an empty form, or one filled in after a session that has a second appointment."""
    after = find_id(request.args.get("after"))
    if after is None:
        return _page(RequestForm())
    with reading() as uow:
        form = _again(uow, after)
    return _page(form)


def _again(uow: UnitOfWork, request_id: UUID) -> RequestForm:
    """The need of a request once more, with the same interpreter preferred; the day is still to be chosen."""
    session = requests_read.get_session_of(uow, request_id)
    if not requests_read.may_change(uow, session.request):
        raise NotFound
    answers = stored_answers(uow, session, need_of(uow, session))
    named = SERVED_WITH.answer()
    if named is not None:
        answers["preferred"] = ", ".join(named(uow, session)) or answers["preferred"]
    # What was said of that day alone is not said again.
    answers |= {"day": None, "start": None, "note": "", "meeting_link": ""}
    form = RequestForm(None, **answers)
    offer_choices(uow, form, None)
    return form


@bp.post("/requests/new")
@requires(SchedulingPermission.REQUEST_PLACE)
def create() -> ResponseReturnValue:
    """Place the request, or only say whether it can be filled."""
    form = RequestForm()
    form.validate()
    if request.form.get("do") == "check":
        return _check(form)
    placed: list[Request] = []
    stop = _Advice()
    with refusals_on(form, lambda: _page(form), shows=(Refused,)), unit_of_work() as uow:
        need = _checked(uow, form)
        if need is not None:
            stop = _stop(uow, form, need)
        if need is None or stop.same or stop.stopped:
            need = None
        elif form.repeat.data:
            placed = series.create(
                uow,
                need,
                until=form.until.data,
                every_weeks=whole(form.repeat.data, otherwise=0),
                leave_out=stop.left_out,
            )
        else:
            placed = [requests.place(uow, need)]
    if stop.same or stop.stopped:
        return _page(form, stop), 409
    if not placed:
        return _page(form), 422
    if stop.left_out:
        days = ", ".join(short_day(day) for day in stop.left_out)
        flash(_("Left out: %(days)s", days=days), "info")
    flash(
        ngettext(
            "%(num)s request is placed.", "%(num)s requests are placed, one a date.", len(placed)
        ),
        "success",
    )
    return redirect(url_for("requests.show", request_id=placed[0].id), code=303)


def _stop(uow: UnitOfWork, form: RequestForm, need: RequestNeed) -> _Advice:
    """What has to be answered before anything is placed: the same asked for already, dates that are special."""
    found = _Advice()
    if request.form.get("do") != AGAIN:
        found.same = checks.list_same(uow, need)
    _add_special(uow, form, need, found)
    found.stopped = not _has_named(found.special)
    return found


def _add_special(uow: UnitOfWork, form: RequestForm, need: RequestNeed, found: _Advice) -> None:
    if form.repeat.data:
        every = whole(form.repeat.data, otherwise=0)
        found.special = series.list_special(uow, need, form.until.data, every)
    ticked = {read_day(text) for text in request.form.getlist("leave_out")}
    # Until they have been answered they are left out.
    found.left_out = [d for d in found.special if d in ticked or not _has_named(found.special)]


def _has_named(special: Mapping[date, LazyText]) -> bool:
    """Whether the sender was shown just these dates."""
    return request.form.get("named", "") == " ".join(day.isoformat() for day in special)


def _checked(
    uow: UnitOfWork, form: RequestForm, kept: RequestNeed | None = None
) -> RequestNeed | None:
    """The need that was typed, or None after every problem was put beside its field."""
    need, problems = read_need(uow, form, kept)
    if kept is None and form.repeat.data:
        every = whole(form.repeat.data, otherwise=0)
        found = series.find_problems(uow, need, form.until.data, every)
    else:
        found = checks.find_problems(uow, need, kept=kept)
    for name, reasons in found.found.items():
        if name not in problems.found:
            problems.found[name] = reasons
    show_problems(form, problems)
    return None if problems.found or form.errors else need


def _check(form: RequestForm, kept: CounsellingSession | None = None) -> ResponseReturnValue:
    """Say whether it can be filled; nothing is stored."""
    answer = _Advice(asked=True)
    with reading() as uow:
        need = _checked(uow, form, None if kept is None else need_of(uow, kept))
        if need is not None and need.language is None:
            answer.advice = [NOBODY_SPEAKS_IT]
        elif need is not None:
            answer.advice = advice_on(need, uow.now, uow.settings, entered=closing_days.known(uow))
            if kept is None:
                _add_special(uow, form, need, answer)
            asked, find_likelihood = checks.complete(uow, need), FILL_LIKELIHOOD.answer()
            if asked is not None and find_likelihood is not None:
                answer.likelihood = find_likelihood(uow, asked)
    return _page(form, answer, kept=kept), 200 if need is not None else 422


def _page(
    form: RequestForm, answer: _Advice | None = None, *, kept: CounsellingSession | None = None
) -> str:
    with reading() as uow:
        offer_choices(uow, form, None if kept is None else need_of(uow, kept))
        free_hours = uow.settings.of(SchedulingSettings).free_cancel_hours
    return render_template(
        "scheduling/request_form.html",
        form=form,
        answer=answer or _Advice(),
        asks_likelihood=FILL_LIKELIHOOD.answer() is not None,
        kept=kept,
        free_hours=free_hours,
    )


@bp.get("/requests/<uuid:request_id>/edit")
@requires(SchedulingPermission.REQUEST_PLACE)
def edit(request_id: UUID) -> ResponseReturnValue:
    """Show what was asked for in the form."""
    with reading() as uow:
        session = requests.get_changeable(uow, request_id)
        form = _stored(uow, session)
    return _page(form, kept=session)


@bp.post("/requests/<uuid:request_id>/edit")
@requires(SchedulingPermission.REQUEST_PLACE)
def change(request_id: UUID) -> ResponseReturnValue:
    """Change one occurrence, this and the following ones, or all."""
    form = RequestForm()
    form.validate()
    if request.form.get("do") == "check":
        with reading() as uow:
            session = requests.get_changeable(uow, request_id)
        return _check(form, session)
    return _with_problems(form, request_id, lambda uow, need: _change(uow, form, request_id, need))


def _stored(uow: UnitOfWork, session: CounsellingSession) -> RequestForm:
    need = need_of(uow, session)
    form = RequestForm(None, **stored_answers(uow, session, need)).note_seen()
    offer_choices(uow, form, need)
    return form


def _change(uow: UnitOfWork, form: RequestForm, request_id: UUID, need: RequestNeed) -> int:
    return series.change(uow, request_id, need, scope_of(form.scope.data))


def _with_problems(
    form: RequestForm, request_id: UUID, action: Callable[[UnitOfWork, RequestNeed], int]
) -> ResponseReturnValue:
    count, status = 0, 422
    try:
        with unit_of_work() as uow:
            refuse_stale(uow, form, lambda: _stored(uow, requests.get_changeable(uow, request_id)))
            session = requests.get_changeable(uow, request_id)
            need = _checked(uow, form, need_of(uow, session))
            count = 0 if need is None else action(uow, need)
    except (Refused, Stale) as error:
        # One occurrence of a series may be refused where the edited one is fine.
        form.take(error)
        status = status_of(error)
    if not count:
        with reading() as uow:
            session = requests.get_changeable(uow, request_id)
        return _page(form, kept=session), status
    flash(ngettext("%(num)s date is changed.", "%(num)s dates are changed.", count), "success")
    return redirect(url_for("requests.show", request_id=request_id), code=303)


def scope_of(text: str | None) -> Scope:
    """What a radio button said; only this one when it said nothing known."""
    return next((scope for scope in Scope if scope.value == text), Scope.THIS)
