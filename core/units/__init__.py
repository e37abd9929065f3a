"""The police hierarchy: units, who lies under whom, holidays, and their import."""
