"""`POST /v1/audio/speech/timestamps`: where in a recording there is speech, in the shape of Speaches.

https://github.com/speaches-ai/speaches/blob/master/src/speaches/routers/vad.py
"""

from __future__ import annotations

import asyncio
from typing import Annotated

from aiohttp import web
from pydantic import Field

from wyoming_morgan.audio import AudioChunk, decode
from wyoming_morgan.engines.contract.vad import VoiceActivity
from wyoming_morgan.errors import UnknownModel
from wyoming_morgan.http.admission import Admission
from wyoming_morgan.http.api.text import Identifier
from wyoming_morgan.http.bodies import Body, read_form
from wyoming_morgan.http.settings import HttpSettings
from wyoming_morgan.voice.segments import SegmentOptions, find_segments

_PIECE_SECONDS = 5.0

# Silero's own rule for the lower threshold where none is given: get_speech_timestamps(neg_threshold=None).
_BELOW_THRESHOLD = 0.15
_LEAST_THRESHOLD = 0.01

Probability = Annotated[float, Field(gt=0, lt=1)]
Milliseconds = Annotated[int, Field(ge=0, le=60_000)]


class TimestampsForm(Body):
    """What the route takes beside the file; names and defaults are those of Speaches."""

    model: Identifier | None = None
    threshold: Probability = 0.75
    neg_threshold: Probability | None = None
    min_speech_duration_ms: Milliseconds = 0
    min_silence_duration_ms: Milliseconds = 1000
    speech_pad_ms: Milliseconds = 0

    def options(self) -> SegmentOptions:
        """Return them as the segmenter takes them."""
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


class ActivityRoutes:
    """The routes of voice activity detection."""

    def __init__(self, detector: VoiceActivity, admission: Admission, settings: HttpSettings) -> None:
        self._detector = detector
        self._admission = admission
        self._settings = settings

    def routes(self) -> list[web.RouteDef]:
        """Return what to register."""
        return [web.post("/v1/audio/speech/timestamps", self._admission.guard(self._timestamps))]

    async def _timestamps(self, request: web.Request) -> web.Response:
        form, file = await read_form(request, TimestampsForm, limit=self._settings.max_body_bytes)
        capabilities = self._detector.capabilities
        if form.model not in {None, capabilities.model}:
            raise UnknownModel(f"there is no model {form.model!r}", hint=f"there is {capabilities.model}")
        speech = await asyncio.to_thread(decode, file, limit_seconds=self._settings.max_audio_seconds)
        segments = find_segments(
            await self._probabilities(speech),
            window=capabilities.window_seconds,
            duration=speech.seconds,
            options=form.options(),
        )
        return web.json_response(
            [{"start": round(part.start * 1000), "end": round(part.end * 1000)} for part in segments]
        )

    async def _probabilities(self, speech: AudioChunk) -> list[float]:
        stream = self._detector.open()
        size = speech.format.size(_PIECE_SECONDS)
        return [
            probability
            for start in range(0, len(speech.pcm), size)
            for probability in await stream.process(speech.pcm[start : start + size])
        ]
