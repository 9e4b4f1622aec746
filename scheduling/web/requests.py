"""Lists of requests, and one request with what can be done about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, Refused
from foundation.text.i18n import label
from foundation.text.message import LazyText
from foundation.web.guards import requires
from foundation.web.refusals import refusals_on
from foundation.web.stale import Stale, refuse_stale
from foundation.web.translation import gettext as _
from foundation.web.translation import language, ngettext
from foundation.web.work import reading, unit_of_work
from interpreters.domain.qualifications import Modality
from scheduling.domain.needs import RequestNeed
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
from scheduling.service import (
    closing_days,
    meeting_links,
    proposals,
    requests,
    series,
    sessions,
    video_rooms,
)
from scheduling.service import reading as requests_read
from scheduling.service.reading import CounsellingSession
from scheduling.web.addresses import requests_bp as bp
from scheduling.web.forms import (
    CancelForm,
    DecideForm,
    MeetingLinkForm,
)
from scheduling.web.history import RequestHistoryLine, history_lines
from scheduling.web.questions import STAFFING
from scheduling.web.request_form import scope_of

# As they are offered: a quick save approves.
DECISIONS = (
    RequestState.APPROVED,
    RequestState.INCOMPLETE,
    RequestState.REFUSED,
    RequestState.REFERRED,
    RequestState.SUBMITTED,
)


@dataclass
class _Shown:
    """Everything that the page of one request shows."""

    session: CounsellingSession
    note: str
    # of a place in no list
    address: str
    named: Any
    occurrences: Any
    advice: Any
    changeable: bool
    late: bool
    staffing: Markup | None
    proposed: proposals.ShownProposal | None
    meeting_link: str
    # a room on the office's video server is made unless a link is given
    has_room: bool
    takes_link: bool
    # how many dates each choice of a cancellation would call off
    scopes: dict[Scope, int]
    # over without an interpreter
    unserved: bool
    history: Sequence[RequestHistoryLine]

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


def _advice(uow: UnitOfWork, session: CounsellingSession, need: RequestNeed) -> list[LazyText]:
    """What the requester should know still; that it may stay unfilled is past once it is filled."""
    is_filled = session.state is SessionState.STAFFED
    entered = closing_days.known(uow)
    return advice_on(need, uow.now, uow.settings, is_filled=is_filled, entered=entered)


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
        address=need.address,
        named=requests_read.list_named(uow, session.request),
        occurrences=requests_read.list_of_series(uow, session.request),
        advice=_advice(uow, session, need) if changeable else [],
        changeable=changeable,
        late=is_late_to_cancel(
            session.starts_at, session.minutes, session.modality, uow.now, uow.settings
        ),
        staffing=None if draw is None else draw(uow, session),
        proposed=proposals.shown_for(uow, session),
        meeting_link=need.meeting_link if may_give else "",
        has_room=video_rooms.makes_room(uow, session),
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
    flash(_("Saved. The interpreter is notified at once."), "success")
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
    flash(_("The decision is saved. The requester is notified."), "success")
    return redirect(url_for(".show", request_id=request_id), code=303)
