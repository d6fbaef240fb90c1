"""What states are called: one file for each language."""
