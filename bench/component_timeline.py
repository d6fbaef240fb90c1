"""A spoken command through the component, beside Wyoming's way and Home Assistant's own agent.

`python -m bench.component_timeline` prints, for each release that the tests use, when the transcript, the
answer and the first byte of the spoken reply came, counted from the end of the speech, and how long the agent
took. All ways go to one Morgan in one Home Assistant, and take turns. Every command is said once on each way
before it counts, so that Morgan has spoken every reply before; Home Assistant's own cache is emptied
before each turn.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from bench.home_assistant_timeline import COMMANDS, STAGES
from bench.installed import installed_releases
from tests.home_assistant.component import configured, entities, linked, set_up
from tests.home_assistant.hass import HomeAssistant
from tests.home_assistant.lane.environment import Environment
from tests.home_assistant.morgan import Morgan
from tests.home_assistant.recordings import SPEECH_FOLDER, Recordings
from tests.home_assistant.turn import Turn, speak

COMPONENT, WYOMING, CORE = "component", "Wyoming", "Home Assistant's agent"
WAYS = (COMPONENT, WYOMING, CORE)
"""The third one hears and speaks over Wyoming."""
AGENT = "agent alone"
_FIRST_BYTE = "first byte of speech"

Turns = Mapping[str, Sequence[Turn]]


async def timelines(environment: Environment, folder: Path, rounds: int) -> Turns:
    """Say every command `rounds` times on each way."""
    turns: dict[str, list[Turn]] = {way: [] for way in WAYS}
    (folder / "hass").mkdir()
    (folder / "morgan").mkdir()
    async with (
        HomeAssistant.run(environment, folder / "hass") as home_assistant,
        Morgan.run(folder / "morgan") as morgan,
        home_assistant.added(morgan.wyoming_port) as wyoming,
        set_up(home_assistant, f"http://127.0.0.1:{morgan.http_port}", "") as agent,
        contextlib.AsyncExitStack() as stack,
    ):
        await linked(home_assistant, agent)
        mine = await entities(home_assistant, await configured(home_assistant))
        core = {**wyoming.entities, "conversation": "conversation.home_assistant"}
        pipelines = {
            way: await stack.enter_async_context(home_assistant.assistant(replace(wyoming, entities=engines)))
            for way, engines in zip(WAYS, (mine, wyoming.entities, core), strict=True)
        }
        recordings = Recordings(SPEECH_FOLDER, morgan)
        for number in range(rounds + 1):
            for command in COMMANDS:
                recording = await recordings.of(command)
                ends = (await morgan.activity(recording))[-1][1]
                for way, pipeline in pipelines.items():
                    await home_assistant.client.call("call_service", domain="tts", service="clear_cache")
                    turn = await speak(home_assistant.client, pipeline, recording, speech_ends=ends)
                    if number:
                        turns[way].append(turn)
    return turns


def table(turns: Turns) -> str:
    """Return medians and slowest by stage, in milliseconds, one column for each way."""
    rows = [["", *turns]]
    rows += [[name, *(summary(_times(name, way)) for way in turns.values())] for name in (*STAGES, AGENT)]
    return "\n".join(f"{row[0]:22}" + "".join(f"{cell:>26}" for cell in row[1:]) for row in rows)


def difference(turns: Turns, than: str) -> str:
    """Return by how much the component's medians are above those of another way."""
    parts = []
    for name in (AGENT, _FIRST_BYTE):
        own, other = (_times(name, turns[way]) for way in (COMPONENT, than))
        if own and other:
            parts.append(f"{name} {(statistics.median(own) - statistics.median(other)) * 1000:+.0f} ms")
    return f"the component beside {than}: {', '.join(parts) or 'nothing to compare'}"


def summary(times: Sequence[float]) -> str:
    """Return the median and the slowest."""
    if not times:
        return "never"
    return f"{statistics.median(times) * 1000:.0f} … {max(times) * 1000:.0f}"


def _times(name: str, turns: Sequence[Turn]) -> list[float]:
    return [when for turn in turns if (when := _time(name, turn)) is not None]


def _time(name: str, turn: Turn) -> float | None:
    if name != AGENT:
        return STAGES[name](turn)
    begin, end = turn.at("intent-start"), turn.at("intent-end")
    return None if begin is None or end is None else end - begin


async def main(rounds: int) -> int:
    """Measure and print. The exit status is 1 if no Home Assistant can be installed."""
    for environment in installed_releases():
        with tempfile.TemporaryDirectory(prefix="component-") as folder:
            turns = await timelines(environment, Path(folder), rounds)
        done = {
            way: sum(turn.response["response_type"] == "action_done" for turn in spoken)
            for way, spoken in turns.items()
        }
        print(f"Home Assistant {environment.version}: milliseconds after the end of the speech,")
        print(f"median … slowest of {len(turns[COMPONENT])} turns; done: {done}\n\n{table(turns)}\n")
        print(f"{difference(turns, WYOMING)}\n{difference(turns, CORE)}\n")
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--rounds",
        type=int,
        default=3,
        help=f"how often each of {len(COMMANDS)} commands is said",
    )
    sys.exit(asyncio.run(main(parser.parse_args().rounds)))
