"""Governance: the records that say who answers, who decides and how changes are made."""
