"""Mail goes only to a server whose certificate is valid for its name."""

import socket
import ssl
from collections.abc import Iterator
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


@pytest.fixture(params=["starttls", "implicit"])
def server(
    request: pytest.FixtureRequest, certificate: Path
) -> Iterator[tuple[Controller, Inbox, bool]]:
    """A server with that certificate, for each way in which TLS begins."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    how = "ssl_context" if request.param == "implicit" else "tls_context"
    inbox = Inbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    made = Controller(
        inbox, hostname="127.0.0.1", port=port, **cast("dict[str, Any]", {how: context})
    )
    made.start()
    yield made, inbox, request.param == "implicit"
    made.stop()


def test_without_a_valid_certificate_nothing_is_said(
    server: tuple[Controller, Inbox, bool], certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    controller, inbox, implicit = server
    if implicit:
        monkeypatch.setattr(mailer, "IMPLICIT_TLS", controller.port)
    settings = Settings(smtp_host="127.0.0.1", smtp_port=controller.port)

    with pytest.raises(ssl.SSLCertVerificationError):
        SmtpMailer(settings, lambda: NOON).send(MAIL)
    assert inbox.received == []

    # An authority of one's own is named in the environment.
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    SmtpMailer(settings, lambda: NOON).send(MAIL)
    assert len(inbox.received) == 1
