"""What has changed is announced to all processes."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [('core', '0005_search_keys_and_revisions')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Announcement',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('content', fields.TextField(unique=False)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'core_announcement', 'app': 'core', 'pk_attr': 'id', 'table_description': 'What has changed, by id alone. Used on SQLite, where no other way leads between processes.'},
            bases=['Model'],
        ),
    ]
