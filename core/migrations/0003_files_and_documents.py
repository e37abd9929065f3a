from tortoise import migrations
from tortoise.migrations import operations as ops
from core.files.models import FileState, ScanState
from tortoise.fields.base import OnDelete
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0002_append_only_audit')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Document',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('code', fields.CharField(unique=True, max_length=20)),
                ('kind', fields.CharField(max_length=40)),
                ('request', fields.ForeignKeyField('core.ServiceRequest', source_field='request_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('holder', fields.CharField(max_length=200)),
                ('issued_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('valid_until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('revoked_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('revocation_code', fields.CharField(null=True, max_length=40)),
                ('revocation_note', fields.TextField(null=True, unique=False)),
                ('copies_due', fields.IntField(default=0)),
                ('checks', fields.IntField(default=0)),
                ('checked_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'core_document', 'app': 'core', 'unique_together': (('request', 'kind'),), 'pk_attr': 'id', 'table_description': 'A paper that a request has led to. The code stands on it and lets anyone check it.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='DocumentCopy',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('document', fields.ForeignKeyField('core.Document', source_field='document_id', db_constraint=True, to_field='id', related_name='copies', on_delete=OnDelete.RESTRICT)),
                ('position', fields.IntField()),
                ('sha256', fields.CharField(db_index=True, max_length=64)),
                ('byte_size', fields.IntField()),
                ('key_id', fields.CharField(max_length=16)),
                ('made_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'core_document_copy', 'app': 'core', 'unique_together': (('document', 'position'),), 'pk_attr': 'id', 'table_description': 'A PDF as it was made once. Its id is the outbox entry that asked for it.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='DocumentKey',
            fields=[
                ('id', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=16)),
                ('public_key', fields.CharField(max_length=64)),
                ('certificate', fields.TextField(unique=False)),
                ('made_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('revoked_from', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('revocation_note', fields.TextField(null=True, unique=False)),
            ],
            options={'table': 'core_document_key', 'app': 'core', 'pk_attr': 'id', 'table_description': 'The public half of a key that signs documents, and from when on it is no longer believed.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='StoredFile',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('owner', fields.CharField(max_length=50)),
                ('service', fields.CharField(max_length=40)),
                ('purpose', fields.CharField(max_length=40)),
                ('name', fields.CharField(max_length=200)),
                ('declared_bytes', fields.BigIntField()),
                ('state', fields.CharEnumField(default=FileState.UPLOADING, description='UPLOADING: UPLOADING\nSTORED: STORED\nREFUSED: REFUSED', enum_type=FileState, max_length=10)),
                ('fault', fields.CharField(null=True, max_length=40)),
                ('content_type', fields.CharField(null=True, max_length=100)),
                ('byte_size', fields.BigIntField(null=True)),
                ('sha256', fields.CharField(null=True, max_length=64)),
                ('scan_state', fields.CharEnumField(default=ScanState.PENDING, description='PENDING: PENDING\nCLEAN: CLEAN\nINFECTED: INFECTED\nSKIPPED: SKIPPED', enum_type=ScanState, max_length=10)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('expires_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('request', fields.ForeignKeyField('core.ServiceRequest', source_field='request_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('position', fields.IntField(default=0)),
            ],
            options={'table': 'core_stored_file', 'app': 'core', 'indexes': [Index(fields=['owner', 'state']), Index(fields=['request_id']), Index(fields=['expires_at'])], 'pk_attr': 'id', 'table_description': "An upload of one person for one purpose of a service, its owner's until it is attached."},
            bases=['Model'],
        ),
    ]
