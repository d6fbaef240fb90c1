"""The figures of hearing: what is right, what is heard wrong, and what is taken for a command and is none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from wyoming_morgan.bench.agent_reading import AgentReading
from wyoming_morgan.bench.recordings import LabeledRecording


@dataclass(frozen=True, slots=True)
class RecordingResult:
    """One recording, as Morgan transcribed it."""

    recording: LabeledRecording
    transcript: str
    written: AgentReading
    """How the agent reads the words that were said."""
    recognized: AgentReading
    """How it reads the transcript."""
    processor_seconds: float = 0.0
    """Processor time of the server's processes from the first of its audio to the transcript."""

    @property
    def expected(self) -> AgentReading:
        """What Morgan should understand: nothing if it was not said to Morgan."""
        return self.written if self.recording.meant else AgentReading()

    @property
    def right(self) -> bool:
        """Whether the recording leads to the same commands as its text."""
        return self.recognized == self.expected


@dataclass(frozen=True, slots=True)
class HearingFigures:
    """The figures of some recordings."""

    rows: tuple[RecordingResult, ...]

    @property
    def spoken(self) -> tuple[RecordingResult, ...]:
        """The recordings in which something was said to Morgan."""
        return tuple(row for row in self.rows if row.recording.meant)

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
    def false_commands(self) -> tuple[RecordingResult, ...]:
        """Others that were recognized as a command."""
        return tuple(row for row in self.others if row.recognized)

    @property
    def guarded(self) -> tuple[RecordingResult, ...]:
        """False commands for things that the guard asks about, such as a lock."""
        return tuple(row for row in self.false_commands if row.recognized.held)

    @property
    def false_when_read(self) -> int:
        """Others that the agent takes for a command in writing, too: no recognizer can help there."""
        return sum(bool(row.written) for row in self.others)

    @property
    def word_error_rate(self) -> float:
        """Word errors of the commands, divided by the number of their words."""
        errors = sum(word_errors(row.recording.text, row.transcript) for row in self.commands)
        return errors / max(1, sum(len(_words(row.recording.text)) for row in self.commands))

    @property
    def processor_seconds(self) -> float:
        """The mean of the server's processor time for a recording."""
        return sum(row.processor_seconds for row in self.rows) / max(1, len(self.rows))

    def by_speaker(self) -> dict[str, HearingFigures]:
        """Return the figures of each kind of speaker, in the order of the recordings."""
        kinds = dict.fromkeys(row.recording.speaker for row in self.rows)
        return {
            kind: HearingFigures(tuple(row for row in self.rows if row.recording.speaker == kind))
            for kind in kinds
        }


@dataclass(frozen=True, slots=True)
class HearingReport:
    """The recordings of one folder."""

    folder: Path
    figures: HearingFigures


def reports_of(rows: Iterable[RecordingResult]) -> tuple[HearingReport, ...]:
    """Gather recordings by their folder."""
    folders: dict[Path, list[RecordingResult]] = {}
    for row in rows:
        folders.setdefault(row.recording.path.parent, []).append(row)
    return tuple(HearingReport(folder, HearingFigures(tuple(results))) for folder, results in folders.items())


def word_errors(spoken: str, transcribed: str) -> int:
    """Return the least number of words to change, add and leave out: the Levenshtein distance."""
    transcript = _words(transcribed)
    row = list(range(len(transcript) + 1))
    for i, word in enumerate(_words(spoken), start=1):
        previous, row[0] = row[0], i
        for j, other in enumerate(transcript, start=1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (word != other))
    return row[-1]


def _words(text: str) -> list[str]:
    return "".join(letter for letter in text.lower() if letter.isalnum() or letter in " '").split()
