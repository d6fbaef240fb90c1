"""Who wants to know when the names of a home change."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable

_LOGGER = logging.getLogger(__name__)


class ChangeListeners:
    """Functions that are called at every change; one that fails hinders no other."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[], None]] = []

    def add(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Call `changed` at every change from now on; return a function that ends this."""
        self._listeners.append(changed)

        def end() -> None:
            with contextlib.suppress(ValueError):
                self._listeners.remove(changed)

        return end

    def call(self) -> None:
        """Call all of them."""
        for changed in tuple(self._listeners):
            try:
                changed()
            except Exception:
                _LOGGER.exception("a listener to the home failed")
