"""Answering a turn with a language model."""
