"""Prompts: who owns them, when they are looked at again, and what a change has to pass."""
