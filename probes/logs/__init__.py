"""What is written down, how long it is kept, and whether a case can be told from it again."""
