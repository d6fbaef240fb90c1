"""Measures the processor time that Morgan adds to faster-whisper, on the same audio with the same options."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wyoming_morgan.audio import SPEECH
from wyoming_morgan.bench.client import connected, transcribe
from wyoming_morgan.bench.processor import cpu_seconds
from wyoming_morgan.bench.server import running_server
from wyoming_morgan.errors import EngineFailed

_PRESET: dict[str, Any] = {
    "language": "en",
    "beam_size": 5,
    "temperature": 0.0,
    "condition_on_previous_text": False,
    "without_timestamps": True,
    "max_new_tokens": 100,
}
"""The options that Morgan passes to faster-whisper by default, for a command of up to five seconds."""


@dataclass(frozen=True, slots=True)
class Overhead:
    """Processor seconds of one pass over the utterances: through the server, and by the bare call."""

    server: float
    bare: float

    @property
    def percent(self) -> float:
        """How much more the server takes, in percent."""
        return 100 * (self.server / self.bare - 1)


async def bench_overhead(
    model: Path, utterances: Sequence[bytes], *, passes: int, threads: int
) -> tuple[Overhead, ...]:
    """Alternate `passes` times: the server transcribes every utterance over Wyoming, then the bare call does.

    `model` is the folder of a Whisper model for CTranslate2; `utterances` are PCM of up to five seconds.
    """
    settings = {
        "stt": {
            "engine": "faster-whisper",
            "engines": {
                "faster-whisper": {
                    "model": str(model),
                    "threads": threads,
                    "beam_size": _PRESET["beam_size"],
                    "prompt_from_home": False,
                }
            },
        },
    }
    results: list[Overhead] = []
    async with running_server(settings, services=["stt"]) as server:
        await _transcribe_all(server.wyoming_port, utterances[:1])
        for _ in range(passes):
            spent = cpu_seconds(server.pid)
            await _transcribe_all(server.wyoming_port, utterances)
            through = cpu_seconds(server.pid) - spent
            results.append(Overhead(through, sum(await _bare(model, utterances, threads))))
    return tuple(results)


async def _transcribe_all(port: int, utterances: Sequence[bytes]) -> None:
    for pcm in utterances:
        async with connected(port) as client:
            await transcribe(client, pcm)


async def _bare(model: Path, utterances: Sequence[bytes], threads: int) -> list[float]:
    with tempfile.TemporaryDirectory(prefix="morgan-bench-") as folder:
        files = [Path(folder, f"{number}.pcm") for number in range(len(utterances))]
        for file, pcm in zip(files, utterances, strict=True):
            file.write_bytes(pcm)
        request = {
            "model": str(model),
            # As many decodes as may run at once in the server: finals and partials have separate places.
            "model_options": {
                "device": "cpu",
                "compute_type": "int8",
                "cpu_threads": threads,
                "num_workers": 2,
            },
            "options": _PRESET,
            "files": [str(file) for file in files],
        }
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "wyoming_morgan.bench.bare_whisper"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        answer, complaint = await process.communicate(json.dumps(request).encode())
    if process.returncode:
        raise EngineFailed(
            f"faster-whisper failed without a server, too: {complaint.decode(errors='replace')[-500:]}",
            hint="specify the folder of a Whisper model for CTranslate2",
        )
    seconds: list[float] = json.loads(answer)["processor"]
    return seconds


def seconds_of(utterances: Sequence[bytes]) -> float:
    """Return the duration of all of them."""
    return sum(SPEECH.seconds(len(pcm)) for pcm in utterances)
