"""Clients that speak to the platform as frontends do: JSON over HTTP."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

REQUEST_OTP = """mutation RequestOtp($input: RequestOtpInput!) {
  requestOtp(input: $input) {
    challenge { id expiresAt resendAt } errors { path code message } } }"""
VERIFY_OTP = """mutation VerifyOtp($input: VerifyOtpInput!) {
  verifyOtp(input: $input) { session { token expiresAt } viewer { __typename id fullName } errors {
  path code message } } }"""
SIGN_IN_OFFICER = """mutation SignInOfficer($input: SignInOfficerInput!) {
  signInOfficer(input: $input) { session { token expiresAt } officer { id fullName postings { role
  unit { code name } } }
    errors { path code message } } }"""


@dataclass
class GraphQLClient:
    """One client; `token` signs it in, `language` is what it accepts."""

    http: httpx.AsyncClient
    token: str | None = None
    language: str | None = None

    def headers(self) -> dict[str, str]:
        headers = {"content-type": "application/json"}
        if self.token:
            headers["authorization"] = f"Bearer {self.token}"
        if self.language:
            headers["accept-language"] = self.language
        return headers

    async def send(self, query: str, **variables: Any) -> httpx.Response:
        """The HTTP answer to a document."""
        return await self.http.post(
            "/graphql", json={"query": query, "variables": variables}, headers=self.headers()
        )

    async def run(self, query: str, **variables: Any) -> Any:
        """The `data` of a document that must succeed."""
        answer = await self.send(query, **variables)
        body = answer.json()
        assert "errors" not in body, body
        return body["data"]

    async def refused(self, query: str, **variables: Any) -> Any:
        """The one top-level error of a document that must fail."""
        body = (await self.send(query, **variables)).json()
        assert len(body.get("errors", [])) == 1, body
        return body["errors"][0]

    async def outbox(self) -> list[dict[str, str]]:
        """The demo's messages, newest first."""
        answer = await self.http.get("/dev/outbox", headers={"accept": "application/json"})
        messages: list[dict[str, str]] = answer.json()
        return messages

    async def code_for(self, address: str) -> str:
        """The newest one-time code sent to an address."""
        texts = (message["text"] for message in await self.outbox() if message["to"] == address)
        return next(
            found.group()
            for text in texts
            if (found := re.search(r"(?<![\w-])\d{6}(?![\w-])", text))
        )

    async def sign_in(self, mobile: str, **extra: Any) -> Mapping[str, Any]:
        """Sign in as a citizen by the code that the demo shows; the client is that citizen from
        here on.
        """
        asked = await self.run(REQUEST_OTP, input={"channel": "SMS", "address": mobile})
        challenge = asked["requestOtp"]["challenge"]["id"]
        answer = {"challengeId": challenge, "code": await self.code_for(mobile), **extra}
        payload: Mapping[str, Any] = (await self.run(VERIFY_OTP, input=answer))["verifyOtp"]
        assert payload["errors"] == []
        self.token = payload["session"]["token"]
        return payload
