"""The words of signs, one file for each language."""
