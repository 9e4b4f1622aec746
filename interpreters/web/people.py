"""The roster's pages for the office: list, record, form, files."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from flask import (
    Blueprint,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from accounts.domain.cities import CITIES
from foundation.database.work import UnitOfWork, begin
from foundation.text.i18n import label
from foundation.web.guards import requires
from foundation.web.pagination import page_number, paged, whole
from foundation.web.refusals import refusals_on
from foundation.web.stale import refuse_stale
from foundation.web.translation import gettext as _
from foundation.web.translation import language
from foundation.web.work import actor, office, reading, unit_of_work
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Language
from interpreters.domain.permissions import RosterPermission
from interpreters.domain.qualifications import CertificationLevel, Modality
from interpreters.domain.search import RosterSearch
from interpreters.domain.standing import MOVES, Standing
from interpreters.domain.validity import applies
from interpreters.service import directory, exports, roster, translators
from interpreters.web.forms import LEAST_LANGUAGE_ROWS, MoveForm, PersonForm, member_of
from interpreters.web.history import history_lines
from interpreters.web.hits import question_before
from interpreters.web.questions import HOLDERS, LEVELS_HELD, PERSON_SECTION, WORK_SECTION

bp = Blueprint("people", __name__, template_folder="../templates")
READ, CHANGE = RosterPermission.ROSTER_READ, RosterPermission.ROSTER_CHANGE
EVERYBODY = "all"
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@bp.app_template_filter("city")
def city_name(code: str) -> str:
    """The name of a city in the reader's language."""
    return CITIES[code].name_in(language()) if code in CITIES else code


@bp.get("/people")
@requires(READ)
def index() -> ResponseReturnValue:
    """List the people that the filters leave."""
    wanted = _wanted(request.args)
    with reading() as uow:
        page = paged(
            uow.db,
            directory.search(uow, wanted, _among(wanted, uow.today)),
            number=page_number(),
            size=uow.settings.page_size,
        )
        levels = LEVELS_HELD.answer()
        ids = [person.id for person in page.items]
        return render_template(
            "interpreters/people.html",
            page=page,
            levels={} if levels is None else levels(uow, ids),
            wanted=wanted,
            offered=_offered(),
            is_filtered=bool({*request.args} - {"sort", "page"}),
        )


def _among(wanted: RosterSearch, day: date) -> sa.Select[InterpreterId] | None:
    """Whoever holds the level that is looked for, in the language if one is given too."""
    holders = HOLDERS.answer()
    if holders is None or wanted.level is None:
        return None
    return holders(wanted.level, wanted.language, day)


def _wanted(args: Mapping[str, str]) -> RosterSearch:
    standing = args.get("standing", "")
    one = member_of(Standing, standing)
    standings = frozenset({one}) if one is not None else frozenset(Standing)
    if one is None and standing != EVERYBODY:
        standings -= {Standing.LEFT}
    return RosterSearch(
        text=directory.searched_text(args.get("q", "")),
        language=member_of(Language, args.get("language")),
        city=args.get("city", ""),
        level=member_of(CertificationLevel, args.get("level")),
        standings=standings,
        modality=member_of(Modality, args.get("modality")),
        sort=args.get("sort", "name"),
    )


def _offered() -> dict[str, list[tuple[str, str]]]:
    towns = sorted(((code, city_name(code)) for code in CITIES), key=lambda town: town[1])
    return {
        "language": [("", _("Any language")), *_named(Language)],
        "level": [("", _("Any certification")), *_named(CertificationLevel)],
        "city": [("", _("Any city")), *towns],
        "modality": [("", _("Any mode")), *_named(Modality)],
        "standing": [
            ("", _("All except former")),
            *_named(Standing),
            (EVERYBODY, _("Everyone")),
        ],
    }


def _named(members: Iterable[StrEnum]) -> list[tuple[str, str]]:
    return [(member.value, label(member, language())) for member in members]


@bp.get("/people/<uuid:person_id>")
@requires(READ)
def show(person_id: UUID) -> ResponseReturnValue:
    """Show one record."""
    return record_page(person_id)


def record_page(person_id: UUID, move_form: MoveForm | None = None) -> str:
    """The page of a record, with a form that was refused if there is one."""
    with reading() as uow:
        person = directory.open_record(uow, person_id)
        entries = history_lines(directory.history(uow, person_id))
        phone, email = directory.phone_number_of(uow, person), directory.email_of(uow, person)
        pairs = translators.list_pairs(uow, person_id)
        today = uow.today
    form = move_form or MoveForm(None, version=person.version)
    form.offer(sorted(MOVES[person.standing], key=list(Standing).index))
    return render_template(
        "interpreters/person.html",
        person=person,
        phone=phone,
        email=email,
        today=today,
        entries=entries,
        pairs=pairs,
        move_form=form,
        section=section_of(person.id),
        work=work_of(person.id),
        may_change=actor().may(CHANGE),
        applies=applies,
        modalities=roster.modalities_of(person),
    )


def section_of(person_id: UUID) -> Markup | None:
    """What training knows of somebody."""
    draw = PERSON_SECTION.answer()
    return None if draw is None else draw(person_id)


def work_of(person_id: UUID) -> Markup | None:
    """What dispatch knows of somebody's days."""
    draw = WORK_SECTION.answer()
    return None if draw is None else draw(person_id)


@bp.get("/people/new")
@requires(CHANGE)
def new() -> ResponseReturnValue:
    """Show an empty form."""
    return _form(PersonForm(None))


@bp.post("/people/new")
@requires(CHANGE)
def admit() -> ResponseReturnValue:
    """Take somebody onto the roster."""
    form = PersonForm()
    if not form.validate():
        return _form(form), 422
    with refusals_on(form, lambda: _form(form)), unit_of_work() as uow:
        person = roster.admit(
            uow,
            form.profile(),
            code=form.code.data or "",
            email=form.email.data or "",
            standing=Standing(form.standing.data),
        )
    flash(_("%(name)s is registered.", name=person.full_name), "success")
    return redirect(url_for(".show", person_id=person.id), code=303)


@bp.get("/people/<uuid:person_id>/edit")
@requires(CHANGE)
def edit(person_id: UUID) -> ResponseReturnValue:
    """Show the form of a record."""
    with reading() as uow:
        form = _stored(uow, person_id)
    return _form(form, person_id=person_id, name=form.full_name.data or "")


@bp.post("/people/<uuid:person_id>/edit")
@requires(CHANGE)
def change(person_id: UUID) -> ResponseReturnValue:
    """Write the record anew."""
    form = PersonForm()
    del form.standing, form.code
    if not form.validate():
        return _form(form, person_id=person_id), 422

    def act(uow: UnitOfWork) -> None:
        refuse_stale(uow, form, lambda: _stored(uow, person_id))
        roster.change(
            uow,
            person_id,
            form.profile(),
            version=version_of(form.version.data),
            email=form.email.data or "",
        )

    with refusals_on(form, lambda: _form(form, person_id=person_id)):
        asked = question_before(person_id, act, back=url_for(".show", person_id=person_id))
        if asked is not None:
            return asked
        with unit_of_work() as uow:
            act(uow)
    flash(_("Saved."), "success")
    return redirect(url_for(".show", person_id=person_id), code=303)


def _stored(uow: UnitOfWork, person_id: UUID) -> PersonForm:
    person = directory.open_record(uow, person_id)
    email = directory.email_of(uow, person)
    phone = directory.phone_number_of(uow, person)
    rows = [
        {"language": s.language.value, "level": s.level.value, "direction": s.direction.value}
        for s in person.languages
    ]
    empty_rows = max(1, LEAST_LANGUAGE_ROWS - len(rows))
    return PersonForm(
        None,
        obj=person,
        email=email,
        phone_number=phone,
        reached_by=person.reached_by.value,
        gender=person.gender.value if person.gender else "",
        employment=person.employment.value,
        modalities=[m.value for m in roster.modalities_of(person)],
        languages=[*rows, *({"language": ""} for _row in range(empty_rows))],
    ).note_seen()


def version_of(text: str | None) -> int:
    """The version a form was opened with; nonsense matches nothing."""
    return whole(text, otherwise=-1)


def _form(form: PersonForm, *, person_id: UUID | None = None, name: str = "") -> str:
    return render_template(
        "interpreters/person_form.html", form=form, person_id=person_id, name=name
    )


@bp.get("/people/import")
@requires(CHANGE)
def take_in() -> ResponseReturnValue:
    """Go to the page that takes files in."""
    return redirect(url_for("imports.show", name="interpreters"), code=303)


@bp.post("/people/export/<name>.<file_format>")
@requires(READ)
def export(name: str, file_format: str) -> ResponseReturnValue:
    """Give the list as it is narrowed as a file. A POST, because the trail notes that it left the house."""
    wanted = _wanted(request.form)
    with begin(office(), actor()) as uow:
        listed = directory.search(uow, wanted, _among(wanted, uow.today))
        content = exports.export(uow, name, file_format, listed)
        today: date = uow.today
    response = make_response(content)
    response.headers["Content-Type"] = TYPES[file_format]
    response.headers["Content-Disposition"] = f"attachment; filename={name}-{today}.{file_format}"
    return response
