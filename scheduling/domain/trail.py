"""What the audit trail calls the deeds of requests and availability."""

from foundation.text.message import say
from foundation.text.trail import Deed, TrailFact, TrailWords
from interpreters.domain.qualifications import Modality
from interpreters.domain.trail import INTERPRETER
from scheduling.domain.closing_days import ClosingKind
from scheduling.domain.states import CancelReason, RefusalCode, RequestState, SessionState

REQUEST, SERIES, SESSION = "request", "series", "session"

# What the fields of a need are called on its form.
NEED_FIELDS = {
    "address": say("Address"),
    "case_code": say("Case code"),
    "day": say("Day"),
    "domain": say("Field"),
    "earliest": say("Earliest start"),
    "excluded": say("Excluded interpreters"),
    "fallback_language": say("Acceptable alternative language"),
    "gender": say("Gender"),
    "gender_strictness": say("Gender required or preferred"),
    "language": say("Language"),
    "other_city": say("Place"),
    "other_language": say("Language"),
    "latest": say("Latest start"),
    "meeting_link": say("Link of the session"),
    "minutes": say("Length"),
    "modalities": say("Mode"),
    "note": say("Note"),
    "organisation_id": say("Organisation"),
    "preferred": say("Preferred interpreters"),
    "priority": say("Priority"),
    "room": say("Room"),
    "simultaneous": say("Simultaneous"),
    "site_id": say("Place"),
    "start": say("Start time"),
    "team": say("How many interpreters"),
    "tier": say("Risk level"),
    "trainee_welcome": say("A trainee may attend"),
}

TRAIL = TrailWords(
    topics={
        "availability": say("Availability"),
        "closing_day": say("Closing days"),
        "change": say("Proposed changes"),
        "request": say("Request"),
        "series": say("Series"),
        "session": say("Sessions"),
    },
    deeds={
        "change.accepted": Deed(say("Proposed change accepted"), REQUEST),
        "change.lapsed": Deed(say("Proposed change lapsed"), REQUEST),
        "change.proposed": Deed(say("Change proposed"), REQUEST),
        "change.refused": Deed(say("Proposed change refused"), REQUEST),
        "change.withdrawn": Deed(say("Proposed change withdrawn"), REQUEST),
        "session.closed": Deed(say("Session closed without an interpreter"), SESSION),
        "availability.declared": Deed(say("Weekly hours changed"), INTERPRETER),
        "availability.excepted": Deed(say("Days off or extra hours entered"), INTERPRETER),
        "availability.exception_removed": Deed(say("Days off or extra hours removed"), INTERPRETER),
        "availability.exceptions_imported": Deed(say("Days off and extra hours read from a file")),
        "closing_day.entered": Deed(say("Closing day entered")),
        "closing_day.removed": Deed(say("Closing day removed")),
        "availability.imported": Deed(say("Weekly hours read from a file")),
        "notes.forgotten": Deed(say("Notes of past sessions erased")),
        "request.approved": Deed(say("Request approved"), REQUEST),
        "request.cancelled": Deed(say("Request cancelled"), REQUEST),
        "request.changed": Deed(say("Request changed"), REQUEST),
        "request.decided": Deed(say("Request decided"), REQUEST),
        "request.exported": Deed(say("Request list downloaded")),
        "request.meeting_link_changed": Deed(say("Link of the session changed"), REQUEST),
        "request.placed": Deed(say("Request filed"), REQUEST),
        "series.created": Deed(say("Series filed"), SERIES),
        "session.mode_chosen": Deed(say("Mode of the session set"), SESSION),
        "session.moved_on": Deed(say("Session moved on"), SESSION),
        "session.start_chosen": Deed(say("Start of the session set"), SESSION),
    },
    facts={
        "cause": TrailFact(say("Cause")),
        "available": TrailFact(say("Available")),
        "before": TrailFact(say("Status before"), codes=(SessionState,)),
        "day": TrailFact(say("Day")),
        "kind": TrailFact(say("Kind"), codes=(ClosingKind,)),
        "called": TrailFact(say("Name")),
        "count": TrailFact(say("How many")),
        "every_weeks": TrailFact(say("Weeks between")),
        "format": TrailFact(say("Format")),
        "fields": TrailFact(say("Changed"), words=NEED_FIELDS),
        "first_day": TrailFact(say("First day")),
        "given": TrailFact(say("Link given")),
        "last_day": TrailFact(say("Last day")),
        "late": TrailFact(say("After the free cancellation period")),
        "modality": TrailFact(say("Mode"), codes=(Modality,)),
        "parts": TrailFact(say("Times a week")),
        "proposal": TrailFact(say("Proposed change")),
        "reason": TrailFact(say("Reason"), codes=(CancelReason,)),
        "refusal": TrailFact(say("Reason"), codes=(RefusalCode,)),
        "rows": TrailFact(say("Rows")),
        "session": TrailFact(say("Session"), kind=SESSION),
        "starts_at": TrailFact(say("Start time")),
        "state": TrailFact(say("State"), codes=(RequestState, SessionState)),
    },
)
