"""The life of somebody on the roster, and other things that are true of a person."""

from enum import StrEnum

from foundation.text.i18n import register_labels
from foundation.text.message import LazyText, say


class Standing(StrEnum):
    """Where a person stands; only the active are sent."""

    APPLICANT = "applicant"
    TRAINEE = "trainee"
    ACTIVE = "active"
    PAUSED = "paused"
    SUSPENDED = "suspended"
    LEFT = "left"


S = Standing
MOVES: dict[Standing, frozenset[Standing]] = {
    S.APPLICANT: frozenset({S.TRAINEE, S.ACTIVE, S.LEFT}),
    S.TRAINEE: frozenset({S.ACTIVE, S.PAUSED, S.LEFT}),
    S.ACTIVE: frozenset({S.PAUSED, S.SUSPENDED, S.LEFT}),
    S.PAUSED: frozenset({S.ACTIVE, S.SUSPENDED, S.LEFT}),
    S.SUSPENDED: frozenset({S.ACTIVE, S.LEFT}),
    S.LEFT: frozenset({S.APPLICANT}),
}


class MoveReason(StrEnum):
    """Why somebody's standing changed: a code, because the trail keeps it for ever."""

    OWN_WISH = "own_wish"
    AWAY = "away"
    BACK = "back"
    TRAINED = "trained"
    CHECKED = "checked"
    CERTIFICATION = "certification"
    REVIEW = "review"
    ENDED = "ended"
    ACCESS_LOST = "access_lost"
    OTHER = "other"
    IMPORTED = "imported"


def reason_against_move(now: Standing, to: Standing) -> LazyText | None:
    """Why somebody of standing `now` cannot become `to`; None when they can."""
    if to in MOVES[now]:
        return None
    if to is now:
        return say("This is the standing already.")
    return say("Somebody who is “%(now)s” cannot become “%(to)s” directly.", now=now, to=to)


class Gender(StrEnum):
    """Given only by those who want to."""

    FEMALE = "female"
    MALE = "male"


class Employment(StrEnum):
    """Staff who cover a session come before anyone is sent."""

    STAFF = "staff"
    FREELANCE = "freelance"
    VOLUNTEER = "volunteer"


class RestrictionKind(StrEnum):
    """Never send; not for a while; a declared conflict of interest; gladly."""

    EXCLUSION = "exclusion"
    QUARANTINE = "quarantine"
    RECUSAL = "recusal"
    PREFERENCE = "preference"


register_labels(
    {
        S.APPLICANT: say("Applicant"),
        S.TRAINEE: say("Trainee"),
        S.ACTIVE: say("Active"),
        S.PAUSED: say("Paused"),
        S.SUSPENDED: say("Suspended"),
        S.LEFT: say("Left"),
        MoveReason.OWN_WISH: say("Their own wish"),
        MoveReason.AWAY: say("Away for some time"),
        MoveReason.BACK: say("Back again"),
        MoveReason.TRAINED: say("Training finished"),
        MoveReason.CHECKED: say("Documents checked"),
        MoveReason.CERTIFICATION: say("Not certified"),
        MoveReason.REVIEW: say("Under review"),
        MoveReason.ENDED: say("Contract ended"),
        MoveReason.ACCESS_LOST: say("Account closed or role taken away"),
        MoveReason.OTHER: say("Another reason"),
        MoveReason.IMPORTED: say("Taken from a file"),
        Gender.FEMALE: say("Woman"),
        Gender.MALE: say("Man"),
        Employment.STAFF: say("Staff"),
        Employment.FREELANCE: say("Freelance"),
        Employment.VOLUNTEER: say("Volunteer"),
        RestrictionKind.EXCLUSION: say("Never send"),
        RestrictionKind.QUARANTINE: say("Not for a while"),
        RestrictionKind.RECUSAL: say("Conflict of interest"),
        RestrictionKind.PREFERENCE: say("Preferred"),
    }
)
