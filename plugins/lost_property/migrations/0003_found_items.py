from tortoise import migrations
from tortoise.migrations import operations as ops
from orjson import loads
from plugins.lost_property.models import FoundOutcome, ItemKind, MarkKind
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0004_messages_and_consents'), ('lost_property', '0002_reporter')]

    initial = False

    operations = [
        ops.CreateModel(
            name='FoundItem',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('number', fields.CharField(unique=True, max_length=60)),
                ('station', fields.ForeignKeyField('core.Unit', source_field='station_id', db_constraint=True, to_field='code', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('registered_by', fields.ForeignKeyField('core.Officer', source_field='registered_by_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('kind', fields.CharEnumField(description='MOBILE: MOBILE\nVEHICLE: VEHICLE\nDOCUMENT: DOCUMENT\nOTHER: OTHER', enum_type=ItemKind, max_length=10)),
                ('sub_kind', fields.CharField(null=True, max_length=30)),
                ('details', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('description', fields.TextField(null=True, unique=False)),
                ('public_description', fields.TextField(null=True, unique=False)),
                ('search_text', fields.TextField(unique=False)),
                ('found_on', fields.DateField()),
                ('place_text', fields.CharField(null=True, max_length=500)),
                ('latitude', fields.FloatField(null=True)),
                ('longitude', fields.FloatField(null=True)),
                ('district_code', fields.CharField(null=True, max_length=20)),
                ('found_by', fields.CharField(null=True, max_length=200)),
                ('photo', fields.ForeignKeyField('core.StoredFile', source_field='photo_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('registered_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('closed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('outcome', fields.CharEnumField(null=True, description='RETURNED: RETURNED\nDISPOSED: DISPOSED', enum_type=FoundOutcome, max_length=10)),
                ('closing_note', fields.TextField(null=True, unique=False)),
            ],
            options={'table': 'lost_property_found_item', 'app': 'lost_property', 'indexes': [Index(fields=['registered_at', 'id']), Index(fields=['station_id', 'registered_at'])], 'pk_attr': 'id', 'table_description': 'A thing that was handed in at a station. Details and finder are for officers alone.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='ItemMark',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('kind', fields.CharEnumField(description='IMEI: IMEI\nPLATE: PLATE\nCHASSIS: CHASSIS\nDOCUMENT: DOCUMENT', enum_type=MarkKind, max_length=8)),
                ('key_id', fields.CharField(max_length=8)),
                ('hash', fields.CharField(db_index=True, max_length=64)),
                ('lost_item', fields.ForeignKeyField('lost_property.LostItem', source_field='lost_item_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('found_item', fields.ForeignKeyField('lost_property.FoundItem', source_field='found_item_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
            ],
            options={'table': 'lost_property_mark', 'app': 'lost_property', 'indexes': [Index(fields=['lost_item_id']), Index(fields=['found_item_id'])], 'pk_attr': 'id', 'table_description': 'A keyed hash of a number that tells one thing from all others, lost or found.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='ItemMatch',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('lost_item', fields.ForeignKeyField('lost_property.LostItem', source_field='lost_item_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('found_item', fields.ForeignKeyField('lost_property.FoundItem', source_field='found_item_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('matched_on', fields.CharEnumField(description='IMEI: IMEI\nPLATE: PLATE\nCHASSIS: CHASSIS\nDOCUMENT: DOCUMENT', enum_type=MarkKind, max_length=8)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('dismissed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('dismissed_by', fields.CharField(null=True, max_length=50)),
                ('note', fields.TextField(null=True, unique=False)),
            ],
            options={'table': 'lost_property_match', 'app': 'lost_property', 'unique_together': (('lost_item', 'found_item'),), 'indexes': [Index(fields=['found_item_id'])], 'pk_attr': 'id', 'table_description': 'That a found thing has the number of a lost one. A dismissed one stays, and never returns.'},
            bases=['Model'],
        ),
        ops.AddField(
            model_name='LostItem',
            name='found_on',
            field=fields.DateField(null=True),
        ),
    ]
