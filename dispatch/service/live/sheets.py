"""The sheet of a day: who, where, when and the telephone numbers, printed before a network is down.

It holds no case, no note and no address of a service user. It is made each evening for the next day and early
in the morning once more, for the centre and for every organisation; who opens one is in the audit trail.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from accounts.domain.ids import OrganisationId, UserId
from accounts.service import organisations
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.settings import DispatchSettings
from dispatch.service.live.sheet_facts import facts_of
from dispatch.store.queries import sheets as queries
from dispatch.store.tables import DaySheet
from foundation.database.work import Office, UnitOfWork, begin
from foundation.documents import typesetting
from foundation.documents.typesetting import MissingFont
from foundation.security.errors import Forbidden, NotFound
from foundation.security.permissions import the_system
from foundation.times.zones import local_day
from scheduling.domain.states import SessionState
from scheduling.service import sessions

SOURCE = Path(__file__).parents[2] / "templates" / "dispatch" / "live" / "sheet.typ"
PLACE = ("day_sheet", "pdf")
# The evening's sheet is of the next day, the early morning's of that very day.
AHEAD = timedelta(hours=12)
SHOWN = frozenset(SessionState) - {SessionState.CANCELLED}


@dataclass(frozen=True)
class PrintedSheet:
    """A sheet as a file."""

    content: bytes
    name: str


@dataclass(frozen=True, kw_only=True)
class SheetsSeen:
    """What the reader may print and open: whose sheets, and those that are kept."""

    is_for_all: bool
    own: Sequence[tuple[UUID, str]]
    kept: Sequence[DaySheet]


def see_sheets(uow: UnitOfWork) -> SheetsSeen:
    """The kept sheets that the actor may open, the newest first."""
    mine = _own(uow)
    kept = queries.list_kept(uow.db, None if _may_all(uow) else mine)
    named = [
        (UUID(str(o.id)), o.name) for o in organisations.list_organisations(uow) if o.id in mine
    ]
    return SheetsSeen(is_for_all=_may_all(uow), own=named, kept=kept)


def print_now(uow: UnitOfWork, day: date, organisation_id: UUID | None) -> PrintedSheet:
    """Make the sheet of a day as it stands now, for one organisation or the centre; it is kept too."""
    _check_reader(uow, organisation_id)
    sheet, content = _make(uow, day, organisation_id)
    uow.record("sheet.opened", subject=sheet.id, day=day, organisation=organisation_id)
    return PrintedSheet(content, _name(sheet))


def open_kept(uow: UnitOfWork, sheet_id: UUID) -> PrintedSheet:
    """A sheet that was made before, as it was."""
    sheet = queries.find(uow.db, sheet_id)
    if sheet is None:
        raise NotFound
    _check_reader(uow, sheet.organisation_id)
    content = base64.b64decode(uow.cipher.open(sheet.encrypted_pdf, *PLACE, sheet.id))
    uow.record("sheet.opened", subject=sheet.id, day=sheet.day, organisation=sheet.organisation_id)
    return PrintedSheet(content, _name(sheet))


def make_sheets(office: Office) -> None:
    """Make the sheets of the coming working hours for everybody, and forget the old ones. A job does this.

    Each sheet is a transaction of its own, so that nobody waits for all of them.
    """
    with begin(office, the_system()) as uow:
        day = local_day(uow.now + AHEAD, uow.settings.zone)
        _forget(uow)
        listed = sessions.list_sessions(uow, day, day, SHOWN)
        bodies = {s.request.organisation_id for s in listed}
        folder = uow.settings.of(DispatchSettings).sheet_folder
    for body in (None, *sorted(bodies, key=str)):
        with begin(office, the_system()) as uow:
            sheet, content = _make(uow, day, body)
            if folder:
                _write(Path(folder), _name(sheet), content)
    if folder:
        _forget_files(Path(folder), office, day)


def _forget(uow: UnitOfWork) -> None:
    days = uow.settings.of(DispatchSettings).sheet_keep_days
    count = queries.forget(uow.db, uow.today - timedelta(days=days))
    if count:
        uow.record("sheet.forgotten", count=count)


def _write(folder: Path, name: str, content: bytes) -> None:
    """For the account alone: it names people and their numbers."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / name
    path.touch(mode=0o600)
    path.write_bytes(content)


def _forget_files(folder: Path, office: Office, day: date) -> None:
    last = day - timedelta(days=office.settings.of(DispatchSettings).sheet_keep_days)
    for path in folder.glob("day-sheet-????-??-??*.pdf"):
        if path.name[len("day-sheet-") :][:10] < last.isoformat():
            path.unlink(missing_ok=True)


def _make(uow: UnitOfWork, day: date, organisation_id: UUID | None) -> tuple[DaySheet, bytes]:
    listed = [
        s
        for s in sessions.list_sessions(uow, day, day, SHOWN)
        if organisation_id is None or s.request.organisation_id == organisation_id
    ]
    facts = facts_of(uow, day, organisation_id, listed)
    content = _typeset(uow, facts)
    actor = uow.actor.user_id
    sheet = DaySheet(
        day=day,
        organisation_id=None if organisation_id is None else OrganisationId(organisation_id),
        made_at=uow.now,
        made_by_id=None if actor is None else UserId(actor),
        sessions=len(listed),
        encrypted_pdf="",
    )
    sheet.encrypted_pdf = uow.cipher.close(base64.b64encode(content).decode(), *PLACE, sheet.id)
    uow.db.add(sheet)
    uow.db.flush()
    uow.record(
        "sheet.made", subject=sheet.id, day=day, organisation=organisation_id, sessions=len(listed)
    )
    return sheet, content


def _typeset(uow: UnitOfWork, facts: dict[str, Any]) -> bytes:
    """What no font draws is left out rather than the whole sheet: it is wanted when nothing else is there."""
    folder = uow.settings.font_folder
    try:
        return typesetting.typeset(SOURCE, facts, uow.now, folder=folder)
    except MissingFont:
        found = typesetting.texts_with_missing_signs(facts, folder)
        lacking = {sign for _, signs in found for sign in signs}
        return typesetting.typeset(SOURCE, _without(facts, lacking), uow.now, folder=folder)


def _without(value: object, signs: set[str]) -> Any:
    if isinstance(value, str):
        return "".join("?" if sign in signs else sign for sign in value)
    if isinstance(value, dict):
        parts = cast("dict[str, object]", value)
        return {name: _without(part, signs) for name, part in parts.items()}
    return [_without(part, signs) for part in cast("list[object]", value)]


def _may_all(uow: UnitOfWork) -> bool:
    uow.require(DispatchPermission.SHEET_PRINT)
    return uow.may(DispatchPermission.BOARD_READ)


def _own(uow: UnitOfWork) -> set[UUID]:
    return {UUID(str(o)) for o in uow.actor.organisations_for(DispatchPermission.SHEET_PRINT)}


def _check_reader(uow: UnitOfWork, organisation_id: UUID | None) -> None:
    if _may_all(uow):
        return
    if organisation_id is None:
        raise Forbidden
    if organisation_id not in _own(uow):
        raise NotFound


def _name(sheet: DaySheet) -> str:
    whose = "" if sheet.organisation_id is None else f"-{str(sheet.organisation_id)[:8]}"
    return f"day-sheet-{sheet.day.isoformat()}{whose}.pdf"
