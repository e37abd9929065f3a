"""POST /payments/gateway/callback: the gateway says how an order stands."""

from __future__ import annotations

import logging

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from core.errors import BadRequest, NotFound, RequestError, Unauthenticated
from core.http.answers import error_response, json_response
from core.http.body import parse_json
from core.payments.gateway import CALLBACK, SIGNATURE, Gateway, is_signed, read_report
from core.payments.models import Payment
from core.payments.providers import GATEWAY, Plugins
from core.payments.settling import settle
from core.runtime import Runtime
from core.texts import text

LONGEST_BODY = 16_384
FORGED = text("The signature is not the gateway's.")

logger = logging.getLogger("thana.payments")


class GatewayCallback:
    """Answers the callback: 200 once what it says is written down, however often it comes. Without
    a gateway in the settings there is nothing here.
    """

    def __init__(self, runtime: Runtime, plugins: Plugins) -> None:
        self._runtime, self._plugins = runtime, plugins
        is_used = GATEWAY in runtime.settings.payments.providers
        self._secret = Gateway(runtime).secret if is_used else None

    @property
    def routes(self) -> list[BaseRoute]:
        return [Route(CALLBACK, self._answer, methods=["POST"])]

    async def _answer(self, request: Request) -> Response:
        try:
            await self._settle(request, await request.body())
        except RequestError as error:
            language = self._runtime.settings.languages[0]
            return error_response(error, self._runtime.texts, language)
        return json_response({"ok": True})

    async def _settle(self, request: Request, body: bytes) -> None:
        if self._secret is None:
            raise NotFound
        signature = request.headers.get(SIGNATURE, "")
        if not is_signed(self._secret, "POST", CALLBACK, body, signature):
            logger.warning("callback of the gateway: not signed by it")
            raise Unauthenticated(FORGED)
        try:
            order, report = read_report(parse_json(body))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise BadRequest from None
        if not await Payment.exists(id=order, provider=GATEWAY):
            raise NotFound
        await settle(self._runtime, self._plugins, order, report)
