"""What a reader finds on the page of stations, read out of its HTML."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import httpx


def names(page: str) -> list[str]:
    """The names in the list, in its order."""
    return [plain(name) for name in re.findall(r"<h3>(.+?)</h3>", page)]


def entry(page: str, name: str) -> str:
    """The HTML of one station's line."""
    lines = re.findall(r"<li data-code=.*?</li>", page, re.DOTALL)
    (found,) = (line for line in lines if names(line) == [name])
    return found


def plain(html: str) -> str:
    """HTML as one reads it."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def count(page: str) -> str:
    """What is said of how many were found."""
    (said,) = re.findall(r'<p id="count" role="status">(.*?)</p>', page)
    return plain(said)


def link(page: str, text: str) -> str | None:
    """Where the link of a text leads."""
    found = re.search(rf'<a [^>]*?href="([^"]+)"[^>]*>{re.escape(text)}</a>', page)
    return unescape(found.group(1)) if found else None


class _Names(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.attributes: set[str] = set()
        self.loaded: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes |= {name for name, _ in attrs}
        places = dict(attrs)
        if tag in ("script", "link", "img"):
            self.loaded += [place for name in ("src", "href") if (place := places.get(name))]


def attributes(page: str) -> set[str]:
    """The names of all attributes that the page has."""
    parser = _Names()
    parser.feed(page)
    return parser.attributes


def loaded(page: str) -> list[str]:
    """What the page loads by itself."""
    parser = _Names()
    parser.feed(page)
    return parser.loaded


async def sent_bytes(http: httpx.AsyncClient, address: str) -> int:
    """How many bytes the body has as it is sent to a browser."""
    async with http.stream("GET", address, headers={"accept-encoding": "gzip"}) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-encoding"] == "gzip"
        return len(b"".join([part async for part in answer.aiter_raw()]))
