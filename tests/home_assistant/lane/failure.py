"""The one error of the lane."""

from __future__ import annotations


class LaneFailed(Exception):
    """Home Assistant cannot be installed here; the hint says what may help."""

    def __init__(self, message: str, *, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
