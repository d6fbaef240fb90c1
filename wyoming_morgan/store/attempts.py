"""The contract of counted attempts to say something secret, and the pauses after them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

_MOST_DOUBLINGS = 20


@dataclass(frozen=True, slots=True)
class AttemptCount:
    """Attempts of one kind, and the time of the last one."""

    count: int
    last: datetime


@dataclass(frozen=True, slots=True)
class PauseRule:
    """After so many free attempts a pause follows, which doubles with every further one up to a limit."""

    free: int
    first: timedelta
    longest: timedelta
    forgotten: timedelta
    """The time without any attempt after which they are forgotten."""

    def current(self, counted: AttemptCount | None, now: datetime) -> AttemptCount:
        """Return a count as it is now; a clock that was set back makes no pause longer."""
        if counted is None or now - counted.last >= self.forgotten:
            return AttemptCount(0, now)
        return AttemptCount(counted.count, min(counted.last, now))

    def pauses(self, counted: AttemptCount, now: datetime) -> bool:
        """Whether no attempt is allowed now."""
        extra = counted.count - self.free
        if extra < 0:
            return False
        pause = min(self.longest, self.first * (1 << min(extra, _MOST_DOUBLINGS)))
        return now < counted.last + pause


class Attempts(Protocol):
    """Counts that outlive a restart and that replicas share, by keys that are stored as hashes."""

    @property
    def remote(self) -> bool:
        """Whether they are in a database server, and not in a file."""

    async def add(
        self, keys: Collection[str], now: datetime, rule: PauseRule
    ) -> tuple[bool, Mapping[str, AttemptCount]]:
        """Count an attempt for every key, unless one of them pauses; of several at once each one counts.

        Return whether it was counted, and the counts after it.

        Raises:
            StoreUnavailable: the database does not answer.
        """

    async def read(self, keys: Collection[str]) -> Mapping[str, AttemptCount]:
        """Return the counts of keys.

        Raises:
            StoreUnavailable: the database does not answer.
        """

    async def reset(self, keys: Collection[str]) -> None:
        """Forget the attempts of keys.

        Raises:
            StoreUnavailable: the database does not answer.
        """


def add_attempt(
    keys: Collection[str], counts: Mapping[str, AttemptCount], now: datetime, rule: PauseRule
) -> tuple[bool, dict[str, AttemptCount]]:
    """Return whether an attempt is allowed, and the counts after it."""
    current = {key: rule.current(counts.get(key), now) for key in keys}
    if any(rule.pauses(counted, now) for counted in current.values()):
        return False, current
    return True, {key: AttemptCount(counted.count + 1, now) for key, counted in current.items()}
