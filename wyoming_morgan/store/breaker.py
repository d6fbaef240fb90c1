"""Pauses calls to a server that is down, so that not every call waits for it again."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

LONGEST_PAUSE_SECONDS = 30.0


@dataclass(slots=True)
class CircuitBreaker:
    """Remembers failures: after each one, calls pause, at first for `seconds`, then for twice as long.

    When a pause is over, one call is admitted to find out whether the server answers again; the others go on
    without it until that call has succeeded.
    """

    seconds: float
    reason: str = ""
    _pause: float = field(default=0.0, repr=False)
    _until: float = field(default=0.0, repr=False)
    _probing: bool = field(default=False, repr=False)

    @property
    def failed(self) -> bool:
        """Whether the last call failed."""
        return bool(self.reason)

    def admit(self) -> bool:
        """Return whether the server may be called now."""
        if not self.failed:
            return True
        now = time.monotonic()
        if now < self._until:
            return False
        self._until, self._probing = now + self._pause, True
        return True

    def fail(self, reason: str) -> bool:
        """Remember a failure; return whether it is the first one in a row."""
        first = not self.failed
        if first:
            self._pause = self.seconds
        elif self._probing:
            self._pause = min(2 * self._pause, max(self.seconds, LONGEST_PAUSE_SECONDS))
        if first or self._probing:  # others that failed meanwhile change nothing
            self._until = time.monotonic() + self._pause
        self.reason, self._probing = reason or "unknown", False
        return first

    def succeed(self) -> bool:
        """Forget the failures; return whether there were any."""
        failed, self.reason, self._pause, self._until = self.failed, "", 0.0, 0.0
        self._probing = False
        return failed
