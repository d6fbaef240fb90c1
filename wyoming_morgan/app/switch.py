"""Engines that can be exchanged while they are in use."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from typing import Generic, TypeVar

from wyoming_morgan.engines.contract.engine import Engine, HoldsModels, LoadedModel
from wyoming_morgan.engines.contract.stt import (
    ScoresTexts,
    SpeechToText,
    SttCapabilities,
    TranscribeOptions,
    Transcript,
)
from wyoming_morgan.engines.contract.tts import SpeakOptions, TextToSpeech, TtsCapabilities, Voice

E = TypeVar("E", bound=Engine)


class _Switch(Generic[E]):
    """Passes every call on to the current engine, which `exchange` replaces."""

    def __init__(self, current: E) -> None:
        self._current = current

    @property
    def models(self) -> tuple[LoadedModel, ...]:
        """The current engine's models."""
        current: object = self._current
        return current.models if isinstance(current, HoldsModels) else ()

    def exchange(self, engine: E) -> None:
        """Replace the current engine; neither is loaded or closed by that."""
        self._current = engine

    async def load(self) -> None:
        """Load the current engine."""
        await self._current.load()

    async def close(self) -> None:
        """Close the current engine."""
        await self._current.close()


class SwitchedRecognizer(_Switch[SpeechToText]):
    """A `SpeechToText` that can be replaced."""

    @property
    def capabilities(self) -> SttCapabilities:
        """The capabilities of the current engine."""
        return self._current.capabilities

    async def transcribe(self, pcm: bytes, options: TranscribeOptions) -> Transcript:
        """Transcribe with the current engine."""
        return await self._current.transcribe(pcm, options)

    async def score(
        self, pcm: bytes, texts: Sequence[str], *, speculative: bool = False
    ) -> tuple[float, ...]:
        """Compare texts with the current engine; none are, if it cannot."""
        current: object = self._current
        if not isinstance(current, ScoresTexts):
            return ()
        return await current.score(pcm, texts, speculative=speculative)


class SwitchedSynthesizer(_Switch[TextToSpeech]):
    """A `TextToSpeech` that can be replaced."""

    @property
    def capabilities(self) -> TtsCapabilities:
        """The capabilities of the current engine."""
        return self._current.capabilities

    def synthesize(self, text: str, voice: Voice, options: SpeakOptions) -> AsyncGenerator[bytes, None]:
        """Speak with the current engine."""
        return self._current.synthesize(text, voice, options)
