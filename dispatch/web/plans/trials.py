"""What if: the same days planned by other weights, side by side; the weights that are liked become settings."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import DateField, SelectField, StringField

from accounts.domain.permissions import AccountsPermission
from dispatch.domain.office_settings import WEIGHTS
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.settings import LOAD_STEP, DispatchSettings
from dispatch.domain.wishes import WISHES, Wishes, setting_of
from dispatch.service.plans import trials
from dispatch.web.plans.trial_words import column_words, measure_rows
from foundation.database.work import UnitOfWork
from foundation.office_settings import Number, OfficeSetting
from foundation.security.errors import Conflict, Refused, refuse
from foundation.text.message import say
from foundation.times.zones import monday_of
from foundation.web.forms import Form, choices
from foundation.web.guards import requires
from foundation.web.refusals import refusals_on
from foundation.web.translation import gettext as _
from foundation.web.translation import ngettext, words
from foundation.web.work import reading, unit_of_work

bp = Blueprint("trials", __name__, template_folder="../../templates")
DAYS = (1, 2, 3, 5, 7, 14)
SECONDS = (5, 10, 20, 60, 120)
# Of a number of days or seconds; more was not chosen among the answers and need not be reckoned with.
MOST_DIGITS = 5
# While a trial is made, the page looks again so often; without script it comes anew as a whole.
EVERY_SECONDS = 3


class TrialForm(Form):
    """Which days are planned once more, how long the engine may think, and by which weights."""

    first_day = DateField(say("First day").text)
    # What may be asked is said below, once: the service knows the limits.
    days = SelectField(say("Days to plan").text, validate_choice=False)
    seconds = SelectField(say("Time limit").text, validate_choice=False)

    def __init__(self, *args: Any, usual_seconds: int = 20, **kwargs: Any) -> None:
        """Offer the days and the seconds; weights are said as the page of the settings says them."""
        super().__init__(*args, **kwargs)
        self.days.choices = choices(
            [(str(n), ngettext("%(num)s day", "%(num)s days", n)) for n in DAYS]
        )
        offered = sorted({*SECONDS, min(usual_seconds, trials.MOST_SECONDS)})
        self.seconds.choices = choices(
            [(str(n), ngettext("%(num)s second", "%(num)s seconds", n)) for n in offered]
        )

    def weights(self) -> dict[str, str]:
        """What was typed, by wish."""
        return {wish: self[wish].data or "" for wish in WISHES}


def _setting(wish: str) -> OfficeSetting:
    return next(each for each in WEIGHTS.settings if each.name == setting_of(wish))


for _wish in WISHES:
    setattr(TrialForm, _wish, StringField(_setting(_wish).label.text))


@bp.get("/dispatch/what-if")
@requires(DispatchPermission.PLAN_RUN)
def show() -> ResponseReturnValue:
    """The weights to try, and the trials of some days side by side."""
    return _page()


@bp.get("/dispatch/what-if/table")
@requires(DispatchPermission.PLAN_RUN)
def table() -> ResponseReturnValue:
    """Only the comparison, fetched again and again while a trial is made."""
    with reading() as uow:
        found = trials.compare(uow, *_asked_days())
        return render_template(
            "dispatch/plans/_what_if_table.html",
            alone=True,
            **_table(found, trials.usual_wishes(uow)),
        )


@bp.post("/dispatch/what-if")
@requires(DispatchPermission.PLAN_RUN)
def ask() -> ResponseReturnValue:
    """Ask for a trial by the weights that were typed."""
    with reading() as uow:
        form = TrialForm(usual_seconds=_usual_seconds(uow))
    form.validate()
    with (
        refusals_on(form, lambda: _page(form), shows=(Refused, Conflict)),
        unit_of_work() as uow,
    ):
        first, last = _days(form)
        seconds = form.seconds.data or ""
        if not seconds.isdecimal() or len(seconds) > MOST_DIGITS:
            raise refuse("seconds", say("Choose among the answers offered."))
        trials.ask(uow, first, last, int(seconds), form.weights())
    return redirect(_here(first, last), code=303)


def _days(form: TrialForm) -> tuple[date, date]:
    if form.first_day.data is None:
        raise refuse("first_day", say("Enter a day."))
    days = form.days.data or ""
    if not days.isdecimal() or len(days) > MOST_DIGITS:
        raise refuse("days", say("Choose among the answers offered."))
    return form.first_day.data, form.first_day.data + timedelta(days=int(days) - 1)


@bp.post("/dispatch/what-if/<uuid:trial_id>/remove")
@requires(DispatchPermission.PLAN_RUN)
def remove(trial_id: UUID) -> ResponseReturnValue:
    """Take a trial out of the comparison."""
    with unit_of_work() as uow:
        trial = trials.remove(uow, trial_id)
        back = _here(trial.first_day, trial.last_day)
    flash(_("Removed. No assignment has changed."), "success")
    return redirect(back, code=303)


@bp.post("/dispatch/what-if/<uuid:trial_id>/use")
@requires(AccountsPermission.SETTINGS_CHANGE)
def use(trial_id: UUID) -> ResponseReturnValue:
    """Let the weights of a trial count from today on."""
    with unit_of_work() as uow:
        changed = trials.use(uow, trial_id)
    if changed:
        flash(_("Saved. Plans made from today on use these weights."), "success")
    else:
        flash(_("Nothing was changed: every answer is as it was."), "info")
    return redirect(url_for("settings.show", key=trials.WEIGHTS), code=303)


def _here(first: date, last: date) -> str:
    return url_for("trials.show", first_day=first.isoformat(), last_day=last.isoformat())


def _asked_days() -> tuple[date | None, date | None]:
    """The days in the address, both or none."""
    try:
        return (
            date.fromisoformat(request.args.get("first_day", "")),
            date.fromisoformat(request.args.get("last_day", "")),
        )
    except ValueError:
        return None, None


def _page(form: TrialForm | None = None) -> str:
    with reading() as uow:
        first, last = _asked_days()
        found = trials.compare(uow, first, last)
        usual = trials.usual_wishes(uow)
        shown = form or _fresh(uow, usual, first, last, found)
        return render_template(
            "dispatch/plans/what_if.html",
            form=shown,
            sliders=[_slider(shown, wish, usual) for wish in WISHES],
            **_table(found, usual),
            drafts=trials.drafts_to_try(uow),
            today=uow.today,
            again_after=EVERY_SECONDS if found is not None and found.is_running else None,
        )


def _table(found: trials.Comparison | None, usual: Wishes) -> dict[str, Any]:
    """What the comparison is drawn from."""
    return {
        "found": found,
        "columns": []
        if found is None
        else [column_words(each, n, usual) for n, each in enumerate(found.columns)],
        "rows": [] if found is None else measure_rows(found),
        "link": _here,
        "every": EVERY_SECONDS,
    }


def _fresh(
    uow: UnitOfWork,
    usual: Wishes,
    first: date | None,
    last: date | None,
    found: trials.Comparison | None,
) -> TrialForm:
    """The form over the days in question, by the weights of the last trial, else by those that count."""
    if first is None or last is None or last < first:
        first = monday_of(uow.today) + timedelta(days=7) if found is None else found.first_day
        last = first + timedelta(days=6) if found is None else found.last_day
    first = max(first, uow.today)
    shown = usual if found is None else found.columns[-1].wishes
    length = (last - first).days + 1
    days = max((n for n in DAYS if n <= length), default=1)
    seconds = min(_usual_seconds(uow), trials.MOST_SECONDS)
    weights = {wish: str(weight) for wish, weight in shown.as_json().items()}
    return TrialForm(
        None,
        data={"first_day": first, "days": str(days), "seconds": str(seconds), **weights},
        usual_seconds=seconds,
    )


def _usual_seconds(uow: UnitOfWork) -> int:
    return uow.settings.of(DispatchSettings).plan_seconds


def _slider(form: TrialForm, wish: str, usual: Wishes) -> dict[str, Any]:
    """One weight as the page draws it: its field, how far it goes, and what counts now."""
    setting = _setting(wish)
    assert isinstance(setting.answer, Number)
    return {
        "field": form[wish],
        "most": int(setting.answer.most),
        "step": LOAD_STEP if wish == "even_load" else 5,
        "hint": "" if setting.hint is None else words(setting.hint),
        "usual": usual.as_json()[wish],
    }
