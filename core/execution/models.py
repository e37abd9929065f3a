"""Tables of execution."""

from tortoise import fields
from tortoise.models import Model


class TrustedDocument(Model):
    """A document that clients may run by its id, `sha256:<hex>`."""

    id = fields.CharField(71, primary_key=True)
    name = fields.CharField(120)
    text = fields.TextField()
    added_at = fields.DatetimeField()

    class Meta:
        table = "core_trusted_document"
