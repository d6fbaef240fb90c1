"""Unpacks gzip and deflate in small steps, so that whoever reads them can count before memory is taken."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

_STEP_BYTES = 64 * 1024
_DEFLATE_METHOD = 8
_GZIP = 16 + zlib.MAX_WBITS


class Unpacker:
    """Bytes that are not packed."""

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """Yield the bytes of a received piece, unpacked, a step at a time.

        Raises:
            zlib.error: it cannot be unpacked.
        """
        yield piece

    def end(self) -> None:
        """Check that nothing is missing.

        Raises:
            zlib.error: it is cut off.
        """


class _Packed(Unpacker):
    """One stream of gzip or deflate; the latter with or without its header, as both are sent."""

    def __init__(self, *, gzip: bool) -> None:
        self._stream = zlib.decompressobj(_GZIP) if gzip else None

    def feed(self, piece: bytes) -> Iterator[bytes]:
        if self._stream is None and piece:
            has_header = piece[0] & 0xF == _DEFLATE_METHOD
            self._stream = zlib.decompressobj(zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS)
        while piece and self._stream is not None:
            if self._stream.eof:
                raise zlib.error("there is more behind its end")
            yield self._stream.decompress(piece, _STEP_BYTES)
            piece = self._stream.unconsumed_tail or self._stream.unused_data

    def end(self) -> None:
        if self._stream is not None and not self._stream.eof:
            raise zlib.error("it is cut off")


def unpacker(encodings: str) -> Unpacker | None:
    """Return what unpacks a body by its header `Content-Encoding`; None for what is not supported.

    Bytes that are packed several times are not: a few of them become more than any machine has.
    """
    match encodings.strip().casefold():
        case "" | "identity":
            return Unpacker()
        case "gzip" | "x-gzip":
            return _Packed(gzip=True)
        case "deflate":
            return _Packed(gzip=False)
    return None
