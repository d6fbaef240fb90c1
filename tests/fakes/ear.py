"""An ear that hears what a test says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

from tests.fakes.audio import peak_of
from tests.fakes.gate import Gate
from wyoming_morgan.audio import AudioChunk
from wyoming_morgan.engines.contract.stt import TranscribedSegment, Transcript
from wyoming_morgan.errors import InvalidRequest, MorganError, TooLarge
from wyoming_morgan.timings import Stage, TurnTimings
from wyoming_morgan.voice.contract import FinalTranscript, PartialTranscript, UtteranceEvent, UtteranceRequest

END = b"\xff\x7f" * 160
"""Audio at which the fake ear ends an utterance itself."""
_LOUD = 0.005


class FakeUtterance:
    """Hears `ear.text` in whatever is loud; ends at `END`, if it ends on silence, or at `finish`."""

    def __init__(self, ear: FakeEar, request: UtteranceRequest) -> None:
        self.request = request
        self.pushed: list[AudioChunk] = []
        self._ear = ear
        self._events: asyncio.Queue[UtteranceEvent | MorganError | None] = asyncio.Queue()
        self._over = False
        ear.open_utterances.add(self)

    @property
    def pcm(self) -> bytes:
        return b"".join(chunk.pcm for chunk in self.pushed)

    @property
    def over(self) -> bool:
        return self._over

    @property
    def closed(self) -> bool:
        return self not in self._ear.open_utterances

    async def push(self, chunk: AudioChunk) -> None:
        if self._over:
            return
        self.pushed.append(chunk)
        if len(self.pcm) > self._ear.max_bytes:
            error = TooLarge("the utterance is too long", hint="say less")
            self._fail(error)
            raise error
        if self._ear.error is not None:
            self._fail(self._ear.error)
            return
        if len(self.pushed) <= len(self._ear.partials):
            self._events.put_nowait(PartialTranscript(self._ear.partials[len(self.pushed) - 1]))
        if chunk.pcm == END and self.request.end_on_silence:
            self._end()

    def tell(self, event: UtteranceEvent) -> None:
        """Report something that the ear would have noticed."""
        self._events.put_nowait(event)

    async def finish(self) -> None:
        if not self._over:
            self._end()

    async def aclose(self) -> None:
        self._over = True
        self._ear.open_utterances.discard(self)
        self._events.put_nowait(None)

    async def __aiter__(self) -> AsyncIterator[UtteranceEvent]:
        while (event := await self._events.get()) is not None:
            if isinstance(event, MorganError):
                raise event
            if isinstance(event, FinalTranscript) and self._ear.gate is not None:
                await self._ear.gate.pass_through()
            yield event
            if isinstance(event, FinalTranscript):
                return

    def _end(self) -> None:
        self._over = True
        text = self._ear.text if peak_of(self.pcm) > _LOUD else ""
        timings = TurnTimings()
        timings.record(Stage.TRANSCRIBE, 0.02)
        transcript = Transcript(
            text,
            self._ear.language,
            segments=self._ear.segments if text else (),
            heard=self._ear.heard,
            reason=self._ear.reason,
        )
        self._events.put_nowait(FinalTranscript(transcript, timings))

    def _fail(self, error: MorganError) -> None:
        self._over = True
        self._events.put_nowait(error)


class FakeEar:
    """Opens utterances, none in the language `xx`. `gate` holds transcripts; `error` ends utterances.

    `partials` is the stable text after each chunk.
    """

    def __init__(self) -> None:
        self.text = "turn on the kitchen light"
        self.language: str | None = "en"
        self.segments: tuple[TranscribedSegment, ...] = ()
        self.heard = ""
        self.reason = ""
        self.partials: Sequence[str] = ()
        self.max_bytes = 1 << 30
        self.gate: Gate | None = None
        self.error: MorganError | None = None
        self.utterances: list[FakeUtterance] = []
        self.open_utterances: set[FakeUtterance] = set()

    @property
    def requests(self) -> list[UtteranceRequest]:
        return [utterance.request for utterance in self.utterances]

    def open(self, request: UtteranceRequest) -> FakeUtterance:
        if request.options.language == "xx":
            raise InvalidRequest("the language xx is not known", hint="there is en")
        self.utterances.append(FakeUtterance(self, request))
        return self.utterances[-1]
