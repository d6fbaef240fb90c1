"""Converts live streams of any format into the one of recognizers."""

from __future__ import annotations

from wyoming_morgan.audio.channels import LIVE_SECONDS, ManyChannels
from wyoming_morgan.audio.formats import SPEECH, AudioChunk, AudioFormat
from wyoming_morgan.audio.pcm import PcmConverter
from wyoming_morgan.errors import TooLarge

_MOST_CHANGES = 100


class SpeechConverter:
    """Converts a stream of audio into `SPEECH`, also when the format changes between chunks.

    Of several channels the one with the speech is taken; what comes out is then late by a moment. Each change
    costs a new resampler, so a stream may have only so many.
    """

    def __init__(self) -> None:
        self._changes = 0
        self._format = SPEECH
        self._converter: PcmConverter | ManyChannels = PcmConverter(SPEECH)

    def convert(self, chunk: AudioChunk) -> bytes:
        """Return the speech that is complete so far; may be empty.

        Raises:
            TooLarge: the format changes too often.
        """
        rest = b""
        if chunk.format != self._format:
            self._changes += 1
            if self._changes > _MOST_CHANGES:
                raise TooLarge(
                    f"the audio changes its format more than {_MOST_CHANGES} times",
                    hint="send audio of one format",
                )
            rest = self._converter.flush()
            self._format, self._converter = chunk.format, _converter(chunk.format)
        return rest + self._converter.convert(chunk.pcm)

    def flush(self) -> bytes:
        """Return the rest of the stream; call it once, at the end."""
        return self._converter.flush()


def _converter(source: AudioFormat) -> PcmConverter | ManyChannels:
    if source.channels == 1:
        return PcmConverter(source)
    return ManyChannels(source, SPEECH, ahead_seconds=LIVE_SECONDS)
