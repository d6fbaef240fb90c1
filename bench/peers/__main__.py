"""Morgan beside its peers: wyoming-faster-whisper, wyoming-piper and wyoming-openwakeword, in one run.

`python -m bench.peers --quick` installs the peers outside of the checkout, measures everybody in turn, and
writes docs/peers.md, docs/images/peers-*.png and .svg, and bench/peers/results.json.
"""

from __future__ import annotations

import argparse
import asyncio
import compileall
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench.peers import table
from bench.peers.environments import PinnedProgram, default_folder, installed, programs
from bench.peers.hearing import PART as HEARING
from bench.peers.hearing import HearingPlan, measure_hearing
from bench.peers.results import Results, read, this_machine
from bench.peers.speaking import PART as SPEAKING
from bench.peers.speaking import measure_speaking
from bench.peers.utterances import Material, recorded, spoken, wake_words
from bench.peers.waking import PART as WAKING
from bench.peers.waking import measure_waking
from scripts.random_whisper import make as make_whisper
from tests.assets.make_voices import make_piper
from wyoming_morgan.errors import InvalidRequest, MorganError

_CHECKOUT = Path(__file__).resolve().parents[2]
_RANDOM_SIZE = "tiny"
_VERSIONS = ("wyoming-morgan", "faster-whisper", "ctranslate2", "piper-tts", "pyopen-wakeword", "onnxruntime")


async def measure(arguments: argparse.Namespace, scratch: Path) -> Results:
    """Install what is missing, and measure."""
    pinned = programs()
    pythons = {
        name: await asyncio.to_thread(installed, arguments.environments, program, _say)
        for name, program in pinned.items()
    }
    # pip does so for the peers; else Morgan's start from a checkout would compile it each time.
    await asyncio.to_thread(compileall.compile_dir, _CHECKOUT / "wyoming_morgan", quiet=1)
    whisper = await asyncio.to_thread(_whisper, arguments.whisper, scratch)
    voice = await asyncio.to_thread(_voice, arguments.piper, scratch)
    material = await _material(arguments)
    results = Results(
        measured=datetime.now(UTC).date().isoformat(),
        machine=await asyncio.to_thread(this_machine),
        versions={
            **{name: _peer_version(pinned[name]) for name in pinned if name != "plot"},
            **{name: version(name) for name in _VERSIONS},
        },
        options={
            "Whisper": whisper.name if arguments.whisper else f"of random weights, size {_RANDOM_SIZE}",
            "the voice": voice.stem if arguments.piper else "of random weights",
            "commands from": material.source,
            "the plan": "quick" if arguments.quick else "whole",
        },
    )
    quick = arguments.quick
    if HEARING in arguments.only:
        _say(HEARING)
        plan = HearingPlan(2, (1, 4, 16), 1) if quick else HearingPlan(5, (1, 2, 4, 8, 16), 3)
        await measure_hearing(results, material, whisper, pythons["wyoming-faster-whisper"], plan)
    if SPEAKING in arguments.only:
        _say(SPEAKING)
        await measure_speaking(
            results, voice, pythons["wyoming-piper"], rounds=2 if quick else 8, starts=2 if quick else 5
        )
    if WAKING in arguments.only:
        _say(WAKING)
        await measure_waking(
            results,
            await wake_words(),
            pythons["wyoming-openwakeword"],
            rounds=1 if quick else 5,
            starts=2 if quick else 5,
        )
    return results


def _say(line: str) -> None:
    print(f"{datetime.now(UTC):%H:%M:%S} {line}", file=sys.stderr, flush=True)


def _peer_version(program: PinnedProgram) -> str:
    return program.requirements[0].partition("==")[2]


def _whisper(folder: Path | None, scratch: Path) -> Path:
    if folder is not None:
        return folder.resolve()
    made = scratch / f"whisper-random-{_RANDOM_SIZE}"
    make_whisper(_RANDOM_SIZE, made)
    return made


def _voice(folder: Path | None, scratch: Path) -> Path:
    if folder is None:
        return make_piper(scratch / "voices")
    voices = sorted(folder.resolve().glob("*.onnx"))
    if not voices:
        raise InvalidRequest(f"no Piper voice in {folder}", hint="a voice is NAME.onnx with NAME.onnx.json")
    return voices[0]


async def _material(arguments: argparse.Namespace) -> Material:
    count = 5 if arguments.quick else 24
    if arguments.audio is None:
        return await spoken(count)
    return await recorded(arguments.audio, count)


def write(results: Results, arguments: argparse.Namespace) -> None:
    """Write the JSON, the page and the plot."""
    arguments.results.parent.mkdir(parents=True, exist_ok=True)
    results.write(arguments.results)
    images = arguments.docs / "images"
    images.mkdir(parents=True, exist_ok=True)
    (arguments.docs / "peers.md").write_text(table.page(results), encoding="utf-8")
    python = installed(arguments.environments, programs()["plot"], _say)
    subprocess.run(  # noqa: S603 - a fixed command
        [str(python), "-m", "bench.peers.plot", str(arguments.results.resolve()), str(images.resolve())],
        cwd=_CHECKOUT,
        env={**os.environ, "PYTHONPATH": str(_CHECKOUT)},
        check=True,
    )


def main() -> int:
    """Measure and write; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--whisper", type=Path, metavar="DIR", help="a Whisper model for CTranslate2")
    parser.add_argument("--piper", type=Path, metavar="DIR", help="a folder with a Piper voice")
    parser.add_argument("--audio", type=Path, metavar="DIR", help="recordings, with their transcripts.tsv")
    parser.add_argument("--quick", action="store_true", help="some samples of each")
    parser.add_argument("--only", nargs="+", choices=(HEARING, SPEAKING, WAKING), metavar="PART",
                        default=[HEARING, SPEAKING, WAKING],
                        help=f"parts to measure: {HEARING}, {SPEAKING}, '{WAKING}'")  # fmt: skip
    parser.add_argument("--environments", type=Path, metavar="DIR", default=default_folder())
    parser.add_argument(
        "--results", type=Path, metavar="FILE", default=Path(__file__).with_name("results.json")
    )
    parser.add_argument("--docs", type=Path, metavar="DIR", default=_CHECKOUT / "docs")
    parser.add_argument("--draw", action="store_true", help="only write the page, from the results")
    arguments = parser.parse_args()
    try:
        if arguments.draw:
            results = read(arguments.results)
        else:
            with tempfile.TemporaryDirectory(prefix="morgan-bench-") as folder:
                results = asyncio.run(measure(arguments, Path(folder)))
        write(results, arguments)
    except MorganError as error:
        print(f"error: {error.message}\nhint: {error.hint}", file=sys.stderr)
        return 1
    print("\n".join(table.table(results)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
