"""Tables of notifications."""

from tortoise import fields
from tortoise.models import Model


class DemoMessage(Model):
    """A message that the demo would have sent. Its id is the outbox entry's, so that a second
    delivery adds nothing.
    """

    id = fields.UUIDField(primary_key=True)
    recipient = fields.CharField(254)
    channel = fields.CharField(5)
    subject = fields.CharField(200)
    text = fields.TextField()
    at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "core_demo_message"
