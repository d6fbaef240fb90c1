"""The composition root: configuration → engines → ear, mouth, mind. Owns their start and their end."""

from wyoming_morgan.app.engines import Chosen
from wyoming_morgan.app.morgan import Morgan, Part, open_morgan

__all__ = ["Chosen", "Morgan", "Part", "open_morgan"]
