"""The table of the outbox."""

from tortoise import fields
from tortoise.models import Model


class OutboxEntry(Model):
    """One effect that is due. The payload is sealed, and emptied once the effect has happened.

    Ids rise with time (UUID version 7). Entries of one lane are delivered in the order of their
    ids. The fault is the code or class of the last failure, never its words.
    """

    id = fields.UUIDField(primary_key=True)
    topic = fields.CharField(50)
    lane = fields.CharField(120, null=True)
    payload = fields.TextField()
    created_at = fields.DatetimeField()
    available_at = fields.DatetimeField()
    leased_until = fields.DatetimeField(null=True)
    attempts = fields.IntField(default=0)
    fault = fields.CharField(60, null=True)
    done_at = fields.DatetimeField(null=True)
    dead_at = fields.DatetimeField(null=True)

    class Meta:
        table = "core_outbox"
        indexes = (("done_at", "dead_at", "available_at"),)
