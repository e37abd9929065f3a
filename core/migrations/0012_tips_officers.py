"""The role of officers who read tips."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from core.identity.models import OfficerRole
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('core', '0011_hidden_requests')]

    initial = False

    operations = [
        ops.AlterField(
            model_name='Posting',
            name='role',
            field=fields.CharEnumField(description='BEAT_OFFICER: BEAT_OFFICER\nSTATION_HEAD: STATION_HEAD\nDISTRICT_HEAD: DISTRICT_HEAD\nSTATE_ADMINISTRATOR: STATE_ADMINISTRATOR\nTIPS_OFFICER: TIPS_OFFICER', enum_type=OfficerRole, max_length=30),
        ),
    ]
