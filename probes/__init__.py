"""Gatherers and probes, one folder a subject. The registry loads them; nobody imports them."""
