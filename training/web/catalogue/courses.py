"""What is taught: a course in its form, and the versions of its rules."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from foundation.database.work import UnitOfWork
from foundation.web.guards import requires
from foundation.web.refusals import refusals_on
from foundation.web.stale import refuse_stale
from foundation.web.translation import gettext as _
from foundation.web.translation import language
from foundation.web.work import reading, unit_of_work
from training.domain.permissions import TrainingPermission
from training.service.catalogue import cohorts, courses
from training.web.catalogue.course_forms import CourseForm, course_values

bp = Blueprint("taught_courses", __name__, template_folder="../../templates")
MANAGE = TrainingPermission.COURSE_MANAGE


@bp.get("/training/courses/new")
@requires(MANAGE)
def new() -> ResponseReturnValue:
    """Show an empty form."""
    return _page(CourseForm(None))


@bp.post("/training/courses/new")
@requires(MANAGE)
def add() -> ResponseReturnValue:
    """Take a course up."""
    form = CourseForm()
    with reading() as uow:
        _offer(uow, form)
    if not form.validate():
        return _page(form), 422
    with refusals_on(form, lambda: _page(form)), unit_of_work() as uow:
        course = courses.add(uow, form.description(), form.rules())
    flash(_("The course is created. Now open a cohort."), "success")
    return redirect(url_for(".show", course_id=course.id), code=303)


@bp.get("/training/courses/<uuid:course_id>")
@requires(MANAGE)
def show(course_id: UUID) -> ResponseReturnValue:
    """Show a course in its form."""
    with reading() as uow:
        form = _stored(uow, course_id)
    return _page(form, course_id)


@bp.post("/training/courses/<uuid:course_id>")
@requires(MANAGE)
def change(course_id: UUID) -> ResponseReturnValue:
    """Change a course; rules that cohorts follow already stay, and get a new version."""
    form = CourseForm()
    with reading() as uow:
        form.code.data = courses.get(uow, course_id).code
        before = courses.newest_version(uow, course_id)
        _offer(uow, form, course_id)
    if not form.validate():
        return _page(form, course_id), 422
    with refusals_on(form, lambda: _page(form, course_id)), unit_of_work() as uow:
        refuse_stale(uow, form, lambda: _stored(uow, course_id))
        courses.describe(uow, course_id, form.description(), active=bool(form.active.data))
        version = courses.set_rules(uow, course_id, form.rules())
    if version.number > before.number:
        flash(_("Saved. Cohorts from now on follow version %(n)s.", n=version.number), "success")
    else:
        flash(_("Saved."), "success")
    return redirect(url_for(".show", course_id=course_id), code=303)


def _stored(uow: UnitOfWork, course_id: UUID) -> CourseForm:
    course = courses.get(uow, course_id)
    values = course_values(course, courses.newest_version(uow, course_id))
    return CourseForm(None, **values).note_seen()


def _offer(uow: UnitOfWork, form: CourseForm, course_id: UUID | None = None) -> None:
    reader = language()
    others = [each for each in courses.list_all(uow) if each.id != course_id]
    form.offer(
        [(each.code, each.title_in(reader)) for each in courses.list_schemes(uow)],
        [(each.code, each.title_in(reader)) for each in others],
    )


def _page(form: CourseForm, course_id: UUID | None = None) -> str:
    with reading() as uow:
        _offer(uow, form, course_id)
        if course_id is None:
            return render_template("training/catalogue/course_form.html", form=form, course=None)
        return render_template(
            "training/catalogue/course_form.html",
            form=form,
            course=courses.get(uow, course_id),
            versions=courses.list_versions(uow, course_id),
            cohorts=cohorts.list_all(uow, course_id=course_id),
        )
