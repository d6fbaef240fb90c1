"""Decoding behind a fence: what runs in a process that is there for nothing else."""

from __future__ import annotations

import io
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from wyoming_morgan.audio.files import decode, decode_into
from wyoming_morgan.audio.formats import SPEECH, AudioChunk

_HEADROOM = 64 * 1024 * 1024
"""Bytes for the library itself: tables, one frame, and the resampler's filter."""
_COPIES = 4
"""How often the decoded audio is in memory at most: while it grows, and while it is sent."""


_MOST_GROWN = 128 * 1024 * 1024
"""Bytes by which a process may have grown after a file: the library frees not all that broken ones took."""
_REST_SECONDS = 0.5
_PIPE_BYTES = 64 * 1024
_LEAST_SECONDS = 0.001
"""What is left at least: 0 would end the bound."""


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
    def opened(self) -> Iterator[None]:
        """Do not count the wall time of the block, in which this process waits for another one."""
        seconds, _ = signal.setitimer(signal.ITIMER_REAL, 0)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, max(seconds, _LEAST_SECONDS))

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
    with fence.around(_COPIES * SPEECH.size(limit_seconds)), _opened(file) as stream:
        return decode(stream, limit_seconds=limit_seconds)


def decode_or_measure(
    fence: Fence, file: bytes | Path, held_seconds: float, limit_seconds: float
) -> AudioChunk | float:
    """Decode a file like `decode_fenced`; of one longer than `held_seconds` return its length in seconds."""
    held = _Held(SPEECH.size(held_seconds))
    with fence.around(_COPIES * held.most_bytes), _opened(file) as stream:
        seconds = decode_into(stream, held.add, limit_seconds=limit_seconds)
        return seconds if held.pcm is None else AudioChunk(bytes(held.pcm), SPEECH)


def decode_to_pipe(fence: Fence, file: bytes | Path, pipe: Path, limit_seconds: float) -> None:
    """Decode a file like `decode_fenced`, into a pipe, at the pace at which that is read."""

    def write(pcm: bytes) -> None:
        with fence.opened():
            out.write(pcm)

    with fence.around(0), _opened(file) as stream, pipe.open("wb", buffering=_PIPE_BYTES) as out:
        decode_into(stream, write, limit_seconds=limit_seconds)
        with fence.opened():
            out.flush()


class _Held:
    """The beginning of a recording, as long as that may be all of it."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.pcm: bytearray | None = bytearray()

    def add(self, pcm: bytes) -> None:
        if self.pcm is None or len(self.pcm) + len(pcm) > self.most_bytes:
            self.pcm = None
        else:
            self.pcm += pcm


def _opened(file: bytes | Path) -> BinaryIO:
    return io.BytesIO(file) if isinstance(file, bytes) else file.open("rb")


def _limit(kind: int, soft: int) -> None:
    """Set a soft limit, within the hard one."""
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        soft = hard if soft == resource.RLIM_INFINITY else min(soft, hard)
    resource.setrlimit(kind, (soft, hard))


def _address_space() -> int:
    """Return the bytes of this process's address space: proc_pid_statm(5)."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
