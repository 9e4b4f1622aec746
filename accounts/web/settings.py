"""The page on which the centre keeps its settings: rates, deadlines, hours; each change from a day on."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.domain.permissions import AccountsPermission
from accounts.service import kept_settings
from accounts.web.settings_form import SettingsForm, form_of, rows_of
from foundation.database.work import UnitOfWork
from foundation.office_settings import ClockSpan, Number, OfficeSetting, Several
from foundation.security.errors import Conflict, Refused
from foundation.web.guards import requires
from foundation.web.pagination import whole
from foundation.web.refusals import refusals_on
from foundation.web.stale import refuse_stale
from foundation.web.translation import gettext as _
from foundation.web.translation import words
from foundation.web.work import reading, unit_of_work

bp = Blueprint("settings", __name__, template_folder="../templates")
CHANGE = AccountsPermission.SETTINGS_CHANGE


@bp.get("/settings")
@requires(CHANGE)
def index() -> ResponseReturnValue:
    """Show what counts today, group by group, and what comes."""
    with reading() as uow:
        groups = kept_settings.see_all(uow)
        return render_template("accounts/settings.html", groups=groups, shown=shown)


@bp.get("/settings/<key>")
@requires(CHANGE)
def show(key: str) -> ResponseReturnValue:
    """Show one group in its form, with its history."""
    return _page(key)


@bp.post("/settings/<key>")
@requires(CHANGE)
def change(key: str) -> ResponseReturnValue:
    """Keep what was typed, from its day on."""
    with reading() as uow:
        group = kept_settings.see(uow, key).group
    form = form_of(group)()
    form.validate()
    # The service names every fault at once, also that of the day.
    form.valid_from.errors = ()
    with (
        refusals_on(form, lambda: _page(key, form), shows=(Refused, Conflict)),
        unit_of_work() as uow,
    ):
        refuse_stale(uow, form, lambda: _stored(uow, key))
        kept = kept_settings.change(uow, key, form.answers(), form.valid_from.data)
    if kept:
        flash(_("Saved. It counts from %(day)s on.", day=str(kept[0].valid_from)), "success")
    else:
        flash(_("Nothing was changed: every answer is as it was."), "info")
    return redirect(url_for(".show", key=key), code=303)


@bp.post("/settings/<key>/withdraw")
@requires(CHANGE)
def withdraw(key: str) -> ResponseReturnValue:
    """Take a change back that has not begun."""
    with unit_of_work() as uow:
        kept_settings.withdraw(uow, key, whole(request.form.get("row"), otherwise=0))
    flash(_("Taken back. What counts before that day goes on."), "success")
    return redirect(url_for(".show", key=key), code=303)


def shown(setting: OfficeSetting, text: str | None) -> str:
    """A value in the reader's words."""
    if text is None:
        return _("as installed")
    answer = setting.answer
    if isinstance(answer, Number):
        number = f"{int(text):,}" if answer.whole else f"{float(text):g}"
        unit = words(answer.unit)
        return f"{number} {unit}" if unit.isascii() else number + unit
    if isinstance(answer, Several):
        chosen = text.split(",")
        return ", ".join(words(name) for code, name in answer.choices if code in chosen) or "–"
    if isinstance(answer, ClockSpan):
        return text.replace(",", "–")
    return text or "–"


def _page(key: str, form: SettingsForm | None = None) -> str:
    with reading() as uow:
        seen = kept_settings.see(uow, key)
        form = form or _stored(uow, key)
        return render_template(
            "accounts/setting.html",
            seen=seen,
            form=form,
            rows=rows_of(form, seen.group),
            settings={each.name: each for each in seen.group.settings},
            today=uow.today,
            shown=shown,
        )


def _stored(uow: UnitOfWork, key: str) -> SettingsForm:
    seen = kept_settings.see(uow, key)
    return form_of(seen.group).showing(seen.texts, valid_from=uow.today)
