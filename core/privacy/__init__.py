"""What the DPDP Act 2023 gives a citizen: consent that can be withdrawn, a copy of the own data,
and erasure.
"""
