"""What may be done at once, and what needs a yes."""
