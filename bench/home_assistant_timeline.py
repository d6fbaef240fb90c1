"""The timeline of a spoken command through Home Assistant and Morgan, with either of them ending the turn.

`python -m bench.home_assistant_timeline` prints, for each release that the tests use, when the transcript,
the intent and the first byte of the spoken reply arrived, counted from the end of the speech, that is the end
of voice activity in the recording. Speech is sent in real time, followed by silence. Home Assistant's own
speech cache is emptied before every turn.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bench.installed import installed_releases
from tests.home_assistant.hass import HomeAssistant
from tests.home_assistant.lane.environment import Environment
from tests.home_assistant.morgan import Morgan
from tests.home_assistant.recordings import SPEECH_FOLDER, Recordings
from tests.home_assistant.turn import Turn, speak

COMMANDS = (
    "turn on lights in the Kitchen",
    "open the Sliding Door in the Office",
    "turn Bed Light on",
    "lock the Front Door",
)
STAGES: Mapping[str, Callable[[Turn], float | None]] = {
    "transcript": lambda turn: turn.at("stt-end"),
    "intent": lambda turn: turn.at("intent-end"),
    "first byte of speech": lambda turn: turn.first_audio,
}
WHO_ENDS = {"false": "Morgan ends the turn", "true": "Home Assistant's detector ends it"}
"""By the value of `requires_external_vad`."""
_VARIABLE = "MORGAN_CORE__WYOMING__REQUIRES_EXTERNAL_VAD"


async def timeline(
    environment: Environment, folder: Path, requires_external_vad: str, rounds: int
) -> list[Turn]:
    """Run every command `rounds` times against a fresh Home Assistant and a fresh Morgan."""
    turns: list[Turn] = []
    (folder / "hass").mkdir()
    (folder / "morgan").mkdir()
    async with (
        HomeAssistant.run(environment, folder / "hass") as home_assistant,
        Morgan.run(folder / "morgan", **{_VARIABLE: requires_external_vad}) as morgan,
        home_assistant.added(morgan.wyoming_port) as entry,
        home_assistant.assistant(entry) as pipeline,
    ):
        recordings = Recordings(SPEECH_FOLDER, morgan)
        for command in COMMANDS * rounds:
            await home_assistant.client.call("call_service", domain="tts", service="clear_cache")
            recording = await recordings.of(command)
            ends = (await morgan.activity(recording))[-1][1]
            turns.append(await speak(home_assistant.client, pipeline, recording, speech_ends=ends))
    return turns


def table(turns: Mapping[str, Sequence[Turn]]) -> str:
    """Return medians and slowest by stage, in milliseconds, one column for each way to end a turn."""
    rows = [["", *(WHO_ENDS[way] for way in turns)]]
    rows += [
        [name, *(_summary(of_one_way, read) for of_one_way in turns.values())]
        for name, read in STAGES.items()
    ]
    return "\n".join(f"{row[0]:22}" + "".join(f"{cell:>36}" for cell in row[1:]) for row in rows)


def _summary(turns: Sequence[Turn], read: Callable[[Turn], float | None]) -> str:
    seconds = [when for turn in turns if (when := read(turn)) is not None]
    if not seconds:
        return "never"
    missing = f" ({len(turns) - len(seconds)} never)" if len(seconds) < len(turns) else ""
    return f"{statistics.median(seconds) * 1000:.0f} … {max(seconds) * 1000:.0f}{missing}"


async def main(rounds: int) -> int:
    """Measure and print. The exit status is 1 if no Home Assistant can be installed."""
    for environment in installed_releases():
        turns = {}
        for way in WHO_ENDS:
            with tempfile.TemporaryDirectory(prefix="home-assistant-") as folder:
                turns[way] = await timeline(environment, Path(folder), way, rounds)
        count = len(next(iter(turns.values())))
        print(f"Home Assistant {environment.version}: milliseconds after the end of the speech,")
        print(f"median … slowest of {count} turns\n\n{table(turns)}\n")
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--rounds", type=int, default=2, help=f"how often each of {len(COMMANDS)} commands is said"
    )
    sys.exit(asyncio.run(main(parser.parse_args().rounds)))
