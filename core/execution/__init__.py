"""Execution of GraphQL documents: prepared once, limited, and run. Knows GraphQL alone, nothing of
the police.
"""
