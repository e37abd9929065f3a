"""Stations enquire about requests that another station has."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0007_officers_desk')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Enquiry',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('request', fields.ForeignKeyField('core.ServiceRequest', source_field='request_id', db_constraint=True, to_field='id', related_name='enquiries', on_delete=OnDelete.RESTRICT)),
                ('unit', fields.ForeignKeyField('core.Unit', source_field='unit_id', db_constraint=True, to_field='code', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('service', fields.CharField(max_length=40)),
                ('is_open', fields.BooleanField(default=False)),
                ('days_left', fields.IntField(null=True)),
                ('due_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('filed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('clock_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('due_order', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('submitted_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'core_enquiry', 'app': 'core', 'unique_together': (('request', 'unit'),), 'indexes': [Index(fields=['unit_id', 'is_open', 'due_order', 'request_id']), Index(fields=['unit_id', 'is_open', 'submitted_at', 'request_id']), Index(fields=['clock_at', 'id'])], 'pk_attr': 'id', 'table_description': 'What a unit has been asked to find out about a request, which may be with another unit.'},
            bases=['Model'],
        ),
    ]
