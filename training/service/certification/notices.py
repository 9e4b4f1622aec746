"""What holders are told about their certifications: what happened, until when, and where to look."""

from foundation.database.work import UnitOfWork
from foundation.messages import letters
from foundation.messages.letters import Letter, filled
from foundation.text.message import LazyText, Named, say
from training.domain.certifications import CertificationAction
from training.domain.validity import last_day
from training.service.people import learners
from training.store.tables import Certification, ExternalCredential

D = CertificationAction
SUBJECTS: dict[CertificationAction, LazyText] = {
    D.GRANTED: say("You are certified: %(title)s"),
    D.REFUSED: say("Not certified yet: %(title)s"),
    D.SUSPENDED: say("Your certification is suspended: %(title)s"),
    D.REINSTATED: say("Your certification counts again: %(title)s"),
    D.REVOKED: say("Your certification was revoked: %(title)s"),
    D.SUPERSEDED: say("Your certification was replaced: %(title)s"),
}


def notify(
    uow: UnitOfWork, certification: Certification, action: CertificationAction, reason: str = ""
) -> None:
    """Write to the holder; what still waits about this certification is overtaken."""
    sentences: list[LazyText] = []
    if action is D.GRANTED and certification.valid_until is not None:
        until = str(last_day(certification.valid_until))
        sentences.append(say("It is valid until %(day)s.", day=until))
    if reason:
        sentences.append(say("Reason: %(reason)s", reason=reason))
    letter = Letter(
        subject=filled(SUBJECTS[action], {"title": Named(certification.scheme.title_in)}),
        sentences=tuple(sentences),
        path="/certifications/mine",
        about=f"certification:{certification.id}",
    )
    letters.replace(uow, learners.recipient_of(uow, certification.learner), letter)


def notify_about_credential(uow: UnitOfWork, credential: ExternalCredential, *, seen: bool) -> None:
    """Write to whoever claimed a credential what the centre thinks of it."""
    accepted = say("Your credential is verified: %(kind)s", kind=credential.kind)
    refused = say("Your credential was not accepted: %(kind)s", kind=credential.kind)
    note = say("Reason: %(reason)s", reason=credential.note)
    letter = Letter(
        subject=accepted if seen else refused,
        sentences=(note,) if credential.note else (),
        path="/certifications/mine",
        about=f"credential:{credential.id}",
    )
    letters.write(uow, learners.recipient_of(uow, credential.learner), letter)
