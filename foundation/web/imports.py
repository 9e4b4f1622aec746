"""Taking files in, for every kind that has a permission: choose, check row by row, take in."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, url_for
from flask import request as sent
from flask.typing import ResponseReturnValue

from foundation.database.work import begin
from foundation.database.work import reading as begin_reading
from foundation.once import uploads
from foundation.once.uploads import Upload
from foundation.security.errors import NotFound
from foundation.tables.blanks import write_blank
from foundation.tables.grid import MAX_ROWS
from foundation.tables.importing import Report, take_in
from foundation.tables.kinds import ImportKind
from foundation.tables.reading import Reading, read_rows
from foundation.text.normalise import normalise_text
from foundation.web.guards import signed_in
from foundation.web.import_preview import place_of, preview_of
from foundation.web.translation import gettext as _
from foundation.web.translation import language, ngettext
from foundation.web.work import actor, office

bp = Blueprint("imports", __name__)
IMPORTS = "imports"
SHOWN_PROBLEMS = 200
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

# The views open their own transactions instead of the request's single one: a whole file is tried and undone.


@bp.get("/imports/<name>")
@signed_in
def show(name: str) -> ResponseReturnValue:
    """Show what the file must hold, and the field to choose it."""
    return _form(_kind(name))


@bp.get("/imports")
@signed_in
def index() -> ResponseReturnValue:
    """Every kind of file that the reader may take in."""
    kinds = [kind for kind in _kinds() if kind.permission and actor().may(kind.permission)]
    if not kinds:
        raise NotFound
    return render_template("imports/index.html", kinds=kinds)


@bp.get("/imports/<name>/template.<any(xlsx, csv):file_format>")
@signed_in
def empty(name: str, file_format: str) -> ResponseReturnValue:
    """A file to fill in, in the reader's language."""
    kind = _kind(name)
    response = make_response(write_blank(kind, language(), file_format))
    response.headers["Content-Type"] = _TYPES[file_format]
    attachment = f"attachment; filename={kind.name}.{file_format}"
    response.headers["Content-Disposition"] = attachment
    return response


@bp.post("/imports/<name>")
@signed_in
def check(name: str) -> ResponseReturnValue:
    """Try the whole file and undo it; keep the file only when nothing is wrong."""
    kind = _kind(name)
    file = sent.files.get("file")
    if file is None or not file.filename:
        return _form(kind, missing=True), 422
    upload = Upload(normalise_text(file.filename), file.stream.read())
    reading = read_rows(upload.file_name, upload.content, kind)
    report = _take_in(kind, reading, apply=False)
    if report.problems:
        return _form(kind, report=report, file_name=upload.file_name), 422
    with begin(office(), actor()) as uow:
        upload_id = uploads.keep(
            uow,
            kind.name,
            upload,
            rows=report.rows,
            preview=preview_of(kind, reading, report),
        )
    return redirect(url_for(".ready", name=name, upload_id=upload_id), code=303)


@bp.get("/imports/<name>/<uuid:upload_id>")
@signed_in
def ready(name: str, upload_id: UUID) -> ResponseReturnValue:
    """Say that the file is right, and offer to take it in."""
    kind = _kind(name)
    with begin_reading(office(), actor()) as uow:
        stored = uploads.look_at(uow, kind.name, upload_id)
        return render_template("imports/ready.html", kind=kind, stored=stored)


@bp.post("/imports/<name>/<uuid:upload_id>")
@signed_in
def apply(name: str, upload_id: UUID) -> ResponseReturnValue:
    """Take the kept file in, all of it or nothing."""
    kind = _kind(name)
    with begin(office(), actor()) as uow:
        upload = uploads.take(uow, kind.name, upload_id)
    if sent.form.get("do") == "discard":
        flash(_("The file was discarded. Nothing was changed."), "info")
        return redirect(url_for(".show", name=name), code=303)
    reading = read_rows(upload.file_name, upload.content, kind)
    report = _take_in(kind, reading, apply=True)
    if report.problems:
        return _form(kind, report=report, file_name=upload.file_name), 422
    flash(
        ngettext("%(num)s row imported.", "%(num)s rows imported.", report.applied),
        "success",
    )
    back = url_for(kind.endpoint) if kind.endpoint else url_for(".show", name=name)
    return redirect(back, code=303)


def _take_in(kind: ImportKind, reading: Reading, *, apply: bool) -> Report:
    return take_in(office(), actor(), [(kind, reading)], apply=apply)[0]


def _kinds() -> Sequence[ImportKind]:
    kinds: Sequence[ImportKind] = current_app.extensions.get(IMPORTS, ())
    return kinds


def _kind(name: str) -> ImportKind:
    for kind in _kinds():
        if kind.name == name and kind.permission is not None:
            actor().require(kind.permission)
            return kind
    raise NotFound


def _form(
    kind: ImportKind, *, report: Report | None = None, file_name: str = "", missing: bool = False
) -> str:
    problems = sorted(report.problems, key=lambda p: (p.sheet, p.line)) if report else []
    return render_template(
        "imports/import.html",
        kind=kind,
        report=report,
        problems=problems[:SHOWN_PROBLEMS],
        lines=len({(problem.sheet, problem.line) for problem in problems}),
        place_of=place_of,
        file_name=file_name,
        missing=missing,
        max_rows=MAX_ROWS,
    )
