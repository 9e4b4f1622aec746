"""The difference that a draft would make, row by row, before it is sent."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.settings import DispatchSettings
from dispatch.service.board.review import read_differences, read_review
from dispatch.service.board.run import find_run
from dispatch.service.board.to_call import drafted_callees
from dispatch.service.plans import runs
from dispatch.service.plans.parts import Part, seen
from dispatch.service.plans.send import DraftHasChanged
from dispatch.web.board import address
from dispatch.web.board.forms import LeaveOutForm
from dispatch.web.board.page import page_context
from dispatch.web.board.run_words import run_words
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, DomainError, Forbidden, NotFound, refuse
from foundation.text.message import say
from foundation.web.errors import status_of
from foundation.web.forms import safe_next
from foundation.web.guards import requires
from foundation.web.ids import get_id
from foundation.web.pagination import page_number
from foundation.web.refusals import refusals_by
from foundation.web.translation import gettext as _
from foundation.web.translation import ngettext, words
from foundation.web.work import reading, unit_of_work
from interpreters.domain.languages import Language

bp = Blueprint("changes", __name__, template_folder="../../templates")
# What an address or a form may narrow the changes to; `ids` are ticked rows.
NARROWING = ("d", "lang", "who")


@bp.get("/dispatch/<day>/changes")
@requires(DispatchPermission.BOARD_READ)
def show(day: str) -> ResponseReturnValue:
    """Every slot that the newest draft changes: now, then, and why."""
    return render_changes(address.day_of(day))


def part_in(values: MultiDict[str, str]) -> Part:
    """Which changes an address or a form means."""
    ticked = ids_in(values, "ids") if values.get("scope") == "ticked" else None
    language, who = values.get("lang", ""), values.get("who", "")
    on = values.get("d", "")
    return Part(
        day=address.day_of(on) if on else None,
        language=next((each for each in Language if each.value == language), None),
        person=get_id(who) if who else None,
        draft_ids=ticked,
    )


def ids_in(values: MultiDict[str, str], name: str) -> list[UUID]:
    """The ids that a form names."""
    return [
        get_id(text, refuse(name, say("Select at least one change.")))
        for text in values.getlist(name)
    ]


def render_changes(
    day: date, error: DomainError | None = None, tried: Part | None = None
) -> ResponseReturnValue:
    """The page of changes, with what was refused on top of it: `tried` is what was to be sent."""
    with reading() as uow:
        part = part_in(request.args) if tried is None else tried
        # Ticked rows are looked at among all the others.
        shown = Part(day=part.day, language=part.language, person=part.person)
        review = read_review(uow, day, page_number(), shown)
        misfits = [m for m in review.misfits if part.holds(m.draft)]
        shown_before = request.form.get("seen", "") if isinstance(error, DraftHasChanged) else None
        page = render_template(
            "dispatch/board/changes.html",
            review=review,
            rows=review.rows,
            to_call=drafted_callees(uow, review.view.run),
            misfits=misfits,
            part=part,
            narrowed=_narrowed(shown),
            changed=() if shown_before is None else read_differences(uow, day, shown_before, part),
            seen_of_part=seen(review.changes),
            refused=None if error is None else words(error.reason),
            undo_minutes=uow.settings.of(DispatchSettings).offer_undo_minutes,
            **page_context(day, uow.now, uow.today),
            **run_words(review.view),
        )
    return page, 200 if error is None else status_of(error)


def _narrowed(part: Part) -> Mapping[str, str]:
    """A part as an address says it."""
    values = {"d": part.day, "lang": part.language, "who": part.person}
    return {name: str(value) for name, value in values.items() if value is not None}


@bp.post("/dispatch/<day>/changes/<uuid:draft_id>")
@requires(DispatchPermission.PLAN_RUN)
def leave_out(day: str, draft_id: UUID) -> ResponseReturnValue:
    """Leave one change out of the draft, or take it in again."""
    form = LeaveOutForm()
    out = form.on.data == "1"

    def action(uow: UnitOfWork) -> str:
        runs.leave_out(uow, draft_id, left_out=out)
        return _("Excluded from the draft.") if out else _("Put back into the draft.")

    return _act(address.day_of(day), action, form.back.data, draft_id)


@bp.post("/dispatch/<day>/runs/<uuid:run_id>/changes")
@requires(DispatchPermission.PLAN_RUN)
def leave_out_several(day: str, run_id: UUID) -> ResponseReturnValue:
    """Leave the ticked changes out of the draft, or take them in again."""
    on = address.day_of(day)
    out = request.form.get("out") == "1"

    def action(uow: UnitOfWork) -> str:
        find_run(uow, on, run_id)
        ticked = ids_in(request.form, "ids")
        if not ticked:
            raise Conflict(say("Select at least one change first."))
        n = runs.leave_out_several(uow, run_id, ticked, left_out=out)
        if out:
            return ngettext("%(num)s change excluded.", "%(num)s changes excluded.", n)
        return ngettext("%(num)s change put back.", "%(num)s changes put back.", n)

    return _act(on, action)


def _act(
    on: date, action: Callable[[UnitOfWork], str], back: str | None = None, row: UUID | None = None
) -> ResponseReturnValue:
    """Change the draft and go back to where the reader was: filters, page and row."""
    with (
        refusals_by(
            lambda error: render_changes(on, error, part_in(request.form)),
            unless=(NotFound, Forbidden),
        ),
        unit_of_work() as uow,
    ):
        done = action(uow)
    flash(done, "success")
    where: dict[str, Any] = {name: request.values.get(name) or None for name in NARROWING}
    where["_anchor"] = "ch-h" if row is None else f"d-{row}"
    page = url_for(".show", day=on.isoformat(), page=request.values.get("page"), **where)
    return redirect(safe_next(back, page), code=303)
