"""What more supply would bring: the ranked list, and one line with the sessions behind it."""

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.domain.cities import CITIES
from dispatch.domain.gains import GainKind, HourBlock
from dispatch.domain.permissions import DispatchPermission
from dispatch.service.coverage import gains
from dispatch.service.coverage.gains import GainWish
from foundation.security.errors import Conflict
from foundation.web.guards import requires
from foundation.web.pagination import page_number, paged
from foundation.web.translation import gettext as _
from foundation.web.translation import words
from foundation.web.work import reading, unit_of_work
from interpreters.domain.languages import Language

bp = Blueprint("coverage_gains", __name__, template_folder="../../templates")
SEE = DispatchPermission.SEE_COVERAGE


def wish_from(asked: Mapping[str, str]) -> GainWish:
    """What of the list an address asks for; what means nothing narrows nothing."""
    kind, spoken, city = (asked.get(name, "") for name in ("kind", "language", "city"))
    return GainWish(
        kind=GainKind(kind) if kind in {*GainKind} else None,
        language=Language(spoken) if spoken in {*Language} else None,
        city=city if city in CITIES else "",
    )


@bp.get("/coverage/gains")
@requires(SEE)
def index() -> ResponseReturnValue:
    """List what could be more, what would bring most first."""
    wish = wish_from(request.args.to_dict())
    with reading() as uow:
        desk = gains.read_desk(uow)
        page = (
            None
            if desk.done is None
            else paged(
                uow.db,
                gains.select_gains(uow, desk.done, wish),
                number=page_number(),
                size=uow.settings.page_size,
            )
        )
        return render_template(
            "dispatch/coverage/gains.html",
            desk=desk,
            page=page,
            people={} if page is None else gains.people_of(uow, page.items),
            wish=wish,
            kinds=list(GainKind),
            spoken=list(Language),
            cities=CITIES,
            hour_block=HourBlock,
        )


@bp.post("/coverage/gains")
@requires(SEE)
def reckon() -> ResponseReturnValue:
    """Have it reckoned now."""
    try:
        with unit_of_work() as uow:
            gains.ask(uow)
    except Conflict as error:
        flash(words(error.reason), "error")
    else:
        flash(_("The calculation has begun. Reload the page to see how far it is."), "success")
    return redirect(url_for(".index"), code=303)


@bp.get("/coverage/gains/<uuid:gain_id>")
@requires(SEE)
def show(gain_id: UUID) -> ResponseReturnValue:
    """Show one line with the sessions that would have been served."""
    with reading() as uow:
        shown = gains.get(uow, gain_id)
        return render_template(
            "dispatch/coverage/gain.html",
            shown=shown,
            it=shown.gain,
            cities=CITIES,
            hour_block=HourBlock,
        )
