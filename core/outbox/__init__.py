"""What is to happen after commit: rows in the business transaction, delivered by workers at least
once.
"""
