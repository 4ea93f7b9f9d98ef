"""Tests of probes/code."""
