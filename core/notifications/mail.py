"""E-mail by SMTP: encrypted, and to a server whose certificate is verified."""

from __future__ import annotations

import asyncio
import ssl
from email.mime.multipart import MIMEMultipart
from pathlib import Path

import aiosmtplib

from core.errors import InvalidInput, StartupError
from core.identity.addresses import email_address
from core.notifications.channels import Letter
from core.notifications.mail_message import compose
from core.outbox.worker import Failing, Undeliverable
from core.runtime import Runtime
from core.setting_sections import Email

PLACE = "setting notifications.email"
THIS_MACHINE = {"127.0.0.1", "localhost", "::1"}


class EmailChannel:
    """Sends letters by one SMTP server. Raises StartupError for settings with which none could be
    sent.
    """

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._settings = settings = runtime.settings.notifications.email
        if faults := _faults(settings):
            raise StartupError(*faults)
        self._sender = settings.sender or ""
        self._password = _read_password(settings.password_file)
        self._tls = _tls(settings.ca_file)

    def check(self, letter: Letter) -> None:
        """Every letter can be an e-mail."""

    async def send(self, letter: Letter) -> None:
        """Undeliverable with EMAIL_REFUSED where the server refuses the recipient or the message
        for good (5xx). Whatever else goes wrong is tried again, with a code that says what it was.
        """
        runtime, settings = self._runtime, self._settings
        message = compose(letter, runtime.settings, runtime.texts, self._sender, runtime.now())
        try:
            async with asyncio.timeout(settings.seconds):
                await self._hand_over(message, letter.to)
        except (aiosmtplib.SMTPException, OSError) as error:
            if _is_final(error):
                raise Undeliverable("EMAIL_REFUSED") from None
            raise Failing(_code(error)) from None

    async def _hand_over(self, message: MIMEMultipart, to: str) -> None:
        settings = self._settings
        await aiosmtplib.send(
            message,
            sender=self._sender,
            recipients=[to],
            hostname=settings.host,
            port=settings.port,
            use_tls=settings.security == "tls",
            start_tls=settings.security == "starttls",
            tls_context=self._tls,
            username=settings.username,
            password=self._password,
        )

    async def close(self) -> None:
        """A connection lasts for one letter."""


def _is_final(error: Exception) -> bool:
    """Whether the server refuses the recipient or the message for good."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return all(500 <= refused.code < 600 for refused in error.recipients)
    return isinstance(error, aiosmtplib.SMTPDataError) and 500 <= error.code < 600


def _code(error: Exception) -> str:
    """What went wrong, as docs/messages.md explains it. The library tells two of them by its words
    alone.
    """
    if isinstance(error, TimeoutError | aiosmtplib.SMTPTimeoutError):
        return "EMAIL_TIMEOUT"
    if isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError):
        return "EMAIL_TLS"
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return "EMAIL_LOGIN_REFUSED"
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        error = error.recipients[0]
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return f"EMAIL_SMTP_{error.code}"
    if isinstance(error, OSError | aiosmtplib.SMTPServerDisconnected):
        return "EMAIL_UNREACHABLE"
    return "EMAIL_NO_LOGIN" if "AUTH" in str(error) else "EMAIL_NO_STARTTLS"


def _faults(settings: Email) -> list[str]:
    faults: list[str] = []
    try:
        email_address(settings.sender or "", ())
    except InvalidInput:
        faults.append(f"{PLACE}.sender: name the e-mail address that messages come from")
    if settings.security == "none" and settings.host not in THIS_MACHINE:
        faults.append(
            f"{PLACE}.security: none is for a server on this machine alone; set starttls or tls"
        )
    if (settings.username is None) != (settings.password_file is None):
        faults.append(f"{PLACE}: username and password_file go together")
    return faults


def _read_password(path: Path | None) -> str | None:
    if path is None:
        return None
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise StartupError(
            f"{PLACE}.password_file: {path} cannot be read ({type(error).__name__}); name a file of"
            " plain text that this process may read"
        ) from None


def _tls(ca_file: Path | None) -> ssl.SSLContext:
    """Certificates are verified, by the authorities of the system or by those of a file."""
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError as error:
        raise StartupError(
            f"{PLACE}.ca_file: {ca_file} holds no certificates that can be read"
            f" ({type(error).__name__})"
        ) from None
