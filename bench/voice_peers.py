"""Morgan beside wyoming-piper: the same voice, the same texts, in turn.

`python -m bench.voice_peers FOLDER/VOICE.onnx` prints for each measure the medians of both, in brackets the
tenth and the ninetieth percentile, and their ratio. wyoming-piper is that of this environment, pinned by
requirements/test.txt, or that of `--peer PYTHON`. Ratios hold on a busy machine, too; seconds do not.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wyoming.audio import AudioChunk, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.tts import Synthesize, SynthesizeChunk, SynthesizeStart, SynthesizeStop, SynthesizeStopped

from wyoming_morgan.bench.client import connected, describe
from wyoming_morgan.bench.ports import free_port
from wyoming_morgan.bench.processor import cpu_seconds, megabytes
from wyoming_morgan.bench.server import running_server

SENTENCES = {
    "short": "The kitchen light is on.",
    "medium": "It is twenty one degrees in the bedroom and nineteen degrees in the hall.",
    "long": (
        "The washing machine has finished its program and the garage door was closed at half past nine while "
        "three lights are still on in the living room and the hall."
    ),
}
REPLIES = (
    "The kitchen light is on. I have also closed the garage door for the night.",
    "It is twenty one degrees in the bedroom, and nineteen degrees in the hall. It will rain tonight.",
    "Your alarm is set for half past seven tomorrow morning. Shall I turn on the lights, too?",
    "I could not find a device with that name in the office. Do you mean the desk lamp?",
    "There are three lights on: the lamp, the desk light, and the hall light. Shall I turn them off?",
)
"""What language models say: the first sentence with a comma or without one."""

_TOKENS_PER_SECOND = 30.0
_TOKEN = re.compile(r"\s?\w{1,8}|\s?[^\w\s]")
_CLIENTS = 4
_START_SECONDS = 60.0
_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Speaker:
    """A server under measurement."""

    name: str
    port: int
    pid: int


@dataclass(frozen=True, slots=True)
class Spoken:
    """When the first and the last audio came, and for how long it would stop if it is played as it comes."""

    first: float
    last: float
    gaps: float


@dataclass(slots=True)
class Row:
    """One measure: the samples of each server, by its name."""

    samples: dict[str, list[float]] = field(default_factory=dict)

    def add(self, speaker: Speaker, *samples: float) -> None:
        """Add samples of a server."""
        self.samples.setdefault(speaker.name, []).extend(samples)


async def compare(voice: Path, *, rounds: int, peer: str) -> dict[str, Row]:
    """Measure both servers in turn; return the rows by their names."""
    rows: dict[str, Row] = {}
    settings: dict[str, dict[str, Any]] = {
        "core": {"languages": ["en"]},
        "tts": {
            "engine": "piper",
            "engines": {"piper": {"folder": str(voice.parent), "voice": voice.stem}},
            "mouth": {"cache_bytes": 0},
        },
    }
    async with running_server(settings, services=["tts"]) as server, _peer(voice, peer) as other:
        speakers = [Speaker("morgan", server.wyoming_port, server.pid), other]
        for speaker in speakers:  # what loads at the first call is not counted
            await _sentence(speaker, SENTENCES["short"])
        for number in range(rounds):
            for speaker in speakers[:: 1 if number % 2 else -1]:
                await _round(speaker, number, lambda name: rows.setdefault(name, Row()))
        for speaker in speakers:
            rows.setdefault("memory in MB", Row()).add(speaker, megabytes(speaker.pid, "Pss"))
    return rows


async def _round(speaker: Speaker, number: int, row: Callable[[str], Row]) -> None:
    for name, text in SENTENCES.items():
        spent = cpu_seconds(speaker.pid)
        spoken = await _sentence(speaker, text)
        row(f"{name} sentence: first audio").add(speaker, spoken.first)
        row(f"{name} sentence: all audio").add(speaker, spoken.last)
        row(f"{name} sentence: gaps").add(speaker, spoken.gaps)
        row(f"{name} sentence: processor").add(speaker, cpu_seconds(speaker.pid) - spent)
    for reply in REPLIES[number % 2 :: 2]:
        spoken = await _reply(speaker, reply)
        row("streamed reply: first audio").add(speaker, spoken.first)
        row("streamed reply: all audio").add(speaker, spoken.last)
    crowd: list[Awaitable[Spoken]] = [_sentence(speaker, SENTENCES["medium"]) for _ in range(_CLIENTS)]
    together = await asyncio.gather(*crowd)
    row(f"{_CLIENTS} at once: first audio").add(speaker, *(spoken.first for spoken in together))
    row(f"{_CLIENTS} at once: first audio of the last").add(speaker, max(spoken.first for spoken in together))
    row(f"{_CLIENTS} at once: gaps").add(speaker, *(spoken.gaps for spoken in together))
    row(f"{_CLIENTS} at once: all audio").add(speaker, max(spoken.last for spoken in together))


async def _sentence(speaker: Speaker, text: str) -> Spoken:
    async with asyncio.timeout(_SECONDS), connected(speaker.port) as client:
        began = time.monotonic()
        await client.write_event(Synthesize(text=text).event())
        return await _heard(client, began, AudioStop.is_type)


async def _reply(speaker: Speaker, text: str) -> Spoken:
    """Send a reply token by token, as a language model writes it."""
    async with asyncio.timeout(_SECONDS), connected(speaker.port) as client:
        await client.write_event(SynthesizeStart().event())
        began = time.monotonic()
        hearing = asyncio.create_task(_heard(client, began, SynthesizeStopped.is_type))
        for number, token in enumerate(_TOKEN.findall(text)):
            await asyncio.sleep(max(0.0, began + number / _TOKENS_PER_SECOND - time.monotonic()))
            await client.write_event(SynthesizeChunk(text=token).event())
        await client.write_event(SynthesizeStop().event())
        return await hearing


async def _heard(client: AsyncTcpClient, began: float, is_end: Callable[[str], bool]) -> Spoken:
    first = last = played = gaps = 0.0
    while (event := await client.read_event()) is not None and not is_end(event.type):
        if not AudioChunk.is_type(event.type):
            continue
        chunk = AudioChunk.from_event(event)
        last = time.monotonic() - began
        if first:
            gaps += max(0.0, last - played)
            played = max(last, played) + chunk.seconds
        elif chunk.audio.strip(b"\0"):
            first, played = last, last + chunk.seconds
    return Spoken(first, last, gaps)


@asynccontextmanager
async def _peer(voice: Path, python: str) -> AsyncIterator[Speaker]:
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        python, "-m", "wyoming_piper", "--voice", voice.stem, "--data-dir", str(voice.parent),
        "--uri", f"tcp://127.0.0.1:{port}", "--local-files-only",
    )  # fmt: skip
    try:
        async with asyncio.timeout(_START_SECONDS):
            while True:
                try:
                    await describe(port)
                    break
                except OSError:
                    await asyncio.sleep(0.2)
        yield Speaker("wyoming-piper", port, process.pid)
    finally:
        process.terminate()
        await process.wait()


def lines(rows: dict[str, Row]) -> Iterator[str]:
    """Yield the table."""
    yield f"{'':<36} {'morgan':>22} {'wyoming-piper':>22}  ratio"
    for name, row in rows.items():
        ours, theirs = row.samples["morgan"], row.samples["wyoming-piper"]
        other = statistics.median(theirs)
        ratio = f"{statistics.median(ours) / other:.2f}" if other else ""
        yield f"{name:<36} {_cell(ours):>22} {_cell(theirs):>22}  {ratio}".rstrip()


def _cell(samples: list[float]) -> str:
    if len(samples) < 2:  # noqa: PLR2004 - one sample has no spread
        return f"{samples[0]:.1f}"
    tenths = statistics.quantiles(samples, n=10, method="inclusive")
    return f"{statistics.median(samples):.3f} [{tenths[0]:.3f}, {tenths[-1]:.3f}]"


def main() -> None:
    """Print the comparison."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("voice", type=Path, help="a Piper voice; its JSON lies beside it")
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument(
        "--peer", metavar="PYTHON", default=sys.executable, help="the Python of wyoming-piper"
    )
    arguments = parser.parse_args()
    rows = asyncio.run(compare(arguments.voice.resolve(), rounds=arguments.rounds, peer=arguments.peer))
    print("\n".join(lines(rows)))


if __name__ == "__main__":
    main()
