"""The one record that all services share: number, status, jurisdiction, timeline, and the only
writer of its status.
"""
