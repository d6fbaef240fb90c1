"""The check of `morgan doctor` on the clock: spoken times, reminders and certificates depend on it."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from wyoming_morgan.cli.checks import Finding, Mark

_CHECK = "clock"
_OLDEST = datetime(2026, 1, 1, tzinfo=UTC)
"""Morgan did not exist before."""
_TIME_ERROR = 5
"""What adjtimex(2) returns for a clock that nothing keeps right."""
_TIMEX_BYTES = 512
"""At least the size of its structure, on every architecture; all zeros only read the clock."""


def is_synchronized() -> bool | None:
    """Return whether something keeps the kernel's clock right; None where the system does not say."""
    try:
        state = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES))
    except (AttributeError, OSError):
        return None
    return None if state < 0 else state != _TIME_ERROR


def check_clock(
    now: datetime | None = None, synchronized: Callable[[], bool | None] = is_synchronized
) -> Iterator[Finding]:
    """Tell the time, its zone, and whether it is kept right."""
    now = now or datetime.now(UTC).astimezone()
    detail = f"{now:%A, %Y-%m-%d, %H:%M} in {now.tzname()} (UTC{now:%z})"
    keep = "sudo timedatectl set-ntp true"
    if now < _OLDEST:
        yield Finding(_CHECK, Mark.FAILURE, f"{detail}, which has passed long ago", keep)
    elif synchronized() is False:
        yield Finding(_CHECK, Mark.WARNING, f"{detail}; it is not synchronized", f"if it is wrong: {keep}")
    else:
        yield Finding(_CHECK, Mark.GOOD, detail, "")
