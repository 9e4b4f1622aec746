"""Sending a message by mail, whatever its reader has chosen."""

from foundation.database.work import Office
from foundation.messages import delivering
from foundation.messages.addressees import MailOnly, PostOffice
from foundation.messages.channels import MessageChannel
from foundation.messages.mailer import MailCarrier, Mailer


def by_mail(office: Office, mailer: Mailer) -> PostOffice:
    """A post office that knows nothing but mail."""
    return PostOffice({MessageChannel.MAIL: MailCarrier(mailer, office.settings)}, MailOnly())


def send_by_mail(office: Office, mailer: Mailer, message_id: object) -> None:
    """Send one message."""
    delivering.send_message(office, by_mail(office, mailer), str(message_id))
