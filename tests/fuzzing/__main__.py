"""The long run of a fuzzer: `python -m tests.fuzzing wyoming --count 1000000`."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.fuzzing import audio, http, link, openai_sockets, voice, wyoming
from tests.fuzzing.measuring import measured

_SHOWN_FAILURES = 20


@dataclass(frozen=True, slots=True)
class Result:
    """What a run found."""

    cases: int
    failures: list[str]
    summary: str


@dataclass(frozen=True, slots=True)
class Fuzzer:
    """One fuzzer: how to run it with a count and a seed, and the count of its long run."""

    run: Callable[[int, int], Awaitable[Result]]
    count: int


async def _wyoming(count: int, seed: int) -> Result:
    report = await wyoming.fuzz(count, seed=seed)
    places = ", ".join(f"{number} {place}" for place, number in report.ran.items())
    answers = ", ".join(f"{number} {kind}" for kind, number in report.answers.most_common())
    summary = (
        f"ran {places}; meanwhile {report.described} others were described the programs; sent: {answers}"
    )
    return Result(report.ran.total(), report.failures, summary)


async def _audio(count: int, seed: int) -> Result:
    try:
        report = await audio.fuzz(count, seed=seed)
    except Exception as error:  # noqa: BLE001 - whatever escapes is the failure that the run looked for
        return Result(count, [f"{error!r} {getattr(error, '__notes__', '')}"], "ended at the first failure")
    outcomes = ", ".join(f"{number} {outcome}" for outcome, number in report.outcomes.most_common())
    summary = f"{outcomes}; slowest {report.slowest_seconds:.1f} s; decoder {report.peak_bytes >> 20} MiB"
    return Result(report.outcomes.total(), [], summary)


async def _http(count: int, seed: int) -> Result:
    with TemporaryDirectory(prefix="morgan-fuzzing-") as folder:
        try:
            report = await http.fuzz(count, seed=seed, folder=Path(folder))
        except Exception as error:  # noqa: BLE001 - likewise
            return Result(
                count, [f"{error!r} {getattr(error, '__notes__', '')}"], "ended at the first failure"
            )
    outcomes = ", ".join(f"{number} {outcome}" for outcome, number in report.outcomes.most_common())
    return Result(count, [], f"{outcomes}; slowest /health {report.slowest_health_seconds:.1f} s")


async def _link(count: int, seed: int) -> Result:
    report = await link.fuzz(count, seed=seed)
    closes = ", ".join(f"{number} closed with {code}" for code, number in report.closes.most_common())
    answers = ", ".join(f"{number} {kind}" for kind, number in report.answers.most_common())
    summary = f"{closes}; in between {report.honest} honest homes were served; sent: {answers}"
    return Result(report.closes.total(), report.failures, summary)


async def _voice(count: int, seed: int) -> Result:
    report = await voice.fuzz(count, seed=seed)
    closes = ", ".join(f"{number} closed with {code}" for code, number in report.closes.most_common())
    answers = ", ".join(f"{number} {kind}" for kind, number in report.answers.most_common())
    summary = f"{closes}; in between {report.honest} honest clients were served; sent: {answers}"
    return Result(report.closes.total(), report.failures, summary)


async def _socket(name: str, count: int, seed: int) -> Result:
    report = await openai_sockets.fuzz(name, count, seed=seed)
    closes = ", ".join(f"{number} closed with {code}" for code, number in report.closes.most_common())
    answers = ", ".join(f"{number} {kind}" for kind, number in report.answers.most_common())
    summary = f"{closes}; in between {report.honest} honest clients were served; sent: {answers}"
    return Result(report.closes.total(), report.failures, summary)


FUZZERS: Mapping[str, Fuzzer] = {
    "wyoming": Fuzzer(_wyoming, 1_000_000),
    "audio": Fuzzer(_audio, 100_000),
    "http": Fuzzer(_http, 10_000),
    "link": Fuzzer(_link, 10_000),
    "voice": Fuzzer(_voice, 10_000),
    "realtime": Fuzzer(partial(_socket, "realtime"), 10_000),
    "responses": Fuzzer(partial(_socket, "responses"), 10_000),
}


async def run(name: str, count: int | None, seed: int) -> bool:
    """Run one fuzzer, print what it found and what it cost, and return whether nothing failed."""
    fuzzer = FUZZERS[name]
    async with measured() as cost:
        result = await fuzzer.run(fuzzer.count if count is None else count, seed)
    print(f"{name}: {result.cases} cases of seed {seed}, {len(result.failures)} failures")
    print(f"  {cost}")
    print(f"  {result.summary}")
    for failure in result.failures[:_SHOWN_FAILURES]:
        print(f"  FAILED: {failure[:1000]}")
    return not result.failures


def main() -> int:
    """Run what the command line says."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzzing", description=__doc__)
    parser.add_argument("fuzzer", choices=[*FUZZERS, "all"])
    parser.add_argument("--count", type=int, help="number of cases; by default, that of the long run")
    parser.add_argument("--seed", type=int, default=0, help="another seed makes other cases")
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)  # what is refused is logged a million times
    names = list(FUZZERS) if arguments.fuzzer == "all" else [arguments.fuzzer]
    passed = [asyncio.run(run(name, arguments.count, arguments.seed)) for name in names]
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
