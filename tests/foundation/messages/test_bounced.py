"""Mail that comes back is kept with its message, which then counts as not arrived."""

import uuid

import pytest
import sqlalchemy as sa

from foundation.database.work import Office, begin, reading
from foundation.jobs import by_name, run_until_idle
from foundation.messages import bounced, delivering, outbox
from foundation.messages.mailer import Mail
from foundation.messages.outbox import Message, MessageState
from foundation.security.permissions import the_system
from foundation.text.message import say
from tests.mailing import by_mail

REPORT = """From: MAILER-DAEMON@mx.example
To: ieum@ieum.example
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="B"
MIME-Version: 1.0

--B
Content-Type: text/plain

I could not deliver it.
--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; a@b.kr
Action: {action}
Status: 5.1.1

--B
Content-Type: {kind}

Message-ID: <{id}@ieum.example>
Subject: x

--B--
"""


class Server:
    """A mail server that takes everything."""

    def send(self, mail: Mail) -> bool:
        """Take it."""
        del mail
        return True


def report(about: object, action: str = "failed", kind: str = "message/rfc822") -> bytes:
    return REPORT.format(id=about, action=action, kind=kind).encode()


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_the_message_is_found_in_the_report(kind: str) -> None:
    about = uuid.uuid4()
    assert bounced.message_of(report(about, kind=kind)) == about


@pytest.mark.parametrize(
    "raw", [b"", b"\xff\xfe", b"Subject: hello\n\nhow are you", report(7), report("x@y")]
)
def test_anything_else_says_nothing(raw: bytes) -> None:
    assert bounced.message_of(raw) is None
    assert bounced.message_of(report(uuid.uuid4(), action="delayed")) is None


def test_what_came_back_is_called_so(office: Office) -> None:
    jobs = by_name(delivering.jobs_of(by_mail(office, Server())))
    with begin(office, the_system()) as uow:
        written = outbox.post(uow, "a@b.kr", "ko", subject=say("x"), body=[], about="").id
    run_until_idle(office, jobs)
    with begin(office, the_system()) as uow:
        assert bounced.take(uow, written)
        assert not bounced.take(uow, uuid.uuid4())
    run_until_idle(office, jobs)
    with reading(office, the_system()) as uow:
        message = uow.db.scalars(sa.select(Message)).one()
        assert message.state is MessageState.BOUNCED
        assert outbox.list_undelivered(uow, ["a@b.kr"]) == {"a@b.kr"}
