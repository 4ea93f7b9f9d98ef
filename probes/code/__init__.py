"""The agent's own code, read as text: what it does when a call fails, hangs or never ends."""
