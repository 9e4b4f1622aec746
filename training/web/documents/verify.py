"""Anybody checks a document here: its state first, then what is printed on it."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime

from flask import Blueprint, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField
from wtforms.validators import Length

from foundation.database.work import UnitOfWork, begin
from foundation.once import limits
from foundation.security.errors import NotFound, refuse
from foundation.security.permissions import NOBODY
from foundation.text.message import say
from foundation.web.forms import Form, Required
from foundation.web.guards import public
from foundation.web.work import office, reading
from training.service.documents import verification
from training.service.documents.verification import Verification

bp = Blueprint("verify", __name__, template_folder="../../templates")
LONGEST_NUMBER = 60


class NumberForm(Form):
    """A code or serial number."""

    number = StringField(
        say("Number of the document").text,
        [Required(say("Type the number of the document.")), Length(max=LONGEST_NUMBER)],
    )


class NameForm(Form):
    """A name to compare."""

    name = StringField(
        say("Name on the document").text,
        [Required(say("Type the name as it stands on the document.")), Length(max=120)],
    )


@bp.get("/verify")
@public
def ask() -> ResponseReturnValue:
    """Ask for a number."""
    return render_template("training/documents/verify.html", form=NumberForm(None), found=None)


@bp.post("/verify")
@public
def find() -> ResponseReturnValue:
    """Lead to the document of a number."""
    form = NumberForm()
    if not form.validate():
        return render_template("training/documents/verify.html", form=form, found=None), 422
    try:
        with reading() as uow:
            found = _looked_up(uow, form.number.data or "")
    except NotFound as error:
        _count()
        form.take(refuse("number", error.reason))
        return render_template("training/documents/verify.html", form=form, found=None), 404
    return redirect(url_for(".show", code=found.code), code=303)


@bp.get("/verify/<code>")
@public
def show(code: str) -> ResponseReturnValue:
    """Show what is on record for a document, now."""
    with _counting_misses(), reading() as uow:
        found = _looked_up(uow, code[:LONGEST_NUMBER])
        return _page(found, NameForm(None), uow.now)


@bp.post("/verify/<code>")
@public
def match(code: str) -> ResponseReturnValue:
    """Compare a typed name with the printed one."""
    form = NameForm()
    with _counting_misses(), reading() as uow:
        found = _looked_up(uow, code[:LONGEST_NUMBER])
        if not form.validate():
            return _page(found, form, uow.now), 422
        found = verification.match(uow, code[:LONGEST_NUMBER], form.name.data or "")
        page = _page(found, form, uow.now)
    if not found.matched:
        _count()
    return page


@bp.get("/badges/status")
@public
def status_list() -> ResponseReturnValue:
    """Give the signed list of badges that do not stand."""
    with reading() as uow:
        signed = verification.status_list(uow)
    response = make_response(signed)
    response.headers["Content-Type"] = "application/vc+jwt"
    return response


@bp.get("/.well-known/did.json")
@public
def did() -> ResponseReturnValue:
    """Give the document behind the office's did:web."""
    with reading() as uow:
        return jsonify(verification.did_document(uow))


def _page(found: Verification, form: NameForm, now: datetime) -> str:
    return render_template(
        "training/documents/verify.html",
        form=NumberForm(None),
        name_form=form,
        found=found,
        typed=form.name.data or "",
        now=now,
    )


def _looked_up(uow: UnitOfWork, typed: str) -> Verification:
    """What is on record, for whoever has not missed too often; a house of many clerks may look as often as it likes."""
    verification.check_looks(uow, _network())
    return verification.look(uow, typed)


@contextmanager
def _counting_misses() -> Generator[None]:
    """Count a look that found nothing: so nobody can try all numbers."""
    try:
        yield
    except NotFound:
        _count()
        raise


def _count() -> None:
    """Count in a transaction of its own: the look itself changes nothing."""
    with begin(office(), NOBODY) as uow:
        verification.count_miss(uow, _network())


def _network() -> str:
    return limits.network_of(request.remote_addr)
