"""Counts wrong PINs over time, by everything that an attacker cannot change at once."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta

from wyoming_morgan.agent.conversation.session import Pending
from wyoming_morgan.agent.settings import GuardSettings
from wyoming_morgan.errors import MorganError
from wyoming_morgan.store.attempts import AttemptCount, Attempts, PauseRule, add_attempt

_LOGGER = logging.getLogger(__name__)

_FORGOTTEN = timedelta(days=1)
_MOST_THINGS = 100
_MOST_KEPT = 10_000


class PinAttempts:
    """Allows a PIN to be said, or not yet. A try counts before its result is known, so that none are free.

    The counts are in the store, and in this process as well: while the database is down, they go on here.
    """

    def __init__(
        self, attempts: Attempts | None, clock: Callable[[], datetime], settings: GuardSettings
    ) -> None:
        """Prepare; without `attempts` the counts are in this process only."""
        self._attempts = attempts
        self._clock = clock
        self._settings = settings
        self._rule = PauseRule(
            free=settings.pin_tries,
            first=timedelta(seconds=settings.pin_pause_seconds),
            longest=timedelta(seconds=settings.longest_pin_pause_seconds),
            forgotten=_FORGOTTEN,
        )
        self._counts: OrderedDict[str, AttemptCount] = OrderedDict()

    async def try_once(self, pending: Pending) -> bool:
        """Count a try, and return whether the PIN may be looked at."""
        keys, now = self._keys(pending), self._clock()
        if self._attempts is not None:
            try:
                allowed, counts = await self._attempts.add(keys, now, self._rule)
            except MorganError as error:
                _LOGGER.warning("tries of a PIN are counted in this process only: %s", error)
            else:
                self._keep(counts)
                return allowed
        allowed, counts = add_attempt(keys, self._counts, now, self._rule)
        self._keep(counts)
        return allowed

    async def paused(self, pending: Pending) -> bool:
        """Whether no PIN is accepted now."""
        keys, now = self._keys(pending), self._clock()
        counts: Mapping[str, AttemptCount] = self._counts
        if self._attempts is not None:
            try:
                counts = await self._attempts.read(keys)
            except MorganError as error:
                _LOGGER.debug("tries of a PIN cannot be read: %s", error)
        return any(self._rule.pauses(self._rule.current(counts.get(key), now), now) for key in keys)

    async def reset(self, pending: Pending) -> None:
        """Forget the tries: the right PIN was said."""
        keys = self._keys(pending)
        for key in keys:
            self._counts.pop(key, None)
        if self._attempts is None:
            return
        try:
            await self._attempts.reset(keys)
        except MorganError as error:
            _LOGGER.warning("tries of a PIN could not be reset: %s", error)

    def _keys(self, pending: Pending) -> Collection[str]:
        whence = pending.whence
        owner = whence.user_id if whence.user_id in self._settings.pin_secrets else "*"
        speakers = {"user": whence.user_id, "device": whence.device_id, "satellite": whence.satellite_id}
        return (
            f"pin:{owner}",
            *(f"{kind}:{name}" for kind, name in speakers.items() if name),
            *(f"thing:{thing}" for thing in sorted(pending.things)[:_MOST_THINGS]),
        )

    def _keep(self, counts: Mapping[str, AttemptCount]) -> None:
        self._counts |= counts
        for key in counts:
            self._counts.move_to_end(key)
        while len(self._counts) > _MOST_KEPT:
            self._counts.popitem(last=False)
