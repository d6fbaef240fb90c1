"""Decodes ahead of time: final segments, and the open one on the guess that a pause is its end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

from wyoming_morgan.engines.contract.stt import Recognizer, TranscribedSegment, TranscribeOptions, Transcript
from wyoming_morgan.voice.contract import PartialTranscript

_LOGGER = logging.getLogger(__name__)

_MOST_WAITING = 1
"""Segments that may wait behind the one being decoded before audio has to wait too."""


class SegmentDecoder:
    """Decodes one utterance segment by segment, in order and one at a time: no client hogs the engine.

    The open segment may be guessed at; a guess is dropped, or committed as it is. `prepare` turns the audio
    into the recognizer's input. `report` receives every change of the text, `fail` the error of a committed
    segment; the error of a guess is ignored unless the guess is committed. `guessed` receives what the guess
    heard, if it is all that was said, else None.
    """

    def __init__(
        self,
        recognizer: Recognizer,
        options: TranscribeOptions,
        *,
        prepare: Callable[[bytes], Awaitable[bytes]],
        report: Callable[[PartialTranscript], None],
        guessed: Callable[[Transcript | None], None],
        fail: Callable[[BaseException], None],
    ) -> None:
        self._recognizer = recognizer
        self._options = options
        self._prepare = prepare
        self._report = report
        self._guessed = guessed
        self._fail = fail
        self._segments: list[asyncio.Task[Transcript]] = []
        self._guess: asyncio.Task[Transcript] | None = None
        self._running: set[asyncio.Task[Transcript]] = set()
        self._reported = PartialTranscript("")

    @property
    def guessing(self) -> bool:
        """Whether a guess of all that was said is being decoded."""
        return self._guess is not None and not self._guess.done() and not self._segments

    def guess(self, pcm: bytes, *, at: float) -> None:
        """Start decoding the open segment, from `at` seconds on, as if it were complete.

        An earlier guess is dropped.
        """
        self.drop()
        self._guess = self._start(pcm, at, replace(self._options, speculative=True))

    def drop(self) -> None:
        """Drop the guess: speech went on."""
        if self._guess is not None:
            self._guess.cancel()
            self._guess = None

    def commit(self, pcm: bytes, *, at: float) -> None:
        """Make the guess final, or decode `pcm` if there is no good one."""
        guess, self._guess = self._guess, None
        if guess is not None and not _failed(guess):
            self._segments.append(guess)
            if guess.done():
                self._report_text()
        else:
            self._segments.append(self._start(pcm, at, self._options))

    async def room(self) -> None:
        """Wait while too many segments wait to be decoded."""
        while len(waiting := [task for task in self._segments if not task.done()]) > _MOST_WAITING + 1:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)

    async def result(self) -> Transcript:
        """Return the transcript of every committed segment together.

        Raises:
            MorganError: a segment could not be decoded.
        """
        return _join([await task for task in self._segments])

    def cancel(self) -> None:
        """Cancel all decoding."""
        for task in self._running:
            task.cancel()

    async def aclose(self) -> None:
        """Cancel all decoding, and wait until it has ended."""
        self.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def _start(self, pcm: bytes, at: float, options: TranscribeOptions) -> asyncio.Task[Transcript]:
        before = self._segments[-1] if self._segments else None
        task = asyncio.create_task(self._decode(pcm, at, options, before))
        self._running.add(task)
        task.add_done_callback(self._done)
        return task

    async def _decode(
        self, pcm: bytes, at: float, options: TranscribeOptions, before: asyncio.Task[Transcript] | None
    ) -> Transcript:
        if before is not None:
            await asyncio.wait({before})
            before.result()
        prepared = await self._prepare(pcm)
        transcript = await self._recognizer.transcribe(prepared, options)
        return replace(transcript, segments=tuple(_later(segment, at) for segment in transcript.segments))

    def _done(self, task: asyncio.Task[Transcript]) -> None:
        self._running.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if error is None:
            self._report_text()
            if task is self._guess:
                self._guessed(None if self._segments else task.result())
        elif task in self._segments:
            self._fail(error)
        else:
            _LOGGER.debug("decoding ahead of time failed: %s", error)
            if task is self._guess:
                self._guessed(None)

    def _report_text(self) -> None:
        done = [task.result() for task in self._segments if task.done() and not _failed(task)]
        guess = (
            self._guess.result() if self._guess and self._guess.done() and not _failed(self._guess) else None
        )
        latest = guess or (done[-1] if done else None)
        partial = PartialTranscript(
            stable=_join(done).text,
            tentative=guess.text if guess else "",
            language=latest.language if latest else None,
        )
        if (partial.stable, partial.tentative) != (self._reported.stable, self._reported.tentative):
            self._reported = partial
            self._report(partial)


def _failed(task: asyncio.Task[Transcript]) -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)


def _later(segment: TranscribedSegment, seconds: float) -> TranscribedSegment:
    """Shift the times of a segment from its part of the utterance to the whole."""
    words = tuple(replace(word, start=word.start + seconds, end=word.end + seconds) for word in segment.words)
    return replace(segment, start=segment.start + seconds, end=segment.end + seconds, words=words)


def _join(transcripts: list[Transcript]) -> Transcript:
    """Join transcripts into one, with the lowest of their confidences."""
    spoken = [transcript for transcript in transcripts if transcript.text.strip()]
    return Transcript(
        text=" ".join(transcript.text.strip() for transcript in spoken),
        language=next(
            (transcript.language for transcript in spoken or transcripts if transcript.language), None
        ),
        confidence=min(
            (
                transcript.confidence
                for transcript in spoken or transcripts
                if transcript.confidence is not None
            ),
            default=None,
        ),
        segments=tuple(segment for transcript in transcripts for segment in transcript.segments),
        heard=" ".join(transcript.heard or transcript.text.strip() for transcript in spoken)
        if any(transcript.heard for transcript in spoken)
        else "",
        reason="; ".join(transcript.reason for transcript in spoken if transcript.reason),
    )
