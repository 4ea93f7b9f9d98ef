"""Tools: what the agent may call, exercised and compared with what each declares."""
