"""How long ago this process was started, by the kernel's account."""

from __future__ import annotations

import os
from pathlib import Path

_START_TIME = 21
"""The place of `starttime`, counted from 0: proc_pid_stat(5)."""


def process_age() -> float | None:
    """Return the seconds since this process was started; None if unknown. Reads files of /proc."""
    try:
        # The second field is a name in parentheses, which may contain spaces.
        fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
        uptime = float(Path("/proc/uptime").read_text().split()[0])
        started = int(fields[_START_TIME - 2]) / os.sysconf("SC_CLK_TCK")
    except (OSError, IndexError, ValueError):
        return None  # another system than Linux
    return max(0.0, uptime - started)
