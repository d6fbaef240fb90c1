"""Remembers for a moment what was heard where it was taken for something else, so that the turn can tell it.

Home Assistant passes on only the text of a transcript. The turn that comes back with that very text is told
what the recognizer had heard, and why it was taken for that.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable

from wyoming_morgan.audio import AudioChunk
from wyoming_morgan.engines.contract.stt import Transcript
from wyoming_morgan.voice.contract import Ear, FinalTranscript, Utterance, UtteranceEvent, UtteranceRequest

_SECONDS = 30.0
"""How long a transcript waits for its turn."""
_MOST = 100


class HeardLog:
    """The transcripts of the last moments that are not what was heard, each until its turn."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin without any."""
        self._clock = clock
        self._notes: OrderedDict[str, tuple[float, str]] = OrderedDict()

    def note(self, transcript: Transcript) -> None:
        """Remember a transcript, if it was taken for what it is."""
        note = told(transcript)
        if note:
            self._notes[_key(transcript.text)] = (self._clock(), note)
            self._notes.move_to_end(_key(transcript.text))
            while len(self._notes) > _MOST:
                self._notes.popitem(last=False)

    def take(self, text: str) -> str:
        """Return what was heard for the text of a turn, in words, once; empty if that very text was heard."""
        at, note = self._notes.pop(_key(text), (0.0, ""))
        return note if note and self._clock() - at <= _SECONDS else ""


def _key(text: str) -> str:
    return " ".join(text.casefold().split())


class NotedEar:
    """An `Ear` whose transcripts are remembered for their turns."""

    def __init__(self, ear: Ear, log: HeardLog) -> None:
        """Hear with another ear."""
        self._ear = ear
        self._log = log

    def open(self, request: UtteranceRequest) -> Utterance:
        """Begin an utterance.

        Raises:
            InvalidRequest: the recognizer does not know the language.
        """
        return _NotedUtterance(self._ear.open(request), self._log)


class _NotedUtterance:
    def __init__(self, utterance: Utterance, log: HeardLog) -> None:
        self._utterance = utterance
        self._log = log

    @property
    def over(self) -> bool:
        return self._utterance.over

    async def push(self, chunk: AudioChunk) -> None:
        await self._utterance.push(chunk)

    async def finish(self) -> None:
        await self._utterance.finish()

    async def aclose(self) -> None:
        await self._utterance.aclose()

    async def __aiter__(self) -> AsyncIterator[UtteranceEvent]:
        async for event in self._utterance:
            if isinstance(event, FinalTranscript):
                self._log.note(event.transcript)
            yield event


def told(transcript: Transcript) -> str:
    """Return what was heard, what it was taken for and why, in words; empty if it is what was heard."""
    if not transcript.heard:
        return ""
    because = f", because {transcript.reason}" if transcript.reason else ""
    return f"heard {transcript.heard!r}, taken for {transcript.text!r}{because}"
