"""Why a session has nobody, as one code that reports and training can count."""

from collections.abc import Iterable
from enum import StrEnum

from dispatch.domain.eligibility import RuleCode
from foundation.text.i18n import register_labels
from foundation.text.message import say


class Cause(StrEnum):
    """What kept a session from being served."""

    NO_SUCH_LANGUAGE = "no_such_language"
    TOO_FEW_FOR_A_TEAM = "too_few_for_a_team"
    NOT_ACTIVE = "not_active"
    NO_CERTIFICATION = "no_certification"
    NO_BACKGROUND_CHECK = "no_background_check"
    NOT_SIGNED = "not_signed"
    NOT_OF_THE_GENDER = "not_of_the_gender"
    MODE_NOT_OFFERED = "mode_not_offered"
    EXCLUDED = "excluded"
    NOBODY_IN_REACH = "nobody_in_reach"
    NOBODY_AVAILABLE = "nobody_available"
    EVERYBODY_BUSY = "everybody_busy"
    ALL_DECLINED = "all_declined"
    # given back when there was no time left to find somebody else
    GIVEN_BACK_TOO_LATE = "given_back_too_late"
    # a plan that was cut short may leave what somebody could take
    SOMEBODY_FREE = "somebody_free"
    # what only a person can say, once it is over
    TOO_LATE = "too_late"
    ARRANGED_OTHERWISE = "arranged_otherwise"
    OTHER = "other"


C = RuleCode
CAUSE_OF: dict[RuleCode, Cause] = {
    C.STANDING: Cause.NOT_ACTIVE,
    C.LANGUAGE: Cause.NO_SUCH_LANGUAGE,
    C.CERTIFICATION: Cause.NO_CERTIFICATION,
    C.VETTING: Cause.NO_BACKGROUND_CHECK,
    C.SIGNATURE: Cause.NOT_SIGNED,
    C.GENDER: Cause.NOT_OF_THE_GENDER,
    C.MODALITY: Cause.MODE_NOT_OFFERED,
    C.RESTRICTION: Cause.EXCLUDED,
    C.DISTANCE: Cause.NOBODY_IN_REACH,
    C.LONG_WAY: Cause.NOBODY_IN_REACH,
    C.AVAILABILITY: Cause.NOBODY_AVAILABLE,
    C.DAY_CAP: Cause.EVERYBODY_BUSY,
    C.WEEK_CAP: Cause.EVERYBODY_BUSY,
    C.HEAVY_CAP: Cause.EVERYBODY_BUSY,
    C.OVERLAP: Cause.EVERYBODY_BUSY,
    C.ARRIVAL: Cause.EVERYBODY_BUSY,
    C.AWAY: Cause.EVERYBODY_BUSY,
    C.DECLINED: Cause.ALL_DECLINED,
}

# The rules by how easily an office lifts one for a session, the easiest first. It decides between sets of
# rules that are equally small and gain equally many people, and which rule of a set names the cause.
BY_EASE: tuple[RuleCode, ...] = (
    # One call: whoever says yes has settled it, for it is their own time, their own way, their own answer.
    C.AVAILABILITY,
    C.DISTANCE,
    C.DECLINED,
    # A reminder and their signature, which takes minutes: but nobody else can give it.
    C.SIGNATURE,
    # Limits that protect the interpreter: a coordinator's reason that is kept, and their consent.
    C.DAY_CAP,
    C.WEEK_CAP,
    C.HEAVY_CAP,
    C.LONG_WAY,
    C.AWAY,
    # Another session must move, by a few minutes or to somebody else.
    C.ARRIVAL,
    C.OVERLAP,
    # They would have to work in another way than they do; they may learn to.
    C.MODALITY,
    # A form and an answer from an authority: days to weeks.
    C.VETTING,
    # Somebody decided that they rest: themselves, or the office after a review.
    C.STANDING,
    # A course and an assessment: months.
    C.CERTIFICATION,
    # They protect the service user; only the requester can take them back, and often should not.
    C.GENDER,
    C.RESTRICTION,
    # Years.
    C.LANGUAGE,
)
_EASE = {code: place for place, code in enumerate(BY_EASE)}


def effort(rules: Iterable[RuleCode]) -> tuple[int, ...]:
    """How hard it is to lift all of some rules, to compare by: the hardest decides, then the next."""
    return tuple(sorted((_EASE[code] for code in rules), reverse=True))


def cause_of(rules: Iterable[RuleCode]) -> Cause:
    """The cause that a set of rules counts as: that of the hardest to lift, for the others a call may do.

    ValueError for no rule at all.
    """
    return CAUSE_OF[max(rules, key=_EASE.__getitem__)]


register_labels(
    {
        Cause.NO_SUCH_LANGUAGE: say("No interpreter for the language"),
        Cause.TOO_FEW_FOR_A_TEAM: say("Too few interpreters for a team"),
        Cause.NOT_ACTIVE: say("Interpreter not active"),
        Cause.NO_CERTIFICATION: say("Certification missing"),
        Cause.NO_BACKGROUND_CHECK: say("Background check missing"),
        Cause.NOT_SIGNED: say("Pledge or consent not signed"),
        Cause.NOT_OF_THE_GENDER: say("Required gender not met"),
        Cause.MODE_NOT_OFFERED: say("Mode not offered"),
        Cause.EXCLUDED: say("Interpreter excluded"),
        Cause.NOBODY_IN_REACH: say("Too far away"),
        Cause.NOBODY_AVAILABLE: say("Not available then"),
        Cause.EVERYBODY_BUSY: say("Already booked"),
        Cause.ALL_DECLINED: say("Offer declined"),
        Cause.GIVEN_BACK_TOO_LATE: say("Interpreter cancelled too late to find another"),
        Cause.SOMEBODY_FREE: say("Somebody was available"),
        Cause.TOO_LATE: say("Requested too late"),
        Cause.ARRANGED_OTHERWISE: say("The organisation found another way"),
        Cause.OTHER: say("Another reason"),
    }
)
