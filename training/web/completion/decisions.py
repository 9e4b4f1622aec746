"""Who completed a cohort's course: the table, and one button that decides about everybody."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation.text.message import LazyText
from foundation.web.guards import requires
from foundation.web.ids import get_id
from foundation.web.refusals import refusals_by
from foundation.web.stale import marks_of, refuse_changed, wait_for_others
from foundation.web.translation import gettext as _
from foundation.web.work import reading, unit_of_work
from training.domain.permissions import TrainingPermission
from training.service.assessment import instruments
from training.service.completion import decisions
from training.service.completion.decisions import Instrument
from training.web.assessment.results import status_of

bp = Blueprint("completion", __name__, template_folder="../../templates")


@bp.get("/training/<uuid:cohort_id>/completion")
@requires(TrainingPermission.COURSE_MANAGE)
def show(cohort_id: UUID) -> ResponseReturnValue:
    """Show who would complete, who has, and what the rule is."""
    return _page(cohort_id)


def _texts(required: Sequence[Instrument]) -> dict[str, str]:
    return {"instruments": " ".join(sorted(str(instrument.id) for instrument in required))}


def _page(cohort_id: UUID, refused: LazyText | None = None) -> str:
    with reading() as uow:
        cohort, cases = decisions.cases(uow, cohort_id)
        required = decisions.required_of(uow, cohort.course_version_id)
        offered = instruments.listed(uow, active_only=True)
    return render_template(
        "training/completion/completion.html",
        cohort=cohort,
        cases=cases,
        required=required,
        required_ids={instrument.id for instrument in required},
        seen=marks_of(_texts(required)),
        offered=offered,
        to_decide=sum(case.waits is None and case.is_news for case in cases),
        refused=refused,
    )


@bp.post("/training/<uuid:cohort_id>/completion")
@requires(TrainingPermission.COURSE_MANAGE)
def decide(cohort_id: UUID) -> ResponseReturnValue:
    """Decide about everybody about whom it is possible."""
    with unit_of_work() as uow:
        tally = decisions.decide_cohort(uow, cohort_id)
    flash(
        _(
            "%(yes)s completed, %(no)s not, %(waiting)s still wait.",
            yes=tally.completed,
            no=tally.not_completed,
            waiting=tally.waiting,
        ),
        "success",
    )
    return redirect(url_for(".show", cohort_id=cohort_id), code=303)


@bp.post("/training/<uuid:cohort_id>/completion/rule")
@requires(TrainingPermission.COURSE_MANAGE)
def require(cohort_id: UUID) -> ResponseReturnValue:
    """Say which instruments must be passed, while the version was not announced."""
    chosen = [get_id(each) for each in request.form.getlist("instrument")]
    with (
        refusals_by(lambda error: (_page(cohort_id, error.reason), status_of(error))),
        unit_of_work() as uow,
    ):
        wait_for_others(uow)
        cohort, _cases = decisions.cases(uow, cohort_id)
        refuse_changed(
            uow,
            request.form.get("_seen", ""),
            lambda: _texts(decisions.required_of(uow, cohort.course_version_id)),
        )
        decisions.require(uow, cohort.course_version_id, chosen)
    flash(_("Saved."), "success")
    return redirect(url_for(".show", cohort_id=cohort_id), code=303)
