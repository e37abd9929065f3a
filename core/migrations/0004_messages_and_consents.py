from tortoise import migrations
from tortoise.migrations import operations as ops
from core.notifications.models import DeliveryStatus, NotificationChannel
from core.texts import Language
from tortoise.fields.base import OnDelete
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0001_initial'), ('core', '0002_append_only_audit'), ('core', '0003_files_and_documents')]

    initial = False

    operations = [
        ops.CreateModel(
            name='ChannelPreference',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('citizen', fields.ForeignKeyField('core.Citizen', source_field='citizen_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('channel', fields.CharEnumField(description='IN_APP: IN_APP\nSMS: SMS\nEMAIL: EMAIL', enum_type=NotificationChannel, max_length=6)),
                ('is_enabled', fields.BooleanField()),
            ],
            options={'table': 'core_channel_preference', 'app': 'core', 'unique_together': (('citizen', 'channel'),), 'pk_attr': 'id', 'table_description': 'Whether a citizen wants to be told by a channel. Without a row the channel is used.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Consent',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('citizen', fields.ForeignKeyField('core.Citizen', source_field='citizen_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('purpose', fields.CharField(max_length=40)),
                ('notice_version', fields.CharField(max_length=20)),
                ('language', fields.CharEnumField(description='EN: en\nHI: hi', enum_type=Language, max_length=5)),
                ('text_sha256', fields.CharField(max_length=64)),
                ('given_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('withdrawn_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'core_consent', 'app': 'core', 'indexes': [Index(fields=['citizen_id', 'purpose'])], 'pk_attr': 'id', 'table_description': 'That a citizen has agreed to a notice, in the version and language in which it was shown.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Notification',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('citizen', fields.ForeignKeyField('core.Citizen', source_field='citizen_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('request', fields.ForeignKeyField('core.ServiceRequest', source_field='request_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('event', fields.CharField(max_length=60)),
                ('title', fields.CharField(max_length=200)),
                ('body', fields.TextField(unique=False)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('read_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'core_notification', 'app': 'core', 'indexes': [Index(fields=['citizen_id', 'created_at', 'id']), Index(fields=['citizen_id', 'read_at'])], 'pk_attr': 'id', 'table_description': "What a citizen was told, as the portal lists it. Its id is the outbox entry's that asked for"},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Delivery',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('notification', fields.ForeignKeyField('core.Notification', source_field='notification_id', db_constraint=True, to_field='id', related_name='deliveries', on_delete=OnDelete.CASCADE)),
                ('channel', fields.CharEnumField(description='IN_APP: IN_APP\nSMS: SMS\nEMAIL: EMAIL', enum_type=NotificationChannel, max_length=6)),
                ('status', fields.CharEnumField(default=DeliveryStatus.WAITING, description='WAITING: WAITING\nSENDING: SENDING\nSENT: SENT\nFAILED: FAILED\nDEAD: DEAD', enum_type=DeliveryStatus, max_length=10)),
                ('attempts', fields.IntField(default=0)),
                ('fault', fields.CharField(null=True, max_length=60)),
                ('updated_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'core_delivery', 'app': 'core', 'unique_together': (('notification', 'channel'),), 'pk_attr': 'id', 'table_description': "A notification on its way by one channel. Its id is the outbox entry's that sends it."},
            bases=['Model'],
        ),
        ops.AddField(
            model_name='Citizen',
            name='erased_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Citizen',
            name='erasure_due_on',
            field=fields.DateField(null=True),
        ),
        ops.AddField(
            model_name='OutboxEntry',
            name='fault',
            field=fields.CharField(null=True, max_length=60),
        ),
        ops.AddField(
            model_name='OutboxEntry',
            name='lane',
            field=fields.CharField(null=True, max_length=120),
        ),
        # what waits, in the order in which it is due, and the head of each lane
        ops.RunSQL(
            "CREATE INDEX core_outbox_due ON core_outbox (available_at, id)"
            " WHERE done_at IS NULL AND dead_at IS NULL",
            reverse_sql="DROP INDEX core_outbox_due",
        ),
        ops.RunSQL(
            "CREATE INDEX core_outbox_lane ON core_outbox (lane, id)"
            " WHERE done_at IS NULL AND dead_at IS NULL",
            reverse_sql="DROP INDEX core_outbox_lane",
        ),
    ]
