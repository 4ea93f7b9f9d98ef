"""Tests of probes/escalation."""
