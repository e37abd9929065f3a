from tortoise import migrations
from tortoise.migrations import operations as ops
from orjson import loads
from plugins.verification.models import CertificatePurpose, EnquiryFinding
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0010_payments')]

    initial = True

    operations = [
        ops.CreateModel(
            name='EnquiryReport',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('enquiry', fields.ForeignKeyField('core.Enquiry', source_field='enquiry_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('officer', fields.ForeignKeyField('core.Officer', source_field='officer_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('finding', fields.CharEnumField(description='NOTHING_ADVERSE: NOTHING_ADVERSE\nADVERSE: ADVERSE\nUNABLE: UNABLE', enum_type=EnquiryFinding, max_length=20)),
                ('note', fields.TextField(unique=False)),
                ('files', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('is_current', fields.BooleanField(default=True)),
            ],
            options={'table': 'verification_enquiry_report', 'app': 'verification', 'indexes': [Index(fields=['enquiry_id', 'is_current'])], 'pk_attr': 'id', 'table_description': 'What a station has found out.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Verification',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('request', fields.OneToOneField('core.ServiceRequest', source_field='request_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('purpose', fields.CharEnumField(description='GOVERNMENT_JOB: GOVERNMENT_JOB\nPRIVATE_JOB: PRIVATE_JOB\nLICENCE: LICENCE\nPASSPORT: PASSPORT\nVISA: VISA\nEDUCATION: EDUCATION\nTENDER: TENDER\nOTHER: OTHER', enum_type=CertificatePurpose, max_length=20)),
                ('purpose_text', fields.CharField(null=True, max_length=200)),
                ('organisation', fields.CharField(max_length=200)),
                ('subject', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('has_cases', fields.BooleanField()),
                ('cases', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('valid_until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('decided_by', fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
            ],
            options={'table': 'verification_verification', 'app': 'verification', 'pk_attr': 'id', 'table_description': 'Whom the police are asked to verify, and for what, in any service of this plugin.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Address',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('verification', fields.ForeignKeyField('verification.Verification', source_field='verification_id', db_constraint=True, to_field='id', related_name='addresses', on_delete=OnDelete.CASCADE)),
                ('position', fields.IntField()),
                ('text', fields.CharField(max_length=300)),
                ('station', fields.ForeignKeyField('core.Unit', source_field='station_id', db_constraint=True, to_field='code', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('since', fields.DateField()),
                ('until', fields.DateField(null=True)),
            ],
            options={'table': 'verification_address', 'app': 'verification', 'unique_together': (('verification', 'position'),), 'pk_attr': 'id', 'table_description': 'Where the subject lives or has lived, and since and until when.'},
            bases=['Model'],
        ),
    ]
