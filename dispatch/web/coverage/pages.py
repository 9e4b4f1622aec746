"""Coverage: what was asked for and what could be covered, from what is counted each night."""

from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dispatch.domain.coverage_periods import CoverageSpan, span_of
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.reports import Dimension, fill_rate, percent, way_of_a_session
from dispatch.service.coverage import counting, figures
from dispatch.service.reports.drawn import in_words
from dispatch.service.reports.figures import ReportUnit, name_of
from dispatch.web.coverage.asked import address_of, wish_from
from foundation.web.guards import requires
from foundation.web.translation import gettext as _
from foundation.web.translation import language
from foundation.web.work import reading, unit_of_work
from interpreters.domain.qualifications import Domain, Modality

bp = Blueprint("coverage", __name__, template_folder="../../templates")
ANY, OWN = DispatchPermission.SEE_COVERAGE, DispatchPermission.SEE_COVERAGE_OWN


@bp.get("/coverage")
@requires(ANY, OWN)
def show() -> ResponseReturnValue:
    """Show what was covered in some weeks."""
    with reading() as uow:
        wish = wish_from(request.args, uow.today)
        spoken = language()
        return render_template(
            "dispatch/coverage/show.html",
            seen=figures.see_coverage(uow, wish),
            wish=wish,
            span=span_of(wish.period, uow.today),
            address=address_of(wish, uow.today),
            spans=list(CoverageSpan),
            domains=list(Domain),
            modalities=list(Modality),
            dimension=Dimension,
            units=ReportUnit,
            rate=fill_rate,
            way=way_of_a_session,
            percent=percent,
            in_words=partial(in_words, language=spoken),
            name_of=partial(name_of, language=spoken),
        )


@bp.post("/coverage/count")
@requires(ANY)
def count() -> ResponseReturnValue:
    """Have the figures brought up to date now."""
    with unit_of_work() as uow:
        counting.ask_for_count(uow)
    flash(_("The figures are being counted anew. Reload the page in a moment."), "success")
    return redirect(url_for(".show"), code=303)
