"""Keys, tips, messages, pictures. On SQLite the rows lie in the order of their random ids."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from plugins.tips.models import TipState
from tortoise.fields.base import OnDelete
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index

UNORDERED = ("tips_attachment", "tips_message", "tips_spent_puzzle", "tips_tip")


async def hide_the_order(apps, schema_editor):
    """A hidden rowid would tell which of two tips of a day came first."""
    client = schema_editor.client
    if client.capabilities.dialect != "sqlite":
        return
    for table in UNORDERED:
        made = await client.execute_query_dict(
            "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY type DESC",
            [table],
        )
        await client.execute_query(f"DROP TABLE {table}")
        for position, row in enumerate(made):
            await client.execute_query(row["sql"] + (" WITHOUT ROWID" if position == 0 else ""))


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name='OfficerKey',
            fields=[
                ('officer_id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('public_key', fields.BinaryField()),
                ('salt', fields.BinaryField()),
                ('private_key', fields.BinaryField()),
                ('made_on', fields.DateField()),
            ],
            options={'table': 'tips_officer_key', 'app': 'tips', 'pk_attr': 'officer_id', 'table_description': "The key pair of an officer. The private key is sealed under the officer's passphrase."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='SpentPuzzle',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('spent_on', fields.DateField(db_index=True)),
            ],
            options={'table': 'tips_spent_puzzle', 'app': 'tips', 'pk_attr': 'id', 'table_description': 'A proof of work that was used, by the hash of its puzzle.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='UnitKey',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('unit_code', fields.CharField(unique=True, max_length=20)),
                ('public_key', fields.BinaryField()),
                ('made_on', fields.DateField()),
            ],
            options={'table': 'tips_unit_key', 'app': 'tips', 'pk_attr': 'id', 'table_description': 'The key pair of a unit, one in use at a time. Tips are addressed to the public key.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='KeyShare',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('unit_key', fields.ForeignKeyField('tips.UnitKey', source_field='unit_key_id', db_constraint=True, to_field='id', related_name='shares', on_delete=OnDelete.CASCADE)),
                ('officer_id', fields.UUIDField(db_index=True)),
                ('officer_name', fields.CharField(max_length=300)),
                ('vouched', fields.BinaryField()),
                ('sealed', fields.BinaryField()),
            ],
            options={'table': 'tips_key_share', 'app': 'tips', 'unique_together': (('unit_key', 'officer_id'),), 'pk_attr': 'id', 'table_description': "A unit's private key, sealed to an officer's public key, for which a holder has vouched."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='RecoveryShare',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('unit_key', fields.ForeignKeyField('tips.UnitKey', source_field='unit_key_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('second_key', fields.ForeignKeyField('tips.UnitKey', source_field='second_key_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('vouched', fields.BinaryField()),
                ('sealed', fields.BinaryField()),
            ],
            options={'table': 'tips_recovery_share', 'app': 'tips', 'unique_together': (('unit_key', 'second_key'),), 'pk_attr': 'id', 'table_description': 'The private key of a unit, sealed to that of a second one, for which a holder has vouched.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Tip',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('unit_key', fields.ForeignKeyField('tips.UnitKey', source_field='unit_key_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('status', fields.CharEnumField(default=TipState.RECEIVED, description='RECEIVED: RECEIVED\nTRIAGED: TRIAGED\nPASSED_ON: PASSED_ON\nCLOSED_USEFUL: CLOSED_USEFUL\nCLOSED_NOT_USEFUL: CLOSED_NOT_USEFUL\nCLOSED_DUPLICATE: CLOSED_DUPLICATE\nCLOSED_NOT_POLICE: CLOSED_NOT_POLICE', enum_type=TipState, max_length=20)),
                ('received_on', fields.DateField()),
                ('expires_on', fields.DateField(db_index=True)),
                ('is_told', fields.BooleanField(default=False)),
                ('locator', fields.CharField(unique=True, max_length=8)),
                ('salt', fields.BinaryField()),
                ('key_for_receipt', fields.BinaryField()),
                ('key_for_unit', fields.BinaryField()),
                ('label', fields.BinaryField()),
            ],
            options={'table': 'tips_tip', 'app': 'tips', 'indexes': [Index(fields=['unit_key_id', 'received_on', 'id'])], 'pk_attr': 'id', 'table_description': 'A tip: whose it is, how far the police are, and the day. All else is sealed.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='TipAttachment',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('tip', fields.ForeignKeyField('tips.Tip', source_field='tip_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('uploaded_on', fields.DateField()),
                ('sealed', fields.BinaryField()),
            ],
            options={'table': 'tips_attachment', 'app': 'tips', 'indexes': [Index(fields=['tip_id', 'uploaded_on'])], 'pk_attr': 'id', 'table_description': 'A picture, sealed under a key that its uploader was given, and then the message has.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='TipMessage',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('tip', fields.ForeignKeyField('tips.Tip', source_field='tip_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('sent_on', fields.DateField()),
                ('sealed', fields.BinaryField()),
            ],
            options={'table': 'tips_message', 'app': 'tips', 'indexes': [Index(fields=['tip_id'])], 'pk_attr': 'id', 'table_description': 'What tipster or police wrote, sealed with its place in the conversation, and the day.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='UnlockedKey',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('session_id', fields.UUIDField()),
                ('unit_key', fields.ForeignKeyField('tips.UnitKey', source_field='unit_key_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('sealed', fields.BinaryField()),
                ('expires_at', fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'tips_unlocked_key', 'app': 'tips', 'pk_attr': 'id', 'table_description': "A unit's private key, for a quarter of an hour, under a key that is in one device alone."},
            bases=['Model'],
        ),
        ops.RunPython(hide_the_order, ops.RunPython.noop),
    ]
