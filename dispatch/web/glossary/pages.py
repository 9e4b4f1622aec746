"""The glossary: searched, added to, approved, changed, and the terms of a text."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dispatch.domain.glossary import LONGEST_NOTE, LONGEST_TERM, TermFilter, TermState
from dispatch.domain.permissions import DispatchPermission
from dispatch.service.glossary import terms
from dispatch.web.glossary.forms import LookUpForm, TermForm, member
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, Refused
from foundation.text.normalise import normalise_text
from foundation.web.guards import requires
from foundation.web.pagination import page_number, paged
from foundation.web.refusals import refusals_on
from foundation.web.stale import refuse_stale
from foundation.web.translation import gettext as _
from foundation.web.work import reading, unit_of_work
from interpreters.domain.qualifications import Domain
from interpreters.domain.translators import TextLanguage

bp = Blueprint("glossary", __name__, template_folder="../../templates")


def asked() -> TermFilter:
    """Which terms the address asks for; nonsense asks for all."""
    return TermFilter(
        source_language=member(TextLanguage, request.args.get("from")),
        target_language=member(TextLanguage, request.args.get("into")),
        domain=member(Domain, request.args.get("domain")),
        state=member(TermState, request.args.get("state")),
        text=normalise_text(request.args.get("q", ""))[:LONGEST_TERM],
    )


@bp.get("/glossary")
@requires(DispatchPermission.GLOSSARY_READ)
def index() -> ResponseReturnValue:
    """List the terms that somebody looks for."""
    wanted = asked()
    with reading() as uow:
        query = terms.listed(uow, wanted)
        page = paged(uow.db, query, number=page_number(), size=uow.settings.page_size)
        return render_template(
            "dispatch/glossary/index.html",
            page=page,
            wanted=wanted,
            own={term.id for term in page.items if terms.may_change(uow, term)},
            every_language=TextLanguage,
            domains=Domain,
            states=TermState,
            filters={name: request.args[name] for name in _FILTERS if request.args.get(name)},
        )


_FILTERS = ("from", "into", "domain", "state", "q")


@bp.get("/glossary/new")
@requires(DispatchPermission.GLOSSARY_PROPOSE)
def new() -> ResponseReturnValue:
    """Show the form of a new term, for the pair that was looked at."""
    wanted = asked()
    given = {
        "source_language": wanted.source_language or TextLanguage.KOREAN,
        "target_language": wanted.target_language or "",
        "domain": wanted.domain or "",
        "source_text": wanted.text,
    }
    with reading() as uow:
        return _page(uow, TermForm(None, data=given).offer())


@bp.post("/glossary/new")
@requires(DispatchPermission.GLOSSARY_PROPOSE)
def add() -> ResponseReturnValue:
    """Add a term."""
    form = TermForm().offer()
    if not form.validate():
        return _again(form), 422
    with (
        refusals_on(form, lambda: _again(form), shows=(Refused, Conflict)),
        unit_of_work() as uow,
    ):
        term = terms.add(uow, form.term, approved=bool(form.approved.data))
        is_approved = term.state is TermState.APPROVED
    flash(_("Added.") if is_approved else _("Proposed. The office looks at it."), "success")
    return redirect(_listed_as(form), code=303)


@bp.get("/glossary/<uuid:term_id>")
@requires(DispatchPermission.GLOSSARY_PROPOSE)
def edit(term_id: UUID) -> ResponseReturnValue:
    """Show a term to change it."""
    with reading() as uow:
        return _page(uow, _stored(uow, term_id), term_id)


@bp.post("/glossary/<uuid:term_id>")
@requires(DispatchPermission.GLOSSARY_PROPOSE)
def change(term_id: UUID) -> ResponseReturnValue:
    """Change a term."""
    form = TermForm().offer()
    if not form.validate():
        return _again(form, term_id), 422
    with (
        refusals_on(form, lambda: _again(form, term_id), shows=(Refused, Conflict)),
        unit_of_work() as uow,
    ):
        refuse_stale(uow, form, lambda: _stored(uow, term_id))
        terms.change(uow, term_id, form.term)
    flash(_("Saved."), "success")
    return redirect(_listed_as(form), code=303)


@bp.post("/glossary/<uuid:term_id>/approve")
@requires(DispatchPermission.GLOSSARY_KEEP)
def approve(term_id: UUID) -> ResponseReturnValue:
    """Approve a proposed term."""
    with unit_of_work() as uow:
        terms.approve(uow, term_id)
    flash(_("Approved."), "success")
    return redirect(url_for(".index", state=TermState.PROPOSED.value), code=303)


@bp.post("/glossary/<uuid:term_id>/remove")
@requires(DispatchPermission.GLOSSARY_PROPOSE)
def remove(term_id: UUID) -> ResponseReturnValue:
    """Remove a term."""
    with unit_of_work() as uow:
        terms.remove(uow, term_id)
    flash(_("Removed."), "success")
    return redirect(url_for(".index"), code=303)


@bp.get("/glossary/look-up")
@requires(DispatchPermission.GLOSSARY_READ)
def look_up() -> ResponseReturnValue:
    """Show the field for a text."""
    return render_template("dispatch/glossary/look_up.html", form=LookUpForm(None).offer())


@bp.post("/glossary/look-up")
@requires(DispatchPermission.GLOSSARY_READ)
def find() -> ResponseReturnValue:
    """Show the terms of a text; it is kept nowhere."""
    form = LookUpForm().offer()

    def page(found: object = None) -> str:
        return render_template("dispatch/glossary/look_up.html", form=form, found=found)

    if not form.validate():
        return page(), 422
    with refusals_on(form, page), reading() as uow:
        found = terms.terms_in(
            uow,
            TextLanguage(form.source_language.data),
            TextLanguage(form.target_language.data),
            Domain(form.domain.data),
            form.text.data or "",
        )
    return page(found)


def _listed_as(form: TermForm) -> str:
    return url_for(
        ".index",
        **{
            "from": form.source_language.data,
            "into": form.target_language.data,
            "domain": form.domain.data,
        },
    )


def _stored(uow: UnitOfWork, term_id: UUID) -> TermForm:
    row = terms.get(uow, term_id)
    terms.require_change(uow, row)
    form = TermForm(None, obj=row).offer()
    form.note_seen()
    return form


def _again(form: TermForm, term_id: UUID | None = None) -> str:
    with reading() as uow:
        return _page(uow, form, term_id)


def _page(uow: UnitOfWork, form: TermForm, term_id: UUID | None = None) -> str:
    return render_template(
        "dispatch/glossary/term.html",
        form=form,
        term=None if term_id is None else terms.get(uow, term_id),
        longest=LONGEST_TERM,
        longest_note=LONGEST_NOTE,
    )
