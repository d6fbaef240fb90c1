"""Serves a composed Morgan: opens its doors, waits for a signal, and closes them without losing a turn."""

from wyoming_morgan.serving.run import serve
from wyoming_morgan.serving.server import Server

__all__ = ["Server", "serve"]
