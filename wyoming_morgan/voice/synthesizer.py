"""The mouth: text while it comes in, audio while it is made."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from wyoming_morgan.audio import AudioChunk, AudioFormat
from wyoming_morgan.engines.base import TextToSpeech, Voice
from wyoming_morgan.errors import TooLarge
from wyoming_morgan.timings import Stage, TurnTimings
from wyoming_morgan.voice.contract import ChosenVoice, VoiceRequest
from wyoming_morgan.voice.phrase_cache import Phrase, PhraseCache
from wyoming_morgan.voice.sentences import SentencePieces
from wyoming_morgan.voice.settings import MouthSettings
from wyoming_morgan.voice.voices import choose_voice

_Item = TypeVar("_Item")

_SLICE_CHARACTERS = 2_000
"""Text that is worked on before others get their turn."""
_PIECES_AHEAD = 2
"""Pieces whose audio may be held: the one that is being handed out, and the next."""


class Synthesizer:
    """Speaks with one engine: pieces one after the other, the next being made while one is handed out.

    The engine's life is its owner's: `load` and `close` are not called here.
    """

    def __init__(self, engine: TextToSpeech, settings: MouthSettings | None = None) -> None:
        self._engine = engine
        self._settings = settings or MouthSettings()
        self._cache = PhraseCache(
            max_bytes=self._settings.cache_bytes, max_piece_bytes=self._settings.cache_piece_bytes
        )

    @property
    def format(self) -> AudioFormat:
        """The one format of everything it says."""
        return self._engine.capabilities.format

    @property
    def voices(self) -> tuple[Voice, ...]:
        """Every voice, the default first."""
        return self._engine.capabilities.voices

    def choose(self, request: VoiceRequest) -> ChosenVoice:
        """Find the voice for a request: see `voices.choose_voice`.

        Raises:
            UnknownVoice: none fits; the hint names some that exist.
        """
        return choose_voice(self.voices, request)

    async def speak(
        self, text: AsyncIterator[str], voice: ChosenVoice, timings: TurnTimings | None = None
    ) -> AsyncIterator[AudioChunk]:
        """Speak text while it comes in, piece by piece; text without anything speakable gives no audio.

        Closing the iterator gives the work up and closes `text`. What fails in the engine or in `text` is
        raised after the audio that was made before.

        Raises:
            TooLarge: the text is longer than the bound.
            MorganError: the engine's, as for `TextToSpeech.synthesize`.
        """
        made = _Made(timings or TurnTimings())
        maker = asyncio.create_task(self._make(text, voice, made))
        maker.add_done_callback(lambda _: made.audio.put_nowait(None))
        audio_format = self.format
        try:
            while (pcm := await made.audio.get()) is not None:
                if pcm:
                    yield AudioChunk(pcm, audio_format)
                else:
                    made.room.release()
            await maker
        finally:
            maker.cancel()
            await asyncio.wait({maker})

    async def _make(self, text: AsyncIterator[str], voice: ChosenVoice, made: _Made) -> None:
        async with _closing(self._pieces(text)) as pieces:
            async for piece in pieces:
                await made.room.acquire()
                await self._make_piece(piece, voice, made)
                made.audio.put_nowait(b"")

    async def _pieces(self, text: AsyncIterator[str]) -> AsyncIterator[str]:
        pieces = SentencePieces(
            first_characters=self._settings.first_piece_characters,
            longest_characters=self._settings.longest_piece_characters,
        )
        characters = 0
        async with _closing(text):
            async for delta in text:
                characters += len(delta)
                if characters > self._settings.max_characters:
                    raise TooLarge(
                        f"the text is longer than {self._settings.max_characters} characters",
                        hint="send it in shorter parts",
                    )
                for start in range(0, len(delta), _SLICE_CHARACTERS):
                    for piece in pieces.feed(delta[start : start + _SLICE_CHARACTERS]):
                        yield piece
                    await asyncio.sleep(0)
        for piece in pieces.flush():
            yield piece

    async def _make_piece(self, piece: str, voice: ChosenVoice, made: _Made) -> None:
        made.begin()
        phrase = Phrase(voice.voice.name, voice.options, piece)
        known = self._cache.get(phrase)
        if known is not None:
            made.hand_out(known, self._chunk_bytes)
            return
        kept: bytearray | None = bytearray()
        pending = b""
        async with _closing(self._engine.synthesize(piece, voice.voice, voice.options)) as audio:
            async for pcm in audio:
                pending += pcm
                whole = len(pending) - len(pending) % self.format.frame_bytes
                made.hand_out(pending[:whole], self._chunk_bytes)
                if kept is not None:
                    kept += pending[:whole]
                    kept = kept if self._cache.takes(len(kept)) else None
                pending = pending[whole:]
        if kept is not None:
            self._cache.put(phrase, bytes(kept))

    @property
    def _chunk_bytes(self) -> int:
        return max(self.format.frame_bytes, self.format.size(self._settings.chunk_seconds))


@dataclass(slots=True)
class _Made:
    """What was made of one text and not yet handed out."""

    timings: TurnTimings
    audio: asyncio.Queue[bytes | None] = field(default_factory=asyncio.Queue)
    """Chunks; an empty one ends a piece, None ends everything. Bounded by `room`."""
    room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_PIECES_AHEAD))
    began: float | None = None
    last: float = 0.0
    """Seconds from the beginning to the latest audio."""

    def begin(self) -> None:
        """Note that there is something to say."""
        if self.began is None:
            self.began = self.timings.clock()

    def hand_out(self, pcm: bytes, chunk_bytes: int) -> None:
        """Offer audio in chunks, and note when."""
        if not pcm or self.began is None:
            return
        seconds = self.timings.clock() - self.began
        if Stage.FIRST_AUDIO not in self.timings.seconds:
            self.timings.record(Stage.FIRST_AUDIO, seconds)
        self.timings.record(Stage.SYNTHESIZE, seconds - self.last)
        self.last = seconds
        for start in range(0, len(pcm), chunk_bytes):
            self.audio.put_nowait(pcm[start : start + chunk_bytes])


@asynccontextmanager
async def _closing(iterator: AsyncIterator[_Item]) -> AsyncIterator[AsyncIterator[_Item]]:
    """Close an iterator at the end, if it is one that can be closed."""
    try:
        yield iterator
    finally:
        close = getattr(iterator, "aclose", None)
        if close is not None:
            await close()
