"""pocketsphinx behind the protocol of `SpeechToText`, in a process of its own.

Its decoder is not thread-safe and holds the interpreter's lock while it works.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from math import exp, log1p
from typing import Annotated

from annotated_types import Ge, Le

from wyoming_morgan.engines.contract.engine import (
    Attribution,
    EngineContext,
    EngineKind,
    EngineOptions,
    EngineSpec,
    LoadedModel,
)
from wyoming_morgan.engines.contract.languages import primary
from wyoming_morgan.engines.contract.stt import (
    Alternative,
    Progress,
    SttCapabilities,
    TranscribeOptions,
    Transcript,
)
from wyoming_morgan.engines.contract.vocabulary import Vocabulary
from wyoming_morgan.engines.running.worker import Isolation, Worker
from wyoming_morgan.engines.stt.pocketsphinx import decoder
from wyoming_morgan.engines.stt.pocketsphinx.command_model import KeptModels
from wyoming_morgan.engines.stt.pocketsphinx.learning import HomeWords
from wyoming_morgan.errors import InvalidRequest
from wyoming_morgan.settings import setting

_LANGUAGES = ("en-US", "en-GB", "en")


class PocketsphinxOptions(EngineOptions):
    """Settings of the built-in recognizer."""

    min_confidence: Annotated[float, Ge(0.0), Le(1.0)] = 0.5
    """The confidence that a command needs; everything below is ignored as not meant for Morgan. Lower it if
    commands are missed, raise it if conversation is recognized as commands."""


class Pocketsphinx:
    """The recognizer of home commands: those of the agent's grammar, with this home's names."""

    def __init__(self, options: PocketsphinxOptions, context: EngineContext) -> None:
        self._options = options
        self._words = HomeWords(context.vocabulary, _Workers(context))
        self._capabilities = SttCapabilities(
            languages=_LANGUAGES,
            model="en-us",
            model_description="CMU Sphinx, US English, with a command model made from this home's commands",
            version="",
            hears_commands_only=True,
        )

    @property
    def capabilities(self) -> SttCapabilities:
        """What it can do; the library's version is known after `load`."""
        return self._capabilities

    @property
    def models(self) -> tuple[LoadedModel, ...]:
        """Its model in its process."""
        return (self._words.state,)

    @property
    def lesson(self) -> str:
        """What it learns, and what is heard meanwhile."""
        return self._words.lesson

    async def load(self) -> None:
        """Start the process; the words of a new home are learned in the background.

        Raises:
            EngineUnavailable: a library is missing, or the cache cannot be written.
        """
        if not self._capabilities.version:
            version = await asyncio.to_thread(decoder.library_version)
            self._capabilities = replace(self._capabilities, version=version)
        await self._words.load()

    async def learned(self) -> None:
        """Wait until the words of the home are learned.

        Raises:
            EngineUnavailable, EngineFailed: they cannot be learned.
        """
        await self._words.learned()

    async def change_vocabulary(self, vocabulary: Vocabulary) -> None:
        """Replace the process by one whose command model has other words. The newest words stay.

        Raises:
            EngineUnavailable, EngineFailed: the new one cannot be loaded; the old one stays.
        """
        await self._words.change(vocabulary)

    async def close(self) -> None:
        """End the process."""
        await self._words.close()

    async def transcribe(self, pcm: bytes, options: TranscribeOptions) -> Transcript:
        """Transcribe one utterance: 16 kHz, 16-bit, mono PCM. No text: it was no command.

        Raises:
            InvalidRequest: the language is not English.
            Busy, DeadlineExceeded, EngineFailed: as the protocol says.
        """
        language = options.language or _LANGUAGES[0]
        if primary(language) != "en":
            raise InvalidRequest(
                f"pocketsphinx does not support {language!r}, only English",
                hint=f"ask for one of {', '.join(_LANGUAGES)}, or set another {setting('stt.engine')}",
            )
        likelier = (*options.names, *options.terms)
        sentence = await self._words.run(decoder.CommandDecoder.recognize, pcm, likelier)
        if sentence.confidence < self._options.min_confidence:
            return Transcript("", language, sentence.confidence, progress=Progress.OTHER)
        twins = _twins(sentence) if options.alternatives > 1 else ()
        return Transcript(
            sentence.text, language, sentence.confidence, alternatives=twins, progress=sentence.progress
        )


def _twins(sentence: decoder.DecodedSentence) -> tuple[Alternative, ...]:
    """Return a sentence and the one that says the opposite, if it could have been that."""
    if not sentence.twin:
        return ()
    less = log1p(exp(-sentence.margin))
    return (Alternative(sentence.text, -less), Alternative(sentence.twin, -less - sentence.margin))


class _Workers:
    """Makes the processes, each with a decoder."""

    def __init__(self, context: EngineContext) -> None:
        self._limits = context.limits
        self._cache_dir = context.cache_dir / "pocketsphinx"

    def of_home(self, vocabulary: Vocabulary) -> Worker[decoder.CommandDecoder]:
        return self._worker(partial(decoder.load, vocabulary, self._cache_dir))

    def of_latest(self, kept: KeptModels) -> Worker[decoder.CommandDecoder] | None:
        return self._worker(partial(decoder.load_kept, kept.latest)) if kept.latest is not None else None

    async def kept(self, vocabulary: Vocabulary) -> KeptModels:
        return await asyncio.to_thread(decoder.kept, vocabulary, self._cache_dir)

    def _worker(self, load: Callable[[], decoder.CommandDecoder]) -> Worker[decoder.CommandDecoder]:
        return Worker("pocketsphinx", load, limits=self._limits, isolation=Isolation.PROCESS)


SPEC = EngineSpec(
    kind=EngineKind.STT,
    name="pocketsphinx",
    summary="CMU Sphinx with a command model made from the home's own commands: English, fast on any CPU",
    attribution=Attribution("CMU Sphinx", "https://github.com/cmusphinx/pocketsphinx"),
    license="BSD-2-Clause",
    create=Pocketsphinx,
    options=PocketsphinxOptions,
    requires=("pocketsphinx", "hassil", "home_assistant_intents", "espeakng_loader"),
    install="pip install wyoming-morgan",
    automatic=True,
    languages="English: US, and accents close to it",
    size="nothing beyond the wheel; 41 MB in memory",
    rate="16 kHz in",
    proven="53 recorded commands of people and of a neural voice, and 9 recordings without a command",
)
