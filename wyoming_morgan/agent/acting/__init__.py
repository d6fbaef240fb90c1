"""Carrying out what was understood."""
