"""Piper: neural voices for some forty languages, quick on a CPU.

Its library is licensed under the GPL: it runs in a process of its own and is never loaded into Morgan's.
"""

from __future__ import annotations

import asyncio
import difflib
import importlib.metadata
import logging
from collections.abc import AsyncGenerator
from functools import partial

from wyoming_morgan.audio import AudioFormat
from wyoming_morgan.engines.contract.engine import (
    Attribution,
    EngineContext,
    EngineKind,
    EngineSpec,
    LoadedModel,
)
from wyoming_morgan.engines.contract.tts import SpeakOptions, TtsCapabilities, Voice
from wyoming_morgan.engines.running.worker import Isolation, Worker
from wyoming_morgan.engines.tts.onnx_voice import Hardware
from wyoming_morgan.engines.tts.piper import binding as piper_binding
from wyoming_morgan.engines.tts.piper import voices as piper_voices
from wyoming_morgan.engines.tts.piper.options import PiperOptions
from wyoming_morgan.engines.tts.text_pieces import pieces, speakable
from wyoming_morgan.engines.tts.voice_choice import default_first, speaks
from wyoming_morgan.errors import EngineUnavailable, UnknownVoice
from wyoming_morgan.settings import setting

_LOGGER = logging.getLogger(__name__)

_PULL = "morgan models pull piper/en_US-lessac-medium"
_PIECE = 400
"""Characters whose phonemes are made by one call; each sentence is then spoken by a call of its own."""
_MIN_SPEED, _MAX_SPEED = 0.25, 4.0


class Piper:
    """The synthesizer."""

    def __init__(self, options: PiperOptions, context: EngineContext) -> None:
        self._options = options
        self._context = context
        self._format = AudioFormat(rate=options.rate, width=2, channels=1)
        hardware = Hardware(
            options.device,
            options.device_index,
            options.threads,
            setting=setting("tts.engines.piper.device"),
        )
        self._worker = Worker(
            "piper",
            partial(piper_binding.PiperVoices, options.loaded_voices, hardware),
            limits=context.limits,
            isolation=Isolation.PROCESS,
        )
        self._known = piper_voices.Listing()
        self._capabilities = TtsCapabilities((), self._format, "")
        self._ready = False

    @property
    def capabilities(self) -> TtsCapabilities:
        """What it can do; no voices before `load`."""
        return self._capabilities

    @property
    def models(self) -> tuple[LoadedModel, ...]:
        """Its processes with the voices in them, as one."""
        return (self._worker.state,)

    async def load(self) -> None:
        """Find the voices, start the process and load the default voice in it.

        A voice that is broken does not keep the others from speaking.

        Raises:
            EngineUnavailable: the library or the default voice is missing, or there is no voice at all.
        """
        if self._ready:
            return await self._worker.load()
        version = await asyncio.to_thread(importlib.metadata.version, "piper-tts")
        self._know(await asyncio.to_thread(_listing, self._options, self._context), version)
        try:
            await self._worker.load()
            await self._warm()
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
        """Speak, a piece for each sentence. Speed is bounded to a quarter and four times the voice's own.

        Text without phonemes, such as dots alone, gives no audio.

        Raises:
            UnknownVoice: the voice or the speaker does not exist.
            EngineUnavailable: a file of the voice is broken; the error names it and what mends it.
        """
        known = self._find(voice.name)
        delivery = self._delivery(known, options)
        for piece in pieces(speakable(text), _PIECE):
            for phonemes in await self._worker.run(piper_binding.phonemize, known.files, piece):
                if pcm := await self._worker.run(piper_binding.speak, known.files, phonemes, delivery):
                    yield pcm

    def _know(self, found: piper_voices.Listing, version: str) -> None:
        for problem in found.problems.values():
            _LOGGER.warning("piper: %s", problem)
        if not found.voices:
            problem = next(iter(found.problems.values()), "")
            raise EngineUnavailable(
                f"Piper has no voice{': ' if problem else ''}{problem}", hint=f"run: {_PULL}"
            )
        wanted = self._options.voice
        if wanted is not None and wanted not in found.voices:
            raise EngineUnavailable(
                found.problems.get(wanted, f"Piper's voice {wanted} is not on disk"),
                hint=_other(wanted, found),
            )
        voices = default_first(
            [found.voices[name].voice for name in sorted(found.voices)], wanted, self._context.languages
        )
        self._known = found
        self._capabilities = TtsCapabilities(voices, self._format, version)

    async def _warm(self) -> None:
        """Load the default voice in every process."""
        files = self._known.voices[self._capabilities.voices[0].name].files
        try:
            processes = range(self._context.limits.parallel)
            await asyncio.gather(*(self._worker.run(piper_binding.prepare, files) for _ in processes))
        except EngineUnavailable as error:
            if len(self._known.voices) == 1:
                raise
            _LOGGER.warning("piper: %s", error)

    def _find(self, name: str) -> piper_voices.ListedVoice:
        if known := self._known.voices.get(name):
            return known
        names = ", ".join(sorted(self._known.voices)[:5])
        raise UnknownVoice(f"Piper has no voice {name!r}", hint=f"there are: {names or 'none'}")

    def _delivery(
        self, known: piper_voices.ListedVoice, options: SpeakOptions
    ) -> piper_binding.PiperDelivery:
        speaker = options.speaker
        if speaker is not None and speaker not in known.speakers:
            raise UnknownVoice(
                f"{known.voice.name} has no speaker {speaker!r}",
                hint=f"there are: {', '.join(known.voice.speakers[:10])}"
                if known.speakers
                else "leave the speaker out",
            )
        speed = min(max(options.speed, _MIN_SPEED), _MAX_SPEED)
        return piper_binding.PiperDelivery(
            speaker=None if speaker is None else known.speakers[speaker],
            length_scale=(self._options.length_scale or known.length_scale) / speed,
            noise_scale=self._options.noise_scale,
            noise_w_scale=self._options.noise_w_scale,
            sentence_silence=self._options.sentence_silence,
            normalize=self._options.normalize,
            volume=self._options.volume,
            rate=self._options.rate,
        )


def _listing(options: PiperOptions, context: EngineContext) -> piper_voices.Listing:
    return piper_voices.listing(context.models_dir, options.folder)


def _other(wanted: str, found: piper_voices.Listing) -> str:
    if wanted in found.problems:
        return "or set another voice"  # the problem tells what mends it
    close = difflib.get_close_matches(wanted, found.voices, n=1)
    return f"{f'did you mean {close[0]}? ' if close else ''}run: morgan models pull piper/{wanted}"


def _voice_on_disk(options: PiperOptions, context: EngineContext) -> bool:
    """Whether there is the voice that was set, or else one of the home's language."""
    found = _listing(options, context)
    if options.voice is not None:
        return options.voice in found.voices
    return any(speaks(known.voice, context.languages[0]) for known in found.voices.values())


SPEC = EngineSpec(
    kind=EngineKind.TTS,
    name="piper",
    summary="Piper, neural voices: natural, quick on a CPU, several voices and speakers at once",
    attribution=Attribution("Piper", "https://github.com/OHF-Voice/piper1-gpl"),
    license="GPL-3.0-or-later, in a process of its own; each voice has its own license",
    create=Piper,
    options=PiperOptions,
    requires=("piper",),
    install="pip install 'wyoming-morgan[piper]'",
    automatic=True,
    rank=50,
    model_on_disk=_voice_on_disk,
    pull=_PULL,
    languages="some forty, each voice one",
    size="20 to 115 MB a voice, most 63 MB",
    rate="22,050 Hz, or as set; voices are made for 16,000 or 22,050 Hz",
    proven="the real library on small voices with random weights; no published voice, no GPU",
)
