"""The composition root: configuration → engines → components. It starts and stops them."""

from wyoming_morgan.app.engines import Chosen
from wyoming_morgan.app.morgan import Component, Morgan, open_morgan

__all__ = ["Chosen", "Component", "Morgan", "open_morgan"]
