"""Sending mail: over SMTP when configured, else nowhere (the outbox page shows it)."""

import smtplib
import ssl
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Protocol

from foundation.config import Settings
from foundation.messages.carrying import NotSent, Outgoing, Receipt, SendProblem
from foundation.times.clock import Clock, monotonic

# The port on which TLS begins before SMTP does.
IMPLICIT_TLS = 465
LONGEST_ANSWER = 10
# Answers from here on are final (RFC 5321, 4.2.1).
FINAL = 500
# A server that did not answer is left alone for so long: letters in a row would each wait for it.
QUIET_SECONDS = 30


@dataclass(frozen=True)
class Mail:
    """One mail, ready to go. `message_id` is stable, so that a second copy can be recognised."""

    message_id: str
    to: str
    subject: str
    body: str


class Mailer(Protocol):
    """Whatever can carry a mail; raises NotSent when it could not."""

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
        self._quiet_until = 0.0

    def send(self, mail: Mail) -> bool:
        """Hand the mail to the server."""
        try:
            message = self._written(mail)
        except ValueError as error:
            raise NotSent(SendProblem.UNWRITABLE, final=True) from error
        if monotonic() < self._quiet_until:
            raise NotSent(SendProblem.OUT_OF_REACH)
        try:
            with self._connection() as connection:
                _carry(connection, message, self._settings)
        except ssl.SSLError as error:
            raise NotSent(SendProblem.CERTIFICATE) from error
        except smtplib.SMTPException as error:
            raise _understood(error) from error
        except OSError as error:
            self._quiet_until = monotonic() + QUIET_SECONDS
            raise NotSent(SendProblem.OUT_OF_REACH) from error
        return True

    def _written(self, mail: Mail) -> EmailMessage:
        """The mail with its headers; ValueError when one of them cannot be written."""
        message, sender = EmailMessage(), self._settings.sender
        message["From"] = Address(sender.name, addr_spec=sender.address)
        message["To"] = Address(addr_spec=mail.to)
        message["Subject"] = mail.subject
        message["Date"] = format_datetime(self._clock())
        message["Message-ID"] = mail.message_id
        # No reply of a machine comes back to the office.
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.body)
        return message

    def _connection(self) -> smtplib.SMTP:
        """A connection to a server that has shown a valid certificate for its name, before anything is said."""
        settings = self._settings
        host, port = settings.smtp_host, settings.smtp_port
        if settings.smtp_tls or port == IMPLICIT_TLS:
            return smtplib.SMTP_SSL(host, port, timeout=LONGEST_ANSWER, context=self._context())
        connection = smtplib.SMTP(host, port, timeout=LONGEST_ANSWER)
        if settings.smtp_starttls:
            try:
                connection.starttls(context=self._context())
            except BaseException:
                connection.close()
                raise
        return connection

    def _context(self) -> ssl.SSLContext:
        """Certificates are checked against the usual authorities and the office's own, if it has one."""
        context = ssl.create_default_context()
        if self._settings.smtp_ca_file:
            context.load_verify_locations(self._settings.smtp_ca_file)
        return context


def _carry(connection: smtplib.SMTP, message: EmailMessage, settings: Settings) -> None:
    if settings.smtp_user:
        connection.login(settings.smtp_user, settings.smtp_password)
    connection.send_message(message)


def _understood(error: smtplib.SMTPException) -> NotSent:
    """What the server's answer means: whether the next try may go better, and what has to be mended.

    Our own password, address or certificate can be mended: the letter waits for it.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
        final = bool(codes) and min(codes) >= FINAL
        return NotSent(SendProblem.NO_MAILBOX if final else SendProblem.NOT_NOW, final=final)
    if isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= FINAL:
        return NotSent(SendProblem.REFUSED, final=True)
    if isinstance(error, smtplib.SMTPSenderRefused) and error.smtp_code >= FINAL:
        return NotSent(SendProblem.SENDER)
    return NotSent(
        next((p for kind, p in _MEANING if isinstance(error, kind)), SendProblem.NOT_NOW)
    )


_MEANING: tuple[tuple[type[smtplib.SMTPException], SendProblem], ...] = (
    (smtplib.SMTPAuthenticationError, SendProblem.SIGN_IN),
    (smtplib.SMTPNotSupportedError, SendProblem.CERTIFICATE),
    (smtplib.SMTPServerDisconnected, SendProblem.OUT_OF_REACH),
    (smtplib.SMTPConnectError, SendProblem.OUT_OF_REACH),
)


def make_mailer(settings: Settings, clock: Clock) -> Mailer:
    """The mailer that the settings ask for."""
    return SmtpMailer(settings, clock) if settings.smtp_host else PageMailer()


class MailCarrier:
    """Carries messages as mails of one mailer."""

    def __init__(self, mailer: Mailer, settings: Settings) -> None:
        """Keep who carries, and whose domain the mails are called after."""
        self._mailer, self._settings = mailer, settings

    def carry(self, outgoing: Outgoing) -> Receipt:
        """Carry it as a mail."""
        name = f"<{outgoing.message_id}@{self._settings.sender.domain}>"
        mail = Mail(name, outgoing.to, outgoing.subject, outgoing.body)
        return Receipt(went_out=self._mailer.send(mail))
