"""Fees of any service: what is to be paid, by which provider, and what has come and gone."""
