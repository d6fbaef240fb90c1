"""RAM: how much a process holds, how to return some of it, and which errors mean that there is not enough."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

_FULL = ("out of memory", "bad_alloc", "alloc_failed", "cannot allocate memory", "failed to allocate")
"""The texts of CUDA, cuBLAS, cuDNN, onnxruntime and C++, in lower case."""


def is_full(error: BaseException) -> bool:
    """Whether a library's error means that the machine or a GPU has not enough memory."""
    return isinstance(error, MemoryError) or any(phrase in str(error).lower() for phrase in _FULL)


def resident_bytes(pid: int | None = None) -> int | None:
    """Return the resident bytes of a process, this one by default; None if unknown.

    Reads a file of procfs, proc_pid_statm(5): not for the event loop.
    """
    try:
        pages = int(Path(f"/proc/{pid or 'self'}/statm").read_text().split()[1])
    except (OSError, IndexError, ValueError):
        return None  # another system than Linux, or the process has ended
    return pages * os.sysconf("SC_PAGE_SIZE")


def trim() -> None:
    """Return freed memory to the system, where the C library is glibc: malloc_trim(3).

    Otherwise glibc keeps what large models leave behind, and allocates more when they come back.
    Takes some 10 ms: not for the event loop.
    """
    malloc_trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if malloc_trim is not None:
        malloc_trim(0)
