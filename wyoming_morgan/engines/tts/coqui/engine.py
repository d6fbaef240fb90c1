"""Coqui: VITS and XTTS models through the package coqui-tts, in a process of its own."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from wyoming_morgan.audio import AudioFormat, PcmConverter
from wyoming_morgan.engines.contract.engine import (
    Attribution,
    EngineContext,
    EngineKind,
    EngineSpec,
    LoadedModel,
)
from wyoming_morgan.engines.contract.languages import primary
from wyoming_morgan.engines.contract.tts import SpeakOptions, TtsCapabilities, Voice
from wyoming_morgan.engines.running.worker import Isolation, Worker
from wyoming_morgan.engines.tts.coqui import binding as coqui_binding
from wyoming_morgan.engines.tts.coqui import folder as coqui_folder
from wyoming_morgan.engines.tts.coqui.options import CoquiOptions
from wyoming_morgan.engines.tts.coqui.types import CoquiDescription, LoadRequest, SpeakRequest
from wyoming_morgan.engines.tts.coqui.voices import SpeakerVoice, voices
from wyoming_morgan.engines.tts.text_pieces import pieces, speakable
from wyoming_morgan.errors import MorganError, UnknownVoice

_USUAL_RATE = 22_050
_SLOWEST, _FASTEST = 0.25, 4.0
_PIECE = 200
_SHORTER_PIECES = {"ja": 70, "zh": 80, "ko": 90, "hi": 150, "ar": 160, "ru": 180, "cs": 180}
"""Characters that XTTS speaks at once where that is less than `_PIECE` (TTS/tts/layers/xtts/tokenizer.py)."""


class Coqui:
    """The synthesizer. Its process speaks one chunk at a time; streams of several clients take turns."""

    def __init__(self, options: CoquiOptions, context: EngineContext) -> None:
        self._options = options
        self._home = context.languages
        request = LoadRequest(options, context.models_dir, options.languages or context.languages)
        self._worker = Worker(
            "coqui",
            partial(coqui_binding.load, request),
            # A stream's state is in its process, so that there is one; the library itself uses every core.
            limits=replace(context.limits, parallel=1),
            isolation=Isolation.PROCESS,
        )
        self._keys = itertools.count()
        self._cancelled: set[int] = set()
        self._messages: set[asyncio.Task[None]] = set()
        self._model = CoquiDescription(
            Path(options.model).name or "coqui", "", "", _USUAL_RATE, "", (), (self._home[0],), ""
        )
        self._know(self._model)

    @property
    def capabilities(self) -> TtsCapabilities:
        """Its voices; before `load` only one, with the model's name."""
        return self._capabilities

    @property
    def models(self) -> tuple[LoadedModel, ...]:
        """The model in memory, under its own name."""
        return (replace(self._worker.state, name=self._model.name),)

    async def load(self) -> None:
        """Start the process and load the model.

        Raises:
            EngineUnavailable: a library or a file of the model is missing or broken, or its license was not
                accepted.
            ConfigurationError: an option does not suit the model.
            OutOfMemory: the model does not fit.
        """
        await self._worker.load()
        if not self._model.version:
            self._know(await self._worker.run(coqui_binding.describe))

    async def close(self) -> None:
        """End the process."""
        await self._worker.close()

    async def synthesize(self, text: str, voice: Voice, options: SpeakOptions) -> AsyncGenerator[bytes, None]:
        """Speak: XTTS as it makes audio, VITS sentence by sentence. Speed is bounded to 0.25…4.

        Pieces without a letter or digit are skipped: these models make noise of them.

        Raises:
            UnknownVoice: the voice or the speaker does not exist.
            InvalidRequest: the model cannot read the text aloud.
            OutOfMemory: the device has too little memory for it.
        """
        chosen = self._find(voice, options.speaker)
        made = AudioFormat(rate=self._model.rate, width=2, channels=1)
        converter = PcmConverter(made, self._capabilities.format)
        speed = min(max(options.speed, _SLOWEST), _FASTEST)
        size = _SHORTER_PIECES.get(primary(chosen.language), _PIECE)
        for piece in pieces(speakable(text), size):
            if not any(char.isalnum() for char in piece):
                continue
            request = SpeakRequest(piece, chosen.speaker, chosen.language, speed)
            async with aclosing(self._stream(request)) as stream:
                async for pcm in stream:
                    if converted := converter.convert(pcm):
                        yield converted
        if rest := converter.flush():
            yield rest

    async def _stream(self, request: SpeakRequest) -> AsyncGenerator[bytes]:
        key = next(self._keys)
        ended = False
        try:
            chunk = await self._worker.run(coqui_binding.begin, key, request)
            while not (ended := chunk.last):
                yield chunk.pcm
                chunk = await self._worker.run(coqui_binding.go_on, key)
            if chunk.pcm:
                yield chunk.pcm
        finally:
            if not ended:
                self._cancel(key)

    def _cancel(self, key: int) -> None:
        """Drop a stream, without making the client that leaves wait for it."""
        self._cancelled.add(key)
        message = asyncio.create_task(self._drop(), name="coqui: drop")
        self._messages.add(message)
        message.add_done_callback(self._messages.discard)

    async def _drop(self) -> None:
        if not self._worker.state.loaded:  # the streams ended with their process
            self._cancelled.clear()
            return
        keys = tuple(self._cancelled)
        with suppress(MorganError):  # busy or stopping: the next cancelled stream takes these along
            await self._worker.run(coqui_binding.drop, keys)
            self._cancelled.difference_update(keys)

    def _know(self, model: CoquiDescription) -> None:
        configured = self._options.languages if model.version else ()
        self._voices = voices(model, self._home, configured)
        self._model = model
        made = AudioFormat(rate=self._options.rate or model.rate, width=2, channels=1)
        self._capabilities = TtsCapabilities(
            tuple(entry.voice for entry in self._voices.values()), made, model.version
        )

    def _find(self, voice: Voice, speaker: str | None) -> SpeakerVoice:
        chosen = self._voices.get(voice.name)
        if chosen is None:
            raise UnknownVoice(
                f"coqui has no voice {voice.name!r}", hint=f"there is {next(iter(self._voices))}"
            )
        if speaker is not None:
            raise UnknownVoice(
                f"{voice.name} has no speaker {speaker!r}", hint="each speaker is a voice; leave it out"
            )
        return chosen


def _model_on_disk(options: CoquiOptions, context: EngineContext) -> bool:
    return coqui_folder.on_disk(
        options.model, context.models_dir, context.languages, accept_cpml=options.accept_cpml
    )


_PULL = "morgan models pull coqui/en-ljspeech-vits"
SPEC = EngineSpec(
    kind=EngineKind.TTS,
    name=coqui_folder.ENGINE,
    summary="Coqui's VITS and XTTS models: many speakers, cloned voices, streaming; needs PyTorch",
    attribution=Attribution("Coqui and Idiap", "https://github.com/idiap/coqui-ai-TTS"),
    license="MPL-2.0",
    create=Coqui,
    options=CoquiOptions,
    requires=("TTS", "torch", "torchaudio"),
    install="pip install 'wyoming-morgan[coqui]'",
    automatic=True,
    rank=40,
    model_on_disk=_model_on_disk,
    pull=_PULL,
    pull_for=lambda context: _PULL if primary(context.languages[0]) == "en" else "",
    languages="VITS: its model's; XTTS: 17",
    size="VITS 0.1 GB, XTTS 1.9 GB",
    rate="VITS 22,050 Hz, XTTS 24,000 Hz",
    proven="VITS and XTTS models with random weights made by the library itself, in `make test-coqui`",
)
