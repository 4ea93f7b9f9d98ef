"""Who is called when the agent cannot go on, and whether an irreversible step waits for them."""
