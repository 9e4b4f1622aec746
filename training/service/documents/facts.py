"""What documents print of a certification or of a completed course."""

from typing import Any

from training.store.tables import Certification, Enrolment


def of_certification(certification: Certification) -> dict[str, Any]:
    """What the certificate of a granted certification says."""
    assert certification.valid_from is not None and certification.valid_until is not None  # noqa: PT018  granted
    scheme = certification.scheme
    return {
        "scheme": {"code": scheme.code, "title": scheme.title, "title_en": scheme.title_en},
        "language": certification.language.value if certification.language else "",
        "direction": certification.direction.value,
        "grade": certification.grade.value,
        "valid_from": certification.valid_from.isoformat(),
        "valid_until": certification.valid_until.isoformat(),
        "legal_basis": certification.scheme_version.legal_basis,
    }


def of_enrolment(enrolment: Enrolment) -> dict[str, Any]:
    """What the statement of a completed course says."""
    version = enrolment.cohort.version
    return {
        "course": {
            "title": f"{version.course.title} {enrolment.cohort.number}기",
            "title_en": f"{version.course.title_en} ({enrolment.cohort.number})",
            "hours": hours(version.planned_minutes),
        },
        "language": enrolment.language.value if enrolment.language else "",
        "legal_basis": version.legal_basis,
    }


def hours(minutes: int) -> str:
    """A length of time as documents print it."""
    return f"{minutes / 60:g} h"
