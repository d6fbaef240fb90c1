"""A running Home Assistant with a small home in it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from tests.home_assistant.client import Client
from tests.home_assistant.complaints import Expected, unexpected
from tests.home_assistant.lane.environment import Environment
from tests.home_assistant.morgan import HOME
from tests.home_assistant.process import Process
from tests.home_assistant.storage import seed
from wyoming_morgan.bench.ports import free_port

_STARTED = "Home Assistant initialized in"
_START_SECONDS = 200.0
FLOWS = "/api/config/config_entries/flow"
_COMPONENTS = Path(__file__).resolve().parents[2] / "custom_components"
_LANGUAGE = "en"
_NOT_ITS_OWN = ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH")
_ASSISTANT = "conversation"


@dataclass(frozen=True, slots=True)
class Entry:
    """The config entry that Home Assistant created for a service."""

    id: str
    title: str
    entities: dict[str, str]
    """Entity ids by their domain."""
    devices: list[str]
    """Device ids."""


class HomeAssistant:
    """A Home Assistant whose areas and exposed entities are those of `home/core.yaml`."""

    client: Client

    def __init__(self, environment: Environment, folder: Path, port: int) -> None:
        self._environment = environment
        self._folder = folder
        self.url = f"http://127.0.0.1:{port}"
        self.token = seed(folder, port=port)
        self._running = contextlib.AsyncExitStack()
        self._starts = 0
        self._expected: list[Expected] = []

    @classmethod
    @contextlib.asynccontextmanager
    async def run(
        cls, environment: Environment, folder: Path, *, more: str = ""
    ) -> AsyncIterator[HomeAssistant]:
        """Run it in `folder` during the block; `more` is added to its configuration."""
        configuration = (HOME / "configuration.yaml").read_text()
        (folder / "configuration.yaml").write_text(f"{configuration}\n{more}")
        shutil.copytree(_COMPONENTS, folder / _COMPONENTS.name, dirs_exist_ok=True)
        home_assistant = cls(environment, folder, free_port())
        try:
            await home_assistant._start()
            await home_assistant._furnish()
            yield home_assistant
        finally:
            await home_assistant._running.aclose()

    async def restart(self) -> None:
        """Stop it as a service manager would, and start it again with what it has stored."""
        await self._running.aclose()
        await self._start()

    async def _start(self) -> None:
        self._process = await Process.start(
            "Home Assistant",
            [self._environment.python, "-P", "-m", "homeassistant", "--config", self._folder, "--skip-pip"],
            log=self._folder / "output.log",
            environment=_environment(self._environment),
        )
        self._running.push_async_callback(self._process.stop)
        self._starts += 1
        await self._process.until(self._initialized, seconds=_START_SECONDS)
        self.client = await self._running.enter_async_context(Client.connect(self.url, self.token))

    async def _initialized(self) -> bool:
        return self._process.words().count(_STARTED) >= self._starts

    async def state(self, entity_id: str) -> str:
        """Return the state of an entity."""
        return str((await self.client.get(f"/api/states/{entity_id}"))["state"])

    async def act(self, domain: str, service: str, entity_id: str) -> None:
        """Call a service on an entity, as a person would in the front end."""
        await self.client.call(
            "call_service", domain=domain, service=service, target={"entity_id": entity_id}
        )

    async def cards(self, name: str) -> list[dict[str, Any]]:
        """Return the flows that discovery has begun for services announced by this name."""
        flows: list[dict[str, Any]] = await self.client.call("config_entries/flow/progress")
        return [flow for flow in flows if name in str(flow["context"].get("unique_id"))]

    async def discover(self, name: str, *, within: float) -> None:
        """Wait until a service of this name is discovered.

        Raises:
            TimeoutError: it was not, in `within` seconds.
        """
        async with (
            asyncio.timeout(within),
            self.client.subscription("config_entries/flow/subscribe") as answers,
        ):
            await answers.result()
            while not await self.cards(name):
                await answers.event()

    async def confirm(self, flow_id: str) -> Entry:
        """Click on the card of a discovered service."""
        return await self._finish(flow_id, {})

    @contextlib.asynccontextmanager
    async def added(self, port: int) -> AsyncIterator[Entry]:
        """Have a Wyoming service of this machine added by hand, by its host and port, during the block."""
        flow = await self.client.post(FLOWS, {"handler": "wyoming"})
        entry = await self._finish(flow["flow_id"], {"host": "127.0.0.1", "port": port})
        try:
            yield entry
        finally:
            await self.client.delete(f"/api/config/config_entries/entry/{entry.id}")

    @contextlib.asynccontextmanager
    async def assistant(self, entry: Entry) -> AsyncIterator[str]:
        """Have a preferred Assist pipeline with only this entry during the block."""
        before = (await self.client.call("assist_pipeline/pipeline/list"))["preferred_pipeline"]
        made = await self.client.call(
            "assist_pipeline/pipeline/create",
            name=entry.title,
            language=_LANGUAGE,
            stt_engine=entry.entities["stt"],
            stt_language=_LANGUAGE,
            conversation_engine=entry.entities["conversation"],
            conversation_language=_LANGUAGE,
            tts_engine=entry.entities["tts"],
            tts_language=_LANGUAGE,
            tts_voice=None,
            wake_word_entity=None,
            wake_word_id=None,
            prefer_local_intents=False,
        )
        await self._prefer(made["id"])
        try:
            yield made["id"]
        finally:
            await self._prefer(before)
            await self.client.call("assist_pipeline/pipeline/delete", pipeline_id=made["id"])

    @contextlib.contextmanager
    def expecting(self, *patterns: str) -> Iterator[None]:
        """Expect complaints that match these patterns in the log, because the block provokes them.

        Every other complaint still counts.
        """
        began = datetime.now()  # noqa: DTZ005 - the log has the local time
        try:
            yield
        finally:
            self._expected.append(Expected(patterns, began, datetime.now()))  # noqa: DTZ005 - as before

    def complaints(self) -> list[str]:
        """Return every warning and error in the log that no test provoked."""
        log = self._process.words().replace(str(self._environment.folder.parent), "")
        return unexpected(log, self._expected)

    async def _prefer(self, pipeline: str) -> None:
        await self.client.call("assist_pipeline/pipeline/set_preferred", pipeline_id=pipeline)

    async def _finish(self, flow_id: str, answers: dict[str, Any]) -> Entry:
        made = await self.client.post(f"{FLOWS}/{flow_id}", answers)
        assert made["type"] == "create_entry", made
        entry_id = made["result"]["entry_id"]
        entities = await self.client.call("config/entity_registry/list")
        devices = await self.client.call("config/device_registry/list")
        mine = [entity["entity_id"] for entity in entities if entity["config_entry_id"] == entry_id]
        return Entry(
            id=entry_id,
            title=made["title"],
            entities={entity_id.partition(".")[0]: entity_id for entity_id in mine},
            devices=[device["id"] for device in devices if entry_id in device["config_entries"]],
        )

    async def _furnish(self) -> None:
        """Create the areas, put the entities into them and expose only these to the conversation."""
        home = yaml.safe_load((HOME / "core.yaml").read_text())["home"]
        await self.client.call(
            "homeassistant/expose_new_entities/set", assistant=_ASSISTANT, expose_new=False
        )
        areas = {
            area["name"]: (await self.client.call("config/area_registry/create", name=area["name"]))[
                "area_id"
            ]
            for area in home["areas"]
        }
        for entity in home["entities"]:
            entity_id = f"{entity['domain']}.{entity['name'].lower().replace(' ', '_')}"
            await self.client.call(
                "config/entity_registry/update", entity_id=entity_id, area_id=areas.get(entity.get("area"))
            )
            await self.client.call(
                "homeassistant/expose_entity",
                assistants=[_ASSISTANT],
                entity_ids=[entity_id],
                should_expose=True,
            )


def _environment(environment: Environment) -> dict[str, str]:
    """Return the variables for Home Assistant: its programs first on the path, and its bytecode is kept.

    It finds the component in its own folder only, as it does in a home.
    """
    variables = {name: value for name, value in os.environ.items() if name not in _NOT_ITS_OWN}
    variables["PATH"] = f"{environment.python.parent}{os.pathsep}{variables['PATH']}"
    return variables
