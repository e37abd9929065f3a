"""`thana audit`: whether the audit holds, and the heads that show it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from core.app import Platform
from core.audit.comparing import Expected, compare
from core.audit.exporting import NotExported
from core.audit.exporting import export as export_heads
from core.audit.heads import IsSigned, Signed, files_in
from core.audit.verifying import verify as verify_chains
from core.cli.run import out, platform, stop, stop_at, with_database
from core.documents.key_files import TrustedKeys
from core.documents.keys import trusted_keys
from core.documents.offline import read_trust
from core.documents.signing import document_signer
from core.errors import StartupError

app = typer.Typer(help="The audit.", no_args_is_help=True)

NO_HEADS = (
    "no exported heads are in {folder}: a chain that was cut at its end, deleted or rewritten as a"
    " whole would not be seen; run `thana audit export`, and keep what it writes off this host"
)
WHAT_TO_DO = (
    "change nothing; copy the database and the heads, then follow docs/audit.md, On a finding"
)


@app.command()
def verify(
    heads: Annotated[
        Path | None,
        typer.Option(exists=True, file_okay=False, help="A folder of exported heads."),
    ] = None,
    keys: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="A file that `thana keys export` wrote."),
    ] = None,
) -> None:
    """Recompute every chain and compare it with the exported heads; list what does not hold."""
    of = platform()
    folder = heads or of.runtime.settings.audit.heads_folder
    exported = _keys_in(keys) if keys else None
    faults = with_database(of, lambda: _faults(of, folder, exported))
    if faults:
        stop(*faults, WHAT_TO_DO)
    files = len(files_in(folder))
    told = f"the audit holds, and leads to all exported heads in {folder}: {files} file(s)"
    out.print(
        told if files else f"the audit holds, but {NO_HEADS.format(folder=folder)}", soft_wrap=True
    )


def _keys_in(file: Path) -> TrustedKeys:
    try:
        return read_trust(file.read_text("utf-8")).keys
    except StartupError as error:
        stop_at(error)
    except (OSError, UnicodeDecodeError) as error:
        stop(f"{file}: cannot be read ({type(error).__name__})")


async def _faults(of: Platform, folder: Path, keys: TrustedKeys | None) -> list[str]:
    runtime = of.runtime
    expected = Expected(
        is_signed=checked_by(await trusted_keys() if keys is None else keys),
        now=runtime.now(),
        period=timedelta(minutes=runtime.settings.audit.heads_minutes),
    )
    faults = [fault async for fault in verify_chains()]
    try:
        return faults + [fault async for fault in compare(folder, expected)]
    except OSError as error:
        stop(*faults, f"{error.filename or folder}: cannot be read ({type(error).__name__})")


def checked_by(keys: TrustedKeys) -> IsSigned:
    """What believes heads that one of these keys has signed before it was revoked."""

    def is_signed(heads: Signed) -> bool:
        key = keys.get(heads.key_id)
        if key is None or key.refuses(heads.time):
            return False
        try:
            Ed25519PublicKey.from_public_bytes(key.public_key).verify(
                heads.signature, heads.message
            )
        except InvalidSignature:
            return False
        return True

    return is_signed


@app.command()
def export() -> None:
    """Write the heads of all chains, signed, into the folder of the settings, now."""
    of = platform()
    runtime, folder = of.runtime, of.runtime.settings.audit.heads_folder

    async def work() -> Path:
        try:
            return await export_heads(
                folder, runtime.now(), lambda: document_signer(runtime, of.registry)
            )
        except (NotExported, OSError) as error:
            why = str(error) if isinstance(error, NotExported) else type(error).__name__
            stop(f"setting audit.heads_folder: {folder}: nothing was exported: {why}")

    path = with_database(of, work)
    out.print(f"the heads are in {path}; keep a copy off this host", soft_wrap=True)
