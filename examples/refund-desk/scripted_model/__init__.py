"""A stand-in for the model: answers chat completions from a script, the same way every time."""
