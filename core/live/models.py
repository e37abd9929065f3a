"""The table of announcements."""

from tortoise import fields
from tortoise.models import Model


class Announcement(Model):
    """What has changed, by id alone. Used on SQLite, where no other way leads between processes."""

    id = fields.BigIntField(primary_key=True)
    content = fields.TextField()
    at = fields.DatetimeField()

    class Meta:
        table = "core_announcement"
