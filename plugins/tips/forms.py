"""What the forms of the page send, read in memory: nothing of it ever touches a disk in the clear,
as it would with a framework's own reader of forms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from core import BadRequest, Unavailable
from plugins.tips.held_bytes import Take, read_body

MOST_PARTS = 60
MOST_TEXT = 200_000
"""Bytes of all fields together: the longest tip in any script, and names."""


@dataclass
class Form:
    """Fields by name, and the contents of the files, of which `left_out` were too large or found no
    room.
    """

    fields: dict[str, list[str]] = field(default_factory=dict)
    files: list[bytes] = field(default_factory=list)
    left_out: int = 0

    def one(self, name: str) -> str:
        """The first value of a field; empty without one."""
        return self.all(name)[0] if self.all(name) else ""

    def all(self, name: str) -> list[str]:
        return self.fields.get(name, [])


async def read_form(request: Request, file_bytes: int, take: Take) -> Form:
    """The form that a request sends, with files of at most so many bytes each, for which `take` is
    asked. Raises BadRequest for what no form of ours sends.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise BadRequest
    reading = _Reading(file_bytes, take)
    try:
        parser = MultipartParser(options[b"boundary"], reading.callbacks)  # type: ignore[arg-type]
        await read_body(request, parser.write)
    except FormParserError:
        raise BadRequest from None
    if not reading.is_whole:
        raise BadRequest
    return reading.form


class _Reading:
    """Puts a form together as its pieces arrive."""

    def __init__(self, file_bytes: int, take: Take) -> None:
        self.form = Form()
        self.is_whole = False
        self._file_bytes, self._take = file_bytes, take
        self._parts, self._text_bytes = 0, 0
        self._header, self._value = bytearray(), bytearray()
        self._part = _Part()

    @property
    def callbacks(self) -> Mapping[str, object]:
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._header.extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
            "on_header_end": self._end_header,
            "on_part_data": lambda data, start, end: self._add(data[start:end]),
            "on_part_end": self._end,
            "on_end": self._finish,
        }

    def _begin(self) -> None:
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise BadRequest
        self._part = _Part()

    def _end_header(self) -> None:
        if self._header.lower() == b"content-disposition":
            _, options = parse_options_header(bytes(self._value))
            self._part.name = options.get(b"name", b"").decode("utf-8", "replace")
            self._part.is_file = b"filename" in options
        self._header, self._value = bytearray(), bytearray()

    def _add(self, piece: bytes) -> None:
        if self._part.is_file:
            self._add_to_file(piece)
            return
        self._text_bytes += len(piece)
        if self._text_bytes > MOST_TEXT:
            raise BadRequest
        self._part.content += piece

    def _add_to_file(self, piece: bytes) -> None:
        part = self._part
        if part.is_left_out:
            return
        try:
            self._take(len(piece))
            part.content += piece
            part.is_left_out = len(part.content) > self._file_bytes
        except Unavailable:
            part.is_left_out = True
        if part.is_left_out:
            part.content = bytearray()

    def _end(self) -> None:
        part, form = self._part, self.form
        if not part.is_file:
            form.fields.setdefault(part.name, []).append(part.content.decode("utf-8", "replace"))
        elif part.is_left_out:
            form.left_out += 1
        elif part.content:  # a browser sends an empty file where none was chosen
            form.files.append(bytes(part.content))

    def _finish(self) -> None:
        self.is_whole = True


@dataclass
class _Part:
    name: str = ""
    is_file: bool = False
    is_left_out: bool = False
    content: bytearray = field(default_factory=bytearray)
