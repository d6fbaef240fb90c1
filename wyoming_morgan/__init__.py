"""Morgan: a private voice assistant server for a home."""

__version__ = "0.1.0"
