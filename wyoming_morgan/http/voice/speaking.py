"""A text over the voice socket: pieces of text in, audio in one format out."""

from __future__ import annotations

from contextlib import aclosing

from wyoming_morgan.http.voice.job import VoiceJob
from wyoming_morgan.http.voice.messages import SynthesizeMessage
from wyoming_morgan.http.voice.socket import VoiceSocket
from wyoming_morgan.settings import setting
from wyoming_morgan.timings import SPOKEN
from wyoming_morgan.voice.contract import Mouth, VoiceRequest
from wyoming_morgan.voice.text_feed import TextFeed


class SynthesizeJob(VoiceJob):
    """Speaks one text while it arrives.

    Raises:
        UnknownVoice: no voice fits.
        InvalidRequest: the voice looks like a mixture of voices and is not a valid one.
    """

    def __init__(
        self, socket: VoiceSocket, mouth: Mouth, request: SynthesizeMessage, *, max_pending: int
    ) -> None:
        super().__init__()
        self._socket = socket
        self._mouth = mouth
        self._text = TextFeed(max_pending=max_pending, bound_by=setting("core.http.max_pending_text"))
        self._voice = mouth.choose(
            VoiceRequest(
                name=request.voice,
                language=request.language,
                speaker=request.speaker,
                speed=request.speed,
            )
        )

    def text(self, text: str) -> None:
        """Take a piece of the text; it raises `TooLarge` if too much of it waits."""
        self._text.push(text)

    async def end(self) -> None:
        """End the text."""
        self.waiting = False
        self._text.close()

    async def run(self) -> None:
        """Send the audio: its format with the first of it, and a message after the last."""
        size = 0
        async with aclosing(self._mouth.speak(aiter(self._text), self._voice, self.timings)) as chunks:
            async for chunk in chunks:
                if not size:
                    await self._send_format()
                size += len(chunk.pcm)
                await self._socket.send_audio(chunk.pcm)
        self.over = True
        self.timings.outcome = SPOKEN
        if not size:
            await self._send_format()
        await self._socket.send(
            {
                "type": "spoken",
                "seconds": round(self._mouth.format.seconds(size), 3),
                "timings": self.timings.milliseconds(),
            }
        )

    async def close(self) -> None:
        """Take no more text."""
        self._text.close()

    async def _send_format(self) -> None:
        form = self._mouth.format
        await self._socket.send(
            {"type": "audio", "rate": form.rate, "width": form.width, "channels": form.channels}
        )
