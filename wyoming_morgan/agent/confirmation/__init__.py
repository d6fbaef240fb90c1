"""Asking the speaker before something is done."""
