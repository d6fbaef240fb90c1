"""Finds out which thing is meant by a part of its name, its kind, its room, or an answer to “which one?”."""
