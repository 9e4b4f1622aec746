"""The audit trail."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.domain.permissions import AccountsPermission
from accounts.service import trails
from accounts.service.trails import TrailLine, TrailSearch
from foundation.database.audit import AuditEntry
from foundation.database.work import UnitOfWork, begin
from foundation.tables import spreadsheet
from foundation.text.i18n import translate
from foundation.text.message import say
from foundation.text.trail import Deed, Found, TrailFact
from foundation.times.zones import local_clock, local_day, read_day
from foundation.web.downloads import as_file
from foundation.web.guards import requires
from foundation.web.ids import find_id
from foundation.web.pagination import whole
from foundation.web.trail import TrailSection, sections
from foundation.web.translation import language
from foundation.web.work import actor, office, reading

bp = Blueprint("trails", __name__, template_folder="../templates")
LONGEST = 80
SYSTEM = say("The system")
UNKNOWN = Deed(say("Something else"))
HEADER = (
    say("Date and time"),
    say("User"),
    say("Event"),
    say("About"),
    say("Data"),
    say("Code"),
)


@dataclass(frozen=True)
class Thing:
    """What a reader sees of a thing: what it is called, its page, and the trail of it alone."""

    text: str
    url: str | None
    trail_url: str


@dataclass(frozen=True)
class TrailRow:
    """What a reader sees of what somebody did."""

    at: datetime
    who: str
    # Address and id: a name may be anybody's.
    who_exactly: str
    who_url: str | None
    deed: str
    count: int
    each_url: str | None
    about: Thing | None
    facts: list[tuple[str, str, str | None]]


@bp.get("/audit")
@requires(AccountsPermission.AUDIT_READ)
def audit() -> ResponseReturnValue:
    """Show what happened, newest first; of one person, one thing, one topic, some days."""
    with reading() as uow:
        page = trails.read_trail(uow, _wanted(uow))
        words = _TrailTeller(uow, [entry for line in page.lines for entry in line.entries[:1]])
        return render_template(
            "accounts/audit.html",
            lines=[words.line(line) for line in page.lines],
            older=None if page.older is None else _here(before=page.older),
            topics=_topics(),
            wanted=request.args,
            is_narrowed=bool(set(request.args) - {"before"}),
        )


@bp.post("/audit/export.xlsx")
@requires(AccountsPermission.AUDIT_READ)
def export() -> ResponseReturnValue:
    """Give what the filters leave as a file. A POST, because the trail notes that it left the house."""
    with begin(office(), actor()) as uow:
        entries = trails.export_trail(uow, _wanted(uow))
        words = _TrailTeller(uow, entries)
        zone = uow.settings.zone
        rows = [
            (
                f"{local_day(entry.at, zone)} {local_clock(entry.at, zone):%H:%M:%S}",
                f"{line.who} ({line.who_exactly})" if line.who_exactly else line.who,
                line.deed,
                "" if line.about is None else line.about.text,
                " · ".join(f"{name}: {value}" for name, value, _ in line.facts),
                entry.name,
            )
            for entry in entries
            for line in (words.line(TrailLine([entry])),)
        ]
        name = f"audit-{uow.today}"
    header = [translate(text, language()) for text in HEADER]
    return as_file(spreadsheet.write_xlsx(header, rows, title="audit"), name, "xlsx")


def _wanted(uow: UnitOfWork) -> TrailSearch:
    about = _text("about")
    return TrailSearch(
        who=_text("who"),
        about=_meant(uow, about) if about else None,
        topic=_text("topic"),
        name=_text("name"),
        at=_instant(_text("at")),
        first_day=read_day(request.args.get("from")),
        last_day=read_day(request.args.get("to")),
        before=whole(request.args.get("before"), otherwise=0) or None,
    )


def _text(name: str) -> str:
    return request.args.get(name, "").strip()[:LONGEST]


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def _meant(uow: UnitOfWork, text: str) -> set[UUID]:
    known = find_id(text)
    found: set[UUID] = set() if known is None else {known}
    for section in sections():
        if section.search is not None:
            found.update(section.search(uow, text))
    return found


def _topics() -> list[tuple[str, str]]:
    """Each topic once, also where two packages record deeds of it."""
    topics = {
        code: translate(words, language())
        for section in sections()
        for code, words in section.words.topics.items()
    }
    return sorted(topics.items(), key=lambda topic: topic[1])


def _here(**changes: object) -> str:
    values: dict[str, Any] = {**request.args.to_dict(), **changes}
    return url_for("trails.audit", **values)


class _TrailTeller:
    """Some entries in the reader's words: one question for each kind of thing they speak of."""

    def __init__(self, uow: UnitOfWork, entries: Iterable[AuditEntry]) -> None:
        self.language = language()
        self.of_deed: dict[str, TrailSection] = {
            name: section for section in sections() for name in section.words.deeds
        }
        ids: dict[str, set[UUID]] = {"user": set()}
        for entry in entries:
            if entry.actor_id is not None:
                ids["user"].add(entry.actor_id)
            for kind, known in self._things(entry):
                ids.setdefault(kind, set()).add(known)
        self.addresses = trails.addresses_of(uow, ids["user"])
        self.found: dict[tuple[str, UUID], Thing] = {}
        for section in sections():
            for kind, names in section.names.items():
                for known, found in names(uow, ids.get(kind, ())).items() if ids.get(kind) else ():
                    self.found[kind, known] = _thing(section, kind, known, found)

    def _things(self, entry: AuditEntry) -> Iterable[tuple[str, UUID]]:
        deed = self._deed(entry)
        subject = find_id(entry.subject)
        if deed.kind and subject is not None:
            yield deed.kind, subject
        for name, value in entry.facts.items():
            fact = self._fact(entry, name)
            known = find_id(str(value))
            if fact is not None and fact.kind and known is not None:
                yield fact.kind, known

    def _deed(self, entry: AuditEntry) -> Deed:
        section = self.of_deed.get(entry.name)
        return UNKNOWN if section is None else section.words.deeds[entry.name]

    def _fact(self, entry: AuditEntry, name: str) -> TrailFact | None:
        section = self.of_deed.get(entry.name)
        return None if section is None else section.words.facts.get(name)

    def line(self, line: TrailLine) -> TrailRow:
        """What the reader sees of it."""
        entry, count = line.first, len(line.entries)
        who = None if entry.actor_id is None else self.found.get(("user", entry.actor_id))
        return TrailRow(
            at=entry.at,
            who=translate(SYSTEM, self.language) if entry.actor_id is None else entry.actor_name,
            who_exactly=self._exactly(entry),
            who_url=None if who is None else who.url,
            deed=translate(self._deed(entry).text, self.language),
            count=count,
            each_url=_here(name=entry.name, at=entry.at.isoformat(), before=None)
            if count > 1
            else None,
            about=self._about(entry) if count == 1 else None,
            facts=list(self._facts(entry)) if count == 1 else [],
        )

    def _exactly(self, entry: AuditEntry) -> str:
        if entry.actor_id is None:
            return ""
        return f"{self.addresses.get(entry.actor_id, '–')} · {str(entry.actor_id)[:8]}"

    def _about(self, entry: AuditEntry) -> Thing | None:
        subject = find_id(entry.subject)
        if subject is None:
            return None
        known = self.found.get((self._deed(entry).kind, subject))
        return known or Thing(entry.subject[:8], None, _of(subject))

    def _facts(self, entry: AuditEntry) -> Iterable[tuple[str, str, str | None]]:
        for name, value in entry.facts.items():
            if value is None or value in ("", []):
                continue
            fact = self._fact(entry, name)
            if fact is None:
                yield name, str(value), None
                continue
            known = find_id(str(value))
            thing = None if known is None else self.found.get((fact.kind, known))
            shown = fact.value_in(value, self.language) if thing is None else thing.text
            yield translate(fact.text, self.language), shown, None if thing is None else thing.url


def _thing(section: TrailSection, kind: str, known: UUID, found: Found) -> Thing:
    page = section.pages.get(kind)
    url = page(found) if page is not None and found.page is not None else None
    return Thing(found.text, url, _of(known))


def _of(known: UUID) -> str:
    return url_for("trails.audit", about=known)
