"""pocketsphinx behind the protocol of `SpeechToText`, in a process of its own.

Its decoder is not thread-safe and holds the interpreter's lock while it works.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
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
from wyoming_morgan.engines.contract.stt import SttCapabilities, TranscribeOptions, Transcript
from wyoming_morgan.engines.contract.vocabulary import Vocabulary
from wyoming_morgan.engines.running.worker import Isolation, Worker
from wyoming_morgan.engines.stt.pocketsphinx import decoder
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
        self._context = context
        self._worker = self._make_worker(context.vocabulary)
        self._changing = asyncio.Lock()  # a home may change while the first process still starts
        self._capabilities = SttCapabilities(
            languages=_LANGUAGES,
            model="en-us",
            model_description="CMU Sphinx, US English, with a command model made from this home's commands",
            version="",
        )

    @property
    def capabilities(self) -> SttCapabilities:
        """What it can do; the library's version is known after `load`."""
        return self._capabilities

    @property
    def models(self) -> tuple[LoadedModel, ...]:
        """Its model in its process."""
        return (self._worker.state,)

    async def load(self) -> None:
        """Start the process; a new home takes some seconds.

        Raises:
            EngineUnavailable: a library is missing, or the cache cannot be written.
        """
        async with self._changing:
            await self._worker.load()
            if not self._capabilities.version:
                version = await self._worker.run(decoder.library_version)
                self._capabilities = replace(self._capabilities, version=version)

    async def change_vocabulary(self, vocabulary: Vocabulary) -> None:
        """Replace the process by one whose command model has other words.

        Changes are made one after the other, so the last one stays.

        Raises:
            EngineUnavailable, EngineFailed: the new one cannot be loaded; the old one stays.
        """
        async with self._changing:
            worker = self._make_worker(vocabulary)
            try:
                await worker.load()
            except BaseException:
                await worker.close()
                raise
            self._worker, former = worker, self._worker
            try:
                await former.close(finish=True)
            except asyncio.CancelledError:
                await former.close()
                raise

    async def close(self) -> None:
        """End the process."""
        await self._worker.close()

    def _make_worker(self, vocabulary: Vocabulary) -> Worker[decoder.CommandDecoder]:
        load = partial(decoder.load, vocabulary, self._context.cache_dir / "pocketsphinx")
        return Worker("pocketsphinx", load, limits=self._context.limits, isolation=Isolation.PROCESS)

    async def transcribe(self, pcm: bytes, options: TranscribeOptions) -> Transcript:
        """Transcribe one utterance: 16 kHz, 16-bit, mono PCM. No text: it was not a command.

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
        sentence = await self._worker.run(decoder.CommandDecoder.recognize, pcm, likelier)
        text = sentence.text if sentence.confidence >= self._options.min_confidence else ""
        return Transcript(text, language, sentence.confidence)


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
