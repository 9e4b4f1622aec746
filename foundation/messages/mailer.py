"""Sending mail: over SMTP when configured, else nowhere (the outbox page shows it)."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Protocol

from foundation.config import Settings
from foundation.times.clock import Clock

# The port on which TLS begins before SMTP does.
IMPLICIT_TLS = 465


@dataclass(frozen=True)
class Mail:
    """One mail, ready to go. `message_id` is stable, so that a second copy can be recognised."""

    message_id: str
    to: str
    subject: str
    body: str


class Mailer(Protocol):
    """Whatever can carry a mail; raises OSError when it could not."""

    def send(self, mail: Mail) -> bool:
        """Carry the mail; False when it goes nowhere, because there is no server."""
        ...


class PageMailer:
    """Carries nothing: in the demo the mail is read on the outbox page."""

    def send(self, mail: Mail) -> bool:
        """Do nothing, on purpose."""
        del mail
        return False


class SmtpMailer:
    """Carries mails to the configured server, never waiting longer than ten seconds."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        """Keep where to send."""
        self._settings = settings
        self._clock = clock

    def send(self, mail: Mail) -> bool:
        """Hand the mail to the server."""
        message = EmailMessage()
        message["From"] = self._settings.mail_from
        message["To"] = mail.to
        message["Subject"] = mail.subject
        message["Date"] = format_datetime(self._clock())
        message["Message-ID"] = mail.message_id
        message.set_content(mail.body)
        with self._connection() as connection:
            if self._settings.smtp_user:
                connection.login(self._settings.smtp_user, self._settings.smtp_password)
            connection.send_message(message)
        return True

    def _connection(self) -> smtplib.SMTP:
        """A connection to a server that has shown a valid certificate for its name, before anything is said."""
        host, port = self._settings.smtp_host, self._settings.smtp_port
        if port == IMPLICIT_TLS:
            return smtplib.SMTP_SSL(host, port, timeout=10, context=ssl.create_default_context())
        connection = smtplib.SMTP(host, port, timeout=10)
        if self._settings.smtp_starttls:
            try:
                connection.starttls(context=ssl.create_default_context())
            except BaseException:
                connection.close()
                raise
        return connection


def make_mailer(settings: Settings, clock: Clock) -> Mailer:
    """The mailer that the settings ask for."""
    return SmtpMailer(settings, clock) if settings.smtp_host else PageMailer()
