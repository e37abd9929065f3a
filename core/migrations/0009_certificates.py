"""Documents get the unit that issues them, when they were checked, and who waits for a revocation."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from core.texts import Language
from tortoise.fields.base import OnDelete
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [('core', '0008_enquiries')]

    initial = False

    operations = [
        ops.CreateModel(
            name='DocumentCheck',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('document', fields.ForeignKeyField('core.Document', source_field='document_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'core_document_check', 'app': 'core', 'indexes': [Index(fields=['document_id', 'at'])], 'pk_attr': 'id', 'table_description': 'When a document was checked. By whom is not kept.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='DocumentWatch',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('document', fields.ForeignKeyField('core.Document', source_field='document_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('email', fields.CharField(max_length=254)),
                ('language', fields.CharEnumField(description='EN: en\nHI: hi', enum_type=Language, max_length=5)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'core_document_watch', 'app': 'core', 'unique_together': (('document', 'email'),), 'pk_attr': 'id', 'table_description': 'Who is to be told when a document is revoked. Nobody reads it but the one letter.'},
            bases=['Model'],
        ),
        ops.AddField(
            model_name='Document',
            name='issued_by',
            field=fields.ForeignKeyField('core.Unit', source_field='issued_by_id', null=True, db_constraint=True, to_field='code', related_name=False, on_delete=OnDelete.RESTRICT),
        ),
    ]
