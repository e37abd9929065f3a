"""Makes a PDF of a template and its values, in a sandbox: nothing but the templates' own folders is
opened, and whatever xhtml2pdf would pass over in silence is a fault.
"""

from __future__ import annotations

import io
import logging
import os
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

import segno
from jinja2 import FileSystemLoader, StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from xhtml2pdf.config.resources import ResourceAccessPolicy
from xhtml2pdf.document import pisaDocument

from core.fonts import unprintable
from core.rendering.pictures import data_uri
from core.rendering.shaping import Unprintable, WrongFont
from core.rendering.typesetting import prepare

QR_BORDER = 4  # modules, which readers need
QR_SCALE = 8  # pixels of a module
IMAGE = "image:"

prepare()


class TemplateFault(Exception):
    """A template cannot be made into a paper; `details` says why."""

    def __init__(self, details: str) -> None:
        self.details = details
        super().__init__(details)


class Complaints(logging.Handler):
    """What xhtml2pdf could not do. It says so in its log alone."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record.getMessage())


def render(job: dict[str, Any]) -> dict[str, Any]:
    """`folders` hold `template` and what it extends, the first one wins; `values` are its
    variables; `metadata` are title, author, subject, keywords, language, and `at`, the moment that
    the file bears; `qr` is the text of a QR code, whose picture the template has as `qr`; `images`
    are JPEG or PNG files in base 64 by name, None for one that is gone, which the template shows as
    `image:<name>`.

    Raises Unprintable for characters without a glyph, TemplateFault for what a template has wrong.
    """
    html = _html(job)
    if missing := unprintable(unescape(html)):
        raise Unprintable(missing)
    try:
        pdf = _pdf(html, job)
    except WrongFont as error:
        raise TemplateFault(f"text in the font {error}, which is not shaped") from error
    return {"pdf": b64encode(pdf).decode("ascii")}


def _html(job: dict[str, Any]) -> str:
    environment = SandboxedEnvironment(
        loader=FileSystemLoader(job["folders"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    own = {"metadata": job["metadata"], "qr": _qr(job.get("qr"))}
    try:
        return environment.get_template(job["template"]).render(job["values"], **own)
    except TemplateError as error:
        raise TemplateFault(f"{type(error).__name__}: {error.message}") from error


def _qr(text: str | None) -> str | None:
    """The picture of a QR code as a data URI."""
    if text is None:
        return None
    code = segno.make_qr(text, error="m")
    return code.png_data_uri(border=QR_BORDER, scale=QR_SCALE)


def _pdf(html: str, job: dict[str, Any]) -> bytes:
    metadata = job["metadata"]
    # ReportLab takes the moment from here alone
    os.environ["SOURCE_DATE_EPOCH"] = str(int(datetime.fromisoformat(metadata["at"]).timestamp()))
    folders = [Path(folder).resolve() for folder in job["folders"]]
    target = io.BytesIO()
    with _complaints() as heard:
        status = pisaDocument(
            html,
            target,
            link_callback=lambda uri, _: _resource(uri, folders, job.get("images") or {}),
            capacity=-1,  # a long text would otherwise go through a file, which may not be written
            context_meta={
                name: metadata[name] for name in ("title", "author", "subject", "keywords")
            },
            resource_policy=ResourceAccessPolicy.server(
                allow_remote=False, extra_roots=tuple(folders), max_render_seconds=None
            ),
        )
    if status.err or heard:
        raise TemplateFault("; ".join(heard) or f"xhtml2pdf counts {status.err} errors")
    return target.getvalue()


def _resource(uri: str, folders: list[Path], images: Mapping[str, str | None]) -> str:
    """The only things that a template can name: data that it holds, the pictures that came with the
    job, and files beside it.
    """
    if uri.startswith("data:"):
        return uri
    if uri.startswith(IMAGE):
        if (name := uri.removeprefix(IMAGE)) not in images:
            raise TemplateFault(f"{name!r} is none of the pictures that the content names")
        return data_uri(images[name])
    for folder in folders:
        path = (folder / uri).resolve()
        if path.is_relative_to(folder) and path.is_file():
            return str(path)
    raise TemplateFault(f"{uri!r} is no file in the folders of the templates")


@contextmanager
def _complaints() -> Iterator[list[str]]:
    listening, logger = Complaints(), logging.getLogger("xhtml2pdf")
    logger.addHandler(listening)
    try:
        yield listening.heard
    finally:
        logger.removeHandler(listening)
