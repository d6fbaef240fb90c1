"""The first audio of speech: `/v1/audio/speech` beside Wyoming, by turns, from one engine of one server."""

from __future__ import annotations

import statistics
import time
from collections.abc import Awaitable, Callable

from wyoming.audio import AudioChunk
from wyoming.tts import Synthesize, SynthesizeChunk, SynthesizeStart, SynthesizeStop

from bench.http.figures import Figure
from bench.http.requests import time_speech
from wyoming_morgan.bench.client import connected
from wyoming_morgan.bench.server import ServerProcess

_TEXTS = (
    "The kitchen light is on. I have also closed the garage door for the night.",
    "It is twenty one degrees in the bedroom, and nineteen degrees in the hall. It will rain tonight.",
    "Your alarm is set for half past seven tomorrow morning. Shall I turn on the lights, too?",
    "I could not find a device with that name in the office. Do you mean the desk lamp?",
    "There are three lights on: the lamp, the desk light, and the hall light. Shall I turn them off?",
)
_HTTP = "/v1/audio/speech, pcm"
_WHOLE = "Wyoming, synthesize"
_STREAMED = "Wyoming, synthesize as a stream"


async def measure_speech(server: ServerProcess, rounds: int) -> tuple[tuple[Figure, ...], str]:
    """Return the times to the first audio, each over a connection of its own, and their ratio."""
    ways: dict[str, Callable[[ServerProcess, str], Awaitable[float]]] = {
        _HTTP: over_http,
        _WHOLE: over_wyoming,
        _STREAMED: streamed_over_wyoming,
    }
    samples: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds + 1):
        text = _TEXTS[number % len(_TEXTS)]
        for name in list(ways)[:: 1 if number % 2 else -1]:
            seconds = await ways[name](server, text)
            if number:  # the first ones fill caches
                samples[name].append(seconds)
    figures = tuple(Figure(f"first audio: {name}", tuple(times)) for name, times in samples.items())
    http, *wyoming = (statistics.median(times) for times in samples.values())
    ratios = " and ".join(f"{http / other:.2f}" for other in wyoming)
    return figures, f"{_HTTP} takes {ratios} times as long as the two ways over Wyoming (goal: 1.20)"


async def over_http(server: ServerProcess, text: str) -> float:
    """Return the seconds to the first byte of audio over HTTP."""
    return (await time_speech(server, text)).first


async def over_wyoming(server: ServerProcess, text: str) -> float:
    """Return the seconds to the first chunk of audio over Wyoming, with the whole text in one event."""
    return await _over_wyoming(server, "audio-stop", Synthesize(text=text))


async def streamed_over_wyoming(server: ServerProcess, text: str) -> float:
    """Do the same with the events of a text that streams, as Home Assistant sends them."""
    events = SynthesizeStart(), SynthesizeChunk(text=text), SynthesizeStop()
    return await _over_wyoming(server, "synthesize-stopped", *events)


async def _over_wyoming(
    server: ServerProcess, last: str, *events: Synthesize | SynthesizeStart | SynthesizeChunk | SynthesizeStop
) -> float:
    first = 0.0
    began = time.monotonic()
    async with connected(server.wyoming_port) as client:
        for event in events:
            await client.write_event(event.event())
        while (answer := await client.read_event()) is not None:
            if not first and AudioChunk.is_type(answer.type):
                first = time.monotonic() - began
            if first and answer.type == last:
                return first
    raise RuntimeError("the connection ended before the speech did")
