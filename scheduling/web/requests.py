"""Lists of requests, and one request with what can be done about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from accounts.service import organisations
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, Refused
from foundation.text.i18n import label
from foundation.text.message import say
from foundation.web.forms import choices
from foundation.web.guards import requires
from foundation.web.ids import find_id
from foundation.web.pagination import Page, page_number, paged
from foundation.web.refusals import refusals_on
from foundation.web.stale import Stale, refuse_stale
from foundation.web.translation import gettext as _
from foundation.web.translation import language, ngettext
from foundation.web.work import actor, reading, unit_of_work
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Modality
from scheduling.domain.filters import RequestFilters
from scheduling.domain.permissions import SchedulingPermission
from scheduling.domain.requests import advice_on, is_late_to_cancel
from scheduling.domain.series import Scope
from scheduling.domain.states import (
    REQUEST_MOVES,
    CancelReason,
    Priority,
    RefusalCode,
    RequestState,
    SessionState,
)
from scheduling.service import meeting_links, proposals, requests, series, sessions
from scheduling.service import reading as requests_read
from scheduling.service.reading import CounsellingSession
from scheduling.web.addresses import requests_bp as bp
from scheduling.web.forms import (
    CancelForm,
    DecideForm,
    FilterForm,
    MeetingLinkForm,
    languages,
    named,
)
from scheduling.web.history import HistoryLine, history_lines
from scheduling.web.questions import STAFFING
from scheduling.web.request_form import scope_of

OPEN_STATES = (SessionState.REQUESTED, SessionState.PLANNED, SessionState.STAFFED)
# What a state filter offers: how it reads, and which requests and sessions it means.
_WAITING = (RequestState.SUBMITTED, RequestState.INCOMPLETE)
_ENDED = (RequestState.REFUSED, RequestState.REFERRED)
# As they are offered: a quick save approves.
DECISIONS = (
    RequestState.APPROVED,
    RequestState.INCOMPLETE,
    RequestState.REFUSED,
    RequestState.REFERRED,
    RequestState.SUBMITTED,
)


@bp.get("/requests/mine")
@requires(SchedulingPermission.REQUEST_READ_OWN)
def mine() -> ResponseReturnValue:
    """List what the reader asked for, or the whole of their organisation; what is to come first."""
    past, all_of_us = request.args.get("when") == "past", request.args.get("who") == "us"
    with reading() as uow:
        filters = RequestFilters(
            organisations=None if not all_of_us else list(requests_read.own_organisations(uow)),
            requester_id=None if all_of_us else actor().user_id,
            begins_after=None if past else uow.now,
            begun_by=uow.now if past else None,
            newest_first=past,
        )
        page = _list(uow, filters)
        asked = proposals.waiting_among(uow, page.items)
    return render_template(
        "scheduling/mine.html", page=page, asked=asked, past=past, all_of_us=all_of_us
    )


def _list(uow: UnitOfWork, filters: RequestFilters) -> Page[CounsellingSession]:
    query = requests_read.select_sessions(uow, filters)
    return paged(uow.db, query, number=page_number(), size=uow.settings.page_size)


@bp.get("/requests")
@requires(SchedulingPermission.REQUEST_READ_ANY)
def index() -> ResponseReturnValue:
    """List everybody's requests from today on, or of one day, by state, language, organisation."""
    form = FilterForm(request.args, meta={"csrf": False})
    form.validate()
    with reading() as uow:
        _offer_filters(uow, form)
        page = _list(uow, _filters(form, uow.today))
    return render_template("scheduling/requests.html", page=page, form=form)


def _offer_filters(uow: UnitOfWork, form: FilterForm) -> None:
    homes = organisations.list_organisations(uow)
    form.organisation.choices = choices(
        [(str(o.id), o.name_in(language())) for o in homes],
        empty=say("All organisations").text,
    )
    form.language.choices = languages(say("All languages").text)
    form.state.choices = [
        *choices([("waiting", say("Waits for a decision"))], empty=say("All states").text),
        *named((*OPEN_STATES, SessionState.IN_PROGRESS, SessionState.HELD)),
        *named((SessionState.NOT_DELIVERED, SessionState.CANCELLED)),
        *choices([("ended", say("Refused or passed on"))]),
    ]


def _filters(form: FilterForm, today: date) -> RequestFilters:
    state = form.state.data or ""
    known = {s.value: s for s in SessionState}
    request_states = {"waiting": _WAITING, "ended": _ENDED}.get(state)
    if state in known and known[state] in OPEN_STATES:
        request_states = (RequestState.APPROVED,)
    day = form.day.data
    return RequestFilters(
        organisations=[found] if (found := find_id(form.organisation.data)) else None,
        request_states=request_states,
        session_states=[known[state]] if state in known else None,
        language=next((code for code in Language if code.value == form.language.data), None),
        first_day=day or today,
        last_day=day,
    )


@dataclass
class _Shown:
    """Everything that the page of one request shows."""

    session: CounsellingSession
    note: str
    named: Any
    occurrences: Any
    advice: Any
    changeable: bool
    late: bool
    staffing: Markup | None
    proposed: proposals.ShownProposal | None
    meeting_link: str
    takes_link: bool
    # how many dates each choice of a cancellation would call off
    scopes: dict[Scope, int]
    # over without an interpreter
    unserved: bool
    history: Sequence[HistoryLine]

    @property
    def priority(self) -> Priority:
        """The class as a word."""
        return Priority(self.session.request.priority)

    @property
    def cancel_reason(self) -> str:
        """Why it was called off, as words."""
        return label(CancelReason(self.session.cancel_reason), language())

    def modality_label(self, value: str) -> str:
        """A way of taking part, as a word."""
        return label(Modality(value), language())


@bp.get("/requests/<uuid:request_id>")
@requires(SchedulingPermission.REQUEST_READ_OWN, SchedulingPermission.REQUEST_READ_ANY)
def show(request_id: UUID) -> ResponseReturnValue:
    """Show one request, with what the reader may do about it."""
    return _page(request_id)


def page_of(request_id: UUID) -> str:
    """The page of one request, for whatever is done about it elsewhere."""
    return _page(request_id)


def _page(
    request_id: UUID,
    decide_form: DecideForm | None = None,
    cancel_form: CancelForm | None = None,
    link_form: MeetingLinkForm | None = None,
) -> str:
    with reading() as uow:
        session = requests_read.get_session_of(uow, request_id)
        shown = _shown(uow, session)
        moves = _moves(uow, session)
    decide = decide_form or _decide_form(session)
    decide.offer(moves)
    cancel = cancel_form or CancelForm()
    cancel.offer(shown.scopes)
    link = link_form or MeetingLinkForm(formdata=None, meeting_link=shown.meeting_link)
    # Whoever was refused because of somebody else sees their link now, and may decide anew.
    link.seen.data = shown.meeting_link
    return render_template(
        "scheduling/request.html",
        shown=shown,
        session=session,
        request_=session.request,
        site=session.site,
        organisation=session.request.organisation,
        staffing=shown.staffing,
        moves=moves,
        decide=decide,
        cancel=cancel,
        link_form=link,
    )


def _decide_form(session: CounsellingSession) -> DecideForm:
    request_ = session.request
    refusal = "" if request_.refusal is None else request_.refusal.value
    return DecideForm(None).note_seen(
        now=f"{request_.state.value} {refusal} {request_.decision_note}"
    )


def _shown(uow: UnitOfWork, session: CounsellingSession) -> _Shown:
    changeable = (
        uow.may(SchedulingPermission.REQUEST_PLACE)
        and requests_read.may_change(uow, session.request)
        and requests.reason_against_change(uow, session) is None
    )
    need = requests_read.need_of(uow, session)
    draw = STAFFING.answer()
    may_give = meeting_links.may_give(uow, session)
    return _Shown(
        session=session,
        note=need.note,
        named=requests_read.list_named(uow, session.request),
        occurrences=requests_read.list_of_series(uow, session.request),
        advice=advice_on(need, uow.now, uow.settings) if changeable else [],
        changeable=changeable,
        late=is_late_to_cancel(
            session.starts_at, session.minutes, session.modality, uow.now, uow.settings
        ),
        staffing=None if draw is None else draw(uow, session),
        proposed=proposals.shown_for(uow, session),
        meeting_link=need.meeting_link if may_give else "",
        takes_link=may_give and meeting_links.reason_against_giving(uow, session) is None,
        scopes={s: series.count_in(uow, session, s) for s in Scope} if changeable else {},
        unserved=sessions.is_unserved(session, uow.now),
        history=history_lines(
            requests_read.history(uow, session),
            names_all=uow.may(SchedulingPermission.REQUEST_READ_ANY),
        ),
    )


def _moves(uow: UnitOfWork, session: CounsellingSession) -> list[RequestState]:
    if not uow.may(SchedulingPermission.REQUEST_DECIDE):
        return []
    allowed = REQUEST_MOVES[session.request.state] - {RequestState.CANCELLED}
    if session.starts_at <= uow.now:
        # Too late for anything but passing on what nobody came to.
        unserved = sessions.is_unserved(session, uow.now)
        allowed &= {RequestState.REFERRED} if unserved else frozenset()
    return sorted(allowed, key=DECISIONS.index)


@bp.post("/requests/<uuid:request_id>/cancel")
@requires(SchedulingPermission.REQUEST_PLACE)
def cancel(request_id: UUID) -> ResponseReturnValue:
    """Call one or more occurrences off."""
    form = CancelForm()
    form.validate()
    with unit_of_work() as uow:
        reason = next((r for r in CancelReason if r.value == form.reason.data), None)
        count = series.cancel(uow, request_id, scope_of(form.scope.data), reason)
    flash(ngettext("%(num)s date is cancelled.", "%(num)s dates are cancelled.", count), "success")
    return redirect(url_for(".show", request_id=request_id), code=303)


@bp.post("/requests/<uuid:request_id>/link")
@requires(SchedulingPermission.REQUEST_PLACE)
def give_link(request_id: UUID) -> ResponseReturnValue:
    """Say how a session by phone or video is joined."""
    form = MeetingLinkForm()
    form.validate()
    with (
        refusals_on(form, lambda: _page(request_id, link_form=form), shows=(Refused, Conflict)),
        unit_of_work() as uow,
    ):
        meeting_links.give(uow, request_id, form.meeting_link.data or "", seen=form.seen.data or "")
    flash(_("Saved. Whoever interprets is told at once."), "success")
    return redirect(url_for(".show", request_id=request_id), code=303)


@bp.post("/requests/<uuid:request_id>/decide")
@requires(SchedulingPermission.REQUEST_DECIDE)
def decide(request_id: UUID) -> ResponseReturnValue:
    """Accept, refuse, pass on or ask for more."""
    form = DecideForm()
    form.validate()
    state = next((s for s in RequestState if s.value == form.state.data), RequestState.DRAFT)
    refusal = next((c for c in RefusalCode if c.value == form.refusal.data), None)
    with (
        refusals_on(form, lambda: _page(request_id, decide_form=form), shows=(Refused, Stale)),
        unit_of_work() as uow,
    ):
        refuse_stale(uow, form, lambda: _decide_form(requests_read.get_session_of(uow, request_id)))
        requests.decide(
            uow, request_id, state, refusal=refusal, note=(form.note.data or "").strip()
        )
    flash(_("The decision is saved. The requester sees it with the request."), "success")
    return redirect(url_for(".show", request_id=request_id), code=303)
