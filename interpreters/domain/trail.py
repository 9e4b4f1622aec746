"""What the audit trail calls the deeds of the roster."""

from accounts.domain.trail import ORGANISATION
from foundation.text.message import say
from foundation.text.trail import Deed, Fact, TrailWords
from interpreters.domain.standing import MoveReason, RestrictionKind, Standing

INTERPRETER = "interpreter"

# What the fields of a record are called on its form.
RECORD_FIELDS = {
    "account": say("Account"),
    "city": say("City"),
    "code": say("Code"),
    "employment": say("Employment"),
    "full_name": say("Name"),
    "gender": say("Gender"),
    "languages": say("Languages"),
    "latitude": say("Latitude"),
    "latin_name": say("Name in Latin letters"),
    "longitude": say("Longitude"),
    "max_minutes_per_day": say("Hours a day at most"),
    "max_minutes_per_week": say("Hours a week at most"),
    "max_travel_km": say("Travels up to (km)"),
    "min_break_minutes": say("Break between sessions"),
    "modalities": say("Modes"),
    "notes": say("Notes of the office"),
    "own_script_name": say("Name in the own script"),
    "phone_number": say("Phone number"),
    "reached_by": say("How to reach"),
    "vetted_until": say("Background check until"),
}

TRAIL = TrailWords(
    topics={
        "interpreter": say("Records and status"),
        "restriction": say("Restrictions"),
        "roster": say("Downloads of the roster"),
    },
    deeds={
        "interpreter.admitted": Deed(say("Put on the roster"), INTERPRETER),
        "interpreter.changed": Deed(say("Record changed"), INTERPRETER),
        "interpreter.moved": Deed(say("Status changed"), INTERPRETER),
        "restriction.added": Deed(say("Restriction added"), INTERPRETER),
        "restriction.changed": Deed(say("Restriction changed"), INTERPRETER),
        "restriction.ended": Deed(say("Restriction ended"), INTERPRETER),
        "roster.exported": Deed(say("Roster downloaded")),
    },
    facts={
        "after": Fact(say("Status after"), codes=(Standing,)),
        "before": Fact(say("Status before"), codes=(Standing,)),
        "code": Fact(say("Code")),
        "fields": Fact(say("Changed"), words=RECORD_FIELDS),
        "first_day": Fact(say("First day")),
        "format": Fact(say("Format")),
        "kind": Fact(say("Kind"), codes=(RestrictionKind,)),
        "last_day": Fact(say("Last day")),
        "organisation": Fact(say("Organisation"), kind=ORGANISATION),
        "reason": Fact(say("Reason"), codes=(MoveReason,)),
        "rows": Fact(say("Rows")),
        "standing": Fact(say("Status"), codes=(Standing,)),
    },
)
