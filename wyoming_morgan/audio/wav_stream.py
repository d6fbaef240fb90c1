"""Reads WAV while it arrives."""

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
    """Takes a WAV file in pieces and returns its PCM; the length in its header is not trusted.

    Streamed files have no length or a wrong one, so everything after the header is sound.
    """

    def __init__(self) -> None:
        self._head: bytearray | None = bytearray()
        self._at = _RIFF_HEAD
        """Where the first chunk begins that has not been read."""
        self._format: AudioFormat | None = None

    @property
    def format(self) -> AudioFormat | None:
        """The format of the PCM; None until the header is complete."""
        return self._format

    def feed(self, data: bytes) -> bytes:
        """Return the PCM in `data`; empty until the header is complete.

        Raises:
            UndecodableAudio: it is not a WAV file, or its samples are not plain PCM.
        """
        if self._head is None:
            return data
        self._head += data
        start = self._find_samples(self._head)
        if start is None:
            if len(self._head) > _MAX_HEAD:
                raise _undecodable("its header does not end")
            return b""
        pcm = bytes(self._head[start:])
        self._head = None
        return pcm

    def _find_samples(self, head: bytearray) -> int | None:
        """Return where the samples begin, or None if the header is incomplete; sets the format on the way."""
        if len(head) < _RIFF_HEAD:
            return None
        if head[:4] != b"RIFF" or head[8:_RIFF_HEAD] != b"WAVE":
            raise _undecodable("it does not begin as one")
        while len(head) >= self._at + _CHUNK_HEAD:
            name, size = struct.unpack_from("<4sI", head, self._at)
            body = self._at + _CHUNK_HEAD
            if name == b"data":
                if self._format is None:
                    raise _undecodable("it does not specify its format")
                return body
            if name == b"fmt ":
                if len(head) < body + size:
                    return None
                self._format = _read_format(bytes(head[body : body + size]))
            self._at = body + size + size % 2
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
    return UndecodableAudio(f"this is not a readable WAV file: {why}", hint="send 16-bit PCM in it")
