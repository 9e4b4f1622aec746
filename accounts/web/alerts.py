"""Rooms of the office that are told of some kinds of news: Slack, Teams, Telegram and the like."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts.domain.permissions import AccountsPermission
from accounts.service import office_alerts
from accounts.service.office_alerts import OfficeAlert, RoomFields
from accounts.web.message_forms import AlertForm
from foundation.messages.alerts import SERVICES
from foundation.messages.topics import TOPICS
from foundation.security.errors import Conflict, TooOften
from foundation.web.guards import requires
from foundation.web.refusals import refusals_flashed, refusals_on
from foundation.web.stale import refuse_stale
from foundation.web.translation import gettext as _
from foundation.web.work import reading, unit_of_work

bp = Blueprint("alerts", __name__, template_folder="../templates")


@bp.get("/alerts")
@requires(AccountsPermission.ALERTS_KEEP)
def index() -> ResponseReturnValue:
    """Show every room, and a form for another."""
    return _index()


@bp.post("/alerts")
@requires(AccountsPermission.ALERTS_KEEP)
def add() -> ResponseReturnValue:
    """Add a room."""
    form = AlertForm()
    if not form.validate():
        return _index(form), 422
    with refusals_on(form, lambda: _index(form)), unit_of_work() as uow:
        office_alerts.add_room(uow, _typed(form))
    flash(_("Saved. Send a test to see whether it arrives."), "success")
    return redirect(url_for(".index"), code=303)


@bp.get("/alerts/<uuid:alert_id>")
@requires(AccountsPermission.ALERTS_KEEP)
def show(alert_id: UUID) -> ResponseReturnValue:
    """Show one room."""
    return _page(alert_id)


@bp.post("/alerts/<uuid:alert_id>")
@requires(AccountsPermission.ALERTS_KEEP)
def change(alert_id: UUID) -> ResponseReturnValue:
    """Change a room; without an address it keeps the one that it has."""
    form = AlertForm()
    if not form.validate():
        return _page(alert_id, form), 422
    with refusals_on(form, lambda: _page(alert_id, form)), unit_of_work() as uow:
        refuse_stale(uow, form, lambda: _stored(office_alerts.get_room(uow, alert_id)))
        office_alerts.change_room(uow, alert_id, _typed(form))
    flash(_("Saved."), "success")
    return redirect(url_for(".index"), code=303)


@bp.post("/alerts/<uuid:alert_id>/test")
@requires(AccountsPermission.ALERTS_KEEP)
def send_test(alert_id: UUID) -> ResponseReturnValue:
    """Send a room a test."""
    with refusals_flashed(_index, shows=(Conflict, TooOften)), unit_of_work() as uow:
        office_alerts.send_test(uow, alert_id)
    flash(_("A test message is on its way."), "success")
    return redirect(url_for(".index"), code=303)


@bp.post("/alerts/<uuid:alert_id>/remove")
@requires(AccountsPermission.ALERTS_KEEP)
def remove(alert_id: UUID) -> ResponseReturnValue:
    """Tell a room nothing more."""
    with unit_of_work() as uow:
        office_alerts.remove_room(uow, alert_id)
    flash(_("Removed."), "success")
    return redirect(url_for(".index"), code=303)


def _typed(form: AlertForm) -> RoomFields:
    return RoomFields(
        name=form.name.data or "",
        address=(form.address.data or "").strip(),
        topics=form.topics.data or [],
        active=form.active.data,
    )


def _stored(room: OfficeAlert) -> AlertForm:
    # The address holds a secret: it is never shown again.
    form = AlertForm(None, name=room.name, topics=room.topics, active=room.active)
    return form.note_seen()


def _index(form: AlertForm | None = None) -> str:
    with reading() as uow:
        return render_template(
            "accounts/alerts.html",
            rooms=office_alerts.list_rooms(uow),
            form=form or AlertForm(None, active=True),
            topics=TOPICS,
            services=SERVICES,
        )


def _page(alert_id: UUID, form: AlertForm | None = None) -> str:
    with reading() as uow:
        room = office_alerts.get_room(uow, alert_id)
        return render_template(
            "accounts/alert.html", room=room, form=form or _stored(room), services=SERVICES
        )
