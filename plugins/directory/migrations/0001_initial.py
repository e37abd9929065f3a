from tortoise import migrations
from tortoise.migrations import operations as ops
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0001_initial'), ('core', '0002_append_only_audit'), ('core', '0003_files_and_documents'), ('core', '0004_messages_and_consents')]

    initial = True

    operations = [
        ops.CreateModel(
            name='Area',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('unit', fields.OneToOneField('core.Unit', source_field='unit_id', db_constraint=True, to_field='code', related_name=False, on_delete=OnDelete.CASCADE)),
                ('geometry', fields.TextField(unique=False)),
                ('source', fields.CharField(max_length=200)),
                ('updated_on', fields.DateField()),
            ],
            options={'table': 'directory_area', 'app': 'directory', 'pk_attr': 'id', 'table_description': 'The boundary of a station or a district: a GeoJSON Polygon or MultiPolygon, WGS 84.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Helpline',
            fields=[
                ('number', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=20)),
                ('position', fields.IntField(default=0)),
                ('titles', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('purposes', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('is_emergency', fields.BooleanField(default=False)),
                ('source', fields.CharField(default='', max_length=200)),
                ('updated_on', fields.DateField()),
            ],
            options={'table': 'directory_helpline', 'app': 'directory', 'pk_attr': 'number', 'table_description': 'A number to call, whoever and wherever one is.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Post',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('unit', fields.ForeignKeyField('core.Unit', source_field='unit_id', db_constraint=True, to_field='code', related_name=False, on_delete=OnDelete.CASCADE)),
                ('position', fields.IntField(default=0)),
                ('titles', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('rank', fields.CharField(max_length=60)),
                ('phone', fields.CharField(null=True, max_length=20)),
                ('email', fields.CharField(null=True, max_length=254)),
                ('is_example', fields.BooleanField(default=False)),
                ('updated_on', fields.DateField()),
            ],
            options={'table': 'directory_post', 'app': 'directory', 'indexes': [Index(fields=['unit_id', 'position', 'id'])], 'pk_attr': 'id', 'table_description': 'A post at a unit, whoever holds it: what is published is the office and not the person.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Holder',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('post', fields.ForeignKeyField('directory.Post', source_field='post_id', db_constraint=True, to_field='id', related_name='holders', on_delete=OnDelete.CASCADE)),
                ('name', fields.CharField(max_length=200)),
                ('since', fields.DateField(null=True)),
                ('until', fields.DateField(null=True)),
                ('is_present', fields.BooleanField(default=True)),
            ],
            options={'table': 'directory_holder', 'app': 'directory', 'indexes': [Index(fields=['post_id', 'is_present'])], 'pk_attr': 'id', 'table_description': 'Who has held a post, from when and until when. Nobody ended: the present one.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='StationError',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('request', fields.OneToOneField('core.ServiceRequest', source_field='request_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('station', fields.ForeignKeyField('core.Unit', source_field='station_id', db_constraint=True, to_field='code', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('what', fields.TextField(null=True, unique=False)),
                ('latitude', fields.FloatField(null=True)),
                ('longitude', fields.FloatField(null=True)),
                ('phone', fields.CharField(null=True, max_length=20)),
            ],
            options={'table': 'directory_station_error', 'app': 'directory', 'pk_attr': 'id', 'table_description': "What a citizen says is wrong with a station's entry."},
            bases=['Model'],
        ),
    ]
