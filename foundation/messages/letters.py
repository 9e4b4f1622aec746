"""Letters: what all packages' messages to people have in common.

A package keeps its own file of what it says (its notices); here a notice becomes a letter, and a
letter a row of the outbox, in the language of whoever it goes to.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from uuid import UUID

from foundation.database.work import UnitOfWork
from foundation.messages import outbox
from foundation.messages.channels import Urgency
from foundation.messages.outbox import Message
from foundation.text.message import LazyText, say

OPEN_THE_APP = say("Open the app: %(link)s")
SIGN_IN = say("Sign in: %(link)s")


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Whom a letter goes to. Made in one place only, which leaves closed accounts out.

    A room of the office has an `alert_id`, and its name in place of an address.
    """

    user_id: UUID | None
    email: str
    language: str
    alert_id: UUID | None = None


class Notice(Enum):
    """A kind of letter: its subject and its main sentence. Each package derives its own."""

    def __init__(self, subject: LazyText, sentence: LazyText) -> None:
        """Keep both sentences; the values come with the letter."""
        self.subject = subject
        self.sentence = sentence


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One letter, before it has a language.

    `path` is where the app shows more; the `closing` sentence gives it as `link`. `about` names
    what the letter is filed under. With `send_at` it waits until then and may still be withdrawn.
    A `secret` link opens something for whoever holds it: only the mail carries it, no page shows it.
    `urgency` says what it may do to arrive, `topic` is the kind of news, by which somebody may ask for a daily
    summary, and after `until` it would be no news any more.
    """

    subject: LazyText
    sentences: tuple[LazyText, ...]
    path: str
    about: str
    closing: LazyText = OPEN_THE_APP
    send_at: datetime | None = None
    secret: bool = False
    urgency: Urgency = Urgency.ORDINARY
    topic: str = ""
    until: datetime | None = None


def filled(text: LazyText, values: Mapping[str, object]) -> LazyText:
    """A sentence with its values; those that it does not name are ignored."""
    return LazyText(text.text, dict(values))


def link_to(uow: UnitOfWork, path: str) -> str:
    """The whole address of a page, as a letter gives it."""
    return uow.settings.base_url.rstrip("/") + path


def write(uow: UnitOfWork, recipient: Recipient | None, letter: Letter) -> bool:
    """Write a letter in the language of its recipient; false when there is nobody to write to."""
    if recipient is None:
        return False
    kept(uow, recipient, letter)
    return True


def kept(uow: UnitOfWork, recipient: Recipient, letter: Letter) -> Message:
    """Write a letter, and give its row of the outbox to whoever may write on in it."""
    link = link_to(uow, letter.path)
    if letter.secret:
        return outbox.post_draft(uow, _draft(recipient, letter, outbox.HIDDEN), link)
    return outbox.post_draft(uow, _draft(recipient, letter, link))


def write_many(uow: UnitOfWork, written: Iterable[tuple[Recipient, Letter]]) -> None:
    """Write many letters, none of them secret, in few statements."""
    outbox.post_many(uow, (_draft(to, letter, link_to(uow, letter.path)) for to, letter in written))


def _draft(recipient: Recipient, letter: Letter, link: str) -> outbox.Draft:
    return outbox.Draft(
        to=recipient.email,
        language=recipient.language,
        subject=letter.subject,
        body=[*letter.sentences, filled(letter.closing, {"link": link})],
        about=letter.about,
        send_at=letter.send_at,
        user_id=recipient.user_id,
        alert_id=recipient.alert_id,
        urgency=letter.urgency,
        topic=letter.topic,
        # The address of a secret link is kept nowhere.
        path="" if letter.secret else letter.path,
        until=letter.until,
    )


def replace(uow: UnitOfWork, recipient: Recipient | None, letter: Letter) -> bool:
    """Withdraw what still waits under the same heading, then write."""
    outbox.withdraw(uow, letter.about)
    return write(uow, recipient, letter)


def not_acting(uow: UnitOfWork, recipients: Iterable[Recipient]) -> list[Recipient]:
    """Without whoever acts: nobody is written about what they have just done."""
    return [each for each in recipients if each.user_id != uow.actor.user_id]


def write_to_all(uow: UnitOfWork, recipients: Iterable[Recipient], letter: Letter) -> int:
    """Write a letter to several people; how many were written to."""
    return sum([write(uow, recipient, letter) for recipient in recipients])
