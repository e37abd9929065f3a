"""The page /tip, as a browser without scripts uses it: forms are sent as they stand in the page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx

RECEIPT = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){4}-[0-9A-HJKMNP-TV-Z]")
FILLED: dict[str, Any] = {
    "category": "NARCOTICS",
    "text": "Every night packets are handed out behind the closed mill.",
    "place": "The closed mill",
    "district": "21346",
}
Files = list[tuple[str, tuple[str, bytes, str]]]


class Reading(HTMLParser):
    """What stands in a page: its text, and the values of its fields by name."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self.fields: dict[str, list[str]] = {}
        self.attributes: list[tuple[str, dict[str, str]]] = []
        self._select, self._area, self._is_style = "", "", False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.attributes.append((tag, given))
        self._is_style = tag == "style"
        if tag == "select":
            self._select = given["name"]
        elif tag == "option" and "selected" in given:
            self._set(self._select, given["value"])
        elif tag == "textarea":
            self._area = given["name"]
            self._set(self._area, "")
        elif tag == "input" and given.get("type") not in ("file", "radio", "checkbox"):
            self._set(given["name"], given.get("value", ""))
        elif tag == "input" and "checked" in given:
            self._set(given["name"], given["value"])

    def handle_endtag(self, tag: str) -> None:
        self._area = "" if tag == "textarea" else self._area

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area][-1] += data.removeprefix("\n")
        elif not self._is_style:
            self.text.append(data)

    def _set(self, name: str, value: str) -> None:
        self.fields.setdefault(name, []).append(value)


@dataclass
class PageVisitor:
    """Somebody at the page; `page` is what is seen now."""

    http: httpx.AsyncClient
    language: str = "en"
    answer: httpx.Response = field(default_factory=lambda: httpx.Response(204))

    @property
    def page(self) -> Reading:
        return Reading(self.answer.text)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.page.text).split())

    @property
    def title(self) -> str:
        return re.findall("<title>(.*?)</title>", self.answer.text)[0]

    @property
    def receipt(self) -> str:
        """The receipt that is shown."""
        found = RECEIPT.search(self.page.fields["receipt"][0])
        assert found is not None
        return found.group()

    def faults(self) -> dict[str, str]:
        """What the page says to be wrong, by the field."""
        found = re.findall(r'<p class="fault" id="(\w+)-fault">(.*?) </p>', self.answer.text)
        return dict(found)

    async def comes(self) -> None:
        """Open the page."""
        self.answer = await self.http.get(f"/tip?lang={self.language}")

    async def presses(self, do: str, files: Files | None = None, **fields: Any) -> httpx.Response:
        """Press a button: what stands in the page's fields is sent, changed by these."""
        standing = self.page.fields if self.answer.content else {}
        values: dict[str, Any] = {**standing, **fields, "do": do}
        parts: list[Any] = [("pictures", ("", b"", "application/octet-stream"))]
        for name, value in values.items():
            each = [value] if isinstance(value, str) else value
            parts += [(name, (None, one)) for one in each]
        self.answer = await self.http.post(
            f"/tip?lang={self.language}", files=parts + (files or [])
        )
        return self.answer


def picture(content: bytes, name: str = "IMG_20261121_Asha.jpg") -> Files:
    """A picture as it is chosen in the form."""
    return [("pictures", (name, content, "image/jpeg"))]
