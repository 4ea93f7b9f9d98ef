"""Tests of the probes on tools."""
