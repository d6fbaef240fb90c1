"""To which trace the present work belongs, across processes.

https://www.w3.org/TR/trace-context/
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

HEADER = "traceparent"
"""The name of the header of HTTP, and of the field in the data of a Wyoming event."""

_WRITTEN = re.compile(r"(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?")
_SAMPLED = 1
_MOST = 256
"""Characters; a version to come may say more than the 55 of this one."""


@dataclass(slots=True)
class TraceContext:
    """One piece of work, such as a turn, within a trace. The ids are hexadecimal digits."""

    trace_id: str
    span_id: str
    sampled: bool = False
    """Whether it is reported."""
    shared: bool = True
    """Whether other processes that work for it are told of it, also that it is not reported."""
    parent_id: str = ""
    """The piece of work that asked for it; empty for the first one of a trace."""
    here: bool = True
    """Whether the work is this process's; else it is the one that asked."""

    @classmethod
    def begin(cls, parent: TraceContext | None, *, traced: bool) -> TraceContext:
        """Begin a piece of work: a part of its parent's trace, or a trace of its own.

        `traced` says whether this process reports the traces that begin here.
        """
        span_id = secrets.token_hex(8)
        if parent is None:
            return cls(secrets.token_hex(16), span_id, sampled=traced, shared=traced)
        return cls(parent.trace_id, span_id, parent.sampled, traced or parent.shared, parent.span_id)

    @property
    def written(self) -> str:
        """It as others read it: the value of `traceparent`."""
        return f"00-{self.trace_id}-{self.span_id}-{_SAMPLED if self.sampled else 0:02x}"


def read_trace(written: object) -> TraceContext | None:
    """Read what another process has written; None if it is nothing that can be used."""
    match = _WRITTEN.fullmatch(written) if isinstance(written, str) and len(written) <= _MOST else None
    if match is None or not int(match[1], 16) or not int(match[2], 16):
        return None
    return TraceContext(match[1], match[2], bool(int(match[3], 16) & _SAMPLED), here=False)


# Kept by asyncio for each task: whoever logs, or asks another process, is far from who began the turn.
_CURRENT: ContextVar[TraceContext | None] = ContextVar("trace", default=None)


def current_trace() -> TraceContext | None:
    """Return the trace in which this task works, if any."""
    return _CURRENT.get()


def outgoing() -> dict[str, str]:
    """Return what is sent along with a request to another process."""
    trace = _CURRENT.get()
    return {HEADER: trace.written} if trace is not None and trace.shared else {}


@contextmanager
def within(trace: TraceContext | None) -> Iterator[None]:
    """Work in this trace while the block lasts; tasks that are started in it do, too."""
    before = _CURRENT.get()
    _CURRENT.set(trace)
    try:
        yield
    finally:
        _CURRENT.set(before)
