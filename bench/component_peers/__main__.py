"""The component beside other conversation agents of Home Assistant: the same words, home and model for each.

`python -m bench.component_peers --lane FOLDER --component FOLDER …` prints one column for each agent. The
lane is a copy of an environment of the tests' Home Assistant, with what the agents require installed in it;
each `--component` is the folder of a custom component, with the domain as its name. The model is a stand-in
that answers at once, except for its story: the times of commands are those of the agents alone.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import yaml

from bench.component_peers.model import MODEL, ModelServer
from bench.component_peers.observing import Observer, Seen
from bench.component_peers.setup import AGENTS, Agent
from tests.home_assistant.component import set_up
from tests.home_assistant.hass import HomeAssistant
from tests.home_assistant.lane.environment import RELEASES, Environment
from tests.home_assistant.morgan import Morgan

_KEY = "key of this comparison"
_CORE = ("ollama", "openai_conversation")


async def compare(lane: Path, components: Sequence[Path], folder: Path) -> dict[str, Seen]:
    """Look at Morgan, core's agents and the given components; return what was seen, by name and version."""
    for name in ("hass", "morgan"):
        (folder / name).mkdir()
    for component in components:
        shutil.copytree(component, folder / "hass" / "custom_components" / component.name)
    environment = Environment(RELEASES[-1].version, lane, "")
    seen: dict[str, Seen] = {}
    async with ModelServer().serving() as model:
        os.environ["OPENAI_BASE_URL"] = model.openai_url
        _write_model(folder / "morgan", model)
        async with (
            HomeAssistant.run(environment, folder / "hass", more=_MORE) as home_assistant,
            Morgan.run(folder / "morgan", MORGAN_CORE__HTTP__API_KEYS=f'["{_KEY}"]') as morgan,
        ):
            observer = Observer(home_assistant, model)
            url = f"http://127.0.0.1:{morgan.http_port}"
            async with set_up(home_assistant, url, _KEY) as entity_id:
                entity = await home_assistant.client.call("config/entity_registry/get", entity_id=entity_id)
                agents = {
                    f"morgan {version('wyoming-morgan')}": Agent(
                        "Morgan", "morgan", entity["config_entry_id"], entity_id
                    )
                }
                for domain in (*_CORE, *(component.name for component in components)):
                    for way, make in AGENTS[domain].items():
                        title = f"{domain} {_version(folder / 'hass', domain)} {way}".strip()
                        try:
                            agents[title] = await make(home_assistant, model)
                        except Exception as error:  # noqa: BLE001 - that it cannot be set up was seen
                            seen[title] = Seen(
                                {"setting it up": f"failed: {type(error).__name__} {error}"[:300]}
                            )
                for title, command in (await observer.race(agents)).items():
                    seen[title] = Seen({"“turn on the bed light”": command})
                for title, agent in agents.items():
                    rows = await observer.look(agent, removes=agent.domain != "morgan")
                    seen[title].rows.update(rows.rows)
            complaints = home_assistant.complaints()
            for title, column in seen.items():
                about = re.compile(rf"(?:components[./]|integration '){title.split()[0]}\b")
                mine = [complaint for complaint in complaints if about.search(complaint)]
                column.rows["warnings and errors in the log"] = str(len(mine))
                for complaint in mine:
                    print(f"{title}: {complaint}\n", file=sys.stderr)
    return seen


_MORE = "recorder:\nhistory:\nenergy:\n"
"""What extended_openai_conversation depends on."""


def _version(config: Path, domain: str) -> str:
    manifest = config / "custom_components" / domain / "manifest.json"
    return str(json.loads(manifest.read_text())["version"]) if manifest.is_file() else RELEASES[-1].version


def _write_model(folder: Path, model: ModelServer) -> None:
    backend = {"engine": "openai", "engines": {"openai": {"base_url": model.openai_url, "model": MODEL}}}
    (folder / "llm.yaml").write_text(yaml.safe_dump({"backends": {"compared": backend}}))


async def main(lane: Path, components: Sequence[Path]) -> int:
    """Compare and print."""
    with tempfile.TemporaryDirectory(prefix="component-peers-") as folder:
        seen = await compare(lane, components, Path(folder))
    for title, column in seen.items():
        print(title)
        for name, value in column.rows.items():
            print(f"  {name:32}{value}")
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--lane", type=Path, required=True, help="the environment with what the agents require"
    )
    parser.add_argument("--component", type=Path, action="append", default=[], help="a custom component")
    arguments = parser.parse_args()
    sys.exit(asyncio.run(main(arguments.lane, arguments.component)))
