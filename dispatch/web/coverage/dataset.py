"""The yearly dataset: looked at, published once, given away with its dictionary and licence."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dispatch.domain.coverage_dataset import SHAPES
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.suppression import LEAST
from dispatch.service.coverage import dataset
from foundation.security.errors import Conflict, Refused
from foundation.web.downloads import as_file
from foundation.web.guards import requires
from foundation.web.pagination import whole
from foundation.web.refusals import flashed, refusals_by
from foundation.web.translation import gettext as _
from foundation.web.translation import language
from foundation.web.work import reading, unit_of_work

bp = Blueprint("coverage_dataset", __name__, template_folder="../../templates")
# So many lines of each table are shown; the file has them all.
MOST_SHOWN = 60


@bp.get("/coverage/dataset")
@requires(DispatchPermission.SEE_COVERAGE)
def index() -> ResponseReturnValue:
    """List the years, and show what would be published of one."""
    year = whole(request.args.get("year"), otherwise=0)
    with reading() as uow:
        years = dataset.see_years(uow)
        is_known = year in {each.year for each in years}
        return render_template(
            "dispatch/coverage/dataset.html",
            years=years,
            preview=dataset.preview(uow, year) if is_known else None,
            too_little=dataset.TOO_LITTLE,
            names=dataset.names_in(language()),
            shapes=SHAPES,
            most=MOST_SHOWN,
            least=LEAST,
        )


@bp.post("/coverage/dataset/publish")
@requires(DispatchPermission.DATASET_PUBLISH)
def publish() -> ResponseReturnValue:
    """Publish the dataset of a year."""
    year = whole(request.form.get("year"), otherwise=0)
    back = redirect(url_for(".index"), code=303)
    with (
        refusals_by(lambda error: flashed(error, back), shows=(Conflict, Refused)),
        unit_of_work() as uow,
    ):
        dataset.publish(uow, year)
    flash(_("Published."), "success")
    return back


@bp.post("/coverage/dataset/file.zip")
@requires(DispatchPermission.SEE_COVERAGE)
def give() -> Response:
    """Give a published dataset. A POST, because the trail notes that it left the house."""
    year = whole(request.form.get("year"), otherwise=0)
    with unit_of_work() as uow:
        content = dataset.give(uow, year)
    return as_file(content, f"coverage-{year}", "zip")
