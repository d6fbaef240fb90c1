"""An utterance over the voice socket: audio in, its transcript out."""

from __future__ import annotations

from contextlib import aclosing, suppress

from wyoming_morgan.audio import AudioChunk
from wyoming_morgan.engines.contract.stt import TranscribeOptions
from wyoming_morgan.errors import TooLarge
from wyoming_morgan.http.voice.job import VoiceJob
from wyoming_morgan.http.voice.messages import TranscribeMessage
from wyoming_morgan.http.voice.socket import VoiceSocket
from wyoming_morgan.timings import NO_SPEECH, TRANSCRIBED
from wyoming_morgan.voice.contract import (
    Ear,
    FinalTranscript,
    PartialTranscript,
    SpeechStarted,
    SpeechStopped,
    UtteranceEvent,
    UtteranceRequest,
)


class TranscribeJob(VoiceJob):
    """Hears one utterance.

    Raises:
        InvalidRequest: the recognizer does not know the language, or the format is out of range.
    """

    def __init__(self, socket: VoiceSocket, ear: Ear, request: TranscribeMessage) -> None:
        super().__init__()
        self._socket = socket
        self._format = request.audio_format()
        self._utterance = ear.open(
            UtteranceRequest(
                options=TranscribeOptions(
                    language=request.language, names=request.names, terms=request.terms
                ),
                sensitivity=request.sensitivity,
                end_on_silence=request.end_on_silence,
            )
        )

    async def audio(self, pcm: bytes) -> None:
        """Hear a piece of audio; what comes after the end of the utterance is dropped."""
        with suppress(TooLarge):  # the iteration raises it as well
            await self._utterance.push(AudioChunk(pcm, self._format))

    async def end(self) -> None:
        """End the utterance."""
        self.waiting = False
        with suppress(TooLarge):
            await self._utterance.finish()

    async def run(self) -> None:
        """Send what is heard, up to the transcript."""
        async with aclosing(self._utterance):
            async for event in self._utterance:
                await self._report(event)

    async def close(self) -> None:
        """Give the utterance up."""
        await self._utterance.aclose()

    async def _report(self, event: UtteranceEvent) -> None:
        match event:
            case SpeechStarted():
                await self._socket.send({"type": "speech", "at": round(event.at, 3)})
            case SpeechStopped():
                await self._socket.send({"type": "endpoint", "at": round(event.at, 3)})
            case PartialTranscript():
                await self._socket.send(
                    {
                        "type": "partial",
                        "stable": event.stable,
                        "tentative": event.tentative,
                        "language": event.language,
                    }
                )
            case FinalTranscript():
                await self._finish(event)

    async def _finish(self, final: FinalTranscript) -> None:
        self.waiting, self.over = False, True
        self.timings.take(final.timings)
        self.timings.heard = final.timings.heard
        self.timings.outcome = TRANSCRIBED if final.transcript.text else NO_SPEECH
        await self._socket.send(
            {
                "type": "transcript",
                "text": final.transcript.text,
                "language": final.transcript.language,
                "confidence": final.transcript.confidence,
                "timings": self.timings.milliseconds(),
            }
        )
