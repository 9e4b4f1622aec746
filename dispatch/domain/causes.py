"""Why a session has nobody, as one code that reports and training can count."""

from enum import StrEnum

from dispatch.domain.eligibility import RuleCode
from foundation.text.i18n import register_labels
from foundation.text.message import say


class Cause(StrEnum):
    """What kept a session from being served."""

    NO_SUCH_LANGUAGE = "no_such_language"
    NO_CERTIFICATION = "no_certification"
    NOBODY_IN_REACH = "nobody_in_reach"
    NOBODY_AVAILABLE = "nobody_available"
    EVERYBODY_BUSY = "everybody_busy"
    ALL_DECLINED = "all_declined"
    # what only a person can say, once it is over
    TOO_LATE = "too_late"
    ARRANGED_OTHERWISE = "arranged_otherwise"
    OTHER = "other"


C = RuleCode
CAUSE_OF: dict[RuleCode, Cause] = {
    C.STANDING: Cause.NO_SUCH_LANGUAGE,
    C.LANGUAGE: Cause.NO_SUCH_LANGUAGE,
    C.CERTIFICATION: Cause.NO_CERTIFICATION,
    C.VETTING: Cause.NO_CERTIFICATION,
    C.GENDER: Cause.NOBODY_AVAILABLE,
    C.MODALITY: Cause.NOBODY_AVAILABLE,
    C.RESTRICTION: Cause.NOBODY_AVAILABLE,
    C.DISTANCE: Cause.NOBODY_IN_REACH,
    C.AVAILABILITY: Cause.NOBODY_AVAILABLE,
    C.DAY_CAP: Cause.EVERYBODY_BUSY,
    C.WEEK_CAP: Cause.EVERYBODY_BUSY,
    C.VIOLENCE_CAP: Cause.EVERYBODY_BUSY,
    C.OVERLAP: Cause.EVERYBODY_BUSY,
    C.ARRIVAL: Cause.EVERYBODY_BUSY,
    C.DECLINED: Cause.ALL_DECLINED,
}
_ORDER = list(RuleCode)


def cause_of(last_rules: list[RuleCode]) -> Cause:
    """The cause, from the rule at which each person fell: the last rule that anybody reached."""
    furthest = max(last_rules, key=_ORDER.index, default=RuleCode.LANGUAGE)
    return CAUSE_OF[furthest]


register_labels(
    {
        Cause.NO_SUCH_LANGUAGE: say("No interpreter for the language"),
        Cause.NO_CERTIFICATION: say("No certified interpreter"),
        Cause.NOBODY_IN_REACH: say("No interpreter within range"),
        Cause.NOBODY_AVAILABLE: say("Nobody available then"),
        Cause.EVERYBODY_BUSY: say("Everyone is already booked"),
        Cause.ALL_DECLINED: say("Everyone asked declined"),
        Cause.TOO_LATE: say("Requested too late"),
        Cause.ARRANGED_OTHERWISE: say("The organisation found another way"),
        Cause.OTHER: say("Another reason"),
    }
)
