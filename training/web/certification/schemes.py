"""Schemes: what each certification asks for, and a new version of it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation.database.work import UnitOfWork
from foundation.security.errors import Refused
from foundation.web.forms import given
from foundation.web.guards import requires
from foundation.web.refusals import refusals_on
from foundation.web.stale import refuse_stale
from foundation.web.translation import gettext as _
from foundation.web.work import reading, unit_of_work
from training.domain.ladder import needs
from training.domain.permissions import TrainingPermission
from training.domain.requirements import LearnerProgress
from training.service.assessment import instruments
from training.service.certification import ladder
from training.service.certification.ladder import Reach
from training.web.certification.scheme_form import SchemeForm

bp = Blueprint("schemes", __name__, template_folder="../../templates")
# What the buttons of the form say: add a row, remove one, save, save all the same.
ADD, REMOVE, SAVE, AGREE = "add", "remove-", "save", "agree-"
READ, DECIDE = TrainingPermission.CERTIFICATION_READ, TrainingPermission.CERTIFICATION_DECIDE


@bp.get("/schemes")
@requires(READ)
def index() -> ResponseReturnValue:
    """List the ladder as it is in force."""
    with reading() as uow:
        return render_template(
            "training/certification/schemes.html", versions=ladder.list_schemes(uow)
        )


@bp.get("/schemes/<code>")
@requires(READ)
def show(code: str) -> ResponseReturnValue:
    """Show a scheme with all its versions."""
    with reading() as uow:
        scheme = ladder.get_scheme(uow, code)
        versions = ladder.list_versions(uow, code)
        in_force = ladder.in_force(uow, code)
        nobody = LearnerProgress(today=uow.today, titles=ladder.titles(uow))
        asked = {version.id: needs(version.rules, nobody) for version in versions}
        return render_template(
            "training/certification/scheme.html",
            scheme=scheme,
            versions=versions,
            in_force=in_force,
            asked=asked,
            may_decide=uow.may(DECIDE),
        )


@bp.get("/schemes/<code>/new")
@requires(DECIDE)
def new(code: str) -> ResponseReturnValue:
    """Show the form of a new version, filled in with what is in force."""
    with reading() as uow:
        form = _stored(uow, code)
    return _form(code, form)


@bp.post("/schemes/<code>/new")
@requires(DECIDE)
def change(code: str) -> ResponseReturnValue:
    """Add a version; nothing granted before is shortened. Rows come and go without being stored."""
    form, do = SchemeForm(), request.form.get("do", SAVE)
    if do == ADD or do.startswith(REMOVE):
        form.add() if do == ADD else form.remove(do.removeprefix(REMOVE))
        return _form(code, form)
    _offer(code, form)
    rules, day = form.typed_rules(), form.in_force_from.data
    with reading() as uow:
        problems = ladder.problems_of(uow, code, day, rules)
        reach, starts_today = ladder.reach_of(uow, code), day == uow.today
    if not form.validate() or problems.found:
        if problems.found:
            form.take(Refused(next(iter(problems.found.values()))[0], problems.found))
        return _form(code, form), 422
    if starts_today and reach.anybody and do != f"{AGREE}{_numbers(reach)}":
        return _form(code, form, reach)
    with refusals_on(form, lambda: _form(code, form)), unit_of_work() as uow:
        refuse_stale(uow, form, lambda: _stored(uow, code))
        ladder.change_scheme(
            uow,
            code,
            in_force_from=given(day),
            validity_months=given(form.validity_months.data),
            window_days=given(form.window_days.data),
            rules=rules,
            renewal=form.renewal(),
            legal_basis=form.legal_basis.data or "",
        )
    flash(_("The new version is recorded. Granted certifications keep their dates."), "success")
    return redirect(url_for(".show", code=code), code=303)


def _stored(uow: UnitOfWork, code: str) -> SchemeForm:
    form = SchemeForm(None, in_force_from=uow.today)
    form.start_from(ladder.in_force(uow, code))
    # A version for later is news too, though another is in force until then.
    newest = max(version.number for version in ladder.list_versions(uow, code))
    return form.note_seen(newest=str(newest))


def _numbers(reach: Reach) -> str:
    """What was read before agreeing: whoever joins in between is asked about again."""
    return f"{reach.waiting}-{reach.preparing}-{reach.holding}"


def _offer(code: str, form: SchemeForm) -> None:
    with reading() as uow:
        now = ladder.in_force(uow, code)
        form.offer(ladder.list_schemes(uow), instruments.listed(uow), now.rules)


def _form(code: str, form: SchemeForm, reach: Reach | None = None) -> str:
    _offer(code, form)
    with reading() as uow:
        scheme = ladder.get_scheme(uow, code)
    return render_template(
        "training/certification/scheme_form.html",
        scheme=scheme,
        form=form,
        reach=reach,
        agreed=f"{AGREE}{_numbers(reach)}" if reach else "",
    )
