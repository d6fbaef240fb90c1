"""Wake words over the voice socket: audio in, detections out as they happen."""

from __future__ import annotations

import asyncio

from wyoming_morgan.audio import AudioChunk, SpeechConverter
from wyoming_morgan.engines.contract.wake import WakeWords
from wyoming_morgan.http.voice.job import VoiceJob
from wyoming_morgan.http.voice.messages import DetectMessage
from wyoming_morgan.http.voice.socket import VoiceSocket


class DetectJob(VoiceJob):
    """Listens for wake words until the audio ends.

    Raises:
        UnknownModel: there is no such word.
        InvalidRequest: the format is out of range.
    """

    is_turn = False

    def __init__(self, socket: VoiceSocket, engine: WakeWords, request: DetectMessage) -> None:
        super().__init__()
        self._socket = socket
        self._format = request.audio_format()
        self._converter = SpeechConverter()
        self._stream = engine.open(tuple(dict.fromkeys(request.words)))
        self._ended = asyncio.Event()

    async def audio(self, pcm: bytes) -> None:
        """Listen to a piece of audio."""
        for piece in AudioChunk(pcm, self._format).slices():
            await self._advance(self._converter.convert(piece))
            await asyncio.sleep(0)

    async def end(self) -> None:
        """Listen to what is left of the audio."""
        self.waiting = False
        await self._advance(self._converter.flush())
        self._ended.set()

    async def run(self) -> None:
        """Wait for the end of the audio."""
        await self._ended.wait()
        self.over = True
        await self._socket.send({"type": "ended"})

    async def close(self) -> None:
        """Stop listening."""
        self._stream.close()

    async def _advance(self, speech: bytes) -> None:
        for detection in await self._stream.process(speech):
            await self._socket.send(
                {
                    "type": "detected",
                    "word": detection.name,
                    "at": round(detection.at, 3),
                    "probability": round(detection.probability, 3),
                }
            )
