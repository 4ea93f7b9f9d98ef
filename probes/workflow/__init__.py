"""The workflow: whether its map is whole, fails somewhere safe, and came before the prompts."""
