"""What if: a past period played by other rules, kept under a name, compared with others, removed."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dispatch.domain.permissions import DispatchPermission
from dispatch.service.sandbox import runs
from dispatch.service.sandbox.runs import SandboxSeen
from dispatch.web.plans.trial_words import FIGURES, cell_of
from dispatch.web.sandbox.forms import SandboxForm
from foundation.security.errors import Conflict, Refused
from foundation.times.zones import monday_of
from foundation.web.guards import requires
from foundation.web.ids import find_id
from foundation.web.refusals import refusals_on
from foundation.web.translation import gettext as _
from foundation.web.work import reading, unit_of_work

bp = Blueprint("sandbox", __name__, template_folder="../../templates")
SEE = DispatchPermission.SEE_COVERAGE
# While one is made, the page looks again so often.
EVERY_SECONDS = 5
MOST_COMPARED = 4


@bp.get("/coverage/sandbox")
@requires(SEE)
def show() -> ResponseReturnValue:
    """Show the form and what is kept; with ?run= some of it side by side."""
    return _page()


@bp.post("/coverage/sandbox")
@requires(SEE)
def ask() -> ResponseReturnValue:
    """Have a past period played."""
    form = SandboxForm()
    if not form.validate():
        return _page(form), 422
    with (
        refusals_on(form, lambda: _page(form), shows=(Refused, Conflict)),
        unit_of_work() as uow,
    ):
        runs.ask(uow, form.wish())
    flash(_("The period is being calculated. No session and no assignment changes."))
    return redirect(url_for(".show"), code=303)


@bp.post("/coverage/sandbox/<uuid:run_id>/remove")
@requires(SEE)
def remove(run_id: UUID) -> ResponseReturnValue:
    """Forget one."""
    with unit_of_work() as uow:
        runs.remove(uow, run_id)
    flash(_("Removed."), "success")
    return redirect(url_for(".show"), code=303)


def _page(form: SandboxForm | None = None) -> str:
    asked = [found for text in request.args.getlist("run") if (found := find_id(text))]
    with reading() as uow:
        kept = runs.list_all(uow)
        compared = runs.compare(uow, asked[:MOST_COMPARED])
        last_monday = monday_of(uow.today) - timedelta(days=7)
        is_running = any(each.is_running for each in kept)
        return render_template(
            "dispatch/sandbox/show.html",
            form=form or SandboxForm(None, first_day=last_monday, days="7", seconds="30"),
            kept=kept,
            compared=compared,
            rows=_rows(compared),
            yesterday=uow.today - timedelta(days=1),
            asked={str(each) for each in asked},
            again_after=EVERY_SECONDS if is_running else None,
        )


def _rows(compared: Sequence[SandboxSeen]) -> list[dict[str, Any]]:
    """A row a figure, a cell for each: as it was, by its rules, and how far apart; those where nothing differs left out."""
    found: list[dict[str, Any]] = []
    for figure in FIGURES:
        cells = [
            {
                "before": cell_of(figure, each.before and each.before.plan, None),
                "after": cell_of(
                    figure, each.after and each.after.plan, each.before and each.before.plan
                ),
            }
            for each in compared
        ]
        if figure is FIGURES[0] or any(
            cell["before"]["text"] != cell["after"]["text"] for cell in cells
        ):
            found.append({"label": figure.words, "cells": cells})
    return found
