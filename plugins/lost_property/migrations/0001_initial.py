from tortoise import migrations
from tortoise.migrations import operations as ops
from orjson import loads
from plugins.lost_property.models import ItemKind
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from uuid import uuid4
from tortoise import fields

class Migration(migrations.Migration):
    initial = True
    dependencies = [("core", "0001_initial")]

    operations = [
        ops.CreateModel(
            name='LostReport',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('request', fields.OneToOneField('core.ServiceRequest', source_field='request_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('lost_from', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('lost_until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('place_text', fields.CharField(null=True, max_length=500)),
                ('latitude', fields.FloatField(null=True)),
                ('longitude', fields.FloatField(null=True)),
                ('district_code', fields.CharField(null=True, max_length=20)),
                ('circumstances', fields.TextField(null=True, unique=False)),
            ],
            options={'table': 'lost_property_report', 'app': 'lost_property', 'pk_attr': 'id', 'table_description': 'What a citizen says was lost, where and when. Both times null: not known.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='LostItem',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('report', fields.ForeignKeyField('lost_property.LostReport', source_field='report_id', db_constraint=True, to_field='id', related_name='items', on_delete=OnDelete.RESTRICT)),
                ('position', fields.IntField()),
                ('kind', fields.CharEnumField(description='MOBILE: MOBILE\nVEHICLE: VEHICLE\nDOCUMENT: DOCUMENT\nOTHER: OTHER', enum_type=ItemKind, max_length=10)),
                ('details', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('is_found', fields.BooleanField(default=False)),
            ],
            options={'table': 'lost_property_item', 'app': 'lost_property', 'unique_together': (('report', 'position'),), 'pk_attr': 'id', 'table_description': 'One lost thing. `details` holds the fields of its kind, as the contract names them in snake'},
            bases=['Model'],
        ),
    ]
