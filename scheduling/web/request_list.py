"""Lists of requests: one's own, everybody's, and the same as a file."""

from collections.abc import Iterator, Mapping
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from accounts.service import organisations
from foundation.database.work import UnitOfWork
from foundation.security.errors import NotFound
from foundation.tables import spreadsheet
from foundation.text.i18n import label
from foundation.text.message import say
from foundation.times.zones import local_clock
from foundation.web.downloads import TYPES, as_file
from foundation.web.forms import choices
from foundation.web.guards import requires
from foundation.web.ids import find_id
from foundation.web.pagination import Page, page_number, paged
from foundation.web.translation import gettext as _
from foundation.web.translation import language
from foundation.web.work import actor, reading, unit_of_work
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Modality
from scheduling.domain.filters import RequestFilters
from scheduling.domain.ids import SessionId
from scheduling.domain.permissions import SchedulingPermission
from scheduling.domain.states import Priority, RequestState, SessionState
from scheduling.service import proposals, request_search
from scheduling.service import reading as requests_read
from scheduling.service.reading import CounsellingSession
from scheduling.web.addresses import is_unserved
from scheduling.web.addresses import requests_bp as bp
from scheduling.web.forms import FilterForm, languages, named
from scheduling.web.questions import NAMES_SERVING, OUTCOMES_DUE, SERVED_BY

OPEN_STATES = (SessionState.REQUESTED, SessionState.PLANNED, SessionState.STAFFED)
# What a state filter offers: how it reads, and which requests and sessions it means.
_WAITING = (RequestState.SUBMITTED, RequestState.INCOMPLETE)
_ENDED = (RequestState.REFUSED, RequestState.REFERRED)


@bp.get("/requests/mine")
@requires(SchedulingPermission.REQUEST_READ_OWN)
def mine() -> ResponseReturnValue:
    """List what the reader asked for, or the whole of their organisation; what is to come first."""
    past, all_of_us = request.args.get("when") == "past", request.args.get("who") == "us"
    with reading() as uow:
        filters = RequestFilters(
            organisations=None if not all_of_us else list(requests_read.own_organisations(uow)),
            requester_id=None if all_of_us else actor().user_id,
            begins_after=None if past else uow.now,
            begun_by=uow.now if past else None,
            newest_first=past,
        )
        page = _list(uow, filters)
        asked = proposals.waiting_among(uow, page.items)
        draw = OUTCOMES_DUE.answer()
        due = None if draw is None else draw(uow, all_of_us)
    return render_template(
        "scheduling/mine.html", page=page, asked=asked, past=past, all_of_us=all_of_us, due=due
    )


def _list(
    uow: UnitOfWork, filters: RequestFilters, served: sa.Select[SessionId] | None = None
) -> Page[CounsellingSession]:
    query = requests_read.select_sessions(uow, filters, served)
    return paged(uow.db, query, number=page_number(), size=uow.settings.page_size)


@bp.get("/requests")
@requires(SchedulingPermission.REQUEST_READ_ANY)
def index() -> ResponseReturnValue:
    """List everybody's requests: from today on, of some days, or whatever is searched for."""
    form = FilterForm(request.args, meta={"csrf": False})
    form.validate()
    with reading() as uow:
        _offer_filters(uow, form)
        page = _list(uow, _filters(uow, form), _served(uow, form))
    return render_template("scheduling/requests.html", page=page, form=form)


@bp.post("/requests/export.<file_format>")
@requires(SchedulingPermission.REQUEST_READ_ANY)
def export(file_format: str) -> Response:
    """Give the list as it is narrowed as a file. A POST, because the trail notes that it left the house."""
    if file_format not in TYPES:
        raise NotFound
    form = FilterForm(request.form, meta={"csrf": False})
    form.validate()
    with unit_of_work() as uow:
        found = request_search.export(uow, _filters(uow, form), file_format, _served(uow, form))
        names_serving = NAMES_SERVING.answer()
        ids = [UUID(str(session.id)) for session in found]
        names: Mapping[UUID, list[str]] = {} if names_serving is None else names_serving(uow, ids)
        zone, today = uow.settings.zone, uow.today
        rows = [
            [
                session.request.reference,
                session.day.isoformat(),
                f"{local_clock(session.starts_at, zone):%H:%M}",
                str(session.minutes),
                *_words_of(session),
                session.request.case_code,
                ", ".join(names.get(UUID(str(session.id)), [])),
            ]
            for session in found
        ]
    heads = [_(head) for head in _HEADS]
    if file_format == "csv":
        content = spreadsheet.write_csv(heads, rows)
    else:
        content = spreadsheet.write_xlsx(heads, rows, title=_("Requests"))
    return as_file(content, f"requests-{today}", file_format)


_HEADS = (
    say("Request number").text,
    say("Day").text,
    say("Start time").text,
    say("Minutes").text,
    say("Organisation").text,
    say("Language").text,
    say("Field").text,
    say("Mode").text,
    say("Place").text,
    say("Priority").text,
    say("State").text,
    say("Case code").text,
    say("Interpreters").text,
)


def _words_of(session: CounsellingSession) -> Iterator[str]:
    """Organisation, language, field, way, place, urgency and state, in the reader's words."""
    reader, asked = language(), session.request
    yield asked.organisation.name_in(reader)
    yield asked.other_language if asked.language is None else label(asked.language, reader)
    yield label(asked.domain, reader)
    yield label(session.modality, reader)
    is_there = session.modality is Modality.ON_SITE and session.site is not None
    yield session.site.name_in(reader) if is_there and session.site is not None else ""
    yield label(Priority(asked.priority), reader)
    if is_unserved(session):
        yield label(SessionState.NOT_DELIVERED, reader)
    else:
        is_approved = asked.state is RequestState.APPROVED
        yield label(session.state if is_approved else asked.state, reader)


def _offer_filters(uow: UnitOfWork, form: FilterForm) -> None:
    homes = organisations.list_organisations(uow)
    form.organisation.choices = choices(
        [(str(o.id), o.name_in(language())) for o in homes],
        empty=say("All organisations").text,
    )
    form.language.choices = languages(say("Any language").text)
    form.priority.choices = named(tuple(Priority), empty=say("Any priority").text)
    form.state.choices = [
        *choices([("waiting", say("Awaiting decision"))], empty=say("Any status").text),
        *named((*OPEN_STATES, SessionState.IN_PROGRESS, SessionState.HELD)),
        *named((SessionState.NOT_DELIVERED, SessionState.CANCELLED)),
        *choices([("ended", say("Declined or referred"))]),
    ]


def _filters(uow: UnitOfWork, form: FilterForm) -> RequestFilters:
    state, text = form.state.data or "", (form.q.data or "").strip()
    known = {s.value: s for s in SessionState}
    request_states = {"waiting": _WAITING, "ended": _ENDED}.get(state)
    if state in known and known[state] in OPEN_STATES:
        request_states = (RequestState.APPROVED,)
    first, last = form.first_day.data or form.day.data, form.last_day.data or form.day.data
    return RequestFilters(
        organisations=[found] if (found := find_id(form.organisation.data)) else None,
        request_states=request_states,
        session_states=[known[state]] if state in known else None,
        language=next((code for code in Language if code.value == form.language.data), None),
        priority=next((p for p in Priority if str(p.value) == form.priority.data), None),
        search=request_search.terms(uow, text) if text else None,
        first_day=first or _first_day(uow.today, is_searched=bool(text or last)),
        last_day=last,
        newest_first=bool(text),
    )


def _served(uow: UnitOfWork, form: FilterForm) -> sa.Select[SessionId] | None:
    text, served_by = (form.q.data or "").strip(), SERVED_BY.answer()
    return None if served_by is None or not text else served_by(uow, text)


def _first_day(today: date, *, is_searched: bool) -> date | None:
    """Without a search or an end the list begins today; what is searched for may be long past."""
    return None if is_searched else today
