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
from foundation.messages.outbox import Message
from foundation.text.message import LazyText, say

OPEN_THE_APP = say("Open the app: %(link)s")
SIGN_IN = say("Sign in: %(link)s")


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Whom a letter goes to. Made in one place only, which leaves closed accounts out."""

    user_id: UUID | None
    email: str
    language: str


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
    """

    subject: LazyText
    sentences: tuple[LazyText, ...]
    path: str
    about: str
    closing: LazyText = OPEN_THE_APP
    send_at: datetime | None = None
    secret: bool = False


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
    shown = outbox.HIDDEN if letter.secret else link
    return outbox.post(
        uow,
        recipient.email,
        recipient.language,
        subject=letter.subject,
        body=[*letter.sentences, filled(letter.closing, {"link": shown})],
        about=letter.about,
        send_at=letter.send_at,
        secret=link if letter.secret else "",
    )


def write_many(uow: UnitOfWork, written: Iterable[tuple[Recipient, Letter]]) -> None:
    """Write many letters, none of them secret, in few statements."""
    outbox.post_many(
        uow,
        (
            outbox.Draft(
                to=recipient.email,
                language=recipient.language,
                subject=letter.subject,
                body=[
                    *letter.sentences,
                    filled(letter.closing, {"link": link_to(uow, letter.path)}),
                ],
                about=letter.about,
                send_at=letter.send_at,
            )
            for recipient, letter in written
        ),
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
