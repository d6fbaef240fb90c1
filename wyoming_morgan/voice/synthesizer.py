"""The mouth: speaks text while it arrives."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

from wyoming_morgan.audio import AudioChunk, AudioFormat
from wyoming_morgan.engines.contract.tts import TextToSpeech, Voice
from wyoming_morgan.errors import TooLarge, UnknownVoice
from wyoming_morgan.sayable import sayable
from wyoming_morgan.settings import setting
from wyoming_morgan.timings import Stage, TurnTimings
from wyoming_morgan.voice.contract import ChosenVoice, VoiceRequest
from wyoming_morgan.voice.early_start import EarlyStart
from wyoming_morgan.voice.evenness import EvenPieces
from wyoming_morgan.voice.phrase_cache import Phrase, PhraseCache
from wyoming_morgan.voice.sentences import SentencePieces
from wyoming_morgan.voice.settings import MouthSettings
from wyoming_morgan.voice.streams import Pause, ahead, with_pauses
from wyoming_morgan.voice.voices import choose_voice

_SLICE_CHARACTERS = 2_000
"""Text that is processed in one go, before other tasks get their turn."""
_PAUSE = 0.2
"""Seconds without more text after which a sentence that has ended is spoken, whatever follows."""
_LONG_PAUSE = 1.0
"""Seconds after which it is also spoken if it might have gone on: "It is 21." before "5 degrees"."""
_SIGNS = frozenset({"Sc", "Sk", "Sm", "So"})
"""Unicode's categories of signs: of currencies, of mathematics, and others."""
_LOOKS_WHOLE = re.compile(r"[^\w\s]\Z")
_TRIALS = 8
"""How often it is looked whether the first piece may be whole."""
_PIECES_AHEAD = 2
"""Pieces whose audio may be held: the one that is being sent, and the next."""


class Synthesizer:
    """Speaks with one engine, piece after piece; the next is synthesized while one is sent.

    The owner of the engine loads and closes it.
    """

    def __init__(
        self,
        engine: TextToSpeech,
        settings: MouthSettings | None = None,
        *,
        default_voice: str | None = None,
        learns_deletions: bool = True,
    ) -> None:
        """Make a mouth from an engine.

        Args:
            engine: What speaks.
            settings: How it speaks, and the bounds.
            default_voice: The voice of clients that do not ask for one.
            learns_deletions: Whether `forget_phrases` is called when something is deleted; if not, phrases
                are kept for a limited time.
        """
        self._engine = engine
        self._default_voice = default_voice
        self._settings = settings or MouthSettings()
        self._even = EvenPieces(self._settings)
        self._cache = PhraseCache(
            max_bytes=self._settings.cache_bytes,
            max_piece_bytes=self._settings.cache_piece_bytes,
            max_seconds=None if learns_deletions else self._settings.cache_apart_seconds,
        )

    @property
    def format(self) -> AudioFormat:
        """The format of all its audio."""
        return self._engine.capabilities.format

    @property
    def voices(self) -> tuple[Voice, ...]:
        """Every voice, the default first if the engine has it: one that is away does not tell its voices."""
        try:
            return self._ordered_voices()
        except UnknownVoice:
            return self._engine.capabilities.voices

    def _ordered_voices(self) -> tuple[Voice, ...]:
        """Return every voice, the default first.

        Raises:
            UnknownVoice: the engine has no voice of the default's name.
        """
        capabilities = self._engine.capabilities
        voices = capabilities.voices
        if not self._default_voice or not voices:
            return voices
        request = VoiceRequest(name=self._default_voice)
        default = choose_voice(voices, request, blends=capabilities.blends).voice
        return (default, *(voice for voice in voices if voice is not default))

    def forget_default_voice(self) -> None:
        """Make the engine's first voice the default from now on."""
        self._default_voice = None

    def forget_phrases(self) -> None:
        """Forget the audio of everything that was spoken, also of what is being spoken now."""
        self._cache.clear()

    def choose(self, request: VoiceRequest) -> ChosenVoice:
        """Find the voice for a request: see `voices.choose_voice`.

        Raises:
            UnknownVoice: none fits; the hint names some that exist.
            InvalidRequest: the name looks like a mixture of voices but is not a valid one.
        """
        return choose_voice(self._ordered_voices(), request, blends=self._engine.capabilities.blends)

    async def speak(
        self, text: AsyncGenerator[str, None], voice: ChosenVoice, timings: TurnTimings | None = None
    ) -> AsyncGenerator[AudioChunk, None]:
        """Speak text while it arrives, piece by piece; text without anything speakable gives no audio.

        Closing the generator cancels the work and closes `text`. An error of the engine or of `text` is
        raised after the audio that was made before it.

        Raises:
            TooLarge: the text or its speech is longer than the bound; the latter after audio.
            MorganError: the engine's, as for `TextToSpeech.synthesize`.
        """
        room = asyncio.Semaphore(_PIECES_AHEAD)
        audio_format = self.format
        async with aclosing(ahead(self._audio(text, voice, room, timings or TurnTimings()))) as audio:
            async for pcm in audio:
                if pcm:
                    yield AudioChunk(pcm, audio_format)
                else:
                    room.release()

    async def _audio(
        self,
        text: AsyncGenerator[str, None],
        voice: ChosenVoice,
        room: asyncio.Semaphore,
        timings: TurnTimings,
    ) -> AsyncGenerator[bytes, None]:
        """Make audio in chunks, an empty one after each piece; a piece begins when there is room for it."""
        stopwatch = _Stopwatch(timings)
        size = max(self.format.frame_bytes, self.format.size(self._settings.chunk_seconds))
        room_bytes = self.format.size(self._settings.max_seconds)
        early = EarlyStart(lambda piece: self._piece(piece, voice, keep=not timings.private))
        async with aclosing(early), aclosing(ahead(self._pieces(text, voice.language))) as pieces:
            async for piece in pieces:
                stopwatch.start()
                if isinstance(piece, _LikelyPiece):
                    await early.begin(piece.text)
                    continue
                await room.acquire()
                async with aclosing(early.speak(piece)) as audio:
                    async for pcm in audio:
                        stopwatch.heard()
                        room_bytes -= len(pcm)
                        if room_bytes < 0:
                            raise TooLarge(
                                f"the speech is longer than {self._settings.max_seconds:g} seconds",
                                hint="send the text in shorter parts, or raise"
                                f" {setting('tts.mouth.max_seconds')}",
                            )
                        for start in range(0, len(pcm), size):
                            yield pcm[start : start + size]
                yield b""

    async def _pieces(
        self, text: AsyncGenerator[str, None], language: str
    ) -> AsyncGenerator[str | _LikelyPiece, None]:
        pieces = SentencePieces(
            language=language,
            first_characters=self._settings.first_piece_characters,
            longest_characters=self._settings.longest_piece_characters,
        )
        characters = 0
        trials = _TRIALS
        async with aclosing(with_pauses(text, (_PAUSE, _LONG_PAUSE))) as deltas:
            async for delta in deltas:
                if isinstance(delta, Pause):
                    for piece in pieces.pause(is_long=delta.seconds >= _LONG_PAUSE):
                        yield piece
                    continue
                characters += len(delta)
                if characters > self._settings.max_characters:
                    raise TooLarge(
                        f"the text is longer than {self._settings.max_characters} characters",
                        hint=f"send it in shorter parts, or raise {setting('tts.mouth.max_characters')}",
                    )
                for start in range(0, len(delta), _SLICE_CHARACTERS):
                    for piece in pieces.feed(delta[start : start + _SLICE_CHARACTERS]):
                        trials = 0
                        yield piece
                    await asyncio.sleep(0)
                if trials and _LOOKS_WHOLE.search(delta):
                    trials -= 1
                    if likely := pieces.likely():
                        yield _LikelyPiece(likely)
        for piece in pieces.flush():
            yield piece

    async def _piece(self, text: str, voice: ChosenVoice, *, keep: bool) -> AsyncGenerator[bytes, None]:
        """Make one piece in whole frames: from the cache, else by the engine, for the cache to keep."""
        text = await _sayable(text, voice.language)
        phrase = Phrase(voice.voice.name, voice.options, text)
        cached = self._cache.get(phrase)
        if cached is not None:
            yield cached
            return
        kept: bytearray | None = bytearray() if keep else None
        clearings = self._cache.clearings
        async with aclosing(self._even_audio(text, voice)) as audio:
            async for pcm in audio:
                if kept is not None:
                    kept += pcm
                    kept = kept if self._cache.takes(len(kept)) else None
                yield pcm
        if kept is not None and clearings == self._cache.clearings:
            self._cache.put(phrase, bytes(kept))

    async def _even_audio(self, text: str, voice: ChosenVoice) -> AsyncGenerator[bytes, None]:
        """Have the engine speak; yield whole frames, as loud and with such rests as every piece has."""
        even = self._even.piece(text, voice, self._engine.capabilities)
        pending = b""
        async with aclosing(self._engine.synthesize(text, voice.voice, voice.options)) as audio:
            async for pcm in audio:
                pending += pcm
                whole = len(pending) - len(pending) % self.format.frame_bytes
                frames, pending = even.feed(pending[:whole]), pending[whole:]
                if frames:
                    yield frames
        if rest := even.end():
            yield rest


@dataclass(frozen=True, slots=True)
class _LikelyPiece:
    """The first piece, if what comes next does not go on with its last word."""

    text: str


class _Stopwatch:
    """Records when the first and the latest audio came, counted from the first piece."""

    def __init__(self, timings: TurnTimings) -> None:
        self._timings = timings
        self._started: float | None = None
        self._latest: float | None = None

    def start(self) -> None:
        if self._started is None:
            self._started = self._timings.clock()

    def heard(self) -> None:
        now = self._timings.clock()
        started = now if self._started is None else self._started
        if self._latest is None:
            self._timings.record(Stage.FIRST_AUDIO, now - started)
        self._timings.record(Stage.SYNTHESIZE, now - (started if self._latest is None else self._latest))
        self._latest = now


async def _sayable(text: str, language: str) -> str:
    """Return what a voice is to say; in a thread where files may be read, about numbers and units."""
    if any(character.isnumeric() or unicodedata.category(character) in _SIGNS for character in text):
        return await asyncio.to_thread(sayable, text, language)
    return sayable(text, language)
