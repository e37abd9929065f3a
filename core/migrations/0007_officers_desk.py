"""Requests get their clocks, words to be found by, and what officers add at their desk."""

from tortoise import migrations
from tortoise.migrations import operations as ops
import datetime
from core.desk.models import LinkKind
from core.service_requests.models import ClockAction
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index, PartialIndex

from core.service_requests.words import words_of

WITHOUT_WORDS = (
    "SELECT r.id, r.number, r.unit_id, r.due_order, r.submitted_at, c.full_name, c.mobile"
    " FROM core_service_request r"
    " JOIN core_citizen c ON c.id = r.citizen_id"
)


async def fill_words(apps, schema_editor):
    client = schema_editor.client
    mark = "?" if client.capabilities.dialect == "sqlite" else "$"
    insert = (
        "INSERT INTO core_request_word (request_id, unit_id, due_order, submitted_at, word)"
        f" VALUES ({', '.join(f'{mark}{place}' for place in range(1, 6))})"
    )
    for row in await client.execute_query_dict(WITHOUT_WORDS):
        place = [row[name] for name in ("id", "unit_id", "due_order", "submitted_at")]
        for word in words_of(row["number"], row["full_name"], row["mobile"]):
            await client.execute_query(insert, [*place, word])


class Migration(migrations.Migration):
    dependencies = [('core', '0006_live')]

    initial = False

    operations = [
        ops.CreateModel(
            name='InternalNote',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('request', fields.ForeignKeyField('core.ServiceRequest', source_field='request_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('author', fields.ForeignKeyField('core.Officer', source_field='author_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('text', fields.TextField(unique=False)),
            ],
            options={'table': 'core_internal_note', 'app': 'core', 'indexes': [Index(fields=['request_id', 'at'])], 'pk_attr': 'id', 'table_description': 'What an officer notes for other officers. The citizen never reads it.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='RequestLink',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('request', fields.ForeignKeyField('core.ServiceRequest', source_field='request_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('other', fields.ForeignKeyField('core.ServiceRequest', source_field='other_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('kind', fields.CharEnumField(description='DUPLICATE: DUPLICATE\nRELATED: RELATED', enum_type=LinkKind, max_length=10)),
                ('note', fields.TextField(unique=False)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'core_request_link', 'app': 'core', 'unique_together': (('request', 'other'),), 'indexes': [Index(fields=['other_id'])], 'pk_attr': 'id', 'table_description': 'Two requests that an officer has found to belong together, a row for either.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='RequestWord',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('request', fields.ForeignKeyField('core.ServiceRequest', source_field='request_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('unit_id', fields.CharField(max_length=20)),
                ('word', fields.CharField(max_length=60)),
                ('due_order', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('submitted_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'core_request_word', 'app': 'core', 'indexes': [Index(fields=['word', 'unit_id', 'due_order', 'request_id']), Index(fields=['word', 'unit_id', 'submitted_at', 'request_id']), Index(fields=['request_id', 'word'])], 'pk_attr': 'id', 'table_description': 'A word by which the unit that has a request finds it, of its number or its citizen.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='UnitHoliday',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('day', fields.DateField()),
                ('unit', fields.ForeignKeyField('core.Unit', source_field='unit_id', db_constraint=True, to_field='code', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('names', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
            ],
            options={'table': 'core_unit_holiday', 'app': 'core', 'unique_together': (('unit', 'day'),), 'pk_attr': 'id', 'table_description': 'A holiday of one unit and of all under it.'},
            bases=['Model'],
        ),
        ops.AddField(
            model_name='Citizen',
            name='officer_id',
            field=fields.UUIDField(null=True),
        ),
        ops.AddField(
            model_name='Officer',
            name='mobile',
            field=fields.CharField(null=True, max_length=16),
        ),
        ops.AddField(
            model_name='RequestEvent',
            name='assignee_id',
            field=fields.UUIDField(null=True),
        ),
        ops.AddField(
            model_name='RequestEvent',
            name='missing',
            field=fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads),
        ),
        ops.AddField(
            model_name='RequestEvent',
            name='unit',
            field=fields.ForeignKeyField('core.Unit', source_field='unit_id', null=True, db_constraint=True, to_field='code', related_name=False, on_delete=OnDelete.RESTRICT),
        ),
        ops.RemoveIndex(
            model_name='ServiceRequest',
            fields=['unit_id', 'submitted_at', 'id'],
        ),
        ops.AlterModelOptions(
            name='ServiceRequest',
            options={'table': 'core_service_request', 'app': 'core', 'indexes': [Index(fields=['citizen_id', 'submitted_at', 'id']), Index(fields=['unit_id', 'phase', 'due_order', 'id']), Index(fields=['unit_id', 'phase', 'submitted_at', 'id']), Index(fields=['unit_id', 'phase', 'service', 'due_order', 'id']), Index(fields=['unit_id', 'phase', 'service', 'submitted_at', 'id']), Index(fields=['unit_id', 'phase', 'status', 'due_order', 'id']), Index(fields=['unit_id', 'phase', 'status', 'submitted_at', 'id']), Index(fields=['assignee_id', 'phase', 'unit_id', 'due_order', 'id']), Index(fields=['assignee_id', 'phase', 'unit_id', 'submitted_at', 'id']), PartialIndex(fields=['unit_id', 'service', 'assignee_id'], condition={'phase': 'OPEN'}), Index(fields=['clock_at', 'id'])], 'pk_attr': 'id', 'table_description': "A citizen's request to one unit. Its status is written by `steps.take` alone."},
        ),
        ops.AddField(
            model_name='ServiceRequest',
            name='clock_action',
            field=fields.CharEnumField(null=True, description='REMIND: REMIND\nESCALATE: ESCALATE', enum_type=ClockAction, max_length=10),
        ),
        ops.AddField(
            model_name='ServiceRequest',
            name='clock_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='ServiceRequest',
            name='days_left',
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name='ServiceRequest',
            name='due_order',
            field=fields.DatetimeField(default=datetime.datetime.fromisoformat('9999-12-31T00:00:00+00:00'), auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='ServiceRequest',
            name='due_rule',
            field=fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads),
        ),
        ops.AddField(
            model_name='ServiceRequest',
            name='escalated_to',
            field=fields.ForeignKeyField('core.Unit', source_field='escalated_to_id', null=True, db_constraint=True, to_field='code', related_name=False, on_delete=OnDelete.RESTRICT),
        ),
        ops.AddField(
            model_name='ServiceRequest',
            name='status_due_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.RunSQL(
            "UPDATE core_service_request SET due_order = due_at WHERE due_at IS NOT NULL",
            "UPDATE core_service_request SET due_order = due_order",
        ),
        ops.RunPython(fill_words, ops.RunPython.noop),
        ops.AddIndex(
            model_name='ServiceRequest',
            index=Index(fields=['unit_id', 'phase', 'due_order', 'id']),
        ),
        ops.AddIndex(
            model_name='ServiceRequest',
            index=Index(fields=['unit_id', 'phase', 'submitted_at', 'id']),
        ),
        ops.AddIndex(
            model_name='ServiceRequest',
            index=Index(fields=['unit_id', 'phase', 'service', 'due_order', 'id']),
        ),
        ops.AddIndex(
            model_name='ServiceRequest',
            index=Index(fields=['unit_id', 'phase', 'service', 'submitted_at', 'id']),
        ),
        ops.AddIndex(
            model_name='ServiceRequest',
            index=Index(fields=['unit_id', 'phase', 'status', 'due_order', 'id']),
        ),
        ops.AddIndex(
            model_name='ServiceRequest',
            index=Index(fields=['unit_id', 'phase', 'status', 'submitted_at', 'id']),
        ),
        ops.AddIndex(
            model_name='ServiceRequest',
            index=Index(fields=['assignee_id', 'phase', 'unit_id', 'due_order', 'id']),
        ),
        ops.AddIndex(
            model_name='ServiceRequest',
            index=Index(fields=['assignee_id', 'phase', 'unit_id', 'submitted_at', 'id']),
        ),
        ops.AddIndex(
            model_name='ServiceRequest',
            index=PartialIndex(fields=['unit_id', 'service', 'assignee_id'], condition={'phase': 'OPEN'}),
        ),
        ops.AddIndex(
            model_name='ServiceRequest',
            index=Index(fields=['clock_at', 'id']),
        ),
    ]
