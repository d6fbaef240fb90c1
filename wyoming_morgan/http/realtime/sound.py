"""Audio as a session sends and receives it."""

from __future__ import annotations

import base64
import binascii

from wyoming_morgan.audio import AudioChunk, AudioFormat, PcmConverter, decode_g711, encode_g711
from wyoming_morgan.http.errors import InvalidField
from wyoming_morgan.http.realtime.settings import WireFormat


def received_audio(text: str, form: WireFormat) -> AudioChunk:
    """Return the audio of a client's event.

    Raises:
        InvalidField: it is no base64.
    """
    try:
        data = _decoded(text)
    except (binascii.Error, ValueError) as error:
        raise InvalidField("audio: is no base64", param="audio") from error
    match form.type:
        case "audio/pcm":
            return AudioChunk(data, form.pcm)
        case "audio/pcmu":
            return AudioChunk(decode_g711(data, "u"), form.pcm)
        case "audio/pcma":
            return AudioChunk(decode_g711(data, "a"), form.pcm)


def _decoded(text: str) -> bytes:
    """Decode base64, also in lines or as a `data:` URL.

    Raises:
        ValueError: it is none.
    """
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return base64.b64decode("".join(text.rpartition(",")[2].split()), validate=True)


class SentAudio:
    """Turns speech into the format of a session, piece by piece."""

    def __init__(self, source: AudioFormat, form: WireFormat) -> None:
        self._converter = PcmConverter(source, form.pcm)
        self._form = form
        self._size = 0

    @property
    def milliseconds(self) -> int:
        """How much there is so far."""
        return int(self._form.pcm.seconds(self._size) * 1000)

    def convert(self, pcm: bytes) -> str:
        """Return what is complete, in base64; may be empty."""
        return self._written(self._converter.convert(pcm))

    def end(self) -> str:
        """Return the rest, in base64; may be empty."""
        return self._written(self._converter.flush())

    def _written(self, pcm: bytes) -> str:
        self._size += len(pcm)
        match self._form.type:
            case "audio/pcm":
                data = pcm
            case "audio/pcmu":
                data = encode_g711(pcm, "u")
            case "audio/pcma":
                data = encode_g711(pcm, "a")
        return base64.b64encode(data).decode("ascii")
