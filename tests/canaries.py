"""Canaries: what a tipster sends, written so that the least piece of it that is left anywhere is
found again, be it in UTF-8, UTF-16, base64 or hexadecimal.
"""

from __future__ import annotations

import itertools
import re
import secrets
import string
import struct
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Mapping
from pathlib import Path

HEX = re.compile(rb"[0-9A-Fa-f]{16,}")
BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{16,}")
TO_URLSAFE = bytes.maketrans(b"+/", b"-_")
OF_RECEIPTS = re.compile(rb"(?=([0-9A-Z]{4}[ -]?[0-9A-Z]{4}[ -]?[0-9A-Z]{4}))")
DASHES = re.compile(rb"[ -]")
SECRET = 12


class Canaries:
    """Those of one run. Each text has the same marker, all addresses are of one network, all
    places have one latitude: so one search finds each of them.
    """

    def __init__(self) -> None:
        self.marker = "".join(secrets.choice(string.ascii_lowercase) for _ in range(14))
        self.network = f"127.{100 + secrets.randbelow(100)}.{100 + secrets.randbelow(100)}."
        self.latitude = 23.8 + secrets.randbelow(10**9) / 10**10
        self._numbers = itertools.count()
        self._receipts: set[bytes] = set()

    def text(self, kind: str) -> str:
        """A word that stands nowhere else."""
        return f"{self.marker}.{kind}.{next(self._numbers)}"

    def address(self) -> str:
        """An address of this machine that nobody else sends from."""
        return f"{self.network}{next(self._numbers) % 250 + 1}"

    def keep(self, receipt: str) -> None:
        """A receipt, of which the first eight characters may be found: the locator is stored."""
        self._receipts.add(receipt.replace("-", "")[-SECRET - 1 : -1].encode())

    def found_in(self, content: bytes) -> set[str]:
        """What is found of them, with a little of what stands behind."""
        return {each for view in _views(content) for each in self._found(view)}

    def _found(self, view: bytes) -> Iterator[str]:
        lower = view.lower()
        for needle in (self.marker.encode(), self.network.encode(), *self._latitudes()):
            for found in re.finditer(re.escape(needle) + rb"[!-~]{0,12}", lower):
                yield found.group().decode("latin-1")
        typed = {DASHES.sub(b"", each) for each in OF_RECEIPTS.findall(view.upper())}
        yield from (each.decode() for each in typed & self._receipts)

    def _latitudes(self) -> list[bytes]:
        packed = [struct.pack(f"{order}d", self.latitude).lower() for order in "<>"]
        return [repr(self.latitude).encode()[:11], *packed]


def sweep(canaries: Canaries, places: Mapping[str, bytes]) -> dict[str, set[str]]:
    """What is found in each place; the places where nothing is are left out."""
    found = {place: canaries.found_in(content) for place, content in places.items()}
    return {place: each for place, each in found.items() if each}


def files_below(folder: Path) -> dict[str, bytes]:
    """All that lies in a folder, by path."""
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _views(content: bytes) -> Iterator[bytes]:
    """The content as it is, as UTF-16, and what stands in it as hexadecimal and as base64."""
    yield content
    yield content.replace(b"\0", b"")
    yield b"\n".join(_decoded_hex(content))
    yield b"\n".join(_decoded_base64(content))


def _decoded_hex(content: bytes) -> Iterator[bytes]:
    for run in map(bytes.decode, HEX.findall(content)):
        for start in range(2):  # a digit that stands before it by chance
            even = run[start : start + (len(run) - start) // 2 * 2]
            yield bytes.fromhex(even).replace(b"\0", b"")


def _decoded_base64(content: bytes) -> Iterator[bytes]:
    for run in BASE64.findall(content):
        for start in range(4):
            whole = run[start : start + (len(run) - start) // 4 * 4].translate(TO_URLSAFE)
            yield urlsafe_b64decode(whole).replace(b"\0", b"")
