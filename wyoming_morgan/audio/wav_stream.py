"""WAV read while it comes in."""

from __future__ import annotations

import struct

from wyoming_morgan.audio.formats import AudioFormat
from wyoming_morgan.errors import InvalidRequest, UndecodableAudio

_MAX_HEAD = 64 * 1024
_PCM, _EXTENSIBLE = 0x0001, 0xFFFE
_CHUNK_HEAD = 8
_RIFF_HEAD = 12
_FORMAT_SIZE = 16


class WavReader:
    """Takes a WAV file in pieces and gives the PCM in it; the length that its head tells is not trusted.

    Files that are streamed have none, or a wrong one: all that comes is sound.
    """

    def __init__(self) -> None:
        self._head: bytearray | None = bytearray()
        self._format: AudioFormat | None = None

    @property
    def format(self) -> AudioFormat | None:
        """What the PCM is; None until the head has come."""
        return self._format

    def feed(self, data: bytes) -> bytes:
        """Return the PCM in what came; empty before the head is whole.

        Raises:
            UndecodableAudio: it is no WAV, or its samples are no plain PCM.
        """
        if self._head is None:
            return data
        self._head += data
        start = self._find_samples(self._head)
        if start is None:
            if len(self._head) > _MAX_HEAD:
                raise _undecodable("its head does not end")
            return b""
        pcm = bytes(self._head[start:])
        self._head = None
        return pcm

    def _find_samples(self, head: bytearray) -> int | None:
        """Return where the samples begin, once that is known; the format is noted on the way."""
        if len(head) < _RIFF_HEAD:
            return None
        if head[:4] != b"RIFF" or head[8:_RIFF_HEAD] != b"WAVE":
            raise _undecodable("it does not begin as one")
        at = _RIFF_HEAD
        while len(head) >= at + _CHUNK_HEAD:
            name, size = struct.unpack_from("<4sI", head, at)
            body = at + _CHUNK_HEAD
            if name == b"data":
                if self._format is None:
                    raise _undecodable("it does not tell its format")
                return body
            if name == b"fmt ":
                if len(head) < body + size:
                    return None
                self._format = _read_format(bytes(head[body : body + size]))
            at = body + size + size % 2
        return None


def _read_format(chunk: bytes) -> AudioFormat:
    if len(chunk) < _FORMAT_SIZE:
        raise _undecodable("its format is cut short")
    kind, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", chunk)
    if kind not in {_PCM, _EXTENSIBLE} or bits % 8:
        raise _undecodable(f"its samples are of the kind {kind:#06x} with {bits} bits")
    try:
        return AudioFormat(rate=rate, width=bits // 8, channels=channels)
    except InvalidRequest as error:
        raise _undecodable(error.message) from error


def _undecodable(why: str) -> UndecodableAudio:
    return UndecodableAudio(f"this is no WAV that can be read: {why}", hint="send 16-bit PCM in it")
