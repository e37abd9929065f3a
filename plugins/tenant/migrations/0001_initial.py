from tortoise import migrations
from tortoise.migrations import operations as ops
from orjson import loads
from plugins.tenant.models import TenancyParty, TenantResult, VisitOutcome
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [("core", "0011_hidden_requests")]

    initial = True

    operations = [
        ops.CreateModel(
            name='FieldVisit',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('request', fields.ForeignKeyField('core.ServiceRequest', source_field='request_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('officer', fields.ForeignKeyField('core.Officer', source_field='officer_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('outcome', fields.CharEnumField(description='FOUND: FOUND\nNOT_FOUND: NOT_FOUND\nMOVED: MOVED\nREFUSED: REFUSED', enum_type=VisitOutcome, max_length=10)),
                ('visited_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('note', fields.TextField(unique=False)),
                ('latitude', fields.FloatField(null=True)),
                ('longitude', fields.FloatField(null=True)),
                ('photo_id', fields.UUIDField(null=True)),
            ],
            options={'table': 'tenant_visit', 'app': 'tenant', 'indexes': [Index(fields=['request_id', 'visited_at'])], 'pk_attr': 'id', 'table_description': 'What an officer has found at the premises, for officers alone. `photo_id` is a kept file.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='HomeQuery',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('request', fields.OneToOneField('core.ServiceRequest', source_field='request_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('station', fields.ForeignKeyField('core.Unit', source_field='station_id', null=True, db_constraint=True, to_field='code', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('question', fields.TextField(unique=False)),
                ('asked_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('asked_by', fields.ForeignKeyField('core.Officer', source_field='asked_by_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('answer', fields.TextField(null=True, unique=False)),
                ('answered_on', fields.DateField(null=True)),
                ('answered_by', fields.ForeignKeyField('core.Officer', source_field='answered_by_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('files', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
            ],
            options={'table': 'tenant_home_query', 'app': 'tenant', 'pk_attr': 'id', 'table_description': 'What the home station of the tenant was asked and has answered, for officers alone.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='TenancyOrder',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('number', fields.CharField(max_length=100)),
                ('section', fields.CharField(max_length=100)),
                ('unit', fields.ForeignKeyField('core.Unit', source_field='unit_id', db_constraint=True, to_field='code', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('valid_from', fields.DateField()),
                ('valid_until', fields.DateField()),
                ('report_within_days', fields.IntField()),
                ('existing_within_days', fields.IntField()),
            ],
            options={'table': 'tenant_order', 'app': 'tenant', 'unique_together': (('number', 'unit'),), 'pk_attr': 'id', 'table_description': 'An order of an authority that asks landlords to report tenants, and for how long.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Tenancy',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('request', fields.OneToOneField('core.ServiceRequest', source_field='request_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('sealed', fields.TextField(null=True, unique=False)),
                ('content', fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ('tenant_mark', fields.CharField(null=True, db_index=True, max_length=64)),
                ('tenant_mobile', fields.CharField(null=True, db_index=True, max_length=16)),
                ('premises_key', fields.CharField(default='', max_length=400)),
                ('papers', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ('renews', fields.CharField(null=True, max_length=60)),
                ('order', fields.ForeignKeyField('tenant.TenancyOrder', source_field='order_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('report_by', fields.DateField(null=True)),
                ('consented_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('consent_seen_by', fields.ForeignKeyField('core.Officer', source_field='consent_seen_by_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('consent_seen', fields.CharField(null=True, max_length=100)),
                ('result', fields.CharEnumField(null=True, description='VERIFIED: VERIFIED\nADVERSE: ADVERSE\nUNABLE: UNABLE', enum_type=TenantResult, max_length=10)),
                ('result_note', fields.TextField(default='', unique=False)),
                ('objection', fields.TextField(null=True, unique=False)),
                ('objected_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('ended_on', fields.DateField(null=True)),
                ('ended_by', fields.CharEnumField(null=True, description='OWNER: OWNER\nTENANT: TENANT', enum_type=TenancyParty, max_length=10)),
                ('leaving_confirmed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'tenant_tenancy', 'app': 'tenant', 'pk_attr': 'id', 'table_description': 'What a landlord has said: sealed until the request begins, and in `content` after that.'},
            bases=['Model'],
        ),
    ]
