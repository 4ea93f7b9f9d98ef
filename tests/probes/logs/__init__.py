"""Tests of probes/logs."""
