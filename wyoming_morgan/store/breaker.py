"""Pauses calls to a server that is down, so that not every call waits for it again."""

from __future__ import annotations

import time
from dataclasses import dataclass, field


@dataclass(slots=True)
class CircuitBreaker:
    """Remembers the last failure for `seconds`."""

    seconds: float
    reason: str = ""
    _until: float = field(default=0.0, repr=False)

    @property
    def closed(self) -> bool:
        """Whether the server may be called."""
        return time.monotonic() >= self._until

    @property
    def failed(self) -> bool:
        """Whether the last call failed."""
        return bool(self.reason)

    def fail(self, reason: str) -> bool:
        """Remember a failure; return whether it is the first one in a row."""
        first = not self.failed
        self.reason = reason or "unknown"
        self._until = time.monotonic() + self.seconds
        return first

    def succeed(self) -> bool:
        """Forget the failure; return whether there was one."""
        failed, self.reason, self._until = self.failed, "", 0.0
        return failed
