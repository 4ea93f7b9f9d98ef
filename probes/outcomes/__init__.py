"""Outcomes: what success is measured by, and whether the starting point was measured in time."""
