"""Whom to call about open offers or with news, and what came of the calls."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.states import CallOutcome, DeclineReason
from dispatch.domain.telephone import ToldOutcome
from dispatch.service.phone import call_list, to_tell
from dispatch.service.slots import calls, offers_deadline, telling
from dispatch.web.phone.context import page_context
from foundation.database.work import UnitOfWork
from foundation.security.errors import Forbidden, NotFound, refuse
from foundation.text.message import say
from foundation.web.forms import safe_next
from foundation.web.guards import requires
from foundation.web.pagination import whole
from foundation.web.refusals import flashed, refusals_by
from foundation.web.translation import gettext as _
from foundation.web.work import reading, unit_of_work

bp = Blueprint("calls", __name__, template_folder="../../templates")
RECORD = DispatchPermission.OFFER_RECORD


def count_to_call() -> int:
    """How many people must be called, for the menu."""
    with reading() as uow:
        return call_list.count_to_call(uow)


@bp.get("/offers/calls")
@requires(RECORD)
def index() -> ResponseReturnValue:
    """Who must be called, the nearest deadline first; made to be printed too."""
    with reading() as uow:
        return render_template(
            "dispatch/desk/calls.html",
            people=call_list.read_call_list(uow),
            to_tell=to_tell.read_to_tell(uow),
            recorded=call_list.list_recorded(uow),
            told=to_tell.list_told(uow),
            decline_reasons=tuple(DeclineReason),
            more_hours=offers_deadline.MORE_HOURS,
            **page_context(uow),
        )


@bp.post("/offers/calls/<uuid:offer_id>")
@requires(RECORD)
def record(offer_id: UUID) -> ResponseReturnValue:
    """Record what came of a call: yes, no, or no answer."""
    outcome = request.form.get("outcome", "")
    reason = request.form.get("reason", "")

    def action(uow: UnitOfWork) -> str:
        if outcome == CallOutcome.ACCEPTED:
            made = calls.record_yes(uow, offer_id)
            return _(
                "Recorded: %(name)s accepted and is confirmed.", name=made.interpreter.full_name
            )
        if outcome == CallOutcome.DECLINED:
            why = DeclineReason(reason) if reason in set(DeclineReason) else None
            offer = calls.record_no(uow, offer_id, why)
            return _("Recorded: %(name)s declined.", name=offer.interpreter.full_name)
        if outcome == CallOutcome.NO_ANSWER:
            offer = calls.record_no_answer(uow, offer_id)
            return _("Recorded: %(name)s did not answer.", name=offer.interpreter.full_name)
        raise refuse("outcome", say("Choose the result of the call."))

    return _act(action)


@bp.post("/offers/calls/<uuid:offer_id>/undo")
@requires(RECORD)
def undo(offer_id: UUID) -> ResponseReturnValue:
    """Take a recorded answer back."""

    def action(uow: UnitOfWork) -> str:
        offer = calls.undo(uow, offer_id)
        return _("Undone. %(name)s is awaiting an answer again.", name=offer.interpreter.full_name)

    return _act(action)


@bp.post("/offers/calls/news/<uuid:news_id>")
@requires(RECORD)
def tell(news_id: UUID) -> ResponseReturnValue:
    """Record that somebody was told, or did not answer."""
    outcome = request.form.get("outcome", "")

    def action(uow: UnitOfWork) -> str:
        if outcome not in set(ToldOutcome):
            raise refuse("outcome", say("Choose the result of the call."))
        news = telling.record(uow, news_id, ToldOutcome(outcome))
        name = news.interpreter.full_name
        if outcome == ToldOutcome.TOLD:
            return _("Recorded: %(name)s has been told.", name=name)
        return _("Recorded: %(name)s did not answer.", name=name)

    return _act(action)


@bp.post("/offers/calls/news/<uuid:news_id>/undo")
@requires(RECORD)
def untell(news_id: UUID) -> ResponseReturnValue:
    """Let news wait again that was recorded as told by mistake."""

    def action(uow: UnitOfWork) -> str:
        news = telling.undo(uow, news_id)
        return _("Undone. %(name)s is still to be told.", name=news.interpreter.full_name)

    return _act(action)


@bp.post("/offers/<uuid:offer_id>/deadline")
@requires(DispatchPermission.ASSIGNMENT_CHANGE)
def extend(offer_id: UUID) -> ResponseReturnValue:
    """Give somebody more time to answer."""
    hours = request.form.get("hours", "")

    def action(uow: UnitOfWork) -> str:
        more = whole(hours, otherwise=0, high=1000)
        offer = offers_deadline.extend(uow, offer_id, more)
        return _("The deadline for %(name)s is extended.", name=offer.interpreter.full_name)

    return _act(action)


def _act(action: Callable[[UnitOfWork], str]) -> ResponseReturnValue:
    """Do it and go back to the page that the button stands on; a refusal is read there too."""
    back = redirect(safe_next(request.form.get("next"), url_for(".index")), code=303)
    with (
        refusals_by(lambda error: flashed(error, back), unless=(NotFound, Forbidden)),
        unit_of_work() as uow,
    ):
        done = action(uow)
    flash(done, "success")
    return back
