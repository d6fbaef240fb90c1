"""What processes hold in memory, as Linux tells it; how to hold less; which errors mean that it is full."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

_FULL = ("out of memory", "bad_alloc", "alloc_failed", "cannot allocate memory", "failed to allocate")
"""What CUDA, cuBLAS, cuDNN, onnxruntime and C++ say, in lower case."""


def is_full(error: BaseException) -> bool:
    """Tell whether a library's error means that the memory of the machine or of a GPU does not suffice."""
    return isinstance(error, MemoryError) or any(phrase in str(error).lower() for phrase in _FULL)


def resident_bytes(pid: int | None = None) -> int | None:
    """Return what a process holds resident, this one by default; None where nobody tells.

    Reads a file of procfs, proc_pid_statm(5): not for the event loop.
    """
    try:
        pages = int(Path(f"/proc/{pid or 'self'}/statm").read_text().split()[1])
    except (OSError, IndexError, ValueError):
        return None  # another system than Linux, or the process has ended
    return pages * os.sysconf("SC_PAGE_SIZE")


def give_back() -> None:
    """Give memory that was freed back to the system, where the C library is glibc.

    It keeps what large models leave behind, and takes anew beside it when they come back: malloc_trim(3).
    Takes some 10 ms: not for the event loop.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
