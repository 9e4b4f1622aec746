"""Instruments: the list, and the form that holds until somebody sits one."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation.database.work import UnitOfWork
from foundation.web.guards import requires
from foundation.web.refusals import refusals_on
from foundation.web.stale import refuse_stale
from foundation.web.translation import gettext as _
from foundation.web.translation import ngettext
from foundation.web.work import reading, unit_of_work
from training.domain.courses import CohortStatus
from training.domain.permissions import TrainingPermission
from training.service.assessment import instruments
from training.service.catalogue import cohorts
from training.web.assessment.forms import InstrumentForm
from training.web.assessment.results import status_of

bp = Blueprint("instruments", __name__, template_folder="../../templates")
MANAGE = TrainingPermission.COURSE_MANAGE


@bp.get("/instruments")
@requires(MANAGE)
def index() -> ResponseReturnValue:
    """List what is assessed how."""
    with reading() as uow:
        return render_template(
            "training/assessment/instruments.html",
            instruments=instruments.listed(uow),
            used=instruments.used(uow),
            drafts=cohorts.list_all(uow, statuses={CohortStatus.DRAFT}),
        )


@bp.post("/instruments/usual")
@requires(MANAGE)
def seed() -> ResponseReturnValue:
    """Add the instruments of the ladder that are missing."""
    with unit_of_work() as uow:
        added = instruments.seed(uow)
    flash(ngettext("%(num)s instrument was added.", "%(num)s instruments were added.", added))
    return redirect(url_for(".index"), code=303)


@bp.get("/instruments/new")
@requires(MANAGE)
def new() -> ResponseReturnValue:
    """Show an empty form."""
    return _page(InstrumentForm(None))


@bp.post("/instruments/new")
@requires(MANAGE)
def add() -> ResponseReturnValue:
    """Write down a new instrument."""
    form = InstrumentForm()
    if not form.validate():
        return _page(form), 422
    with refusals_on(form, lambda: _page(form), status=status_of), unit_of_work() as uow:
        instruments.add(uow, form.plan())
    flash(_("Saved."), "success")
    return redirect(url_for(".index"), code=303)


@bp.get("/instruments/<uuid:instrument_id>")
@requires(MANAGE)
def edit(instrument_id: UUID) -> ResponseReturnValue:
    """Show the form of an instrument; of a used one, what it says."""
    with reading() as uow:
        form = _stored(uow, instrument_id)
    return _page(form, instrument_id)


@bp.post("/instruments/<uuid:instrument_id>")
@requires(MANAGE)
def change(instrument_id: UUID) -> ResponseReturnValue:
    """Write an instrument anew, or stop or resume using it."""
    asked_for = request.form.get("do")
    if asked_for in {"retire", "resume"}:
        with unit_of_work() as uow:
            instruments.set_active(uow, instrument_id, active=asked_for == "resume")
        flash(_("Saved."), "success")
        return redirect(url_for(".index"), code=303)
    form = InstrumentForm()
    if not form.validate():
        return _page(form, instrument_id), 422
    with (
        refusals_on(form, lambda: _page(form, instrument_id), status=status_of),
        unit_of_work() as uow,
    ):
        refuse_stale(uow, form, lambda: _stored(uow, instrument_id))
        instruments.change(uow, instrument_id, form.plan())
    flash(_("Saved."), "success")
    return redirect(url_for(".index"), code=303)


def _stored(uow: UnitOfWork, instrument_id: UUID) -> InstrumentForm:
    instrument = instruments.get(uow, instrument_id)
    return InstrumentForm(
        None, obj=instrument, kind=instrument.kind.value, assessors=str(instrument.assessors)
    ).note_seen()


def _page(form: InstrumentForm, instrument_id: UUID | None = None) -> str:
    with reading() as uow:
        instrument = None if instrument_id is None else instruments.get(uow, instrument_id)
        is_used = instrument is not None and instrument.id in instruments.used(uow)
    return render_template(
        "training/assessment/instrument.html", form=form, instrument=instrument, is_used=is_used
    )
