"""Piper: neural voices for some forty languages, quick on a CPU.

Its library is licensed under the GPL: it runs in a separate process and is never loaded into Morgan's.
"""

from __future__ import annotations

import asyncio
import importlib.metadata
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from functools import partial

from wyoming_morgan.advice import advice
from wyoming_morgan.audio import AudioFormat
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
from wyoming_morgan.engines.tts.onnx_voice import Hardware
from wyoming_morgan.engines.tts.piper import binding as piper_binding
from wyoming_morgan.engines.tts.piper import voices as piper_voices
from wyoming_morgan.engines.tts.piper.model import PiperDelivery, VoiceFiles
from wyoming_morgan.engines.tts.piper.options import PiperOptions
from wyoming_morgan.engines.tts.text_pieces import CLAUSE_ENDS, SENTENCE_ENDS, pieces, speakable
from wyoming_morgan.engines.tts.trimmed import Playing, TrimmedSpeech
from wyoming_morgan.engines.tts.voice_choice import default_first, speaks
from wyoming_morgan.errors import EngineUnavailable, UnknownVoice
from wyoming_morgan.languages.matching import match_language
from wyoming_morgan.models.catalogue import Catalogue
from wyoming_morgan.settings import setting
from wyoming_morgan.suggestions import did_you_mean, suggestion, there_are

_LOGGER = logging.getLogger(__name__)

_PULL = "morgan models pull piper/en_US-lessac-medium"
_PIECE = 400
"""Characters whose phonemes are made by one call; each sentence is then spoken by a separate call."""
_MIN_SPEED, _MAX_SPEED = 0.25, 4.0
_LATEST = 0.3
"""How much the latest call counts in the duration of calls."""


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
        self._listing = piper_voices.Listing()
        self._capabilities = TtsCapabilities((), self._format, "")
        self._prepared: set[VoiceFiles] = set()
        self._call_seconds = 0.0
        """Seconds of a call, as the last ones were: one that is due may have to wait for another."""
        self._ready = False

    @property
    def capabilities(self) -> TtsCapabilities:
        """What it can do; no voices before `load`."""
        return self._capabilities

    @property
    def models(self) -> tuple[LoadedModel, ...]:
        """Its processes with the voices in them, as one model."""
        return (self._worker.state,)

    async def load(self) -> None:
        """Find the voices, start the process and load the default voice in it.

        A broken voice does not affect the others.

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
        """Speak sentence by sentence, each in stretches that get longer. Speed is limited to 0.25…4.

        Text without phonemes, such as only dots, gives no audio.

        Raises:
            UnknownVoice: the voice or the speaker does not exist.
            EngineUnavailable: a file of the voice is broken; the error names it and how to repair it.
        """
        entry = self._find(voice.name)
        delivery = self._delivery(entry, options)
        await self._prepare(entry.files)
        for piece in pieces(speakable(text), _PIECE):
            sentences, stretch = await self._worker.run(piper_binding.start, entry.files, piece, delivery)
            for phonemes in sentences:
                async with aclosing(self._sentence(entry, phonemes, delivery, stretch)) as sentence:
                    async for pcm in sentence:
                        yield pcm
                stretch = None

    async def _sentence(
        self,
        entry: piper_voices.ListedVoice,
        phonemes: piper_binding.Phonemes,
        delivery: PiperDelivery,
        stretch: piper_binding.SpokenStretch | None,
    ) -> AsyncGenerator[bytes, None]:
        """Speak a sentence; `stretch` is its first one, if that is made already."""
        trimmed = TrimmedSpeech(entry.voice.rate or self._format.rate, self._format, volume=delivery.volume)
        if stretch is None:
            stretch = await self._worker.run(piper_binding.begin, entry.files, phonemes, delivery)
        playing = Playing(self._format)
        while stretch.rest is not None:
            self._call_seconds += (stretch.seconds - self._call_seconds) * _LATEST
            if pcm := trimmed.feed(stretch.pcm):
                playing.add(pcm)
                yield pcm
            due = playing.until - stretch.rest.soonest - self._call_seconds
            stretch = await self._worker.run(
                piper_binding.go_on, entry.files, stretch.rest, playing.until, delivery, due=due
            )
        if pcm := trimmed.feed(stretch.pcm) + trimmed.end(self._pause(phonemes)):
            yield pcm

    async def _prepare(self, files: VoiceFiles) -> None:
        """Load a voice that was not used before; say it if its sentences come whole."""
        if files not in self._prepared:
            in_stretches = await self._worker.run(piper_binding.prepare, files)
            if not in_stretches and files not in self._prepared:
                _LOGGER.info(
                    "piper: %s cannot be decoded in stretches: its sentences come whole", files.model
                )
            self._prepared.add(files)

    def _pause(self, phonemes: piper_binding.Phonemes) -> float:
        """Return the seconds of silence after the mark that phonemes end in."""
        mark = next((phoneme for phoneme in reversed(phonemes) if phoneme.strip()), "")
        if mark and mark in SENTENCE_ENDS:
            return self._options.sentence_silence
        return self._options.clause_silence if mark and mark in CLAUSE_ENDS else 0.0

    def _know(self, listing: piper_voices.Listing, version: str) -> None:
        for problem in listing.problems.values():
            _LOGGER.warning("piper: %s", problem)
        if not listing.voices:
            problem = next(iter(listing.problems.values()), "")
            raise EngineUnavailable(
                f"Piper has no voice{': ' if problem else ''}{problem}", hint=advice(_PULL)
            )
        name = self._options.voice
        if name is not None and name not in listing.voices:
            raise EngineUnavailable(
                listing.problems.get(name, f"Piper's voice {name} is not on disk"), hint=_other(name, listing)
            )
        voices = [listing.voices[entry].voice for entry in sorted(listing.voices)]
        self._listing = listing
        self._capabilities = TtsCapabilities(
            default_first(voices, name, self._context.languages),
            self._format,
            version,
            loudness=self._options.volume if self._options.normalize else None,
            rests=True,
        )

    async def _warm(self) -> None:
        """Load the default voice in every process."""
        files = self._listing.voices[self._capabilities.voices[0].name].files
        try:
            processes = range(self._context.limits.parallel)
            await asyncio.gather(*(self._worker.run(piper_binding.prepare, files) for _ in processes))
            await self._prepare(files)
        except EngineUnavailable as error:
            if len(self._listing.voices) == 1:
                raise
            _LOGGER.warning("piper: %s", error)

    def _find(self, name: str) -> piper_voices.ListedVoice:
        if entry := self._listing.voices.get(name):
            return entry
        names = sorted(self._listing.voices)
        raise UnknownVoice(f"Piper has no voice {name!r}", hint=suggestion(name, names))

    def _delivery(self, entry: piper_voices.ListedVoice, options: SpeakOptions) -> PiperDelivery:
        speaker = options.speaker
        if speaker is not None and speaker not in entry.speakers:
            raise UnknownVoice(
                f"{entry.voice.name} has no speaker {speaker!r}",
                hint=there_are(entry.voice.speakers) if entry.speakers else "leave the speaker out",
            )
        speed = min(max(options.speed, _MIN_SPEED), _MAX_SPEED)
        return PiperDelivery(
            speaker=None if speaker is None else entry.speakers[speaker],
            length_scale=(self._options.length_scale or entry.length_scale) / speed,
            noise_scale=self._options.noise_scale,
            noise_w_scale=self._options.noise_w_scale,
            volume=self._options.volume,
        )


def _listing(options: PiperOptions, context: EngineContext) -> piper_voices.Listing:
    return piper_voices.listing(context.models_dir, options.folder)


def _other(name: str, listing: piper_voices.Listing) -> str:
    if name in listing.problems:
        return f"or set another {setting('tts.engines.piper.voice')}"  # the problem says how to repair it
    return f"{did_you_mean(name, listing.voices)} {advice(f'morgan models pull piper/{name}')}".lstrip()


def _voice_on_disk(options: PiperOptions, context: EngineContext) -> bool:
    """Whether the configured voice exists, or else one of the home's language."""
    voices = _listing(options, context).voices
    if options.voice is not None:
        return options.voice in voices
    return any(speaks(entry.voice, context.languages[0]) for entry in voices.values())


def _pull_for(context: EngineContext) -> str:
    """Return the command for a first voice of the home's language; empty if there is none."""
    language = context.languages[0]
    if primary(language) == "en":
        return _PULL
    voices = [entry for entry in Catalogue.load().entries if entry.engine == "piper"]
    best = match_language(language, [tag for entry in voices for tag in entry.languages])
    names = [entry.id for entry in voices if best in entry.languages]
    medium = next((name for name in names if name.endswith("-medium")), None)
    name = medium or next(iter(names), "")
    return f"morgan models pull {name}" if name else ""


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
    pull_for=_pull_for,
    languages="about forty, one for each voice",
    size="20 to 115 MB a voice, most 63 MB",
    rate="22,050 Hz, or as set; voices are made for 16,000 or 22,050 Hz",
    proven="en_US-joe-medium in `make test-weights`; small voices of random weights otherwise; no GPU",
)
