"""A mouth that speaks as a test says."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from tests.fakes.audio import tone
from tests.fakes.gate import Gate
from wyoming_morgan.audio import AudioChunk, AudioFormat
from wyoming_morgan.engines.contract.tts import SpeakOptions, Voice
from wyoming_morgan.errors import UnknownVoice
from wyoming_morgan.timings import Stage, TurnTimings
from wyoming_morgan.voice.contract import ChosenVoice, VoiceRequest


class FakeMouth:
    """Speaks every piece of text when it arrives: a tone, in `chunks` chunks.

    `gate` holds each piece before its last chunk; `error` is raised after `error_after` chunks of a piece.
    """

    format = AudioFormat(22_050, 2, 1)
    voices = (
        Voice("amy", ("en-US", "en"), "Amy, English"),
        Voice("karl", ("de-DE", "de"), "Karl, German", speakers=("calm", "glad"), license="CC0", rate=16_000),
    )

    def __init__(self, *, chunks: int = 2) -> None:
        self.spoken: list[tuple[str, ChosenVoice]] = []
        self.chosen: list[ChosenVoice] = []
        self.chunk = tone(0.1, self.format)
        self.gate: Gate | None = None
        self.error: Exception | None = None
        self.error_after = 0
        self.unfinished = 0
        """Number of texts whose speech ended early."""
        self._chunks = chunks

    @property
    def said(self) -> list[str]:
        return [piece for piece, _ in self.spoken]

    def choose(self, request: VoiceRequest) -> ChosenVoice:
        for voice in self.voices:
            if (
                request.name in {None, voice.name}
                and request.speaker in {None, *voice.speakers}
                and (request.language or voice.languages[0]) in voice.languages
            ):
                options = SpeakOptions(request.speed, request.speaker, request.pitch)
                self.chosen.append(ChosenVoice(voice, options, voice.languages[0]))
                return self.chosen[-1]
        names = ", ".join(voice.name for voice in self.voices)
        raise UnknownVoice("no voice fits", hint=f"there are {names}")

    async def speak(
        self, text: AsyncGenerator[str, None], voice: ChosenVoice, timings: TurnTimings | None = None
    ) -> AsyncGenerator[AudioChunk, None]:
        finished = False
        try:
            async for piece in text:
                self.spoken.append((piece, voice))
                if timings is not None and Stage.FIRST_AUDIO not in timings.seconds:
                    timings.record(Stage.FIRST_AUDIO, 0.03)
                for number in range(1, self._chunks + 1 if piece.strip() else 1):
                    if number == self._chunks and self.gate is not None:
                        await self.gate.pass_through()
                    if self.error is not None and number > self.error_after:
                        raise self.error
                    yield AudioChunk(self.chunk, self.format)
            finished = True
        finally:
            self.unfinished += not finished
