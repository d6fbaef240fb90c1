"""Sends recordings through a server that is started for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wyoming_morgan.app.decoding import IsolatedDecoder
from wyoming_morgan.bench.conditions import HearingConditions
from wyoming_morgan.bench.hearing import bench_hearing
from wyoming_morgan.bench.hearing_report import HearingReport
from wyoming_morgan.bench.preparation import commands_made
from wyoming_morgan.bench.recordings import LabeledRecording
from wyoming_morgan.bench.server import running_server
from wyoming_morgan.http.settings import HttpSettings


async def heard(
    settings: Mapping[str, Any],
    recordings: Sequence[LabeledRecording],
    area: str | None,
    conditions: HearingConditions,
) -> tuple[HearingReport, ...]:
    """Return how a server with these settings hears the recordings.

    Raises:
        EngineUnavailable: an engine stands in for the one that is set.
        EngineFailed: the server does not become ready, or does not make the commands of its home.
    """
    decoder = IsolatedDecoder(parallel=1, queue=0, seconds=HttpSettings().decode_seconds)
    try:
        async with running_server(settings) as server:
            await commands_made(server.http)
            return await bench_hearing(server, recordings, decoder, area=area, conditions=conditions)
    finally:
        await decoder.close()
