"""A payment gateway as docs/payments.md has its protocol, over HTTP: it keeps books of its own, and
fails as told.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

SECRET = "shared-between-the-state-and-its-gateway"
CALLBACK = "/payments/gateway/callback"


def signature(method: str, path: str, body: bytes, secret: str = SECRET) -> str:
    message = f"{method} {path}\n".encode() + body
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


@dataclass
class Order:
    """What the gateway knows of an order. `amount` and `currency` are what was taken once it is
    paid.
    """

    wanted: dict[str, Any]
    reference: str
    status: str = "CREATED"
    amount: str | None = None
    currency: str | None = None

    def told(self, page: str) -> dict[str, Any]:
        return {
            "order_id": self.wanted["order_id"],
            "reference": self.reference,
            "status": self.status,
            "amount": self.amount or self.wanted["amount"],
            "currency": self.currency or self.wanted["currency"],
            "redirect_url": f"{page}{self.reference}",
        }


@dataclass
class SandboxGateway:
    """One gateway. `is_down` answers nothing but 503, `is_slow` does what is asked and never
    answers, `forges` signs with another secret, `refunds_later` accepts refunds without doing them,
    `page` is where people pay, `reference` what it calls every order.
    """

    port: int = 0
    orders: dict[str, Order] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    is_down: bool = False
    is_slow: bool = False
    forges: bool = False
    page: str = "https://gateway.example.in/pay/"
    refunds_later: bool = False
    reference: str | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"

    @property
    def order(self) -> Order:
        """The only order."""
        (order,) = self.orders.values()
        return order

    @property
    def books(self) -> list[tuple[str, str | None, str | None]]:
        """Each order's status, and what was taken."""
        return [(each.status, each.amount, each.currency) for each in self.orders.values()]

    def pay(self, order: Order, amount: str | None = None, currency: str | None = None) -> None:
        """Somebody pays at the gateway's page."""
        order.status = "PAID"
        order.amount = amount or order.wanted["amount"]
        order.currency = currency or order.wanted["currency"]

    def callback(self, order: Order, secret: str = SECRET) -> tuple[bytes, dict[str, str]]:
        """Body and headers of what the gateway says of an order by itself."""
        body = json.dumps(order.told(self.page)).encode()
        signed = signature("POST", CALLBACK, body, secret)
        return body, {"x-thana-signature": signed, "content-type": "application/json"}

    async def answer(self, request: Request) -> Response:
        body, path = await request.body(), request.url.path
        self.calls.append(f"{request.method} {path.removeprefix('/api')}")
        if self.is_down:
            return Response(status_code=503)
        if request.headers.get("x-thana-signature") != signature(request.method, path, body):
            return Response(status_code=401)
        content = self._done(request, json.loads(body) if body else None)
        if self.is_slow:
            await asyncio.Event().wait()
        said = json.dumps(content).encode()
        secret = "another-secret" if self.forges else SECRET
        headers = {"x-thana-signature": signature(request.method, path, said, secret)}
        return Response(said, 200 if content else 404, headers)

    def _done(self, request: Request, given: Any) -> dict[str, Any] | None:
        key = given["order_id"] if given and "order_id" in given else request.path_params.get("id")
        if request.url.path == "/api/orders":
            assert given["merchant"] == "MP-POLICE"
            self.orders.setdefault(key, Order(given, self.reference or uuid.uuid4().hex[:12]))
        if key not in self.orders:
            return None
        order = self.orders[key]
        if request.url.path.endswith("/refunds") and not self.refunds_later:
            assert (given["amount"], given["currency"]) == (order.amount, order.currency)
            order.status = "REFUNDED"
        return order.told(self.page)


@asynccontextmanager
async def sandbox() -> AsyncIterator[SandboxGateway]:
    """A gateway on a free port."""
    gateway = SandboxGateway()
    routes = [
        Route("/api/orders", gateway.answer, methods=["POST"]),
        Route("/api/orders/{id}", gateway.answer, methods=["GET"]),
        Route("/api/orders/{id}/refunds", gateway.answer, methods=["POST"]),
    ]
    config = uvicorn.Config(Starlette(routes=routes), port=0, log_config=None, ws="none")
    config.timeout_graceful_shutdown = 0
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  (uvicorn offers nothing to wait for)
        await asyncio.sleep(0)
    gateway.port = server.servers[0].sockets[0].getsockname()[1]
    yield gateway
    server.should_exit = True
    await serving
