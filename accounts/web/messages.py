"""How one wants to be told: channels, hours, the devices that take notifications."""

import json
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.domain.browsers import browser_name
from accounts.service import message_choices, notices
from accounts.service.message_choices import Chosen, OwnChoice
from accounts.web.message_forms import MessageChoiceForm
from accounts.web.questions import HAS_ROSTER_NUMBER
from foundation.database.work import UnitOfWork
from foundation.messages import push
from foundation.messages.channels import MessageChannel
from foundation.security.errors import Conflict, Refused, refuse
from foundation.text.message import say
from foundation.web.guards import signed_in
from foundation.web.refusals import refusals_flashed, refusals_on
from foundation.web.stale import refuse_stale
from foundation.web.translation import gettext as _
from foundation.web.work import reading, unit_of_work

bp = Blueprint("messages", __name__, template_folder="../templates")
# A subscription is some hundred characters.
LONGEST = 4000


@bp.get("/account/messages")
@signed_in
def show() -> ResponseReturnValue:
    """Show what the reader has chosen."""
    return _page()


@bp.post("/account/messages")
@signed_in
def change() -> ResponseReturnValue:
    """Keep what the reader has chosen."""
    with reading() as uow:
        form = MessageChoiceForm().offer(message_choices.get_own(uow))
    if not form.validate():
        return _page(form), 422
    chosen = Chosen(
        channels=form.channels.data or (),
        number=(form.number.data or "").strip(),
        quiet=form.quiet.data,
        quiet_from=form.quiet_from.data,
        quiet_until=form.quiet_until.data,
        urgent_at_night=form.urgent_at_night.data,
        paused=form.paused.data,
        paused_until=form.paused_until.data,
        links_sign_in=form.links_sign_in.data,
        daily_topics=form.daily_topics.data or (),
    )
    with refusals_on(form, lambda: _page(form)), unit_of_work() as uow:
        refuse_stale(uow, form, lambda: _stored(uow, message_choices.get_own(uow)))
        message_choices.change_own(uow, chosen, has_roster_number=_has_roster_number(uow))
    flash(_("Saved."), "success")
    return redirect(url_for(".show"), code=303)


@bp.post("/account/messages/test")
@signed_in
def try_out() -> ResponseReturnValue:
    """Send the reader a message over everything that is chosen."""
    with unit_of_work() as uow:
        message_choices.count_test(uow)
        notices.try_out(uow)
    flash(_("A test message is on its way."), "success")
    return redirect(url_for(".show"), code=303)


@bp.post("/account/devices")
@signed_in
def add_device() -> ResponseReturnValue:
    """Let this browser take notifications: the script sends what the browser gave."""
    with refusals_flashed(_page, shows=(Conflict, Refused)), unit_of_work() as uow:
        subscription = _read(request.form.get("subscription", ""))
        message_choices.add_device(
            uow, subscription, browser_name(request.user_agent.string) or _("Browser")
        )
    flash(_("This device takes notifications now."), "success")
    return redirect(url_for(".show"), code=303)


@bp.post("/account/devices/<uuid:device_id>/remove")
@signed_in
def remove_device(device_id: UUID) -> ResponseReturnValue:
    """Send one device nothing more."""
    with unit_of_work() as uow:
        message_choices.remove_device(uow, device_id)
    flash(_("This device takes no notifications any more."), "success")
    return redirect(url_for(".show"), code=303)


def _read(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text[:LONGEST])
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise refuse("subscription", say("This browser gave no address for notifications."))
    return found  # pyright: ignore[reportUnknownVariableType]  looked at by the service


def _has_roster_number(uow: UnitOfWork) -> bool:
    known = HAS_ROSTER_NUMBER.answer()
    return known is not None and known(uow)


def _stored(uow: UnitOfWork, own: OwnChoice) -> MessageChoiceForm:
    choice = own.choice
    until = choice.paused_until
    form = MessageChoiceForm(
        None,
        channels=[each.value for each in choice.channels],
        number=own.number,
        quiet=choice.quiet_from is not None,
        quiet_from=choice.quiet_from,
        quiet_until=choice.quiet_until,
        urgent_at_night=choice.urgent_at_night,
        paused=choice.is_paused(uow.now),
        # It ends with the midnight that ends the day.
        paused_until=None if until is None else message_choices.last_day_of(uow, until),
        links_sign_in=choice.links_sign_in,
        daily_topics=list(choice.daily_topics),
    )
    form.offer(own)
    return form.note_seen()


def _page(form: MessageChoiceForm | None = None) -> str:
    with reading() as uow:
        own = message_choices.get_own(uow)
        return render_template(
            "accounts/messages.html",
            form=form or _stored(uow, own),
            own=own,
            by_number=MessageChannel.TEXT in own.channels,
            has_roster_number=_has_roster_number(uow),
            push_key=push.public_key(uow.settings),
        )
