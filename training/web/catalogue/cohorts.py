"""Courses and cohorts for the training manager, and the cohorts of a trainer."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.domain.cities import CITIES
from accounts.domain.permissions import AccountsPermission
from accounts.service import organisations
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, DomainError
from foundation.web.guards import requires
from foundation.web.ids import chosen_id
from foundation.web.pagination import page_number, paged, whole
from foundation.web.refusals import refusals_by, refusals_on
from foundation.web.stale import refuse_stale
from foundation.web.translation import gettext as _
from foundation.web.translation import language
from foundation.web.work import actor, reading, unit_of_work
from training.domain.cohorts import OPEN_TO_CHANGE, TAUGHT, needs_a_decision
from training.domain.courses import CohortStatus
from training.domain.permissions import TrainingPermission
from training.service.catalogue import cohorts, courses
from training.service.catalogue.cohorts import Cohort
from training.service.catalogue.courses import Course
from training.service.pages import staff_report, to_do
from training.service.teaching import attendance, cohort_moves, meetings, own_classes
from training.web.catalogue.cohort_forms import (
    CLOSES_CLOCK,
    LEAST_QUOTA_ROWS,
    OPENS_CLOCK,
    ClassForm,
    CohortForm,
    ReasonForm,
    SeatsForm,
    cohort_values,
    quota_rows,
)

bp = Blueprint("training", __name__, template_folder="../../templates")
MANAGE, MARK = TrainingPermission.COURSE_MANAGE, TrainingPermission.ATTENDANCE_MARK
C = CohortStatus
OVER = frozenset({C.CLOSED, C.CANCELLED})
CURRENT = frozenset(C) - OVER


@bp.get("/training")
@requires(MANAGE, MARK)
def index() -> ResponseReturnValue:
    """List the cohorts: all for who manages courses, one's own for a trainer."""
    over = request.args.get("when") == "over"
    with reading() as uow:
        manages = uow.may(MANAGE)
        query = cohorts.search(uow, OVER if over else CURRENT)
        page = paged(uow.db, query, number=page_number(), size=uow.settings.page_size)
        filled = cohort_moves.seats_taken(uow, page.items)
        own = own_classes.see(uow, () if over else cohorts.list_taught(uow, statuses=CURRENT))
        todo = to_do.see(uow, page.items) if manages else to_do.NOTHING
        all_courses = courses.list_all(uow) if manages else list[Course]()
    return render_template(
        "training/catalogue/training.html",
        cohorts=page.items,
        page=page,
        filled=filled,
        courses=all_courses,
        own=own,
        todo=todo,
        over=over,
        now=uow.now,
        manages=manages,
        cities=CITIES,
    )


@bp.get("/training/staff")
@requires(MANAGE, AccountsPermission.ACCOUNTS_OWN_ADMINISTER)
def staff() -> ResponseReturnValue:
    """Show how many of each organisation's staff are trained to work with interpreters."""
    with reading() as uow:
        lines = staff_report.staff_current(uow)
        return render_template(
            "training/catalogue/staff.html", lines=lines, manages=uow.may(MANAGE)
        )


@bp.get("/training/new")
@requires(MANAGE)
def new() -> ResponseReturnValue:
    """Show an empty form; a gap in the coverage may have filled in course, city and seats."""
    args = request.args
    form = CohortForm(
        None,
        course=args.get("course", ""),
        city=args.get("city", ""),
        capacity=whole(args.get("seats"), otherwise=20, low=1),
        minimum=8,
        opens_clock=OPENS_CLOCK,
        closes_clock=CLOSES_CLOCK,
        quotas=[{"language": args.get("language", ""), "seats": None}]
        + [{"language": ""}] * (LEAST_QUOTA_ROWS - 1),
    )
    return _form(form)


@bp.post("/training/new")
@requires(MANAGE)
def add() -> ResponseReturnValue:
    """Draft a cohort."""
    form = CohortForm()
    with reading() as uow:
        _offer(uow, form)
        zone = uow.settings.zone
    if not form.validate():
        return _form(form), 422
    with refusals_on(form, lambda: _form(form)), unit_of_work() as uow:
        cohort = cohorts.draft(uow, chosen_id(form.course), form.facts(zone))
    flash(_("The cohort is created. Now add its classes."), "success")
    return redirect(url_for(".show", cohort_id=cohort.id), code=303)


@bp.get("/training/<uuid:cohort_id>/edit")
@requires(MANAGE)
def edit(cohort_id: UUID) -> ResponseReturnValue:
    """Show a cohort in its form; its seats have one of their own."""
    with reading() as uow:
        cohort = cohorts.get(uow, cohort_id)
        form = _stored(uow, cohort_id)
    return _form(form, cohort)


@bp.post("/training/<uuid:cohort_id>/edit")
@requires(MANAGE)
def change(cohort_id: UUID) -> ResponseReturnValue:
    """Change a cohort."""
    form = CohortForm()
    del form.capacity, form.quotas, form.course
    with reading() as uow:
        cohort = cohorts.get(uow, cohort_id)
        _offer(uow, form)
        zone = uow.settings.zone
    if not form.validate():
        return _form(form, cohort), 422
    with (
        refusals_on(form, lambda: _form(form, cohort)),
        unit_of_work() as uow,
    ):
        refuse_stale(uow, form, lambda: _stored(uow, cohort_id))
        cohorts.change(uow, cohort_id, form.facts(zone, capacity=cohort.capacity))
    flash(_("Saved."), "success")
    return redirect(url_for(".show", cohort_id=cohort_id), code=303)


def _stored(uow: UnitOfWork, cohort_id: UUID) -> CohortForm:
    cohort = cohorts.get(uow, cohort_id)
    form = CohortForm(None, **cohort_values(cohort, uow.settings.zone))
    del form.capacity, form.quotas, form.course
    return form.note_seen()


def _stored_seats(cohort: Cohort) -> SeatsForm:
    return SeatsForm(None, capacity=cohort.capacity, quotas=quota_rows(cohort)).note_seen()


def _form(form: CohortForm, cohort: Cohort | None = None) -> str:
    with reading() as uow:
        _offer(uow, form)
    return render_template("training/catalogue/cohort_form.html", form=form, cohort=cohort)


def _offer(uow: UnitOfWork, form: CohortForm) -> None:
    reader = language()
    form.offer(
        [(str(c.id), c.title_in(reader)) for c in courses.list_all(uow, active_only=True)],
        [(str(o.id), o.name_in(reader)) for o in organisations.list_organisations(uow)],
        sites_offered(uow),
    )


def sites_offered(uow: UnitOfWork) -> list[tuple[str, str]]:
    """The places of the network, for a select field."""
    reader = language()
    return [
        (str(site.id), f"{site.organisation.name_in(reader)} · {site.name_in(reader)}")
        for site in organisations.list_sites(uow)
    ]


@bp.get("/training/<uuid:cohort_id>")
@requires(MANAGE, MARK)
def show(cohort_id: UUID) -> ResponseReturnValue:
    """Show a cohort with its classes, and what can be done about it."""
    return cohort_page(cohort_id)


def cohort_page(
    cohort_id: UUID,
    *,
    class_form: ClassForm | None = None,
    seats_form: SeatsForm | None = None,
    reason_form: ReasonForm | None = None,
    problem: DomainError | None = None,
) -> str:
    """The page of a cohort, with a form that was refused if there is one."""
    with reading() as uow:
        cohort = attendance.get_taught(uow, cohort_id)
        manages = uow.may(MANAGE)
        clashes = meetings.clashes_of(uow, cohort) if manages else []
        timetable = cohort_moves.timetable_of(uow, cohort)
        class_form = class_form or ClassForm(None)
        if manages:
            trainers = [(str(user.id), user.full_name) for user in meetings.list_trainers(uow)]
            class_form.offer(trainers, sites_offered(uow))
        return render_template(
            "training/catalogue/cohort.html",
            cohort=cohort,
            manages=manages,
            counts=cohort_moves.counts_of(uow, cohort),
            taken=cohort_moves.seats_taken(uow, [cohort])[cohort.id],
            clashes=clashes,
            others=meetings.others_in(uow, clashes, cohort),
            names=meetings.trainer_names(uow, cohort),
            short=needs_a_decision(timetable, uow.now),
            open_to_change=cohort.status in OPEN_TO_CHANGE,
            taught=cohort.status in TAUGHT,
            class_form=class_form,
            seats_form=seats_form or _stored_seats(cohort),
            reason_form=reason_form or ReasonForm(None),
            problem=problem,
            cities=CITIES,
            now=uow.now,
            me=actor().user_id,
        )


@bp.post("/training/<uuid:cohort_id>/publish")
@requires(MANAGE)
def publish(cohort_id: UUID) -> ResponseReturnValue:
    """Announce a draft."""
    with (
        refusals_by(lambda error: (cohort_page(cohort_id, problem=error), 422), unless=(Conflict,)),
        unit_of_work() as uow,
    ):
        cohort_moves.publish(uow, cohort_id)
    flash(_("The cohort is announced. Its rules are fixed from now on."), "success")
    return redirect(url_for(".show", cohort_id=cohort_id), code=303)


@bp.post("/training/<uuid:cohort_id>/confirm")
@requires(MANAGE)
def confirm(cohort_id: UUID) -> ResponseReturnValue:
    """Let it go ahead."""
    with unit_of_work() as uow:
        cohort_moves.confirm(uow, cohort_id)
    flash(_("The cohort goes ahead."), "success")
    return redirect(url_for(".show", cohort_id=cohort_id), code=303)


@bp.post("/training/<uuid:cohort_id>/close")
@requires(MANAGE)
def close(cohort_id: UUID) -> ResponseReturnValue:
    """End it."""
    with unit_of_work() as uow:
        cohort_moves.close(uow, cohort_id)
    flash(_("The cohort is closed."), "success")
    return redirect(url_for(".show", cohort_id=cohort_id), code=303)


@bp.post("/training/<uuid:cohort_id>/cancel")
@requires(MANAGE)
def cancel(cohort_id: UUID) -> ResponseReturnValue:
    """Call it off; everybody is told."""
    form = ReasonForm()
    if not form.validate():
        return cohort_page(cohort_id, reason_form=form), 422
    with (
        refusals_on(form, lambda: cohort_page(cohort_id, reason_form=form), unless=(Conflict,)),
        unit_of_work() as uow,
    ):
        cohort_moves.cancel(uow, cohort_id, form.reason.data or "")
    flash(_("The cohort is cancelled. Everyone is notified."), "success")
    return redirect(url_for(".show", cohort_id=cohort_id), code=303)


@bp.post("/training/<uuid:cohort_id>/seats")
@requires(MANAGE)
def set_seats(cohort_id: UUID) -> ResponseReturnValue:
    """Change how many seats there are; whoever waits is offered what came free."""
    form = SeatsForm()
    if not form.validate():
        return cohort_page(cohort_id, seats_form=form), 422
    with (
        refusals_on(form, lambda: cohort_page(cohort_id, seats_form=form)),
        unit_of_work() as uow,
    ):
        refuse_stale(uow, form, lambda: _stored_seats(cohorts.get(uow, cohort_id)))
        cohort_moves.set_seats(uow, cohort_id, form.capacity.data or 0, form.chosen_quotas())
    flash(_("Saved."), "success")
    return redirect(url_for(".show", cohort_id=cohort_id), code=303)
