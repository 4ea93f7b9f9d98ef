"""Tests of the probes on drills."""
