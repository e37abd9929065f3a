"""The officers' desk: which requests a posting covers, who has them, and what happens in time."""
