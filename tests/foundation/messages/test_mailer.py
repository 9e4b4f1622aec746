"""Mail goes only to a server whose certificate is valid for its name."""

import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any, cast

import pytest
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from foundation.config import Settings
from foundation.messages import mailer
from foundation.messages.carrying import NotSent, SendProblem
from foundation.messages.mailer import Mail, SmtpMailer
from foundation.times.clock import utc_now
from tests.conftest import NOON

MAIL = Mail("<1@ieum.example>", "hanh@ieum.example", "제목", "본문")


class Inbox:
    """What an SMTP server received."""

    def __init__(self) -> None:
        self.received: list[bytes] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802  aiosmtpd's name
        """Keep a message."""
        self.received.append(envelope.original_content)
        return "250 kept"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate that no authority has signed, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = utc_now()
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("mail") / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return path


@pytest.fixture(params=["starttls", "implicit", "by setting"])
def server(
    request: pytest.FixtureRequest, certificate: Path
) -> Iterator[tuple[Controller, Inbox, str]]:
    """A server with that certificate, for each way in which TLS begins."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    how = "tls_context" if request.param == "starttls" else "ssl_context"
    inbox = Inbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    made = Controller(
        inbox, hostname="127.0.0.1", port=port, **cast("dict[str, Any]", {how: context})
    )
    made.start()
    yield made, inbox, request.param
    made.stop()


def test_without_a_valid_certificate_nothing_is_said(
    server: tuple[Controller, Inbox, str], certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    controller, inbox, how = server
    if how == "implicit":
        monkeypatch.setattr(mailer, "IMPLICIT_TLS", controller.port)
    settings = Settings(
        smtp_host="127.0.0.1", smtp_port=controller.port, smtp_tls=how == "by setting"
    )

    settings = replace(settings, smtp_user="ieum", smtp_password="not for strangers")
    with pytest.raises(NotSent) as refused:
        SmtpMailer(settings, lambda: NOON).send(MAIL)
    assert (refused.value.problem, refused.value.final) == (SendProblem.CERTIFICATE, False)
    assert inbox.received == []

    settings = replace(settings, smtp_user="", smtp_ca_file=str(certificate))
    SmtpMailer(settings, lambda: NOON).send(MAIL)
    assert len(inbox.received) == 1


def answers(**replies: str) -> type:
    """A handler that answers a command of SMTP as it is told."""

    class Handler:
        async def handle_RCPT(  # noqa: N802  aiosmtpd's name
            self, _s: object, _session: object, envelope: Any, to: str, _o: object
        ) -> str:
            envelope.rcpt_tos.append(to)
            return replies.get("rcpt", "250 ok")

        async def handle_DATA(self, _s: object, _session: object, _envelope: object) -> str:  # noqa: N802  aiosmtpd's name
            return replies.get("data", "250 kept")

    return Handler


@pytest.mark.parametrize(
    ("replies", "problem", "final"),
    [
        ({"rcpt": "550 no such mailbox"}, SendProblem.NO_MAILBOX, True),
        ({"rcpt": "451 try again later"}, SendProblem.NOT_NOW, False),
        ({"data": "554 not this"}, SendProblem.REFUSED, True),
        ({"data": "452 full"}, SendProblem.NOT_NOW, False),
    ],
)
def test_a_refusal_that_may_pass_is_not_a_final_one(
    replies: dict[str, str], problem: SendProblem, *, final: bool
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(answers(**replies)(), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        settings = Settings(smtp_host="127.0.0.1", smtp_port=port, smtp_starttls=False)
        with pytest.raises(NotSent) as refused:
            SmtpMailer(settings, lambda: NOON).send(MAIL)
    finally:
        controller.stop()
    assert (refused.value.problem, refused.value.final) == (problem, final)


def test_a_server_that_does_not_answer_is_not_waited_for_by_every_letter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []

    def out_of_reach(*_: object, **__: object) -> None:
        asked.append(1)
        raise OSError

    monkeypatch.setattr(mailer.smtplib, "SMTP", out_of_reach)
    post = SmtpMailer(Settings(smtp_host="mail.ieum.example"), lambda: NOON)
    for _ in range(3):
        with pytest.raises(NotSent) as refused:
            post.send(MAIL)
        assert refused.value.problem is SendProblem.OUT_OF_REACH
    assert len(asked) == 1
