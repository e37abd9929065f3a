"""A mail server that encrypts by STARTTLS, with an authority of its own, and refuses as told."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

USER, PASSWORD = "seva", "correct horse"


@dataclass
class MailServer:
    """One server. `mails` are those that it has taken, with the addresses of their envelopes;
    `refusals` are its next answers to recipients, `data_refusals` to whole messages.
    """

    folder: Path
    port: int
    mails: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    data_refusals: list[str] = field(default_factory=list)
    was_encrypted: list[bool] = field(default_factory=list)

    async def handle_RCPT(self, server: Any, _: Any, envelope: Any, to: str, __: Any) -> str:
        if self.refusals:
            return self.refusals.pop(0)
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.data_refusals:
            return self.data_refusals.pop(0)
        parsed = BytesParser(EmailMessage, policy=default).parsebytes(envelope.content)
        self.mails.append(parsed)
        self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        self.was_encrypted.append(session.ssl is not None)
        return "250 OK"

    def settings(self, **changes: Any) -> dict[str, Any]:
        """The settings of `notifications` that send e-mail through it."""
        (self.folder / "password").write_text(f"{PASSWORD}\n")
        email = {
            "host": "127.0.0.1",
            "port": self.port,
            "ca_file": self.folder / "ca.pem",
            "username": USER,
            "password_file": self.folder / "password",
            "sender": "seva@mppolice.example.in",
            "seconds": 5,
        }
        return {"mode": "live", "email": email | changes}


@contextmanager
def mail_server(folder: Path) -> Iterator[MailServer]:
    """A server that is up."""
    server = MailServer(folder, free_port())
    _write_certificates(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    controller = Controller(
        server,
        hostname="127.0.0.1",
        port=server.port,
        tls_context=context,
        require_starttls=True,
        authenticator=_authenticate,
        auth_required=True,
    )
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _authenticate(*login: Any) -> AuthResult:
    given = login[4]
    is_right = isinstance(given, LoginPassword) and given == LoginPassword(
        USER.encode(), PASSWORD.encode()
    )
    return AuthResult(success=is_right, handled=False)


def _write_certificates(folder: Path) -> None:
    """An authority, and a server's key and certificate that it vouches for."""
    authority, server = (
        ec.generate_private_key(ec.SECP256R1()),
        ec.generate_private_key(ec.SECP256R1()),
    )
    issuer = _name("Test authority")
    of_authority = (
        _certificate(issuer, issuer, authority)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(authority, hashes.SHA256())
    )
    of_server = (
        _certificate(_name("127.0.0.1"), issuer, server)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(authority, hashes.SHA256())
    )
    key = server.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "ca.pem").write_bytes(of_authority.public_bytes(Encoding.PEM))
    (folder / "server.pem").write_bytes(key + of_server.public_bytes(Encoding.PEM))


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common)])


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
    )
