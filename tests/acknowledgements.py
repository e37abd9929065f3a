"""Acknowledgements of lost reports as citizens hold them: asked for, made, fetched, read."""

from __future__ import annotations

import subprocess
from typing import Any
from urllib.parse import urlsplit

import httpx
from clients import GraphQLClient
from lost_reports import stored
from starlette.applications import Starlette

PAPERS = """query RequestPapers($number: String!) {
  serviceRequest(number: $number) {
    attachments { id name contentType byteSize purpose scanState downloadUrl }
    documents { code kind isReady issuedAt validUntil status sha256 downloadUrl verifyUrl
      checks checkedAt }
    acknowledgement { code isReady issuedAt status sha256 downloadUrl verifyUrl checks } } }"""
VERIFY = """query VerifyDocument($code: String!) {
  verifyDocument(code: $code) { status kind number issuedAt validUntil revokedAt revocation
    issuedBy holder sha256 } }"""
REVOKE = """mutation RevokeDocument($input: RevokeDocumentInput!) {
  revokeDocument(input: $input) { document { code status }
    errors { path code message choices { code label } } } }"""


async def make_due(app: Starlette) -> None:
    """Have all copies made that are due."""
    await app.state.effects.documents.deliver_due()


async def papers(client: GraphQLClient, number: str) -> dict[str, Any]:
    """A request's files and documents."""
    found: dict[str, Any] = (await client.run(PAPERS, number=number))["serviceRequest"]
    return found


async def acknowledgement(client: GraphQLClient, number: str) -> dict[str, Any]:
    """A request's acknowledgement, which must be there."""
    found: dict[str, Any] = (await papers(client, number))["acknowledgement"]
    return found


async def acknowledged(
    app: Starlette, client: GraphQLClient, **changes: Any
) -> tuple[dict[str, Any], dict[str, Any]]:
    """A stored report and its acknowledgement, which is ready."""
    report = await stored(client, **changes)
    await make_due(app)
    paper = await acknowledgement(client, report["number"])
    assert paper["isReady"] is True
    return report, paper


async def fetch(http: httpx.AsyncClient, url: str) -> bytes:
    """What a download URL leads to, without signing in."""
    parts = urlsplit(url)
    answer = await http.get(f"{parts.path}?{parts.query}")
    assert answer.status_code == 200, answer.text
    return answer.content


async def verify(client: GraphQLClient, code: str) -> dict[str, Any]:
    """What anyone learns of a code."""
    found: dict[str, Any] = (await client.run(VERIFY, code=code))["verifyDocument"]
    return found


def text_of(pdf: bytes) -> str:
    """The text of a PDF as pdftotext reads it."""
    command = ["pdftotext", "-", "-"]
    done = subprocess.run(command, input=pdf, capture_output=True, check=True)
    return done.stdout.decode("utf-8")
