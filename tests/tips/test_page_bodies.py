"""What no form of the page sends is refused, quickly, and nothing of it is kept."""

from __future__ import annotations

import httpx
import pytest
from tipping_page import FILLED

from plugins.tips.models import Tip, TipAttachment

END = b"--b--\r\n"
TYPE = "multipart/form-data; boundary=b"


def part(name: str, content: bytes = b"x", more: bytes = b"") -> bytes:
    head = f'--b\r\nContent-Disposition: form-data; name="{name}"'.encode()
    return head + more + b"\r\n\r\n" + content + b"\r\n"


BODIES: dict[str, tuple[str, bytes]] = {
    "urlencoded": ("application/x-www-form-urlencoded", b"do=send"),
    "JSON": ("application/json", b"{}"),
    "no type": ("", part("do") + END),
    "no boundary": ("multipart/form-data", part("do") + END),
    "long boundary": (f"multipart/form-data; boundary={'b' * 300}", part("do") + END),
    "empty": (TYPE, b""),
    "not closed": (TYPE, part("do", b"send")),
    "cut off": (TYPE, part("do", b"send")[:-9]),
    "no multipart": (TYPE, b"do=send"),
    "many parts": (TYPE, b"".join(part(f"n{number}") for number in range(61)) + END),
    "many headers": (TYPE, part("do", more=b"\r\nX-A: b" * 50) + END),
    "long header": (TYPE, part("do", more=b"\r\nX-A: " + b"b" * 10_000) + END),
    "much text": (TYPE, part("text", b"x" * 200_001) + END),
    "much text in parts": (TYPE, part("text", b"x" * 10_000) * 21 + END),
}


@pytest.mark.parametrize("name", BODIES)
async def test_malformed_form_is_refused(http: httpx.AsyncClient, name: str) -> None:
    kind, content = BODIES[name]
    answer = await http.post("/tip", content=content, headers={"content-type": kind})
    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert error["extensions"]["code"] == "BAD_REQUEST"
    assert not await Tip.exists()
    assert not await TipAttachment.exists()


async def test_names_and_values_of_all_kinds_are_taken_as_text(http: httpx.AsyncClient) -> None:
    odd = [b"\xff\xfe", b"\0", "राम \u202e".encode(), b'"><script>', b"{{ 77 * 1001 }}"]
    for value in odd:
        parts = [part(name, value) for name in FILLED] + [part("do", b"write"), part("x" * 3000)]
        answer = await http.post(
            "/tip", content=b"".join(parts) + END, headers={"content-type": TYPE}
        )
        assert answer.status_code == 200
        assert "<script" not in answer.text
        assert "77077" not in answer.text


async def test_what_is_not_known_shows_the_beginning(http: httpx.AsyncClient) -> None:
    answer = await http.post(
        "/tip", content=part("do", b"destroy") + END, headers={"content-type": TYPE}
    )
    assert (answer.status_code, "tel:112" in answer.text) == (200, True)
    assert (await http.put("/tip")).status_code == 405
