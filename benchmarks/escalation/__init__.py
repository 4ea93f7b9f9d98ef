"""Escalation routes beside amtool: the same receivers, and what amtool lets pass."""
