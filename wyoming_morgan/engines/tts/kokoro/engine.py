"""Kokoro: the most natural of the small neural voices, in nine languages, and mixtures of them.

Its library needs others that are licensed under the GPL: it runs in a separate process and is never loaded
into Morgan's.
"""

from __future__ import annotations

import asyncio
import importlib.metadata
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from wyoming_morgan.audio import AudioFormat
from wyoming_morgan.engines.contract.blends import BlendPart, blend_name, is_blend, parse_blend
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
from wyoming_morgan.engines.tts.kokoro import binding as kokoro_binding
from wyoming_morgan.engines.tts.kokoro import voices as kokoro_voices
from wyoming_morgan.engines.tts.kokoro.binding import Parts
from wyoming_morgan.engines.tts.kokoro.files import ENGINE, KokoroLocation, find
from wyoming_morgan.engines.tts.kokoro.options import KokoroOptions
from wyoming_morgan.engines.tts.onnx_voice import Hardware
from wyoming_morgan.engines.tts.text_pieces import pieces, speakable
from wyoming_morgan.engines.tts.trimmed import TrimmedSpeech
from wyoming_morgan.engines.tts.voice_choice import default_first, speaks
from wyoming_morgan.errors import ConfigurationError, EngineUnavailable, MorganError, UnknownVoice
from wyoming_morgan.settings import setting
from wyoming_morgan.suggestions import suggestion

_PULL = "morgan models pull kokoro/v1.0"
_FORMAT = AudioFormat(rate=kokoro_binding.RATE, width=2, channels=1)
_PIECE = 200
"""Characters of one piece: about three sentences, within what the model takes in one run."""
_MIN_SPEED, _MAX_SPEED = 0.5, 2.0  # what kokoro-onnx takes


class Kokoro:
    """The synthesizer."""

    def __init__(self, options: KokoroOptions, context: EngineContext) -> None:
        self._options = options
        self._context = context
        hardware = Hardware(
            options.device,
            options.device_index,
            options.threads,
            setting=setting("tts.engines.kokoro.device"),
        )
        self._worker = Worker(
            "kokoro",
            partial(kokoro_binding.load, _location(options, context), hardware),
            limits=context.limits,
            isolation=Isolation.PROCESS,
        )
        self._parts: dict[str, Parts] = {}
        self._ready = False
        self._capabilities = TtsCapabilities((), _FORMAT, "", blends=True)

    @property
    def capabilities(self) -> TtsCapabilities:
        """What it can do; no voices before `load`."""
        return self._capabilities

    @property
    def models(self) -> tuple[LoadedModel, ...]:
        """Its processes with a model in each, as one model."""
        return (self._worker.state,)

    async def load(self) -> None:
        """Find the files, list the voices, and start the process with the model.

        Raises:
            EngineUnavailable: the library is missing, or a file is missing or broken; the error names it.
            ConfigurationError: a blend of the settings has a part that does not exist.
        """
        if self._ready:
            return await self._worker.load()
        version = await asyncio.to_thread(importlib.metadata.version, "kokoro-onnx")
        self._know(await asyncio.to_thread(_listed, self._options, self._context), version)
        try:
            await self._worker.load()
            await self._worker.run(kokoro_binding.prepare, self._parts[self._capabilities.voices[0].name])
        except BaseException:
            await self._worker.close()
            raise
        self._ready = True
        return None

    async def close(self) -> None:
        """End the process."""
        self._ready = False
        await self._worker.close()

    async def synthesize(self, text: str, voice: Voice, options: SpeakOptions) -> AsyncGenerator[bytes, None]:
        """Speak, a piece for every 200 characters or less. Speed is limited to 0.5…2.

        The voice's name may be a mixture of voices. Text without phonemes gives no audio.

        Raises:
            UnknownVoice: the voice does not exist, or has no speakers and one was asked for.
            EngineUnavailable: the voice's language cannot be read here.
        """
        parts = self._mixed(voice.name)
        if options.speaker is not None:
            raise UnknownVoice("Kokoro's voices have no speakers", hint="leave the speaker out")
        language = kokoro_voices.language_of(parts[0].voice).code
        delivery = kokoro_binding.KokoroDelivery(
            parts=parts,
            speed=min(max(options.speed, _MIN_SPEED), _MAX_SPEED),
            sentence_pause=self._options.sentence_pause,
            clause_pause=self._options.clause_pause,
            volume=self._options.volume,
        )
        for piece in pieces(speakable(text), _PIECE):
            for phonemes in await self._worker.run(kokoro_binding.phonemize, piece, language):
                spoken = await self._worker.run(kokoro_binding.speak, phonemes, delivery)
                trimmed = TrimmedSpeech(kokoro_binding.RATE, _FORMAT, volume=delivery.volume)
                if pcm := trimmed.feed(spoken.pcm) + trimmed.end(spoken.pause):
                    yield pcm

    def _know(self, listed: _Listed, version: str) -> None:
        voices = {voice.name: voice for voice in listed.voices}
        blends = {name: parse_blend(text) for name, text in self._options.blends.items()}
        mixed = {name: _blend(name, parts, voices) for name, parts in blends.items()}
        self._parts = {name: (BlendPart(name, 1.0),) for name in voices} | blends
        everything = (voices | mixed).values()
        configured = self._options.voice
        if configured is not None and configured not in self._parts:
            raise EngineUnavailable(
                f"Kokoro has no voice {configured}", hint=suggestion(configured, self._parts)
            )
        default = default_first(listed.readable or listed.voices, configured, self._context.languages)[0]
        self._capabilities = TtsCapabilities(
            default_first(tuple(everything), configured or default.name, self._context.languages),
            _FORMAT,
            version,
            blends=True,
            loudness=self._options.volume,
            rests=True,
        )

    def _mixed(self, name: str) -> Parts:
        """Return the voices of the file that make up a voice; the parts of a mixture may be blends."""
        if parts := self._parts.get(name):
            return parts
        weights: dict[str, float] = {}
        for part in parse_blend(name) if is_blend(name) else (BlendPart(name, 1.0),):
            if part.voice not in self._parts:
                raise UnknownVoice(
                    f"Kokoro has no voice {part.voice!r}", hint=suggestion(part.voice, self._parts)
                )
            for inner in self._parts[part.voice]:
                weights[inner.voice] = weights.get(inner.voice, 0.0) + part.weight * inner.weight
        return tuple(BlendPart(voice, weight) for voice, weight in weights.items())


@dataclass(frozen=True, slots=True)
class _Listed:
    """The voices of a file, and those whose language can be read here."""

    voices: tuple[Voice, ...]
    readable: tuple[Voice, ...]


def _location(options: KokoroOptions, context: EngineContext) -> KokoroLocation:
    return KokoroLocation(context.models_dir, options.model, options.voices_file)


def _listed(options: KokoroOptions, context: EngineContext) -> _Listed:
    voices = kokoro_voices.voices(find(_location(options, context)))
    return _Listed(voices, tuple(voice for voice in voices if kokoro_voices.readable(voice)))


def _blend(name: str, parts: Parts, voices: Mapping[str, Voice]) -> Voice:
    """Return a configured mixture as a voice: it speaks the languages of its first part."""
    for part in parts:
        if part.voice not in voices:
            raise ConfigurationError(
                f"the blend {name} of Kokoro has a part {part.voice!r}, which is not a voice",
                hint=suggestion(part.voice, voices),
            )
    return replace(voices[parts[0].voice], name=name, description=f"Mixture: {blend_name(parts)}")


def _voice_on_disk(options: KokoroOptions, context: EngineContext) -> bool:
    """Whether the files exist, with a voice that can speak the home's language."""
    try:
        listed = _listed(options, context)
    except MorganError:
        return False
    return any(speaks(voice, context.languages[0]) for voice in listed.readable)


def _pull_for(context: EngineContext) -> str:
    """Return the command for a first model, if that speaks the home's language without more packages."""
    return _PULL if primary(context.languages[0]) in kokoro_voices.READ_BY_ESPEAK else ""


SPEC = EngineSpec(
    kind=EngineKind.TTS,
    name=ENGINE,
    summary="Kokoro, a neural voice: the most natural of the small ones; voices can be mixed",
    attribution=Attribution("Kokoro", "https://github.com/thewh1teagle/kokoro-onnx"),
    license="MIT, with GPL-3.0 libraries, in a process of its own; the models and voices are Apache-2.0",
    create=Kokoro,
    options=KokoroOptions,
    requires=("kokoro_onnx",),
    install="pip install 'wyoming-morgan[kokoro]'",
    automatic=True,
    rank=60,
    model_on_disk=_voice_on_disk,
    pull=_PULL,
    pull_for=_pull_for,
    languages="English, Spanish, French, Hindi, Italian, Portuguese; Chinese with misaki",
    size="326 MB, 178 MB in half precision, 92 MB in 8 bits; the voices 28 MB",
    rate="24,000 Hz",
    proven="the published v1.0-int8 in `make test-weights`; else a small model of random weights; no GPU",
)
