"""The glossary as files: given away, and TBX taken in (CSV and XLSX come in under Imports)."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dispatch.domain.permissions import DispatchPermission
from dispatch.service.glossary import files
from dispatch.web.glossary.pages import asked
from foundation.security.errors import Refused
from foundation.tables.importing import Report, run_imports
from foundation.text.message import LazyText, say
from foundation.web.downloads import as_file
from foundation.web.guards import requires
from foundation.web.translation import ngettext, words
from foundation.web.work import actor, office, reading

bp = Blueprint("glossary_files", __name__, template_folder="../../templates")
SHOWN_PROBLEMS = 100


@bp.get("/glossary/download.<any(csv, xlsx, tbx):ending>")
@requires(DispatchPermission.GLOSSARY_READ)
def download(ending: str) -> ResponseReturnValue:
    """The terms of the filter as a file."""
    with reading() as uow:
        content = files.export(uow, asked(), ending)
    return as_file(content, "glossary", ending)


@bp.get("/glossary/tbx")
@requires(DispatchPermission.GLOSSARY_KEEP)
def choose() -> ResponseReturnValue:
    """Show the field for a TBX file."""
    return _page()


@bp.post("/glossary/tbx")
@requires(DispatchPermission.GLOSSARY_KEEP)
def take() -> ResponseReturnValue:
    """Take a TBX file in, all of it or nothing."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _page(wrong=say("Choose a file.")), 422
    try:
        rows = files.rows_of_tbx(sent.stream.read())
    except Refused as refused:
        return _page(wrong=refused.reason), 422
    # The whole file is tried in a transaction of its own, and undone when anything is wrong.
    report = run_imports(office(), actor(), [(files.TERMS, rows)], apply=True)[0]
    if report.problems:
        return _page(report=report), 422
    flash(ngettext("%(num)s term imported.", "%(num)s terms imported.", report.applied), "success")
    return redirect(url_for("glossary.index"), code=303)


def _page(wrong: LazyText | None = None, report: Report | None = None) -> str:
    return render_template(
        "dispatch/glossary/tbx.html",
        wrong=None if wrong is None else words(wrong),
        report=report,
        kind=files.TERMS,
        most=SHOWN_PROBLEMS,
    )
