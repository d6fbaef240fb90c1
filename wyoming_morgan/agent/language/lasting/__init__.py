"""How each language says that a state is to last for a time, and what ends it."""
