"""Coqui: VITS and XTTS models through the package coqui-tts, in a process of its own."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from pydantic import Field

from wyoming_morgan.audio import AudioFormat, PcmConverter
from wyoming_morgan.engines.contract.engine import (
    Attribution,
    EngineContext,
    EngineKind,
    EngineOptions,
    EngineSpec,
    LoadedModel,
)
from wyoming_morgan.engines.contract.languages import primary
from wyoming_morgan.engines.contract.tts import SpeakOptions, TtsCapabilities, Voice
from wyoming_morgan.engines.running.worker import Isolation, Worker
from wyoming_morgan.engines.tts.coqui import binding as coqui_binding
from wyoming_morgan.engines.tts.coqui import folder as coqui_folder
from wyoming_morgan.engines.tts.coqui.voices import Known, voices
from wyoming_morgan.engines.tts.text_pieces import pieces, speakable
from wyoming_morgan.errors import MorganError, UnknownVoice

_USUAL_RATE = 22_050
_SLOWEST, _FASTEST = 0.25, 4.0
_PIECE = 200
_SHORTER_PIECES = {"ja": 70, "zh": 80, "ko": 90, "hi": 150, "ar": 160, "ru": 180, "cs": 180}
"""Characters that XTTS speaks at once where that is less than `_PIECE` (TTS/tts/layers/xtts/tokenizer.py)."""


class CoquiOptions(EngineOptions):
    """Which model of Coqui's speaks, and how."""

    model: str = Field(
        default="",
        description="Name of a model (`morgan models list`), or the absolute path of a folder with "
        "config.json and model.pth; without one, the first on disk that speaks the home's language.",
    )
    languages: tuple[str, ...] = Field(
        default=(),
        description="Languages that a model of many speaks, the default first; without any, the home's.",
    )
    device: str = Field(
        default="auto",
        pattern=r"^(auto|cpu|cuda(:\d{1,2})?)$",
        description="`auto` (a GPU if there is one), `cpu`, `cuda`, or `cuda:1` for the second GPU.",
    )
    rate: int | None = Field(
        default=None, ge=8_000, le=48_000, description="Hz of the audio; without it, the model's own."
    )
    accept_cpml: bool = Field(
        default=False,
        description="XTTS: the Coqui Public Model License, which allows no commercial use, is accepted.",
    )
    voices: dict[str, Path] = Field(
        default_factory=dict,
        description="XTTS: recordings to clone, by the voice's name; these come before the model's own.",
    )
    temperature: float | None = Field(
        default=None, gt=0, le=2, description="XTTS: how freely it speaks; without it, the model's own."
    )
    stream_tokens: int = Field(
        default=20,
        ge=1,
        le=600,
        description="XTTS: tokens of 46 ms in a chunk; fewer begin sooner and cost more.",
    )


class Coqui:
    """The synthesizer. Its process speaks one chunk at a time; streams of several clients take turns."""

    def __init__(self, options: CoquiOptions, context: EngineContext) -> None:
        self._options = options
        self._home = context.languages
        request = coqui_binding.LoadRequest(
            model=options.model,
            models_dir=context.models_dir,
            languages=options.languages or context.languages,
            accept_cpml=options.accept_cpml,
            device=options.device,
            voices=tuple(options.voices.items()),
            temperature=options.temperature,
            stream_tokens=options.stream_tokens,
        )
        self._worker = Worker(
            "coqui",
            partial(coqui_binding.load, request),
            # A stream's state is in its process, so that there is one; the library itself uses every core.
            limits=replace(context.limits, parallel=1),
            isolation=Isolation.PROCESS,
        )
        self._keys = itertools.count()
        self._given_up: set[int] = set()
        self._messages: set[asyncio.Task[None]] = set()
        self._model = coqui_binding.Description(
            Path(options.model).name or "coqui", "", "", _USUAL_RATE, "", (), (self._home[0],), ""
        )
        self._know(self._model)

    @property
    def capabilities(self) -> TtsCapabilities:
        """What it can do; a voice of the model's name alone before `load`."""
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
            InvalidRequest: the model cannot read the text out.
            OutOfMemory: the device has too little memory for it.
        """
        known = self._known(voice, options.speaker)
        made = AudioFormat(rate=self._model.rate, width=2, channels=1)
        converter = PcmConverter(made, self._capabilities.format)
        speed = min(max(options.speed, _SLOWEST), _FASTEST)
        size = _SHORTER_PIECES.get(primary(known.language), _PIECE)
        for piece in pieces(speakable(text), size):
            if not any(char.isalnum() for char in piece):
                continue
            request = coqui_binding.SpeakRequest(piece, known.speaker, known.language, speed)
            async with aclosing(self._stream(request)) as stream:
                async for pcm in stream:
                    if converted := converter.convert(pcm):
                        yield converted
        if rest := converter.flush():
            yield rest

    async def _stream(self, request: coqui_binding.SpeakRequest) -> AsyncGenerator[bytes]:
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
                self._give_up(key)

    def _give_up(self, key: int) -> None:
        """Have a stream dropped, without keeping who leaves waiting for it."""
        self._given_up.add(key)
        message = asyncio.create_task(self._drop(), name="coqui: drop")
        self._messages.add(message)
        message.add_done_callback(self._messages.discard)

    async def _drop(self) -> None:
        if not self._worker.state.loaded:  # the streams ended with their process
            self._given_up.clear()
            return
        keys = tuple(self._given_up)
        with suppress(MorganError):  # busy or stopping: the next one that is given up takes these along
            await self._worker.run(coqui_binding.drop, keys)
            self._given_up.difference_update(keys)

    def _know(self, model: coqui_binding.Description) -> None:
        wanted = self._options.languages if model.version else ()
        self._voices = voices(model, self._home, wanted)
        self._model = model
        made = AudioFormat(rate=self._options.rate or model.rate, width=2, channels=1)
        self._capabilities = TtsCapabilities(
            tuple(known.voice for known in self._voices.values()), made, model.version
        )

    def _known(self, voice: Voice, speaker: str | None) -> Known:
        known = self._voices.get(voice.name)
        if known is None:
            raise UnknownVoice(
                f"coqui has no voice {voice.name!r}", hint=f"there is {next(iter(self._voices))}"
            )
        if speaker is not None:
            raise UnknownVoice(
                f"{voice.name} has no speaker {speaker!r}", hint="each speaker is a voice; leave it out"
            )
        return known


def _model_on_disk(options: CoquiOptions, context: EngineContext) -> bool:
    return coqui_folder.on_disk(
        options.model, context.models_dir, context.languages, accept_cpml=options.accept_cpml
    )


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
    pull="morgan models pull coqui/en-ljspeech-vits",
    languages="VITS: its model's; XTTS: 17",
    size="VITS 0.1 GB, XTTS 1.9 GB",
    rate="VITS 22,050 Hz, XTTS 24,000 Hz",
    proven="VITS and XTTS models with random weights made by the library itself, in `make test-coqui`",
)
