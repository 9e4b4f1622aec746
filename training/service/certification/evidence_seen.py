"""What a certification rests on, in words: what was shown, how well, when, and where it can be looked at."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from foundation.database.work import UnitOfWork
from foundation.text.message import LazyText, Named, say
from foundation.times.zones import local_day
from training.domain.certifications import EvidenceKind
from training.domain.validity import last_day
from training.service.certification import certifications
from training.store.queries import evidence as queries
from training.store.tables import Certification, CertificationEvidence


@dataclass(frozen=True)
class EvidenceSeen:
    """One thing shown: its kind, its words, and the page where whoever decides can look at it."""

    kind: EvidenceKind
    what: LazyText
    path: str = ""


def seen(uow: UnitOfWork, certification: Certification) -> list[EvidenceSeen]:
    """Everything that a certification rests on, for the office and for its holder."""
    certifications.require_reader(uow, certification.learner)
    return [_seen(uow, one) for one in certification.evidence]


def _seen(uow: UnitOfWork, one: CertificationEvidence) -> EvidenceSeen:
    words_of = _WORDS.get(one.kind)
    found = None if words_of is None or one.reference is None else words_of(uow, one.reference)
    what, path = found or (LazyText("%(note)s", {"note": one.note}), "")
    return EvidenceSeen(one.kind, what, path)


def _attempt(uow: UnitOfWork, reference: UUID) -> tuple[LazyText, str] | None:
    attempt = queries.find_attempt(uow.db, reference)
    if attempt is None or attempt.percent is None or attempt.decided_at is None:
        return None
    what = say(
        "%(title)s: %(n)s%%, on %(day)s",
        title=Named(attempt.instrument.title_in),
        n=f"{attempt.percent:.4g}",
        day=_day(uow, attempt.decided_at),
    )
    return what, f"/assessments/{attempt.id}"


def _credential(uow: UnitOfWork, reference: UUID) -> tuple[LazyText, str] | None:
    shown = queries.find_credential(uow.db, reference)
    if shown is None:
        return None
    day, path = str(shown.issued_on), f"/credentials/{shown.id}"
    if shown.score is None:
        return say("%(kind)s, issued on %(day)s", kind=shown.kind, day=day), path
    text = say("%(kind)s %(n)s, issued on %(day)s", kind=shown.kind, n=shown.score, day=day)
    return text, path


def _certification(uow: UnitOfWork, reference: UUID) -> tuple[LazyText, str] | None:
    held = queries.find_certification(uow.db, reference)
    if held is None or held.valid_until is None:
        return None
    until, title = str(last_day(held.valid_until)), Named(held.scheme.title_in)
    return say("%(title)s, until %(day)s", title=title, day=until), f"/certifications/{held.id}"


def _completion(uow: UnitOfWork, reference: UUID) -> tuple[LazyText, str] | None:
    found = queries.find_completion(uow.db, reference)
    if found is None:
        return None
    course, decided_at = found
    day = _day(uow, decided_at)
    return say("%(title)s, on %(day)s", title=Named(course.title_in), day=day), ""


_WORDS = {
    EvidenceKind.ATTEMPT: _attempt,
    EvidenceKind.PORTFOLIO: _attempt,
    EvidenceKind.CREDENTIAL: _credential,
    EvidenceKind.CERTIFICATION: _certification,
    EvidenceKind.COMPLETION: _completion,
}


def _day(uow: UnitOfWork, instant: datetime) -> str:
    return str(local_day(instant, uow.settings.zone))
