"""The way of a turn through a language model."""
