"""The history of a record in sentences."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from foundation.database.audit import AuditEntry
from foundation.text.message import LazyText, say
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import CertificationLevel
from interpreters.domain.standing import MoveReason, RestrictionKind, Standing


@dataclass(frozen=True)
class HistoryLine:
    """One thing that happened, as the page shows it."""

    at: datetime
    who: LazyText
    what: LazyText


Facts = dict[str, Any]
_SENTENCES: dict[str, Callable[[Facts], LazyText]] = {
    "interpreter.admitted": lambda facts: say(
        "Registered as “%(standing)s”", standing=Standing(facts["standing"])
    ),
    "interpreter.changed": lambda _: say("Record edited"),
    "interpreter.moved": lambda facts: say(
        "From “%(before)s” to “%(after)s”: %(reason)s",
        before=Standing(facts["before"]),
        after=Standing(facts["after"]),
        reason=MoveReason(facts["reason"]),
    ),
    "certification.added": lambda facts: say(
        "Certification added: %(level)s, %(language)s",
        level=CertificationLevel(facts["level"]),
        language=Language(facts["language"]),
    ),
    "certification.ended": lambda facts: say(
        "Certification ended: %(level)s, %(language)s",
        level=CertificationLevel(facts["level"]),
        language=Language(facts["language"]),
    ),
    "restriction.added": lambda facts: say(
        "Restriction added: %(kind)s", kind=RestrictionKind(facts["kind"])
    ),
    "restriction.changed": lambda facts: say(
        "Restriction changed: %(kind)s", kind=RestrictionKind(facts["kind"])
    ),
    "restriction.ended": lambda facts: say(
        "Restriction ended: %(kind)s", kind=RestrictionKind(facts["kind"])
    ),
}


def _who(entry: AuditEntry) -> LazyText:
    """Whose act it was; the names under which the system acts mean nothing to a reader."""
    if entry.actor_id is not None:
        return LazyText("%(name)s", {"name": entry.actor_name})
    return say("From a file") if entry.actor_name == "import" else say("By itself")


def history_lines(entries: Iterable[AuditEntry]) -> list[HistoryLine]:
    """The entries that this package wrote, as sentences."""
    return [
        HistoryLine(entry.at, _who(entry), _SENTENCES[entry.name](entry.facts))
        for entry in entries
        if entry.name in _SENTENCES
    ]
