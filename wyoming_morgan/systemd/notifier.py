"""What a service reports to systemd: that it is ready, that it lives, that it stops (sd_notify(3))."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import MutableMapping

_SOCKET, _WATCHDOG, _WATCHDOG_PROCESS = "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"
_SIGNS_WITHIN = 3
"""How often it shows within the time that systemd waits for a sign of life."""


class Notifier:
    """Reports to the manager that started this process, if one asked for it; otherwise to nobody."""

    def __init__(self, address: str = "", watchdog_seconds: float = 0.0) -> None:
        """Report to a socket.

        Args:
            address: The path of the socket, or its abstract name after `@`; empty for none.
            watchdog_seconds: After how long without a sign of life the manager ends it; 0 for never.
        """
        self._address = f"\0{address[1:]}" if address.startswith("@") else address
        self._interval = watchdog_seconds / _SIGNS_WITHIN
        self._next: asyncio.TimerHandle | None = None

    @classmethod
    def of_environment(cls, environ: MutableMapping[str, str], process: int) -> Notifier:
        """Return that of a process, and take it out of the environment: its children report nothing."""
        address = environ.pop(_SOCKET, "")
        microseconds, owner = environ.pop(_WATCHDOG, ""), environ.pop(_WATCHDOG_PROCESS, "")
        seconds = int(microseconds) / 1e6 if microseconds.isdecimal() and owner in {"", str(process)} else 0.0
        return cls(address, seconds)

    def ready(self, status: str) -> None:
        """Report that the service is ready, and from now on, in the running event loop, that it lives."""
        self._send("READY=1", f"STATUS={status}")
        if self._address and self._interval:
            self._live()

    def stopping(self) -> None:
        """Report that it ends; that takes as long as the unit allows."""
        self._send("STOPPING=1", "STATUS=stopping")

    def _live(self) -> None:
        """Report that the event loop runs: if something blocks it for long, the report is missing."""
        self._send("WATCHDOG=1")
        self._next = asyncio.get_running_loop().call_later(self._interval, self._live)

    def _send(self, *lines: str) -> None:
        """Send a message; a manager that does not take it misses it."""
        if not self._address:
            return
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.setblocking(False)  # noqa: FBT003 - the standard library names it so
            sender.sendto("\n".join(lines).encode(), self._address)
