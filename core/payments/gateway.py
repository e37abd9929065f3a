"""The provider `gateway`: a machine that takes payments online, by the protocol of docs/payments.md
(The gateway's protocol).
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
import ssl
import uuid
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import orjson

from core.errors import StartupError
from core.payments.models import Payment, PaymentStatus
from core.payments.reports import Asked, ProviderDown, Report
from core.runtime import Runtime
from core.setting_sections import PaymentGateway

PLACE = "setting payments.gateway"
CALLBACK = "/payments/gateway/callback"
SIGNATURE = "x-thana-signature"
SHORTEST_SECRET = 32
STATUSES = {
    "CREATED": PaymentStatus.PENDING,
    "PAID": PaymentStatus.PAID,
    "FAILED": PaymentStatus.FAILED,
    "EXPIRED": PaymentStatus.FAILED,
    "REFUNDED": PaymentStatus.REFUNDED,
}
_AMOUNT = re.compile(r"[0-9]{1,9}\.[0-9]{2}")
_CODE = re.compile(r"[A-Z][A-Z_]{0,39}")


def sign(secret: str, method: str, path: str, body: bytes) -> str:
    """The signature of a request to a path, or of the answer to it: HMAC-SHA256 in hexadecimal over
    `METHOD path`, a line break and the body's bytes.
    """
    message = f"{method} {path}\n".encode() + body
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def is_signed(secret: str, method: str, path: str, body: bytes, signature: str) -> bool:
    expected = sign(secret, method, path, body)
    return hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace"))


def read_report(content: Any) -> tuple[uuid.UUID, Report]:
    """An order's id and how it stands, as the gateway writes it. Raises ValueError."""
    order, status = content["order_id"], STATUSES[content["status"]]
    amount, currency = content.get("amount"), content.get("currency")
    is_money = isinstance(amount, str) and _AMOUNT.fullmatch(amount)
    if status in (PaymentStatus.PAID, PaymentStatus.REFUNDED) and not (
        is_money and isinstance(currency, str) and re.fullmatch("[A-Z]{3}", currency)
    ):
        raise ValueError("amount or currency is not as the protocol has it")
    failure = str(content.get("failure") or content["status"])
    report = Report(
        status,
        Decimal(amount) if is_money else None,
        currency,
        _line(content.get("reference"), 100),
        _page(_line(content.get("redirect_url"), 2000)),
        failure if _CODE.fullmatch(failure) else "DECLINED",
    )
    return uuid.UUID(order), report


def _line(value: Any, longest: int) -> str | None:
    """A text that any database takes."""
    if value is None:
        return None
    if not (isinstance(value, str) and 0 < len(value) <= longest and value.isprintable()):
        raise ValueError("a text is not as the protocol has it")
    return value


def _page(url: str | None) -> str | None:
    """Where a browser can be sent: never to what a page could run."""
    if url is not None and not _is_safe(url):
        raise ValueError("redirect_url must be an https:// address")
    return url


def _is_safe(url: str) -> bool:
    """Whether it is HTTPS, or stays on this machine."""
    parts = urlsplit(url)
    is_here = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1")
    return bool(parts.hostname) and (parts.scheme == "https" or is_here)


class Gateway:
    """Places an order, asks for it, and has it refunded. Raises StartupError for settings with
    which none could be placed.
    """

    expires = True
    refunds_by_hand = False

    def __init__(self, runtime: Runtime) -> None:
        self._settings, self._runtime = runtime.settings.payments.gateway, runtime
        if faults := _faults(self._settings):
            raise StartupError(*faults)
        self.secret = _read_secret(self._settings.secret_file)

    async def check(self, asked: Asked) -> Mapping[str, Any]:
        return {}

    async def place(self, payment: Payment) -> Report:
        settings = self._runtime.settings
        hours = timedelta(hours=settings.payments.expire_hours)
        order = {
            "order_id": str(payment.id),
            "merchant": self._settings.merchant,
            "amount": f"{payment.amount:.2f}",
            "currency": payment.currency,
            "return_url": payment.return_url or settings.public_url,
            "callback_url": f"{settings.public_url}{CALLBACK}",
            "expires_at": (payment.created_at + hours).isoformat(),
        }
        report = await self._asked(payment, "POST", "/orders", order)
        if report is None or (report.status is PaymentStatus.PENDING and not report.redirect_url):
            raise ProviderDown("GATEWAY_ANSWER")
        same = Payment.filter(provider=payment.provider, reference=report.reference)
        if report.reference is not None and await same.exclude(id=payment.id).exists():
            raise ProviderDown("GATEWAY_REFERENCE")
        return report

    async def find(self, payment: Payment) -> Report:
        """An order that the gateway does not know has not been paid."""
        report = await self._asked(payment, "GET", f"/orders/{payment.id}")
        return report or Report(PaymentStatus.PENDING)

    async def refund(self, payment: Payment) -> bool:
        wanted = {
            "refund_id": str(payment.id),
            "amount": f"{payment.received:.2f}",
            "currency": payment.received_currency,
        }
        report = await self._asked(payment, "POST", f"/orders/{payment.id}/refunds", wanted)
        return report is not None and report.status is PaymentStatus.REFUNDED

    async def _asked(
        self, payment: Payment, method: str, path: str, content: Any = None
    ) -> Report | None:
        """What the gateway says of the payment; None for an order that it does not know."""
        body = orjson.dumps(content) if content is not None else b""
        answer = await self._send(method, path, body)
        if answer.status_code == 404:
            return None
        if not answer.is_success:
            raise ProviderDown(f"GATEWAY_HTTP_{answer.status_code}")
        try:
            order, report = read_report(orjson.loads(answer.content))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise ProviderDown("GATEWAY_ANSWER") from None
        if order != payment.id:
            raise ProviderDown("GATEWAY_ANSWER")
        return report

    async def _send(self, method: str, path: str, body: bytes) -> httpx.Response:
        url = f"{(self._settings.url or '').rstrip('/')}{path}"
        to = urlsplit(url).path
        headers = {"content-type": "application/json", "x-thana-merchant": self._merchant}
        headers[SIGNATURE] = sign(self.secret, method, to, body)
        try:
            async with asyncio.timeout(self._settings.seconds), _client() as client:
                answer = await client.request(method, url, content=body, headers=headers)
        except TimeoutError:
            raise ProviderDown("GATEWAY_TIMEOUT") from None
        except httpx.HTTPError:
            raise ProviderDown("GATEWAY_UNREACHABLE") from None
        signature = answer.headers.get(SIGNATURE, "")
        if not is_signed(self.secret, method, to, answer.content, signature):
            raise ProviderDown("GATEWAY_SIGNATURE")
        return answer

    @property
    def _merchant(self) -> str:
        return self._settings.merchant or ""


@cache
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()


def _client() -> httpx.AsyncClient:
    return httpx.AsyncClient(verify=_trust(), timeout=None)  # noqa: S113  (each try has its own)


def _faults(settings: PaymentGateway) -> list[str]:
    faults: list[str] = []
    url = urlsplit(settings.url or "")
    if url.query or url.fragment or not _is_safe(settings.url or ""):
        faults.append(
            f"{PLACE}.url: give the https:// address of the gateway (http:// to this machine"
            " alone), without ? and #"
        )
    if settings.merchant is None:
        faults.append(f"{PLACE}.merchant: give the name under which the gateway knows this state")
    if settings.secret_file is None:
        faults.append(f"{PLACE}.secret_file: name the file with the secret shared with the gateway")
    return faults


def _read_secret(path: Path | None) -> str:
    try:
        secret = path.read_text(encoding="ascii").strip() if path else ""
    except (OSError, UnicodeDecodeError) as error:
        raise StartupError(
            f"{PLACE}.secret_file: {path} cannot be read ({type(error).__name__}); name a file of"
            " plain text that this process may read"
        ) from None
    if len(secret) < SHORTEST_SECRET:
        raise StartupError(
            f"{PLACE}.secret_file: {path} holds fewer than {SHORTEST_SECRET} characters; agree on a"
            " longer secret with the gateway, such as one from `openssl rand -hex 32`"
        )
    return secret
