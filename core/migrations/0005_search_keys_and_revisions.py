"""Units get the key by which they are searched, and processes see what has changed in another."""

import json

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields
from tortoise.indexes import Index

from core.search_keys import search_key


async def fill_search_keys(apps, schema_editor):
    client = schema_editor.client
    mark = "?" if client.capabilities.dialect == "sqlite" else "$"
    update = f"UPDATE core_unit SET search_key = {mark}1 WHERE code = {mark}2"
    for row in await client.execute_query_dict("SELECT code, names, source_name FROM core_unit"):
        names = json.loads(row["names"]) if isinstance(row["names"], str) else row["names"]
        key = search_key([*names.values(), row["source_name"]])
        await client.execute_query(update, [key, row["code"]])


class Migration(migrations.Migration):
    dependencies = [('core', '0001_initial'), ('core', '0002_append_only_audit'), ('core', '0003_files_and_documents'), ('core', '0004_messages_and_consents')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Revision',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=40)),
                ('number', fields.BigIntField()),
            ],
            options={'table': 'core_revision', 'app': 'core', 'pk_attr': 'id', 'table_description': 'How often something that processes keep in memory has changed.'},
            bases=['Model'],
        ),
        ops.AddField(
            model_name='Unit',
            name='search_key',
            field=fields.TextField(default='', unique=False),
        ),
        ops.RunPython(fill_search_keys, ops.RunPython.noop),
        ops.AddIndex(
            model_name='Unit',
            index=Index(fields=['source_name', 'code']),
        ),
    ]
