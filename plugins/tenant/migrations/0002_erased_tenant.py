"""Tenants who were erased, while what was said of them is kept."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('tenant', '0001_initial')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Tenancy',
            name='erased_tenant',
            field=fields.UUIDField(null=True, db_index=True),
        ),
    ]
