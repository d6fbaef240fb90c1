"""Processor time and RAM of processes, from Linux's /proc."""

from __future__ import annotations

import os
from pathlib import Path


def cpu_seconds(pid: int) -> float:
    """Return the processor time of a process and its descendants, user and system: proc_pid_stat(5)."""
    ticks = 0
    for process in family(pid):
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def busy_milliseconds(pid: int) -> float | None:
    """Return the exact processor time of a process's own threads: /proc/PID/task/TID/schedstat.

    None if the kernel does not report it.
    """
    try:
        tasks = [task / "schedstat" for task in Path(f"/proc/{pid}/task").iterdir()]
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1_000_000
    except (FileNotFoundError, ProcessLookupError):
        return None


def megabytes(pid: int, field: str) -> float:
    """Return the sum of a field of proc_pid_smaps(5) over a process and its descendants."""
    total = 0
    for process in family(pid):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith(f"{field}:"):
                total += int(line.split()[1])
    return total / 1024


def family(pid: int) -> list[int]:
    """Return a process and its descendants."""
    pids = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            pids += family(int(child))
    return pids
