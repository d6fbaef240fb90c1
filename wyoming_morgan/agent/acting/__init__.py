"""Carrying out commands and tool calls."""
