"""`thana verify`: is a document genuine, by its PDF file or by what its QR code says."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from core.cli.run import out, platform, stop, stop_at, with_database
from core.clock import SystemClock, in_india
from core.documents import checking, offline
from core.documents.codes import canonical, shown
from core.documents.findings import ADVICE, ADVICE_ON_FILES, OFFLINE, Finding
from core.documents.offline import TrustFile
from core.errors import StartupError
from core.texts import Language, Texts, text

LARGEST = 50_000_000
FACTS = {
    "code": text("Code"),
    "number": text("Number"),
    "issued_at": text("Issued"),
    "valid_until": text("Valid until"),
    "signed_at": text("Signed"),
    "holder": text("Holder's initials"),
}


def verify(
    what: Annotated[str, typer.Argument(help="A PDF file, what a QR reader gave, or a code.")],
    keys: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, help="Check with these public keys alone, offline."
        ),
    ] = None,
    code: Annotated[
        str | None, typer.Option(help="The code on the paper, which the PDF must have as well.")
    ] = None,
    language: Annotated[
        Language | None, typer.Option(help="The language of the answer; else that of LANG.")
    ] = None,
) -> None:
    """Say whether a document is genuine. Ends with 0 when it is genuine and valid, else with 1."""
    expected = canonical(code) if code else None
    if code and expected is None:
        stop(f"--code {code}: this is no code; it has 20 letters and digits")
    pdf = _pdf(what)
    found, texts = _offline(keys, what, pdf, expected) if keys else _online(what, pdf, expected)
    for line in _lines(found, texts, language or _language()):
        out.print(line, markup=False, highlight=False, soft_wrap=True)
    if keys and found.is_genuine:
        out.print(texts(OFFLINE, language or _language()), markup=False, soft_wrap=True)
    if not found.is_genuine:
        raise typer.Exit(1)


def _pdf(what: str) -> bytes | None:
    """The content of a file; None when the argument is no file, but text."""
    try:
        path = Path(what)
        if not path.is_file():
            if path.suffix.lower() in (".pdf", ".json", ".png", ".jpg") or path.is_dir():
                stop(f"{what}: there is no such file")
            return None
        if path.stat().st_size > LARGEST:
            stop(f"{path}: too large for a document of ours")
        return path.read_bytes()
    except OSError as error:
        if what.startswith(("http:", "https:")) or "/" not in what:  # a text too long for a name
            return None
        stop(f"{what}: cannot be read ({type(error).__name__})")
    except ValueError:  # a zero character
        return None


def _offline(keys: Path, what: str, pdf: bytes | None, code: str | None) -> tuple[Finding, Texts]:
    try:
        trust: TrustFile = offline.read_trust(keys.read_text(encoding="utf-8"))
    except StartupError as error:
        stop_at(error)
    except (OSError, UnicodeDecodeError) as error:
        stop(f"{keys}: cannot be read ({type(error).__name__})")
    texts = Texts({"core": "core"})
    if pdf is None:
        return offline.check_text(trust, what, SystemClock().now()), texts
    return offline.check_pdf(trust, pdf, SystemClock().now(), code), texts


def _online(what: str, pdf: bytes | None, code: str | None) -> tuple[Finding, Texts]:
    of = platform()

    async def work() -> Finding:
        if pdf is None:
            return await checking.check_text(of.runtime, of.registry, what)
        return await checking.check_pdf(of.runtime, of.registry, pdf, code)

    return with_database(of, work), of.runtime.texts


def _language() -> Language:
    spoken = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return Language.HI if spoken.startswith("hi") else Language.EN


def _lines(found: Finding, texts: Texts, language: Language) -> Iterator[str]:
    """The answer, a line each: the outcome in words, and what to compare with the paper."""
    yield f"{found.outcome}: {texts(found.message, language)}"
    facts = _facts(found)
    for name, value in facts.items():
        yield f"  {texts(FACTS[name], language)}: {value}"
    if facts and not found.pdf:
        yield texts(ADVICE, language)
    elif found.pdf and found.is_genuine:
        yield texts(ADVICE_ON_FILES, language)


def _facts(found: Finding) -> dict[str, str]:
    """What to compare with the paper."""
    facts: dict[str, str | None] = {}
    if found.scanned:
        read = found.scanned
        facts |= {"code": shown(read.code), "number": read.number}
        facts |= {"issued_at": in_india(read.issued_at), "valid_until": in_india(read.valid_until)}
    if found.document:
        of = found.document
        facts |= {"code": shown(of.code), "number": of.request.number}
        facts |= {"issued_at": in_india(of.issued_at), "valid_until": in_india(of.valid_until)}
        facts["holder"] = checking.initials(of.holder)
    if found.pdf:
        facts |= {"code": shown(found.pdf.code), "signed_at": in_india(found.pdf.signed_at)}
    return {name: value for name, value in facts.items() if value}
