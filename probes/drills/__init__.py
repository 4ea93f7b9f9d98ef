"""Drills: the agent run on a case under a fault, judged by what reached its tools."""
