"""Counts wrong PINs over time, by everything that an attacker cannot change at once."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta

from wyoming_morgan.agent.conversation.patience import Patience, seconds_for
from wyoming_morgan.agent.conversation.session import Pending
from wyoming_morgan.agent.settings import GuardSettings
from wyoming_morgan.errors import MorganError
from wyoming_morgan.store.attempts import AttemptCount, Attempts, PauseRule, add_attempt

_LOGGER = logging.getLogger(__name__)

_FORGOTTEN = timedelta(days=1)
_MOST_THINGS = 100
_MOST_KEPT = 10_000
_SECONDS = 0.25
_RETRY_SECONDS = 1.0


def patience_with(attempts: Attempts | None) -> Patience:
    """Return how long to wait for counts in a database that is used for nothing else."""
    seconds = seconds_for(_SECONDS, remote=attempts is None or attempts.remote)
    return Patience(seconds, lambda: None, retry_seconds=_RETRY_SECONDS)


class PinAttempts:
    """Allows a PIN to be said, or not yet. A try counts before its result is known, so that none are free.

    The counts are in the store. While it does not answer, they go on in this process; what is counted alone
    counts here beside those of the store until the right PIN is said.
    """

    def __init__(
        self,
        attempts: Attempts | None,
        clock: Callable[[], datetime],
        settings: GuardSettings,
        patience: Patience | None = None,
    ) -> None:
        """Prepare.

        Args:
            attempts: The counts in the store; without them they are in this process only.
            clock: Returns the current time.
            settings: The rules.
            patience: Bounds the waiting.
        """
        self._attempts = attempts
        self._clock = clock
        self._settings = settings
        self._patience = patience or patience_with(None)
        self._rule = PauseRule(
            free=settings.pin_tries,
            first=timedelta(seconds=settings.pin_pause_seconds),
            longest=timedelta(seconds=settings.longest_pin_pause_seconds),
            forgotten=_FORGOTTEN,
        )
        self._seen: OrderedDict[str, AttemptCount] = OrderedDict()
        """The counts of the store, as it told them last."""
        self._alone: OrderedDict[str, AttemptCount] = OrderedDict()
        """The counts with tries that the store may not have."""

    async def try_once(self, pending: Pending) -> bool:
        """Count a try, and return whether the PIN may be looked at."""
        keys, now = self._keys(pending), self._clock()
        if self._pauses(keys, self._alone, now):
            return False
        attempts = self._attempts
        if attempts is not None:
            try:
                allowed, counts = await self._patience.wait(lambda: attempts.add(keys, now, self._rule))
            except MorganError as error:
                _LOGGER.warning("tries of a PIN are counted in this process only: %s", error)
            else:
                _keep(self._seen, counts)
                return allowed and not self._pauses(keys, self._alone, now)
        allowed, counts = add_attempt(keys, self._known(keys, now), now, self._rule)
        _keep(self._alone, counts)
        return allowed

    async def paused(self, pending: Pending) -> bool:
        """Whether no PIN is accepted now."""
        keys, now = self._keys(pending), self._clock()
        attempts = self._attempts
        if attempts is not None:
            try:
                counts = await self._patience.wait(lambda: attempts.read(keys))
            except MorganError as error:
                _LOGGER.debug("tries of a PIN cannot be read: %s", error)
            else:
                for key in keys:
                    self._seen.pop(key, None)  # another process may have reset it
                _keep(self._seen, counts)
        return self._pauses(keys, self._known(keys, now), now)

    async def reset(self, pending: Pending) -> None:
        """Forget the tries: the right PIN was said."""
        keys, attempts = self._keys(pending), self._attempts
        for key in keys:
            self._seen.pop(key, None)
            self._alone.pop(key, None)
        if attempts is None:
            return
        try:
            await self._patience.wait(lambda: attempts.reset(keys))
        except MorganError as error:
            _LOGGER.warning("tries of a PIN could not be reset: %s", error)

    def _pauses(self, keys: Collection[str], counts: Mapping[str, AttemptCount], now: datetime) -> bool:
        return any(self._rule.pauses(self._rule.current(counts.get(key), now), now) for key in keys)

    def _known(self, keys: Collection[str], now: datetime) -> Mapping[str, AttemptCount]:
        """Return the highest counts that are known here."""
        return {
            key: max(
                (self._rule.current(counts.get(key), now) for counts in (self._seen, self._alone)),
                key=lambda counted: counted.count,
            )
            for key in keys
        }

    def _keys(self, pending: Pending) -> Collection[str]:
        whence = pending.whence
        owner = whence.user_id if whence.user_id in self._settings.pin_secrets else "*"
        speakers = {"user": whence.user_id, "device": whence.device_id, "satellite": whence.satellite_id}
        return (
            f"pin:{owner}",
            *(f"{kind}:{name}" for kind, name in speakers.items() if name),
            *(f"thing:{thing}" for thing in sorted(pending.things)[:_MOST_THINGS]),
        )


def _keep(kept: OrderedDict[str, AttemptCount], counts: Mapping[str, AttemptCount]) -> None:
    kept |= counts
    for key in counts:
        kept.move_to_end(key)
    while len(kept) > _MOST_KEPT:
        kept.popitem(last=False)
