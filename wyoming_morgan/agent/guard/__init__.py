"""Deciding what may be done at once and what has to be confirmed."""
