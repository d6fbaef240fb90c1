"""`POST /v1/audio/speech/timestamps`: where in a recording there is speech, in the shape of Speaches.

https://github.com/speaches-ai/speaches/blob/master/src/speaches/routers/vad.py
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated

from aiohttp import web
from pydantic import Field

from wyoming_morgan.audio import AudioChunk
from wyoming_morgan.engines.contract.vad import VoiceActivity
from wyoming_morgan.errors import UnknownModel
from wyoming_morgan.http.bodies import Body, Choice
from wyoming_morgan.http.context import RouteContext
from wyoming_morgan.http.deadline import DEADLINE
from wyoming_morgan.voice.segments import SegmentOptions, find_segments

# Silero's own rule for the lower threshold if none is given: get_speech_timestamps(neg_threshold=None).
_BELOW_THRESHOLD = 0.15
_LEAST_THRESHOLD = 0.01

Probability = Annotated[float, Field(gt=0, lt=1)]
Milliseconds = Annotated[int, Field(ge=0, le=60_000)]


class TimestampsForm(Body):
    """The fields beside the file; names and defaults are those of Speaches."""

    model: Choice | None = None
    threshold: Probability = 0.75
    neg_threshold: Probability | None = None
    min_speech_duration_ms: Milliseconds = 0
    min_silence_duration_ms: Milliseconds = 1000
    speech_pad_ms: Milliseconds = 0

    def options(self) -> SegmentOptions:
        """Return the segmenter's options."""
        stop = self.neg_threshold
        if stop is None:
            stop = max(self.threshold - _BELOW_THRESHOLD, _LEAST_THRESHOLD)
        return SegmentOptions(
            start_threshold=self.threshold,
            stop_threshold=min(stop, self.threshold),
            speech_seconds=self.min_speech_duration_ms / 1000,
            silence_seconds=self.min_silence_duration_ms / 1000,
            pad_seconds=self.speech_pad_ms / 1000,
        )


class TimestampsRoutes:
    """The route that finds speech in a recording."""

    def __init__(self, context: RouteContext, vad: VoiceActivity) -> None:
        self._context = context
        self._vad = vad

    def routes(self) -> list[web.RouteDef]:
        """Return what to register."""
        return [web.post("/v1/audio/speech/timestamps", self._context.guard(self._timestamps))]

    async def _timestamps(self, request: web.Request) -> web.Response:
        form, file = await self._context.read_form(request, TimestampsForm)
        capabilities = self._vad.capabilities
        if form.model not in {None, capabilities.model}:
            raise UnknownModel(f"there is no model {form.model!r}", hint=f"there is {capabilities.model}")
        speech = await self._context.decode_speech(file, request[DEADLINE])
        segments = find_segments(
            await self._probabilities(speech.chunks),
            window=capabilities.window_seconds,
            duration=speech.seconds,
            options=form.options(),
        )
        return web.json_response(
            [{"start": round(segment.start * 1000), "end": round(segment.end * 1000)} for segment in segments]
        )

    async def _probabilities(self, chunks: AsyncGenerator[AudioChunk, None]) -> list[float]:
        stream = self._vad.open()
        async with aclosing(chunks):
            return [probability async for chunk in chunks for probability in await stream.process(chunk.pcm)]


def routes(context: RouteContext) -> list[web.RouteDef]:
    """Return the routes of this module; none without voice activity detection."""
    vad = context.services.vad
    return [] if vad is None else TimestampsRoutes(context, vad).routes()
