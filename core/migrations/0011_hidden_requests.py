"""Requests that officers do not see yet, and codes for purposes beside signing in."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0010_payments')]

    initial = False

    operations = [
        ops.AddField(
            model_name='OneTimeCode',
            name='purpose',
            field=fields.CharField(default='SIGN_IN', max_length=40),
        ),
        ops.AddField(
            model_name='OneTimeCode',
            name='subject',
            field=fields.CharField(null=True, db_index=True, max_length=60),
        ),
        ops.AddField(
            model_name='ServiceRequest',
            name='is_hidden',
            field=fields.BooleanField(default=False),
        ),
        ops.AddIndex(
            model_name='ServiceRequest',
            index=Index(fields=['is_hidden', 'id']),
        ),
    ]
