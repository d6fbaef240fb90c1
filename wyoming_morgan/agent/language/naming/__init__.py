"""How things are meant without their whole names: one file for each language."""
