"""What the public is told about a document: its state first, then what is printed, names in part."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any
from urllib.parse import urlencode

from foundation.database.work import UnitOfWork
from foundation.documents.badges import Award, Badger
from foundation.once import limits
from foundation.security.errors import NotFound, Refused
from foundation.text.message import say
from foundation.times.zones import to_utc
from interpreters.domain.qualifications import Domain
from training.domain.certifications import CertificationStatus
from training.domain.documents import (
    DocumentKind,
    DocumentStatus,
    Verdict,
    code_as_typed,
    is_same_name,
    masked,
    serial_as_typed,
)
from training.domain.layout import DocumentPage, page_of
from training.domain.settings import TrainingSettings
from training.domain.validity import last_day
from training.store.queries import documents as queries
from training.store.tables import CertificateDocument, Certification

S = CertificationStatus


@dataclass(frozen=True, kw_only=True)
class Verification:
    """A document as its checker sees it; `hidden` while its field is told only after a name match."""

    code: str
    verdict: Verdict
    page: DocumentPage
    masked_name: str
    masked_others: tuple[str, ...]
    hidden: bool
    matched: bool | None = None


def check_looks(uow: UnitOfWork, network: str) -> None:
    """TooOften, with the time from which it works again, when a network has missed too often this hour."""
    most = uow.settings.of(TrainingSettings).verify_per_hour
    limits.check(uow, "verify", network, most=most, per=timedelta(hours=1))


def count_miss(uow: UnitOfWork, network: str) -> None:
    """Count a look from a network that found nothing; TooOften beyond the hourly setting."""
    most = uow.settings.of(TrainingSettings).verify_per_hour
    limits.count(uow, "verify", network, most=most, per=timedelta(hours=1))


def look(uow: UnitOfWork, typed: str) -> Verification:
    """What is on record for a code or a serial number, now."""
    return _told(uow, _find(uow, typed), matched=None)


def match(uow: UnitOfWork, typed: str, name: str) -> Verification:
    """The same, and whether a name is the one printed; a match also shows a hidden field."""
    document = _find(uow, typed)
    if not name.strip():
        raise Refused(say("Type the name as it stands on the document."))
    holder = document.printed["holder"]
    return _told(uow, document, matched=is_same_name(name, holder.values()))


def badge(uow: UnitOfWork, document: CertificateDocument) -> str:
    """The certificate as a signed Open Badge 3.0. Refused for other documents."""
    if document.kind is not DocumentKind.CERTIFICATE:
        raise Refused(say("Only certificates are issued as Open Badges."))
    base, printed = uow.settings.base_url.rstrip("/"), document.printed
    scheme = printed["scheme"]
    zone = uow.settings.zone
    start = date.fromisoformat(printed["valid_from"])
    end = date.fromisoformat(printed["valid_until"])
    return Badger(uow.settings, printed["issuer"]["name"]).sign(
        Award(
            id=f"urn:uuid:{document.id}",
            achievement_url=f"{base}/verify/{document.code}#achievement",
            name=f"{scheme['title']} / {scheme['title_en']}",
            description=_described(printed),
            criteria=_criteria(printed),
            holder=f"urn:uuid:{document.learner_id}",
            valid_from=to_utc(start, time(0), zone),
            valid_until=to_utc(last_day(end), time(23, 59, 59), zone),
            status_url=f"{base}/badges/status",
            status_index=document.status_index,
        )
    )


def linkedin_url(uow: UnitOfWork, document: CertificateDocument) -> str:
    """The address on LinkedIn that adds a certificate to the holder's profile; nothing runs on our page."""
    printed = document.printed
    first = date.fromisoformat(printed["valid_from"])
    last = last_day(date.fromisoformat(printed["valid_until"]))
    return "https://www.linkedin.com/profile/add?" + urlencode(
        {
            "startTask": "CERTIFICATION_NAME",
            "name": f"{printed['scheme']['title_en']} ({printed['scheme']['title']})",
            "organizationName": printed["issuer"]["name_en"] or printed["issuer"]["name"],
            "issueYear": first.year,
            "issueMonth": first.month,
            "expirationYear": last.year,
            "expirationMonth": last.month,
            "certUrl": f"{uow.settings.base_url.rstrip('/')}/verify/{document.code}",
            "certId": document.serial,
        }
    )


def _described(printed: Mapping[str, Any]) -> str:
    """What the holder is certified for, with the languages and the grade."""
    lines = page_of(printed, "").lines
    shown = (line for line in lines if not (line.foot or line.code))
    return "; ".join(f"{line.label_en}: {line.value_en}" for line in shown)


def _criteria(printed: Mapping[str, Any]) -> str:
    """What a holder had to show, and where it is written."""
    title, basis = printed["scheme"]["title_en"], printed["legal_basis"]
    text = (
        f"Granted by {printed['issuer']['name_en'] or printed['issuer']['name']} to whoever has shown "
        f"everything that its ladder asks for “{title}”: courses, assessments, practice and credentials."
    )
    return f"{text} {basis}" if basis else text


def status_list(uow: UnitOfWork) -> str:
    """The signed list of the badges that do not stand, the suspended among them."""
    off = set(queries.list_revoked_indices(uow.db))
    off |= set(queries.list_suspended_indices(uow.db, (S.SUSPENDED, S.REVOKED, S.SUPERSEDED)))
    url = f"{uow.settings.base_url.rstrip('/')}/badges/status"
    return _badger(uow).status_list(url, off, uow.now)


def did_document(uow: UnitOfWork) -> dict[str, object]:
    """The document behind the office's did:web."""
    return _badger(uow).did_document()


def _badger(uow: UnitOfWork) -> Badger:
    centre = queries.find_centre(uow.db)
    return Badger(uow.settings, centre.name if centre else "Ieum")


def _find(uow: UnitOfWork, typed: str) -> CertificateDocument:
    found = queries.find_by_code(uow.db, code_as_typed(typed)) or queries.find_by_serial(
        uow.db, serial_as_typed(typed)
    )
    if found is None:
        raise NotFound(say("No document with this number is on record. Check each character."))
    return found


def _told(uow: UnitOfWork, document: CertificateDocument, matched: bool | None) -> Verification:  # noqa: FBT001  the outcome
    certification = document.certification
    grave = certification is not None and certification.scheme.domain is Domain.VIOLENCE
    holder = document.printed["holder"]
    return Verification(
        code=document.code,
        verdict=verdict_on(document, uow.today),
        page=page_of(document.printed, document.code),
        masked_name=masked(holder["name"]),
        masked_others=tuple(masked(holder[key]) for key in ("own", "latin") if holder[key]),
        hidden=grave and not matched,
        matched=matched,
    )


def verdict_on(document: CertificateDocument, today: date) -> Verdict:
    """Where a document stands on a day; computed each time, never kept."""
    if document.status is not DocumentStatus.ISSUED:
        return Verdict(document.status.value)
    if document.kind is DocumentKind.APPOINTMENT:
        return _appointed(document, today)
    certification = document.certification
    return Verdict.VALID if certification is None else _certified(certification, today)


def _certified(certification: Certification, today: date) -> Verdict:
    if certification.status in {S.SUSPENDED, S.REVOKED, S.SUPERSEDED}:
        return Verdict(certification.status.value)
    if certification.valid_until is not None and today >= certification.valid_until:
        return Verdict.EXPIRED
    if certification.valid_from is not None and today < certification.valid_from:
        return Verdict.NOT_YET
    return Verdict.VALID


def _appointed(document: CertificateDocument, today: date) -> Verdict:
    """Whether the days of a letter have begun, and are not over."""
    days = document.printed["period"]
    if today > date.fromisoformat(days["last_day"]):
        return Verdict.APPOINTMENT_OVER
    return (
        Verdict.VALID if today >= date.fromisoformat(days["first_day"]) else Verdict.APPOINTED_LATER
    )
