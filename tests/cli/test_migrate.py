"""`thana migrate`: new databases, changed models, and what must really be in each database."""

from __future__ import annotations

from pathlib import Path

import asyncpg
import pytest
from commands import thana
from conftest import KINDS
from starlette.applications import Starlette
from strangers import install, service

from core.db import fetch


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Migrations are another thing on each kind of database."""
    return str(request.param)


MODELS = '''"""Tables of the ledger."""
from tortoise import fields
from tortoise.models import Model


class Entry(Model):
    """An entry."""

    id = fields.IntField(primary_key=True)
    text = fields.CharField(100)

    class Meta:
        table = "ledger_entry"
'''
UNIQUE = {
    ("core_audit_entry", "chain,sequence"),
    ("core_citizen", "mobile"),
    ("core_citizen", "verified_email"),
    ("core_idempotency_record", "actor,operation,key"),
    ("core_officer", "username"),
    ("core_rate_limit", "key,window"),
    ("core_request_event", "request_id,version"),
    ("core_service_request", "number"),
    ("core_session", "token_hash"),
    ("core_unit_ancestry", "ancestor_id,unit_id"),
    ("lost_property_item", "report_id,position"),
    ("lost_property_report", "request_id"),
}
INDEXED = {
    ("core_demo_message", "at"),
    ("core_idempotency_record", "created_at"),
    ("core_one_time_code", "expires_at"),
    ("core_outbox", "available_at,id"),
    ("core_outbox", "done_at,dead_at,available_at"),
    ("core_outbox", "lane,id"),
    ("core_service_request", "citizen_id,submitted_at,id"),
    ("core_service_request", "unit_id,phase,due_order,id"),
    ("core_service_request", "unit_id,phase,submitted_at,id"),
    ("core_service_request", "clock_at,id"),
    ("core_request_word", "word,unit_id,due_order,request_id"),
    ("core_request_word", "word,unit_id,submitted_at,request_id"),
    ("core_unit", "kind,is_active"),
    ("core_unit_ancestry", "unit_id,ancestor_id"),
}
SQLITE_INDEXES = """SELECT t.name AS owner, i."unique" AS is_unique,
  (SELECT group_concat(name) FROM (SELECT c.name FROM pragma_index_info(i.name) c ORDER BY c.seqno))
    AS columns
  FROM sqlite_master t, pragma_index_list(t.name) i WHERE t.type = 'table'"""
POSTGRES_INDEXES = """SELECT t.relname AS owner, i.indisunique AS is_unique,
  string_agg(a.attname, ',' ORDER BY k.place) AS columns
  FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
  CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY k(number, place)
  JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number
  WHERE t.relnamespace = 'public'::regnamespace GROUP BY i.indexrelid, t.relname, i.indisunique"""


@pytest.fixture
async def empty_url(kind: str, database_url: str, tmp_path: Path) -> str:
    """A database of the test's own without any table."""
    if kind == "sqlite":
        return f"sqlite://{tmp_path / 'empty' / 'thana.sqlite3'}"
    connection = await asyncpg.connect(database_url)
    await connection.execute("DROP SCHEMA public CASCADE")
    await connection.execute("CREATE SCHEMA public")
    await connection.close()
    return database_url


async def test_new_database_is_migrated_once_and_a_second_time_nothing_is_to_do(
    empty_url: str, tmp_path: Path
) -> None:
    first = await thana(tmp_path, "migrate", database_url=empty_url)
    assert (first.code, first.err) == (0, "")
    applied = first.out.splitlines()
    assert applied[0] == "applied core.0001_initial"
    assert "applied lost_property.0001_initial" in applied
    again = await thana(tmp_path, "migrate", database_url=empty_url)
    assert (again.code, again.out, again.err) == (0, "nothing to apply\n", "")


async def test_models_and_migrations_agree(database_url: str, tmp_path: Path) -> None:
    done = await thana(tmp_path, "migrate", "--check", database_url=database_url)
    assert (done.code, done.out, done.err) == (0, "", "")


async def test_change_of_a_plugins_models_is_found_written_and_applied(
    database_url: str, tmp_path: Path
) -> None:
    folder = tmp_path / "installed"
    install(
        folder, "ledger", service("ledger"), {"models.py": MODELS, "migrations/__init__.py": ""}
    )
    enabled = {
        "database_url": database_url,
        "PYTHONPATH": str(folder),
        "plugins": '["ledger", "lost_property"]',
    }
    for change in ("", "    amount = fields.IntField(default=0)\n\n"):
        changed = MODELS.replace("    class Meta", f"{change}    class Meta")
        (folder / "ledger" / "models.py").write_text(changed, encoding="utf-8")
        found = await thana(tmp_path, "migrate", "--check", **enabled)
        assert found.code == 1
        assert found.faults == ["models have changed: run `thana migrate --write`"]
        assert found.out.startswith("ledger.000")
        written = await thana(tmp_path, "migrate", "--write", **enabled)
        assert (written.code, written.err) == (0, "")
        assert (await thana(tmp_path, "migrate", "--check", **enabled)).code == 0
        applied = await thana(tmp_path, "migrate", **enabled)
        assert (applied.code, applied.err) == (0, "")
        assert applied.out.startswith("applied ledger.000")
    names = sorted(path.name[:4] for path in (folder / "ledger" / "migrations").glob("0*.py"))
    assert names == ["0001", "0002"]


async def test_constraints_and_indexes_are_really_there(app: Starlette, kind: str) -> None:
    rows = await fetch(SQLITE_INDEXES if kind == "sqlite" else POSTGRES_INDEXES)
    found = {(row["owner"], row["columns"], bool(row["is_unique"])) for row in rows}
    assert {(*index, True) for index in UNIQUE} - found == set()
    assert {(*index, False) for index in INDEXED} - found == set()


APPEND_ONLY = ("core_audit_entry", "core_money_movement")


async def test_triggers_that_keep_audit_and_journal_are_really_there(
    app: Starlette, kind: str
) -> None:
    rows = await fetch(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
        if kind == "sqlite"
        else "SELECT tgname AS name FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname"
    )
    assert [row["name"] for row in rows] == (
        [f"{table}_no_{verb}" for table in APPEND_ONLY for verb in ("delete", "update")]
        if kind == "sqlite"
        else [f"{table}_append_only" for table in APPEND_ONLY]
    )


async def test_row_that_others_refer_to_cannot_be_deleted(app: Starlette) -> None:
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        await fetch("DELETE FROM core_unit WHERE code = '21346'")
    assert await fetch("SELECT code FROM core_unit WHERE code = '21346'")
