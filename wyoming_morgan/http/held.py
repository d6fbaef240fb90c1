"""Files of speech that are complete before they are sent: together they have only so much memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from wyoming_morgan.errors import Busy, TooLarge
from wyoming_morgan.settings import setting


class HeldFiles:
    """The files of all requests; together they have at most `limit` bytes."""

    def __init__(self, *, limit: int) -> None:
        self._limit = limit
        self._bytes = 0

    @contextmanager
    def hold(self) -> Iterator[HeldFile]:
        """Begin a file, which exists until the block ends."""
        file = HeldFile(self)
        try:
            yield file
        finally:
            self._bytes -= len(file.data)
            file.data = bytearray()

    def reserve(self, size: int, *, held: int) -> None:
        """Take room for `size` more bytes of a file that has `held` bytes already.

        Raises:
            TooLarge: no file may be that large.
            Busy: the other files take the room.
        """
        if held + size > self._limit:
            raise TooLarge(
                f"the speech is larger than {self._limit} bytes",
                hint="send a shorter text, request it as a stream, or raise"
                f" {setting('core.http.max_held_bytes')}",
            )
        if self._bytes + size > self._limit:
            raise Busy("the speech of other requests takes all memory for it", hint="try again in a moment")
        self._bytes += size


class HeldFile:
    """One file that grows piece by piece."""

    def __init__(self, files: HeldFiles) -> None:
        self._files = files
        self.data = bytearray()

    def add(self, piece: bytes) -> None:
        """Add a piece to the end: see `HeldFiles.reserve`."""
        self._files.reserve(len(piece), held=len(self.data))
        self.data += piece
