"""Backups: one file with what Morgan keeps, written while it runs and restored into an empty system."""
