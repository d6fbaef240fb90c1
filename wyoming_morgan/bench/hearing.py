"""Measures speech recognition: transcripts and intents of recordings, compared with what was said."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np
import yaml

from wyoming_morgan.audio import SPEECH, FileDecoder, from_samples, to_samples
from wyoming_morgan.bench.client import connected, transcribe
from wyoming_morgan.bench.server import ServerProcess
from wyoming_morgan.errors import InvalidRequest
from wyoming_morgan.settings import setting

_SUFFIXES = {".wav", ".flac", ".mp3", ".ogg", ".opus", ".m4a", ".webm"}
_LONGEST_SECONDS = 120.0
_SILENCE_SECONDS = 0.7
_HOME_HINT = f"write it like the setting {setting('core.home')}"

Intents = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
"""Every recognized intent as (name, sorted slots)."""


@dataclass(frozen=True, slots=True)
class LabeledRecording:
    """A file, the speaker, and what was said; an empty text means that nothing was meant for Morgan."""

    path: Path
    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class RecordingResult:
    """One recording, as Morgan transcribed it."""

    recording: LabeledRecording
    transcript: str
    expected: Intents
    """The intents of the words that were said, sent as text: none if they are not a command."""
    recognized: Intents
    """The intents of the transcript."""

    @property
    def right(self) -> bool:
        """Whether the recording leads to the same intents and slots as its text."""
        return self.recognized == self.expected


@dataclass(frozen=True, slots=True)
class HearingReport:
    """The recordings of one folder."""

    folder: Path
    rows: tuple[RecordingResult, ...]

    @property
    def spoken(self) -> tuple[RecordingResult, ...]:
        """The recordings in which something was said to Morgan, according to the transcripts file."""
        return tuple(row for row in self.rows if row.recording.text)

    @property
    def commands(self) -> tuple[RecordingResult, ...]:
        """The spoken recordings whose text the agent understands."""
        return tuple(row for row in self.spoken if row.expected)

    @property
    def right(self) -> int:
        """Commands that were recognized with the right intents and slots."""
        return sum(row.right for row in self.commands)

    @property
    def others(self) -> tuple[RecordingResult, ...]:
        """Noise, speech that was not meant for Morgan, and words that are not a command."""
        return tuple(row for row in self.rows if not row.expected)

    @property
    def false_commands(self) -> int:
        """Others that were recognized as a command."""
        return sum(bool(row.recognized) for row in self.others)

    @property
    def word_error_rate(self) -> float:
        """Word errors of the commands, divided by the number of their words."""
        errors = sum(_distance(_words(row.recording.text), _words(row.transcript)) for row in self.commands)
        return errors / max(1, sum(len(_words(row.recording.text)) for row in self.commands))


@dataclass(frozen=True, slots=True)
class BenchHome:
    """The home that the recordings are about, in the format of `home` in `core.yaml`."""

    path: Path | None
    settings: dict[str, Any]

    @property
    def first_area(self) -> str | None:
        """The first area's name."""
        for area in self.settings.get("areas") or ():
            return str(area["name"] if isinstance(area, dict) else area)
        return None


def find_home(folder: Path) -> BenchHome:
    """Find the `home.yaml` in a folder or the one above; without one the home is unknown.

    Raises:
        InvalidRequest: the file is not a YAML mapping.
    """
    path = next((p for p in (folder / "home.yaml", folder.parent / "home.yaml") if p.is_file()), None)
    if path is None:
        return BenchHome(None, {})
    try:
        settings = yaml.safe_load(path.read_text())
    except yaml.YAMLError as error:
        raise InvalidRequest(f"{path} is not valid YAML: {error}", hint=_HOME_HINT) from error
    if not isinstance(settings, dict):
        raise InvalidRequest(f"{path} does not contain a mapping", hint=_HOME_HINT)
    return BenchHome(path, settings)


def find_recordings(folder: Path) -> tuple[LabeledRecording, ...]:
    """Find every audio file below a folder; the words come from the `transcripts.tsv` beside it.

    Raises:
        InvalidRequest: there is none.
    """
    recordings: list[LabeledRecording] = []
    for directory in sorted({path.parent for path in folder.rglob("*") if path.suffix in _SUFFIXES}):
        rows: dict[str, dict[str, str]] = {}
        table = directory / "transcripts.tsv"
        if table.is_file():
            with table.open(newline="") as file:
                rows = {row["file"]: row for row in csv.DictReader(file, delimiter="\t")}
        for path in sorted(path for path in directory.iterdir() if path.suffix in _SUFFIXES):
            row = rows.get(path.name, {})
            recordings.append(LabeledRecording(path, row.get("speaker") or "-", row.get("text") or ""))
    if not recordings:
        raise InvalidRequest(
            f"no recordings below {folder}",
            hint="specify a folder of WAV files with a transcripts.tsv beside them",
        )
    return tuple(recordings)


async def bench_hearing(
    server: ServerProcess,
    recordings: Sequence[LabeledRecording],
    decoder: FileDecoder,
    *,
    area: str | None,
    quieter: float = 0.0,
) -> tuple[HearingReport, ...]:
    """Send every recording over Wyoming and every text over HTTP to a running server; report by folder.

    `area` is the speaker's room; `quieter` is the number of decibels by which every recording is turned
    down, rounded to 16 bits as a distant microphone does.
    """
    rows: dict[Path, list[RecordingResult]] = {}
    async with aiohttp.ClientSession() as session:
        for recording in recordings:
            sound = await decoder.decode(recording.path, limit_seconds=_LONGEST_SECONDS)
            pcm = _turned_down(sound.pcm, quieter)
            async with connected(server.wyoming_port) as client:
                transcript = await transcribe(client, pcm + bytes(SPEECH.size(_SILENCE_SECONDS)))
            rows.setdefault(recording.path.parent, []).append(
                RecordingResult(
                    recording,
                    transcript.text,
                    expected=await _intents(session, server, recording.text, area),
                    recognized=await _intents(session, server, transcript.text, area),
                )
            )
    return tuple(HearingReport(folder, tuple(results)) for folder, results in rows.items())


def _turned_down(pcm: bytes, decibels: float) -> bytes:
    return from_samples(to_samples(pcm) * np.float32(10 ** (-decibels / 20))) if decibels else pcm


async def _intents(
    session: aiohttp.ClientSession, server: ServerProcess, text: str, area: str | None
) -> Intents:
    if not text.strip():
        return ()
    body: dict[str, Any] = {"text": text, "user_id": "bench"}
    if area is not None:
        body["area"] = area
    async with session.post(f"{server.http}/api/text", json=body) as response:
        answer = await response.json()
    intents = [
        (intent["name"], tuple(sorted((slot, str(value)) for slot, value in intent["slots"].items())))
        for intent in answer["intents"]
    ]
    if not intents and answer["outcome"] == "handled":
        intents = [(f"handled by the {answer['path']}", (("text", answer["text"]),))]
    return tuple(intents)


def _words(text: str) -> list[str]:
    return "".join(letter for letter in text.lower() if letter.isalnum() or letter in " '").split()


def _distance(spoken: list[str], transcribed: list[str]) -> int:
    """Return the Levenshtein distance in words."""
    row = list(range(len(transcribed) + 1))
    for i, word in enumerate(spoken, start=1):
        previous, row[0] = row[0], i
        for j, other in enumerate(transcribed, start=1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (word != other))
    return row[-1]
