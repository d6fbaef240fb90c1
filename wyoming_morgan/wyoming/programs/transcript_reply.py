"""How a transcript goes out over Wyoming."""

from __future__ import annotations

from typing import Any

from wyoming.asr import Transcript, TranscriptChunk, TranscriptStart, TranscriptStop

from wyoming_morgan.voice.contract import PartialTranscript
from wyoming_morgan.wyoming.reporter import Send


class TranscriptReply:
    """Streams the stable text of one utterance, then sends the whole, as old clients need it."""

    def __init__(self, send: Send, language: str | None, context: dict[str, Any] | None) -> None:
        """Send to a client that asked for a language, or for none."""
        self._send = send
        self._asked = language
        self._context = context
        self._sent: str | None = None

    async def partial(self, partial: PartialTranscript) -> None:
        """Send what has become certain."""
        if partial.stable:
            await self._stream(partial.stable, partial.language)

    async def final(self, text: str, language: str | None) -> None:
        """Send the whole text, and the language that was heard."""
        await self._stream(text, language)
        await self._send(
            Transcript(text=text, language=self._language(language), context=self._context).event()
        )
        await self._send(TranscriptStop().event())

    async def _stream(self, text: str, language: str | None) -> None:
        if self._sent is None:
            self._sent = ""
            start = TranscriptStart(language=self._language(language), context=self._context)
            await self._send(start.event())
        if len(text) > len(self._sent) and text.startswith(self._sent):
            await self._send(TranscriptChunk(text=text[len(self._sent) :]).event())
            self._sent = text

    def _language(self, heard: str | None) -> str | None:
        return heard or self._asked
