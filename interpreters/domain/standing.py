"""The life of somebody on the roster, and other things that are true of a person."""

from enum import StrEnum

from foundation.text.i18n import register_labels
from foundation.text.message import LazyText, say
from foundation.text.words import register_words


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
        return say("This is already the status.")
    return say("“%(now)s” cannot change to “%(to)s” directly.", now=now, to=to)


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
        S.LEFT: say("Former"),
        MoveReason.OWN_WISH: say("At their request"),
        MoveReason.AWAY: say("Temporarily unavailable"),
        MoveReason.BACK: say("Returned"),
        MoveReason.TRAINED: say("Training finished"),
        MoveReason.CHECKED: say("Documents checked"),
        MoveReason.CERTIFICATION: say("Not certified"),
        MoveReason.REVIEW: say("Under review"),
        MoveReason.ENDED: say("Contract ended"),
        MoveReason.ACCESS_LOST: say("Account closed or role removed"),
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
register_words(
    {
        S.APPLICANT: "지원, 신청자, 신청, 지원 중",
        S.TRAINEE: "교육 중, 연수생, 수습, 훈련생",
        S.ACTIVE: "활동, 활동중, 재직, 재직 중, 정상, 현직",
        S.PAUSED: "휴직, 휴직 중, 휴식, 휴식 중, 쉼, 활동 중단, 휴무, 일시 중지, On leave, Resting",
        S.SUSPENDED: "정지 중, 활동 정지, 자격 정지, 배정 정지",
        S.LEFT: "퇴직, 퇴사, 종료, 활동 종료, 탈퇴, 해촉, 그만둠, Gone, Ended",
        Gender.FEMALE: "여, 여자, F, Female",
        Gender.MALE: "남, 남자, M, Male",
        Employment.STAFF: "상근, 상근직, 상주, 내근, 정규직, 센터 직원, Employee",
        Employment.FREELANCE: "비상근, 외부, 프리, 위촉, Freelancer",
        Employment.VOLUNTEER: "자원봉사자, 봉사, 봉사자",
        RestrictionKind.EXCLUSION: "제외, 배정 제외, 배정 금지, 금지, Excluded, Exclude",
        RestrictionKind.QUARANTINE: "임시 제한, 잠정 제한, 당분간 제한, 보류, 일시 배제",
        RestrictionKind.RECUSAL: "이해충돌, 이해 상충, 기피, 제척, Conflict",
        RestrictionKind.PREFERENCE: "우선, 우선 배정, 희망, Prefer",
    }
)
