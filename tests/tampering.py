"""What whoever owns the database does to the audit: past its triggers, and putting them back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module

from core.audit import service as audit
from core.db import fetch, is_sqlite, transactional
from core.runtime import Runtime

migration = import_module("core.migrations.0002_append_only_audit")


async def write(runtime: Runtime, chain: str, many: int = 4) -> None:
    """Entries as the platform writes them."""

    @transactional
    async def entries() -> None:
        for number in range(many):
            await audit.record(
                chain,
                at=runtime.now(),
                actor="system:test",
                action="test.write",
                subject=f"thing:{number}",
                details={"नाम": number},
            )

    await entries()


async def drop_triggers() -> None:
    if not is_sqlite():
        await fetch("DROP TRIGGER core_audit_entry_append_only ON core_audit_entry")
        return
    for verb in ("update", "delete"):
        await fetch(f"DROP TRIGGER core_audit_entry_no_{verb}")


async def put_triggers_back() -> None:
    for statement in migration.SQLITE if is_sqlite() else migration.POSTGRES[1:]:
        await fetch(statement)


@asynccontextmanager
async def unguarded() -> AsyncIterator[None]:
    """The database without its triggers, and with them again, as if nothing had been."""
    await drop_triggers()
    yield
    await put_triggers_back()


async def refuse_entries() -> None:
    """As if the disk were full for the audit alone."""
    if is_sqlite():
        await fetch(
            "CREATE TRIGGER refuse BEFORE INSERT ON core_audit_entry"
            " BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        )
        return
    await fetch(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'disk full'; END $$"
    )
    await fetch(
        "CREATE TRIGGER refuse BEFORE INSERT ON core_audit_entry"
        " FOR EACH ROW EXECUTE FUNCTION refuse()"
    )


async def allow_entries() -> None:
    await fetch(f"DROP TRIGGER refuse{'' if is_sqlite() else ' ON core_audit_entry'}")
