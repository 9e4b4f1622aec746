"""What holders are told about their certifications: what happened, until when, and where to look."""

from accounts.service import users
from foundation.database.work import UnitOfWork
from foundation.messages import outbox
from foundation.text.message import LazyText, say
from training.domain.certifications import CertificationDeed
from training.store.tables import Certification, ExternalCredential, Learner, User

D = CertificationDeed
SUBJECTS: dict[CertificationDeed, LazyText] = {
    D.GRANTED: say("You are certified: %(title)s"),
    D.REFUSED: say("Not certified yet: %(title)s"),
    D.SUSPENDED: say("Your certification is suspended: %(title)s"),
    D.REINSTATED: say("Your certification counts again: %(title)s"),
    D.REVOKED: say("Your certification was revoked: %(title)s"),
    D.SUPERSEDED: say("Your certification was replaced: %(title)s"),
}


def notify(
    uow: UnitOfWork, certification: Certification, deed: CertificationDeed, reason: str = ""
) -> None:
    """Write to the holder, if they can sign in; earlier news that still waits is held back."""
    about = f"certification:{certification.id}"
    outbox.withdraw(uow, about)
    user = account_of(uow, certification.learner)
    if user is None:
        return
    body: list[LazyText] = []
    if deed is D.GRANTED:
        body.append(say("It counts until %(day)s.", day=str(certification.valid_until)))
    if reason:
        body.append(say("Reason: %(reason)s", reason=reason))
    body.append(_link(uow, "/certifications/mine"))
    title = certification.scheme.title_in(user.language)
    subject = LazyText(SUBJECTS[deed].text, {"title": title})
    outbox.post(uow, user.email, user.language, subject=subject, body=body, about=about)


def notify_about_credential(uow: UnitOfWork, credential: ExternalCredential, *, seen: bool) -> None:
    """Write to whoever claimed a credential what the centre thinks of it."""
    user = account_of(uow, credential.learner)
    if user is None:
        return
    accepted = say("Your credential is verified: %(kind)s", kind=credential.kind)
    refused = say("Your credential was not accepted: %(kind)s", kind=credential.kind)
    body = [say("Reason: %(reason)s", reason=credential.note)] if credential.note else []
    outbox.post(
        uow,
        user.email,
        user.language,
        subject=accepted if seen else refused,
        body=[*body, _link(uow, "/certifications/mine")],
        about=f"credential:{credential.id}",
    )


def account_of(uow: UnitOfWork, learner: Learner) -> User | None:
    """The account of a learner, her own or that of her roster entry, if it is open."""
    user = learner.user
    if user is None and learner.interpreter is not None and learner.interpreter.user_id:
        user = users.find_user(uow, learner.interpreter.user_id)
    return user if user is not None and user.active else None


def _link(uow: UnitOfWork, path: str) -> LazyText:
    return say("Open the app: %(link)s", link=uow.settings.base_url.rstrip("/") + path)
