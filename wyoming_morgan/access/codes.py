"""One-time codes: what a person types to have a client paired."""

from __future__ import annotations

import hmac
import logging
import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from wyoming_morgan.crowd import network_of, plain_address
from wyoming_morgan.errors import MorganError

_LOGGER = logging.getLogger(__name__)

VALID_SECONDS = 600.0
_DIGITS = 8
_MOST_WRONG = 5
"""Wrong codes after which the right one is dropped."""
_FIRST_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 600.0
_FORGOTTEN_SECONDS = 3600.0
"""How long after its last pause an address is as good as a new one."""
_MOST_NETWORKS = 1024
"""Networks whose wrong codes are counted; the one that was silent longest is forgotten first."""
_NOT_A_DIGIT = re.compile(r"[^0-9]")


class WrongCode(MorganError):
    """The code is wrong, was used, or is too old."""

    code = "wrong-code"


class TooManyTries(MorganError):
    """Wrong codes came from this address; it has to wait."""

    code = "too-many-tries"
    retryable = True

    def __init__(self, message: str, *, hint: str, seconds: float) -> None:
        super().__init__(message, hint=hint)
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class _Pause:
    wrong: int
    until: float


class PairingCodes:
    """The code of this moment: one at a time, for ten minutes, for one client."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._code = ""
        self._expires = 0.0
        self._wrong = 0
        self._pauses: OrderedDict[str, _Pause] = OrderedDict()

    def new(self) -> str:
        """Return a new code, which takes the place of the one before: `1234 5678`."""
        self._code = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"
        self._expires = self._clock() + VALID_SECONDS
        self._wrong = 0
        half = _DIGITS // 2
        return f"{self._code[:half]} {self._code[half:]}"

    def use(self, code: str, address: str) -> None:
        """Use the code up. Blanks and dashes in it do not count.

        Raises:
            WrongCode: it is not the code of this moment.
            TooManyTries: this address has to wait, after wrong codes; its code was not looked at.
        """
        now = self._clock()
        where = network_of(plain_address(address))
        pause = self._pauses.get(where)
        if pause is not None and now > pause.until + _FORGOTTEN_SECONDS:
            pause = None
        if pause is not None and now < pause.until:
            seconds = pause.until - now
            raise TooManyTries(
                "wrong codes came from this address",
                hint=f"wait {seconds:.0f} s, then enter a new code: run `morgan pair`",
                seconds=seconds,
            )
        is_valid = bool(self._code) and now < self._expires
        digits = _NOT_A_DIGIT.sub("", code)
        if hmac.compare_digest(digits.encode(), self._code.encode()) and is_valid:
            self._code = ""
            self._pauses.pop(where, None)
            return
        self._count(where, pause, now)
        raise WrongCode(
            "the pairing code is wrong, was used, or is older than ten minutes",
            hint="run `morgan pair` where Morgan runs, and enter what it prints",
        )

    def _count(self, where: str, pause: _Pause | None, now: float) -> None:
        wrong = 1 if pause is None else pause.wrong + 1
        seconds = min(_FIRST_PAUSE_SECONDS * 2 ** min(wrong - 1, 20), _LONGEST_PAUSE_SECONDS)
        self._pauses[where] = _Pause(wrong, now + seconds)
        self._pauses.move_to_end(where)
        if len(self._pauses) > _MOST_NETWORKS:
            self._pauses.popitem(last=False)
        _LOGGER.warning("a wrong pairing code came from %s, its %d in a row", where, wrong)
        self._wrong += 1
        if self._code and self._wrong >= _MOST_WRONG:
            self._code = ""
            _LOGGER.warning(
                "the pairing code was dropped after %d wrong ones (`morgan pair` makes a new one)",
                self._wrong,
            )
