"""The words of certification: grades, states, routes, evidence, credentials from elsewhere."""

from enum import StrEnum

from foundation.text.i18n import register_labels
from foundation.text.message import say
from foundation.text.words import register_words


class SchemeRole(StrEnum):
    """What the holder of a scheme's certification does."""

    INTERPRETER = "interpreter"
    TRANSLATOR = "translator"
    MENTOR = "mentor"
    STAFF = "staff"


class Grade(StrEnum):
    """How fully a scheme's demands were met, best first; among the qualified the better is preferred."""

    FULL = "full"
    SEMI = "semi"
    RECOGNISED = "recognised"


class CertificationStatus(StrEnum):
    """What is stored; whether it is active, in its window or expired is computed from its dates."""

    PENDING = "pending"
    GRANTED = "granted"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"
    REFUSED = "refused"


class GrantRoute(StrEnum):
    """How somebody came to a certification."""

    LADDER = "ladder"
    RECOGNITION = "recognition"
    EXTERNAL = "external"
    GRANDFATHERED = "grandfathered"
    RENEWAL = "renewal"
    REGISTER = "register"


class CertificationAction(StrEnum):
    """What happened to a certification."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    SUSPENDED = "suspended"
    REINSTATED = "reinstated"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"
    RENEWED = "renewed"


class EvidenceKind(StrEnum):
    """What a grant rests on."""

    COMPLETION = "completion"
    ATTEMPT = "attempt"
    PRACTICUM = "practicum"
    CERTIFICATION = "certification"
    CREDENTIAL = "credential"
    RECERTIFICATION = "recertification"
    PORTFOLIO = "portfolio"
    VETTING = "vetting"
    REGISTER = "register"


class CredentialKind(StrEnum):
    """Credentials given by others."""

    TOPIK = "topik"
    INTERVIEW = "interview"
    COURT = "court"
    REFUGEE_OFFICE = "refugee_office"
    MEDICAL_EXAM = "medical_exam"
    DEGREE = "degree"
    OTHER = "other"


class CredentialStatus(StrEnum):
    """Whether somebody of the centre has seen the original."""

    CLAIMED = "claimed"
    VERIFIED = "verified"
    REFUSED = "refused"


S = CertificationStatus
CERTIFICATION_MOVES: dict[CertificationStatus, frozenset[CertificationStatus]] = {
    S.PENDING: frozenset({S.GRANTED, S.REFUSED}),
    S.GRANTED: frozenset({S.SUSPENDED, S.REVOKED, S.SUPERSEDED}),
    S.SUSPENDED: frozenset({S.GRANTED, S.REVOKED, S.SUPERSEDED}),
    S.REVOKED: frozenset(),
    S.SUPERSEDED: frozenset(),
    S.REFUSED: frozenset(),
}

register_labels(
    {
        SchemeRole.INTERPRETER: say("Interpreting"),
        SchemeRole.TRANSLATOR: say("Translating"),
        SchemeRole.MENTOR: say("Mentoring and assessing"),
        SchemeRole.STAFF: say("Working with interpreters"),
    }
)
register_labels(
    {
        Grade.FULL: say("Full grade"),
        Grade.SEMI: say("Semi grade"),
        Grade.RECOGNISED: say("Recognised grade"),
    }
)
register_labels(
    {
        S.PENDING: say("Awaiting approval"),
        S.GRANTED: say("Granted"),
        S.SUSPENDED: say("Certification suspended"),
        S.REVOKED: say("Certification revoked"),
        S.SUPERSEDED: say("Replaced by a newer one"),
        S.REFUSED: say("Not granted"),
    }
)
register_labels(
    {
        CertificationAction.ASKED: say("Certification applied for"),
        CertificationAction.GRANTED: say("Granted"),
        CertificationAction.REFUSED: say("Not granted"),
        CertificationAction.SUSPENDED: say("Certification suspended"),
        CertificationAction.REINSTATED: say("Suspension lifted"),
        CertificationAction.REVOKED: say("Certification revoked"),
        CertificationAction.SUPERSEDED: say("Replaced by a newer one"),
        CertificationAction.RENEWED: say("Renewed for the next period"),
    }
)
register_labels(
    {
        GrantRoute.LADDER: say("By course and assessment"),
        GrantRoute.RECOGNITION: say("By recognised experience"),
        GrantRoute.EXTERNAL: say("By an external credential"),
        GrantRoute.GRANDFATHERED: say("As a veteran"),
        GrantRoute.RENEWAL: say("By renewal"),
        GrantRoute.REGISTER: say("From the former register"),
    }
)
register_labels(
    {
        EvidenceKind.COMPLETION: say("Course completed"),
        EvidenceKind.ATTEMPT: say("Assessment result"),
        EvidenceKind.PRACTICUM: say("Practicum"),
        EvidenceKind.CERTIFICATION: say("Certification held"),
        EvidenceKind.CREDENTIAL: say("External credential"),
        EvidenceKind.RECERTIFICATION: say("Renewal case"),
        EvidenceKind.PORTFOLIO: say("Portfolio and references"),
        EvidenceKind.VETTING: say("Background check"),
        EvidenceKind.REGISTER: say("Entry of the former register"),
    }
)
register_labels(
    {
        CredentialKind.TOPIK: say("TOPIK"),
        CredentialKind.INTERVIEW: say("Korean interview"),
        CredentialKind.COURT: say("Court interpreter"),
        CredentialKind.REFUGEE_OFFICE: say("Refugee office interpreter"),
        CredentialKind.MEDICAL_EXAM: say("Medical interpreting exam"),
        CredentialKind.DEGREE: say("Degree"),
        CredentialKind.OTHER: say("Another credential"),
    }
)
register_labels(
    {
        CredentialStatus.CLAIMED: say("To be verified"),
        CredentialStatus.VERIFIED: say("Verified"),
        CredentialStatus.REFUSED: say("Not accepted"),
    }
)
register_words(
    {
        Grade.FULL: "정, 정규, 정식, Full",
        Grade.SEMI: "준, Semi",
        Grade.RECOGNISED: "인정, Recognised",
        GrantRoute.REGISTER: "인증 대장, 대장, 이전 대장, Register",
        GrantRoute.GRANDFATHERED: "기존 경력자, 경력자, 기득, 경과 조치, Veteran",
    }
)
