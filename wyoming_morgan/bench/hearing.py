"""Measures speech recognition: recordings in, transcripts and the commands in them out."""

from __future__ import annotations

from collections.abc import Sequence

import aiohttp

from wyoming_morgan.audio import FileDecoder
from wyoming_morgan.bench.agent_reading import AgentListener
from wyoming_morgan.bench.client import connected, transcribe
from wyoming_morgan.bench.conditions import HearingConditions
from wyoming_morgan.bench.hearing_report import HearingReport, RecordingResult, reports_of
from wyoming_morgan.bench.processor import cpu_seconds
from wyoming_morgan.bench.recordings import LabeledRecording
from wyoming_morgan.bench.server import ServerProcess

_LONGEST_SECONDS = 120.0
_SILENCE_SECONDS = 0.7


async def bench_hearing(
    server: ServerProcess,
    recordings: Sequence[LabeledRecording],
    decoder: FileDecoder,
    *,
    area: str | None,
    conditions: HearingConditions | None = None,
) -> tuple[HearingReport, ...]:
    """Send every recording over Wyoming and every text over HTTP to a running server; report by folder.

    `area` is the speaker's room.
    """
    conditions = conditions or HearingConditions()
    rows: list[RecordingResult] = []
    async with aiohttp.ClientSession() as session:
        listener = AgentListener(session, server, area)
        for number, recording in enumerate(recordings):
            sound = await decoder.decode(recording.path, limit_seconds=_LONGEST_SECONDS)
            pcm = conditions.apply(sound.pcm, recording.path.name, silence=_SILENCE_SECONDS)
            if not number:
                await _transcribe(server, pcm, recording.language)  # the first one fills caches
            spent = cpu_seconds(server.pid)
            transcript = await _transcribe(server, pcm, recording.language)
            spent = cpu_seconds(server.pid) - spent
            rows.append(
                RecordingResult(
                    recording,
                    transcript,
                    written=await listener.read(recording.text, recording.language),
                    recognized=await listener.read(transcript, recording.language),
                    processor_seconds=spent,
                )
            )
    return reports_of(rows)


async def _transcribe(server: ServerProcess, pcm: bytes, language: str) -> str:
    async with connected(server.wyoming_port) as client:
        return (await transcribe(client, pcm, language=language)).text
