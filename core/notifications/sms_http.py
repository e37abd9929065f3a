"""The built-in gateway for SMS: one HTTP request for each message, as the settings describe it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from core.errors import StartupError
from core.notifications.sms import SmsMessage
from core.outbox.worker import Failing, Undeliverable
from core.setting_sections import Sms

PLACE = "setting notifications.sms"
PLACEHOLDERS = (
    "to", "digits", "text", "reference", "entity_id", "header", "template_id", "unicode", "secret",
)  # fmt: skip
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_TRIED_AGAIN = {401, 403, 404, 405, 407, 408, 429}  # our settings or the moment, not the message


class HttpGateway:
    """A gateway that takes a message by GET or POST. Raises StartupError for settings with which
    none could be sent.
    """

    def __init__(self, settings: Sms) -> None:
        if faults := _faults(settings):
            raise StartupError(*faults)
        self._settings = settings
        self._accepted = re.compile(settings.accepted_pattern or "")
        self._secret = _read_secret(settings.secret_file)
        self._client: httpx.AsyncClient | None = None

    async def send(self, message: SmsMessage) -> None:
        """Undeliverable with SMS_REFUSED for a 4xx that speaks of the message. Whatever else is not
        a 2xx with the accepted pattern in it is tried again, with a code that says what it was.
        """
        try:
            async with asyncio.timeout(self._settings.seconds):
                answer = await self._open().send(self._request(message))
        except TimeoutError:
            raise Failing("SMS_TIMEOUT") from None
        except httpx.TransportError:
            raise Failing("SMS_UNREACHABLE") from None
        if answer.is_client_error and answer.status_code not in _TRIED_AGAIN:
            raise Undeliverable("SMS_REFUSED")
        if not answer.is_success:
            raise Failing(f"SMS_HTTP_{answer.status_code}")
        if not self._accepted.search(answer.text):
            raise Failing("SMS_NOT_ACCEPTED")

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()

    def _open(self) -> httpx.AsyncClient:
        """The client of this process, opened within its event loop."""
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=None)  # noqa: S113  (each try has its own)
        return self._client

    def _request(self, message: SmsMessage) -> httpx.Request:
        settings, values = self._settings, self._values(message)
        body = _filled(settings.body, values)
        method, how = {
            "json": ("POST", {"json": body}),
            "form": ("POST", {"data": body}),
            "query": ("GET", {"params": body}),
        }[settings.format]
        headers = _filled(settings.headers, values)
        return self._open().build_request(method, settings.url or "", headers=headers, **how)

    def _values(self, message: SmsMessage) -> dict[str, str]:
        return {
            "to": message.to,
            "digits": message.to.lstrip("+"),
            "text": message.text,
            "reference": message.reference,
            "entity_id": message.entity_id,
            "header": message.header,
            "template_id": message.template_id,
            "unicode": self._settings.unicode_values[message.is_unicode],
            "secret": self._secret,
        }


def _filled(template: Any, values: Mapping[str, str]) -> Any:
    """The template with its placeholders filled in, in whatever is text: what a value holds can end
    no string and open no field.
    """
    if isinstance(template, Mapping):
        return {name: _filled(each, values) for name, each in template.items()}
    if isinstance(template, list):
        return [_filled(each, values) for each in template]
    if isinstance(template, str):
        return _PLACEHOLDER.sub(lambda found: values[found[1]], template)
    return template


def _faults(settings: Sms) -> list[str]:
    faults: list[str] = []
    url = urlsplit(settings.url or "")
    is_here = url.scheme == "http" and url.hostname in ("127.0.0.1", "localhost", "::1")
    if not url.hostname or not (url.scheme == "https" or is_here):
        faults.append(
            f"{PLACE}.url: give the https:// address of the gateway (http:// to this machine"
            " alone): codes and numbers are sent there"
        )
    named = set(_PLACEHOLDER.findall(f"{settings.body} {settings.headers}"))
    if unknown := sorted(named - set(PLACEHOLDERS)):
        known = ", ".join(PLACEHOLDERS)
        faults.append(f"{PLACE}: {{{unknown[0]}}} is no placeholder; known: {known}")
    if missing := [name for name in ("text", "reference") if name not in named]:
        faults.append(f"{PLACE}.body: must hold {{{missing[0]}}}")
    if not named & {"to", "digits"}:
        faults.append(f"{PLACE}.body: must hold {{to}} or {{digits}}")
    if ("secret" in named) != (settings.secret_file is not None):
        faults.append(f"{PLACE}.secret_file: goes with {{secret}} in headers or body")
    try:
        re.compile(settings.accepted_pattern or "")
    except re.error as error:
        faults.append(f"{PLACE}.accepted_pattern: {error}")
    return faults


def _read_secret(path: Path | None) -> str:
    if path is None:
        return ""
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise StartupError(
            f"{PLACE}.secret_file: {path} cannot be read ({type(error).__name__}); name a file of"
            " plain text that this process may read"
        ) from None
