"""Fees, payments, the treasury's scrolls, and a journal of money that is append-only."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from core.payments.models import MovementKind, PaymentStatus, RefundState
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index

SQLITE = [
    f"CREATE TRIGGER core_money_movement_no_{verb.lower()} BEFORE {verb} ON core_money_movement"
    " BEGIN SELECT RAISE(ABORT, 'the journal of money is append-only'); END"
    for verb in ("UPDATE", "DELETE")
]
POSTGRES = [
    "CREATE FUNCTION core_money_movement_refuse() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'the journal of money is append-only'; END $$",
    "CREATE TRIGGER core_money_movement_append_only BEFORE UPDATE OR DELETE OR TRUNCATE"
    " ON core_money_movement FOR EACH STATEMENT EXECUTE FUNCTION core_money_movement_refuse()",
]


async def refuse_changes(apps, schema_editor):
    dialect = schema_editor.client.capabilities.dialect
    for statement in SQLITE if dialect == "sqlite" else POSTGRES:
        await schema_editor.client.execute_query(statement)


class Migration(migrations.Migration):
    dependencies = [('core', '0009_certificates')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Payment',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('request', fields.ForeignKeyField('core.ServiceRequest', source_field='request_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('provider', fields.CharField(max_length=40)),
                ('amount', fields.DecimalField(max_digits=9, decimal_places=2)),
                ('currency', fields.CharField(max_length=3)),
                ('status', fields.CharEnumField(default=PaymentStatus.PENDING, description='PENDING: PENDING\nPAID: PAID\nEXEMPT: EXEMPT\nREFUNDED: REFUNDED\nFAILED: FAILED', enum_type=PaymentStatus, max_length=10)),
                ('failure', fields.CharField(null=True, max_length=40)),
                ('reference', fields.CharField(null=True, max_length=100)),
                ('redirect_url', fields.CharField(null=True, max_length=2000)),
                ('return_url', fields.CharField(null=True, max_length=500)),
                ('challan_number', fields.CharField(null=True, max_length=30)),
                ('challan_bank', fields.CharField(null=True, max_length=100)),
                ('challan_paid_on', fields.DateField(null=True)),
                ('exemption_file_id', fields.UUIDField(null=True)),
                ('received', fields.DecimalField(null=True, max_digits=12, decimal_places=2)),
                ('received_currency', fields.CharField(null=True, max_length=3)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('settled_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('refund_state', fields.CharEnumField(default=RefundState.NONE, description='NONE: NONE\nDUE: DUE\nDONE: DONE', enum_type=RefundState, max_length=10)),
                ('refund_reason', fields.CharField(null=True, max_length=40)),
                ('ask_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'core_payment', 'app': 'core', 'indexes': [Index(fields=['request_id', 'created_at']), Index(fields=['ask_at', 'id']), Index(fields=['challan_number'])], 'pk_attr': 'id', 'table_description': "One try at paying a request's fee."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='MoneyMovement',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('payment', fields.ForeignKeyField('core.Payment', source_field='payment_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('kind', fields.CharEnumField(description='RECEIVED: RECEIVED\nREFUNDED: REFUNDED', enum_type=MovementKind, max_length=10)),
                ('amount', fields.DecimalField(max_digits=12, decimal_places=2)),
                ('currency', fields.CharField(max_length=3)),
                ('at', fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
                ('provider', fields.CharField(max_length=40)),
            ],
            options={'table': 'core_money_movement', 'app': 'core', 'unique_together': (('payment', 'kind'),), 'pk_attr': 'id', 'table_description': 'Money that came or went. The database refuses to change or delete rows.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='RequestFee',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('request', fields.OneToOneField('core.ServiceRequest', source_field='request_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('amount', fields.DecimalField(max_digits=9, decimal_places=2)),
                ('currency', fields.CharField(max_length=3)),
                ('rule', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('exempt_proof', fields.CharField(null=True, max_length=40)),
                ('status', fields.CharEnumField(default=PaymentStatus.PENDING, description='PENDING: PENDING\nPAID: PAID\nEXEMPT: EXEMPT\nREFUNDED: REFUNDED\nFAILED: FAILED', enum_type=PaymentStatus, max_length=10)),
                ('settled_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('payment_id', fields.UUIDField(null=True)),
            ],
            options={'table': 'core_request_fee', 'app': 'core', 'pk_attr': 'id', 'table_description': 'What one request costs. Its status is written by `core/payments/settling.py` alone.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='TreasuryLine',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('number', fields.CharField(unique=True, max_length=64)),
                ('bank', fields.CharField(max_length=100)),
                ('paid_on', fields.DateField()),
                ('amount', fields.DecimalField(max_digits=12, decimal_places=2)),
                ('currency', fields.CharField(max_length=3)),
                ('imported_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('payment_id', fields.UUIDField(null=True, unique=True)),
            ],
            options={'table': 'core_treasury_line', 'app': 'core', 'pk_attr': 'id', 'table_description': "A line of a treasury's scroll. `payment_id` is the payment that it has settled."},
            bases=['Model'],
        ),
        ops.RunSQL(
            # two requests cannot wait for, or have been paid by, one challan
            "CREATE UNIQUE INDEX core_payment_challan ON core_payment (challan_number)"
            " WHERE challan_number IS NOT NULL AND status IN ('PENDING', 'PAID')",
            "DROP INDEX core_payment_challan",
        ),
        ops.RunSQL(
            "CREATE UNIQUE INDEX core_payment_reference ON core_payment (provider, reference)"
            " WHERE reference IS NOT NULL",
            "DROP INDEX core_payment_reference",
        ),
        ops.RunPython(refuse_changes, ops.RunPython.noop),
    ]
