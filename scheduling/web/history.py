"""The history of a request in sentences: who changed what, and when."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from foundation.database.audit import AuditEntry
from foundation.text.message import LazyText, say
from foundation.web.translation import words
from interpreters.domain.qualifications import Modality
from scheduling.domain.states import RefusalCode, RequestState, SessionState


@dataclass(frozen=True)
class RequestHistoryLine:
    """One thing that happened, as the page shows it."""

    at: datetime
    who: str
    what: LazyText


FIELDS = {
    "day": say("day"),
    "start": say("start"),
    "earliest": say("earliest start"),
    "latest": say("latest start"),
    "minutes": say("length"),
    "modalities": say("mode"),
    "site_id": say("place"),
    "other_city": say("place"),
    "address": say("place"),
    "room": say("room"),
    "language": say("language"),
    "other_language": say("language"),
    "fallback_language": say("alternative language"),
    "domain": say("field"),
    "tier": say("risk level"),
    "priority": say("priority"),
    "team": say("number of interpreters"),
    "gender": say("gender"),
    "gender_strictness": say("gender"),
    "preferred": say("preferred interpreters"),
    "excluded": say("excluded interpreters"),
    "case_code": say("case code"),
    "note": say("note for the interpreter"),
    "trainee_welcome": say("trainee"),
    "meeting_link": say("link or number to join by"),
    "lower_level_agreed": say("consent to a lower level"),
}
Facts = dict[str, Any]


def _changed(facts: Facts) -> LazyText:
    known = dict.fromkeys(words(FIELDS[name]) for name in facts.get("fields", ()) if name in FIELDS)
    return say("Changed: %(fields)s", fields=", ".join(known)) if known else say("Request changed")


def _decided(facts: Facts) -> LazyText:
    state = RequestState(facts["state"])
    if not facts.get("refusal"):
        return say("Decided: %(state)s", state=state)
    reason = RefusalCode(facts["refusal"])
    return say("Decided: %(state)s, %(reason)s", state=state, reason=reason)


def _moved_on(facts: Facts) -> LazyText:
    return say("Now: %(state)s", state=SessionState(facts["state"]))


# What people did; whoever reads the request may read their names.
_DEEDS: dict[str, Callable[[Facts], LazyText]] = {
    "request.placed": lambda _: say("Request placed"),
    "request.approved": lambda _: say("Approved"),
    "request.changed": _changed,
    "request.decided": _decided,
    "request.cancelled": lambda _: say("Cancelled"),
    "request.meeting_link_changed": lambda _: say("Link or number given"),
    "change.proposed": lambda _: say("Another start or mode was proposed"),
    "change.accepted": lambda _: say("The proposal was accepted"),
    "change.refused": lambda _: say("The proposal was refused"),
    "change.withdrawn": lambda _: say("The proposal was withdrawn"),
    "change.lapsed": lambda _: say("The proposal was not answered in time"),
}
# What followed from the answers of interpreters: who answered how is not everybody's.
_CONSEQUENCES: dict[str, Callable[[Facts], LazyText]] = {
    "session.moved_on": _moved_on,
    "session.start_chosen": lambda _: say("Start chosen within the window"),
    "session.mode_chosen": lambda facts: say(
        "Mode chosen: %(mode)s", mode=Modality(facts["modality"])
    ),
    "session.closed": lambda _: say("Closed with a reason"),
}


def history_lines(
    entries: Iterable[AuditEntry], *, names_all: bool
) -> Sequence[RequestHistoryLine]:
    """The entries of a request and its session as sentences; `names_all` for whoever reads everything."""
    found: list[RequestHistoryLine] = []
    for entry in entries:
        said = _DEEDS.get(entry.name) or _CONSEQUENCES.get(entry.name)
        if said is not None:
            is_named = names_all or entry.name in _DEEDS
            who = entry.actor_name if is_named and entry.actor_id is not None else ""
            found.append(RequestHistoryLine(entry.at, who, said(entry.facts)))
    return found
