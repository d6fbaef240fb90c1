"""How soon a light that is renamed in Home Assistant is heard under its new name.

`python -m bench.renamed` prints, for the newest release that the tests use and each new name, the seconds
from the new name until a spoken command with it was done. Another Morgan speaks the command, again and again.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from bench.installed import installed_releases
from tests.home_assistant.component import set_up
from tests.home_assistant.hass import HomeAssistant
from tests.home_assistant.lane.environment import Environment
from tests.home_assistant.morgan import Morgan
from tests.home_assistant.turn import speak

NAMES = ("Purple lantern", "Silver candle", "Orange curtain")
_LIGHT = "light.bed_light"
_KEY = "key of this measurement"
_QUIET_SECONDS = 15.0
"""Until the recognizer has learned the home as it was."""
_PATIENCE = 120.0


async def measure(environment: Environment, folder: Path) -> dict[str, float]:
    """Return seconds by the new name."""
    seconds: dict[str, float] = {}
    async with _home(environment, folder) as (home_assistant, morgan, voice):
        recordings = {
            name: await voice.say(f"turn on the {name.lower()}", voice="en-US", speed=0.9) for name in NAMES
        }
        async with (
            set_up(home_assistant, f"http://127.0.0.1:{morgan.http_port}", _KEY) as agent,
            home_assistant.added(morgan.wyoming_port) as ears,
            home_assistant.assistant(
                replace(ears, entities={**ears.entities, "conversation": agent})
            ) as pipeline,
        ):
            await asyncio.sleep(_QUIET_SECONDS)
            for name, recording in recordings.items():
                await home_assistant.act("light", "turn_off", _LIGHT)
                began = time.monotonic()
                update = "config/entity_registry/update"
                await home_assistant.client.call(update, entity_id=_LIGHT, name=name)
                async with asyncio.timeout(_PATIENCE):
                    while await home_assistant.state(_LIGHT) != "on":
                        await speak(home_assistant.client, pipeline, recording)
                seconds[name] = time.monotonic() - began
    return seconds


@asynccontextmanager
async def _home(
    environment: Environment, folder: Path
) -> AsyncIterator[tuple[HomeAssistant, Morgan, Morgan]]:
    for name in ("hass", "morgan", "voice"):
        (folder / name).mkdir()
    async with (
        HomeAssistant.run(environment, folder / "hass") as home_assistant,
        Morgan.run(folder / "morgan", MORGAN_CORE__HTTP__API_KEYS=f'["{_KEY}"]') as morgan,
        Morgan.run(folder / "voice") as voice,
    ):
        yield home_assistant, morgan, voice


async def main() -> int:
    """Measure and print. The exit status is 1 if no Home Assistant can be installed."""
    environment = installed_releases()[-1]
    with tempfile.TemporaryDirectory(prefix="renamed-") as folder:
        seconds = await measure(environment, Path(folder))
    print(f"Home Assistant {environment.version}, seconds from the new name until its command was done")
    for name, value in seconds.items():
        print(f"  {name:20}{value:.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
