"""What is said: recordings from a folder, or sentences that espeak-ng speaks."""

from __future__ import annotations

import asyncio
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from wyoming_morgan.audio import SPEECH, AudioFormat, PcmConverter, decode, to_samples
from wyoming_morgan.bench.recordings import LabeledRecording, find_home, find_recordings
from wyoming_morgan.engines.tts.espeak_ng.binding import RATE, Espeak, Prosody

_LONGEST_SECONDS = 60.0
_WINDOW_SECONDS = 0.02
_QUIET = 0.05
"""Of the loudest window: what is quieter at the end of a recording is no speech."""
_HOME: dict[str, Any] = {
    "areas": ["Kitchen", "Bedroom", "Office"],
    "entities": [
        {"name": "Kitchen Light", "domain": "light", "area": "Kitchen"},
        {"name": "Desk Lamp", "domain": "light", "area": "Office"},
        {"name": "Bedroom Blinds", "domain": "cover", "area": "Bedroom"},
        {"name": "Front Door", "domain": "lock"},
        {"name": "Garage Door", "domain": "cover"},
    ],
}
_SENTENCES = (
    "turn on the kitchen light",
    "turn off the desk lamp",
    "close the bedroom blinds",
    "is the front door locked",
    "open the garage door",
    "what time is it",
    "turn off the lights in the kitchen",
    "lock the front door",
)
_VOICES = ("gmw/en", "gmw/en-US", "gmw/en-GB-scotland")
WAKE_WORD = "hey_jarvis"
_WAKE_VOICES = ("gmw/en-US+m2", "gmw/en+m8", "gmw/en-GB-scotland+f3", "gmw/en-US+f3")
"""Voices of espeak-ng in which openWakeWord hears the word."""
_LEAD_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Utterance:
    """One sentence as `SPEECH` PCM that ends where the speech ends."""

    name: str
    text: str
    pcm: bytes

    @property
    def seconds(self) -> float:
        """How long it is."""
        return SPEECH.seconds(len(self.pcm))


@dataclass(frozen=True, slots=True)
class Material:
    """Utterances, and the home that they are about."""

    source: str
    utterances: tuple[Utterance, ...]
    home: dict[str, Any]


async def recorded(folder: Path, count: int) -> Material:
    """Take `count` commands of a folder, spread over all of its recordings."""
    commands = [recording for recording in find_recordings(folder) if recording.text]
    utterances = []
    for recording in _spread(commands, count):
        content = await asyncio.to_thread(recording.path.read_bytes)
        sound = await asyncio.to_thread(decode, content, limit_seconds=_LONGEST_SECONDS)
        utterances.append(Utterance(recording.path.name, recording.text, _trimmed(sound.pcm)))
    source = f"{len(utterances)} of {len(commands)} recordings"
    return Material(source, tuple(utterances), find_home(folder).settings)


async def spoken(count: int) -> Material:
    """Have espeak-ng speak `count` commands, in several voices."""
    library = await asyncio.to_thread(Espeak)
    utterances = []
    for number in range(count):
        text, voice = _SENTENCES[number % len(_SENTENCES)], _VOICES[number % len(_VOICES)]
        pcm = bytes(SPEECH.size(_LEAD_SECONDS)) + await asyncio.to_thread(_said, library, text, voice)
        utterances.append(Utterance(f"{number}: {voice}", text, pcm))
    return Material(f"{count} sentences by espeak-ng", tuple(utterances), _HOME)


async def wake_words() -> tuple[Utterance, ...]:
    """Have espeak-ng say the wake word, in several voices."""
    library = await asyncio.to_thread(Espeak)
    text = WAKE_WORD.replace("_", " ").capitalize()
    return tuple(
        [
            Utterance(
                voice,
                WAKE_WORD,
                bytes(SPEECH.size(2 * _LEAD_SECONDS)) + await asyncio.to_thread(_said, library, text, voice),
            )
            for voice in _WAKE_VOICES
        ]
    )


def _said(library: Espeak, text: str, voice: str) -> bytes:
    pcm = library.speak(text, voice, Prosody(165, 50, 100, 0))
    converter = PcmConverter(AudioFormat(RATE, 2, 1), SPEECH)
    return _trimmed(converter.convert(pcm) + converter.flush())


def _trimmed(pcm: bytes) -> bytes:
    """Cut off what follows the speech."""
    window = SPEECH.size(_WINDOW_SECONDS)
    levels = [float(np.abs(to_samples(pcm[i : i + window])).max()) for i in range(0, len(pcm), window)]
    last = max(number for number, level in enumerate(levels) if level >= _QUIET * max(levels))
    return pcm[: (last + 1) * window]


def _spread(entries: Sequence[LabeledRecording], count: int) -> list[LabeledRecording]:
    count = min(count, len(entries))
    return [entries[number * len(entries) // count] for number in range(count)]


def write_wave(folder: Path, number: int, utterance: Utterance, *, silence: float = 0.0) -> Path:
    """Write an utterance as a WAV file for the engine alone."""
    path = folder / f"{number}.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SPEECH.rate)
        file.writeframes(utterance.pcm + bytes(SPEECH.size(silence)))
    return path
