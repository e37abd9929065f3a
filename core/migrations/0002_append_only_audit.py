"""The database itself refuses to change or delete entries of the audit."""

from tortoise import migrations
from tortoise.migrations import operations as ops

SQLITE = [
    f"CREATE TRIGGER core_audit_entry_no_{verb.lower()} BEFORE {verb} ON core_audit_entry"
    " BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END"
    for verb in ("UPDATE", "DELETE")
]
POSTGRES = [
    "CREATE FUNCTION core_audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'the audit is append-only'; END $$",
    "CREATE TRIGGER core_audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON core_audit_entry"
    " FOR EACH STATEMENT EXECUTE FUNCTION core_audit_entry_refuse()",
]


async def forward(apps, schema_editor):
    dialect = schema_editor.client.capabilities.dialect
    for statement in SQLITE if dialect == "sqlite" else POSTGRES:
        await schema_editor.client.execute_query(statement)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [ops.RunPython(forward)]
