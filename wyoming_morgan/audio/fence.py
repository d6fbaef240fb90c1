"""Decoding behind a fence: what runs in a process that is there for nothing else."""

from __future__ import annotations

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from wyoming_morgan.audio.files import decode
from wyoming_morgan.audio.formats import SPEECH, AudioChunk

_HEADROOM = 64 * 1024 * 1024
"""Bytes for the library itself: tables, one frame, and the resampler's filter."""
_COPIES = 4
"""How often the decoded audio is in memory at most: while it grows, and while it is sent."""


_MOST_GROWN = 128 * 1024 * 1024
"""Bytes by which a process may have grown after a file: the library frees not all that broken ones took."""
_REST_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Fence:
    """The bounds of one file; the kernel ends the process that climbs over them."""

    seconds: float
    """Wall time, and time of the processor."""
    begun_with: int | None = None
    """Bytes of address space with which the process began."""

    def ready(self) -> Fence:
        """Return what a process begins with."""
        return replace(self, begun_with=_address_space())

    @contextmanager
    def around(self, extra_bytes: int) -> Iterator[None]:
        """Let this process grow by the headroom and `extra_bytes`, for as long as the seconds last.

        One that stays too large ends by itself once it has answered, and is started anew for the next file.
        """
        _limit(resource.RLIMIT_CORE, 0)
        _limit(resource.RLIMIT_AS, _address_space() + _HEADROOM + extra_bytes)
        usage = resource.getrusage(resource.RUSAGE_SELF)
        _limit(resource.RLIMIT_CPU, int(usage.ru_utime + usage.ru_stime + self.seconds) + 1)
        signal.setitimer(signal.ITIMER_REAL, self.seconds)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            _limit(resource.RLIMIT_CPU, resource.RLIM_INFINITY)
            _limit(resource.RLIMIT_AS, resource.RLIM_INFINITY)
            if self.begun_with is not None and _address_space() - self.begun_with > _MOST_GROWN:
                signal.setitimer(signal.ITIMER_REAL, _REST_SECONDS)


def decode_fenced(fence: Fence, file: bytes | Path, limit_seconds: float) -> AudioChunk:
    """Decode a file into `SPEECH` within bounds; see `decode`. A file that breaks them ends this process."""
    with fence.around(_COPIES * SPEECH.size(limit_seconds)):
        if isinstance(file, bytes):
            return decode(file, limit_seconds=limit_seconds)
        with file.open("rb") as stream:
            return decode(stream, limit_seconds=limit_seconds)


def _limit(kind: int, soft: int) -> None:
    """Set a soft limit, within the hard one."""
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        soft = hard if soft == resource.RLIM_INFINITY else min(soft, hard)
    resource.setrlimit(kind, (soft, hard))


def _address_space() -> int:
    """Return the bytes of this process's address space: proc_pid_statm(5)."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
