"""How digits in a row are said: one file for each language."""
