"""Attendance: the grid of a cohort, one class, its sheet of paper, and the code to check in with."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation.security.errors import Conflict, Refused
from foundation.text.i18n import short_day_text
from foundation.text.message import LazyText, say
from foundation.times.zones import local_day
from foundation.web.guards import requires
from foundation.web.ids import find_id
from foundation.web.pagination import whole
from foundation.web.refusals import flashed, refusals_by
from foundation.web.translation import gettext as _
from foundation.web.translation import language, ngettext, words
from foundation.web.work import office, reading, unit_of_work
from training.domain.attendance import CellProblem, read_cell, write_cell
from training.domain.permissions import TrainingPermission
from training.service.teaching import attendance, marking, meetings
from training.service.teaching.attendance import Enrolment, Grid, Latest
from training.service.teaching.marking import Marked
from training.service.teaching.meetings import ClassMeeting
from training.web.teaching.taps import EMPTY, NOTHING, TAPS, WITH_MINUTES, tapped

bp = Blueprint("attendance", __name__, template_folder="../../templates")
MARK = TrainingPermission.ATTENDANCE_MARK
CELL, SEEN, MINUTES, REASON, CONFIRM = "c-", "s-", "m-", "reason", "confirm"
ALL_PRESENT = "present"
# As many boxes as leave room for a signature on A4 across.
CLASSES_ON_A_SHEET = 5
Cells = dict[str, str]


@bp.get("/training/<uuid:cohort_id>/attendance")
@requires(MARK)
def show(cohort_id: UUID) -> ResponseReturnValue:
    """Show people and classes with their marks."""
    return _grid(cohort_id)


@bp.post("/training/<uuid:cohort_id>/attendance")
@requires(MARK)
def save(cohort_id: UUID) -> ResponseReturnValue:
    """Write every cell that was changed."""
    with reading() as uow:
        grid = attendance.grid(uow, cohort_id)
    typed = _read(grid)
    if typed.problems:
        return _grid(cohort_id, typed), 422
    try:
        with unit_of_work() as uow:
            written = marking.mark(uow, typed.marks)
    except Conflict as conflict:
        typed.problems[""] = words(conflict.reason)
        return _grid(cohort_id, typed), 409
    flash(ngettext("%(num)s mark is saved.", "%(num)s marks are saved.", written), "success")
    return redirect(url_for(".show", cohort_id=cohort_id), code=303)


def cell_name(enrolment_id: UUID, meeting_id: UUID) -> str:
    """The name of a person's place in a class, in the form."""
    return f"{CELL}{enrolment_id}-{meeting_id}"


@dataclass(frozen=True)
class TypedMarks:
    """What was typed: the marks it means, the cells that were changed, and what is wrong by cell."""

    marks: list[Marked] = field(default_factory=list[Marked])
    cells: Cells = field(default_factory=dict[str, str])
    problems: dict[str, str] = field(default_factory=dict[str, str])


def _read(grid: Grid, only: UUID | None = None) -> TypedMarks:
    """Read every cell that the reader may write."""
    typed = TypedMarks()
    for meeting in grid.meetings:
        if meeting.id in grid.markable and only in {None, meeting.id}:
            for person in grid.people:
                _read_cell(grid, typed, person, meeting)
    return typed


def _read_cell(grid: Grid, typed: TypedMarks, person: Enrolment, meeting: ClassMeeting) -> None:
    name = cell_name(person.id, meeting.id)
    if name not in request.form:
        return
    text, number = request.form[name].strip(), request.form.get(SEEN + name, "")
    if text == EMPTY:
        text = ""
    if text in WITH_MINUTES:
        # The taps of a phone: a state, and beside it the minutes.
        text += request.form.get(MINUTES + name, "").strip()
    if not text and not number and request.form.get("do") == ALL_PRESENT:
        text = "O"
    seen = whole(number, otherwise=0)
    presence, minutes = None, 0
    if text:
        try:
            presence, minutes = read_cell(text, meeting.planned_minutes)
        except CellProblem:
            typed.problems[name] = words(_unreadable(person, meeting, text))
            typed.cells[name] = text
            return
    marked = Marked(person.id, meeting.id, presence, minutes, seen)
    if marking.is_change(grid.marks.get((person.id, meeting.id), Latest()), marked):
        typed.marks.append(marked)
        typed.cells[name] = text


def _unreadable(person: Enrolment, meeting: ClassMeeting, text: str) -> LazyText:
    """What is wrong, naming the person and the class: a grid has many places."""
    zone = office().settings.zone
    about = {
        "name": person.learner.full_name,
        "day": short_day_text(local_day(meeting.starts_at, zone), language()),
        "n": meeting.planned_minutes,
    }
    if text in WITH_MINUTES:
        return say("%(name)s, %(day)s: give the minutes, from 1 to %(n)s.", **about)
    return say(
        "%(name)s, %(day)s: “%(typed)s” is no mark. Type O, A, E, M, or minutes up to %(n)s.",
        typed=text,
        **about,
    )


def _written(grid: Grid) -> tuple[Cells, dict[str, int]]:
    """What the cells say now, and the number of the mark that each shows."""
    cells: Cells = {}
    seen: dict[str, int] = {}
    planned = {meeting.id: meeting.planned_minutes for meeting in grid.meetings}
    for (enrolment_id, meeting_id), latest in grid.marks.items():
        mark, name = latest.counting, cell_name(enrolment_id, meeting_id)
        if mark is not None and meeting_id in planned:
            minutes = planned[meeting_id]
            cells[name] = write_cell(mark.presence, mark.minutes, minutes, language())
            seen[name] = mark.number
    return cells, seen


def _grid(cohort_id: UUID, typed: TypedMarks | None = None) -> str:
    """The grid as it stands now, with what was typed and could not be saved."""
    typed = typed or TypedMarks()
    with reading() as uow:
        grid = attendance.grid(uow, cohort_id)
        twice = attendance.marked_twice(uow, grid)
    cells, seen = _written(grid)
    return render_template(
        "training/teaching/attendance.html",
        grid=grid,
        cells=cells | typed.cells,
        seen=seen,
        problems=typed.problems,
        cell_name=cell_name,
        twice=twice,
    )


@bp.get("/training/classes/<uuid:meeting_id>/attendance")
@requires(MARK)
def one(meeting_id: UUID) -> ResponseReturnValue:
    """Show one class: for the phone, for check-ins, and for corrections."""
    return _class(meeting_id)


@bp.post("/training/classes/<uuid:meeting_id>/attendance")
@requires(MARK)
def save_one(meeting_id: UUID) -> ResponseReturnValue:
    """Write the marks of one class; with a reason when it is locked."""
    with reading() as uow:
        meeting = meetings.get(uow, meeting_id)
        assert meeting.cohort_id is not None
        typed = _read(attendance.grid(uow, meeting.cohort_id), only=meeting_id)
    if typed.problems:
        return _class(meeting_id, typed), 422
    try:
        with unit_of_work() as uow:
            written = marking.mark(uow, typed.marks, reason=request.form.get(REASON, ""))
    except (Conflict, Refused) as error:
        typed.problems[REASON if REASON in error.problems else ""] = words(error.reason)
        return _class(meeting_id, typed), 409 if isinstance(error, Conflict) else 422
    flash(ngettext("%(num)s mark is saved.", "%(num)s marks are saved.", written), "success")
    return redirect(url_for(".one", meeting_id=meeting_id), code=303)


@bp.post("/training/classes/<uuid:meeting_id>/attendance/confirm")
@requires(MARK)
def confirm(meeting_id: UUID) -> ResponseReturnValue:
    """Let the check-ins that were ticked count."""
    with unit_of_work() as uow:
        counted = marking.confirm_check_ins(uow, meeting_id, _ticked())
    done = ngettext("%(num)s check-in counts now.", "%(num)s check-ins count now.", counted)
    flash(done, "success")
    return redirect(url_for(".one", meeting_id=meeting_id), code=303)


def _ticked() -> Sequence[UUID]:
    ids = [find_id(text) for text in request.form.getlist(CONFIRM)]
    return [] if None in ids else [each for each in ids if each is not None]


@bp.post("/training/classes/<uuid:meeting_id>/attendance/lock")
@requires(MARK)
def lock(meeting_id: UUID) -> ResponseReturnValue:
    """Lock the marks of a class."""
    back = redirect(url_for(".one", meeting_id=meeting_id), code=303)
    with (
        refusals_by(lambda error: flashed(error, back), shows=(Conflict,)),
        unit_of_work() as uow,
    ):
        marking.lock(uow, meeting_id)
    flash(_("The class is locked. Corrections now need a reason."), "success")
    return back


def _class(meeting_id: UUID, typed: TypedMarks | None = None) -> str:
    """One class as it stands now, with what was typed and could not be saved."""
    typed = typed or TypedMarks()
    with reading() as uow:
        meeting = meetings.get(uow, meeting_id)
        assert meeting.cohort_id is not None
        grid = attendance.grid(uow, meeting.cohort_id)
        corrections = attendance.corrections_of(uow, meeting)
        twice = [
            each for each in attendance.marked_twice(uow, grid) if each.meeting.id == meeting.id
        ]
        now = uow.now
    cells, seen = _written(grid)
    return render_template(
        "training/teaching/attendance_class.html",
        grid=grid,
        meeting=meeting,
        cells=cells | typed.cells,
        seen=seen,
        problems=typed.problems,
        corrections=corrections,
        twice=twice,
        tapped={
            name: tapped(text, meeting.planned_minutes)
            for name, text in (cells | typed.cells).items()
        },
        taps=TAPS,
        empty=NOTHING,
        names={person.id: person.learner.full_name for person in grid.people},
        cell_name=cell_name,
        now=now,
    )


@bp.get("/training/<uuid:cohort_id>/attendance/sheet")
@requires(MARK)
def sheet(cohort_id: UUID) -> ResponseReturnValue:
    """Show a sheet to sign on paper."""
    with reading() as uow:
        grid = attendance.grid(uow, cohort_id)
    return render_template(
        "training/teaching/attendance_sheet.html", grid=grid, per_page=CLASSES_ON_A_SHEET
    )
