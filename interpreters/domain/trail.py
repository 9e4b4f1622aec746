"""What the audit trail calls the deeds of the roster."""

from accounts.domain.trail import ORGANISATION
from foundation.text.message import say
from foundation.text.trail import Deed, TrailFact, TrailWords
from interpreters.domain.qualifications import Domain
from interpreters.domain.standing import MoveReason, RestrictionKind, Standing
from interpreters.domain.translators import TextLanguage

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
    "max_minutes_per_day": say("Daily limit"),
    "joined_on": say("Registered on"),
    "max_minutes_per_week": say("Weekly limit"),
    "max_travel_km": say("Travel limit (km)"),
    "min_break_minutes": say("Break between sessions"),
    "modalities": say("Modes"),
    "notes": say("Office notes"),
    "own_script_name": say("Name in the own script"),
    "phone_number": say("Phone number"),
    "reached_by": say("Contact by"),
    "vetted_until": say("Background check until"),
}

TRAIL = TrailWords(
    topics={
        "interpreter": say("Records and status"),
        "restriction": say("Restrictions"),
        "roster": say("Roster downloads"),
        "translation_pair": say("Translation pairs"),
    },
    deeds={
        "interpreter.admitted": Deed(say("Registered"), INTERPRETER),
        "interpreter.changed": Deed(say("Record edited"), INTERPRETER),
        "interpreter.moved": Deed(say("Status changed"), INTERPRETER),
        "restriction.added": Deed(say("Restriction added"), INTERPRETER),
        "restriction.changed": Deed(say("Restriction changed"), INTERPRETER),
        "restriction.ended": Deed(say("Restriction ended"), INTERPRETER),
        "roster.exported": Deed(say("Roster downloaded")),
        "translation_pair.added": Deed(say("Translation pair added"), INTERPRETER),
        "translation_pair.changed": Deed(say("Translation pair changed"), INTERPRETER),
        "translation_pair.removed": Deed(say("Translation pair removed"), INTERPRETER),
    },
    facts={
        "after": TrailFact(say("Status after"), codes=(Standing,)),
        "before": TrailFact(say("Status before"), codes=(Standing,)),
        "code": TrailFact(say("Code")),
        "fields": TrailFact(say("Changed"), words=RECORD_FIELDS),
        "fields_of_work": TrailFact(say("Fields"), codes=(Domain,)),
        "first_day": TrailFact(say("First day")),
        "format": TrailFact(say("Format")),
        "from_language": TrailFact(say("Translates from"), codes=(TextLanguage,)),
        "into_language": TrailFact(say("Translates into"), codes=(TextLanguage,)),
        "kind": TrailFact(say("Kind"), codes=(RestrictionKind,)),
        "last_day": TrailFact(say("Last day")),
        "organisation": TrailFact(say("Organisation"), kind=ORGANISATION),
        "reason": TrailFact(say("Reason"), codes=(MoveReason,)),
        "rows": TrailFact(say("Rows")),
        "standing": TrailFact(say("Status"), codes=(Standing,)),
        "words_per_day": TrailFact(say("Words per working day")),
    },
)
