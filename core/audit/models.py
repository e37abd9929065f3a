"""Tables of the audit. The database refuses UPDATE and DELETE on entries (second migration)."""

from tortoise import fields
from tortoise.models import Model


class AuditChain(Model):
    """The head of one chain: one for each station, and `platform`."""

    name = fields.CharField(50, primary_key=True)
    length = fields.BigIntField()
    head = fields.CharField(64)

    class Meta:
        table = "core_audit_chain"


class AuditEntry(Model):
    """Who did what to what, when. Holds ids and codes, never personal values, so that erasure keeps
    the chain.
    """

    id = fields.BigIntField(primary_key=True)
    chain = fields.CharField(50)
    sequence = fields.BigIntField()
    at = fields.CharField(32)
    actor = fields.CharField(80)
    action = fields.CharField(60)
    subject = fields.CharField(120)
    details = fields.TextField()
    previous_hash = fields.CharField(64)
    hash = fields.CharField(64)

    class Meta:
        table = "core_audit_entry"
        unique_together = (("chain", "sequence"),)
