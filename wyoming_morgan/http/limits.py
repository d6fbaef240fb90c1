"""How much may be asked for with one API key: requests in a minute, and requests at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from wyoming_morgan.errors import MorganError
from wyoming_morgan.settings import setting

_MINUTE = 60.0
_WAIT_FOR_PLACE_SECONDS = 1.0
"""When to try again if every place is taken: nobody knows when one is free."""


class RateLimited(MorganError):
    """More was asked for with a key than it may; `seconds` says when to try again."""

    code = "rate_limit_exceeded"
    retryable = True

    def __init__(self, message: str, *, hint: str, seconds: float) -> None:
        super().__init__(message, hint=hint)
        self.seconds = seconds


class TokenBucket:
    """Holds up to `capacity` tokens, is full at first, and is filled again once in `seconds`, evenly."""

    def __init__(self, capacity: int, *, seconds: float, clock: Callable[[], float]) -> None:
        self._capacity = float(capacity)
        self._seconds_for_one = seconds / capacity
        self._clock = clock
        self._tokens = self._capacity
        self._counted = clock()

    def take(self) -> float:
        """Take a token and return 0; if there is none, return the seconds until there is one."""
        now = self._clock()
        gained = max(0.0, now - self._counted) / self._seconds_for_one
        self._tokens = min(self._capacity, self._tokens + gained)
        self._counted = now
        # Sums of fractions may lack a trace of a whole token, for which nobody should have to come again.
        if self._tokens >= 1.0 - 1e-9:
            self._tokens = max(0.0, self._tokens - 1.0)
            return 0.0
        return (1.0 - self._tokens) * self._seconds_for_one


class KeyLimits:
    """Counts what is asked for with one key."""

    def __init__(
        self,
        name: str,
        *,
        requests_a_minute: int | None,
        at_a_time: int | None,
        clock: Callable[[], float],
    ) -> None:
        self._name = name
        self._requests_a_minute = requests_a_minute
        self._at_a_time = at_a_time
        self._open = 0
        self._bucket = (
            None
            if requests_a_minute is None
            else TokenBucket(requests_a_minute, seconds=_MINUTE, clock=clock)
        )

    def spend(self) -> None:
        """Count one request.

        Raises:
            RateLimited: there were too many within the last minute; this one is not counted.
        """
        seconds = 0.0 if self._bucket is None else self._bucket.take()
        if seconds:
            raise RateLimited(
                f"the key {self._name!r} may send {self._requests_a_minute} requests a minute",
                hint=f"wait {seconds:.1f} s, or raise requests_a_minute in {setting('core.http.api_keys')}",
                seconds=seconds,
            )

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold a place while the block runs, and count one request.

        Raises:
            RateLimited: every place is taken, or as `spend` does.
        """
        if self._at_a_time is not None and self._open >= self._at_a_time:
            raise RateLimited(
                f"the key {self._name!r} may have {self._at_a_time} requests open at a time",
                hint=f"wait for one to end, or raise at_a_time in {setting('core.http.api_keys')}",
                seconds=_WAIT_FOR_PLACE_SECONDS,
            )
        self.spend()
        self._open += 1
        try:
            yield
        finally:
            self._open -= 1
