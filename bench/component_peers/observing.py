"""What is seen of one agent: the same words and the same home for each."""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bench.component_peers.model import ModelServer
from bench.component_peers.setup import Agent
from tests.home_assistant.client import Client, Refused
from tests.home_assistant.component import ask, ask_as, speech
from tests.home_assistant.hass import HomeAssistant
from tests.home_assistant.people import person
from tests.home_assistant.satellite import Satellite

LIGHT, LOCK = "light.bed_light", "lock.front_door"
LIGHTS = ("light.kitchen_lights", "light.standing_light", LIGHT)
_TURNS = 21
_SECONDS = 60.0
_SEVERAL = 2
_SETTLE_SECONDS = 2.0


@dataclass(slots=True)
class Seen:
    """One column of the table: what was seen, by what was looked at."""

    rows: dict[str, str] = field(default_factory=dict)


class Observer:
    """Looks at agents of one Home Assistant, behind all of which stands the same model."""

    def __init__(self, home_assistant: HomeAssistant, model: ModelServer) -> None:
        self._home_assistant = home_assistant
        self._model = model

    async def look(self, agent: Agent, *, removes: bool = True) -> Seen:
        """Look at everything; what fails is told in its row. At last the entry is removed, if it may."""
        seen = Seen()
        steps = [
            ("a long reply", self._streaming),
            ("question with “?”", self._marked_question),
            ("question without “?”", self._plain_question),
            ("claim after a failed tool", self._claim),
            ("who speaks", self._identity),
            ("what one user said, asked by another", self._memory),
            ("the satellite's room", self._room),
            ("an entity that is not exposed", self._exposure),
        ]
        if removes:
            steps.append(("removing the entry", self._removal))
        for name, step in steps:
            try:
                async with asyncio.timeout(_SECONDS):
                    seen.rows[name] = await step(agent)
            except Exception as error:  # noqa: BLE001 - what an agent cannot do is what is looked for
                seen.rows[name] = f"failed: {type(error).__name__} {error}"[:160]
        return seen

    async def race(self, agents: Mapping[str, Agent]) -> dict[str, str]:
        """Say one command to each agent in turn, again and again; return what was seen, by their names."""
        seconds: dict[str, list[float]] = {name: [] for name in agents}
        requests, done, failures = Counter[str](), Counter[str](), dict[str, str]()
        for _ in range(_TURNS):
            for name, agent in agents.items():
                await self._home_assistant.act("light", "turn_off", LIGHT)
                before, began = len(self._model.requests), time.monotonic()
                try:
                    await ask(self._home_assistant, agent.entity_id, "turn on the bed light")
                except Refused as error:
                    failures[name] = f"failed: {error}"
                    continue
                seconds[name].append(time.monotonic() - began)
                requests[name] += len(self._model.requests) - before
                done[name] += await self._home_assistant.state(LIGHT) == "on"
        return {
            name: failures.get(name)
            or f"done {done[name]} of {_TURNS}, median {statistics.median(times) * 1000:.0f} ms, "
            f"{requests[name] / _TURNS:.0f} requests to the model"
            for name, times in seconds.items()
        }

    async def _streaming(self, agent: Agent) -> str:
        first, end, deltas = None, 0.0, 0
        began = time.monotonic()
        async for kind, data in self._run(agent, "tell me a story"):
            now = time.monotonic() - began
            content = (data.get("chat_log_delta") or {}).get("content")
            if kind == "intent-progress" and content:
                deltas += 1
                first = now if first is None else first
            if kind == "intent-end":
                end = now
        if first is None or deltas < _SEVERAL:
            return f"no: all at once after {end * 1000:.0f} ms"
        return f"yes: first words after {first * 1000:.0f} ms, the end after {end * 1000:.0f} ms"

    async def _marked_question(self, agent: Agent) -> str:
        return await self._listens(agent, "please ask me with a mark")

    async def _plain_question(self, agent: Agent) -> str:
        return await self._listens(agent, "please ask me plainly")

    async def _listens(self, agent: Agent, words: str) -> str:
        result = await ask(self._home_assistant, agent.entity_id, words)
        return (
            f"{'listens' if result['continue_conversation'] else 'does not listen'} after “{speech(result)}”"
        )

    async def _claim(self, agent: Agent) -> str:
        result = await ask(self._home_assistant, agent.entity_id, "turn on the moon lamp")
        return f"says “{speech(result)}”"

    async def _identity(self, agent: Agent) -> str:
        async with (
            person(self._home_assistant, "Rosalind") as token,
            Client.connect(self._home_assistant.url, token) as client,
        ):
            user = (await client.call("auth/current_user"))["id"]
            request = await self._requests(ask_as(client, agent.entity_id, "hello there"))
        if "Rosalind" in request:
            return "the model is told the user's name"
        return "the model is told the user's id" if user in request else "the model is told nothing"

    async def _memory(self, agent: Agent) -> str:
        async with (
            person(self._home_assistant, "Rosalind") as token,
            Client.connect(self._home_assistant.url, token) as client,
        ):
            await ask_as(client, agent.entity_id, "remember that the spare key is under the flower pot")
            question = "what do you remember about the spare key"
            hers = speech(await ask_as(client, agent.entity_id, question))
        others = speech(await ask(self._home_assistant, agent.entity_id, question))
        return f"she hears “{hers}”, others hear “{others}”"

    async def _room(self, agent: Agent) -> str:
        for light in LIGHTS:
            await self._home_assistant.act("light", "turn_off", light)
        async with (
            Satellite.run("Kitchen") as satellite,
            self._home_assistant.added(satellite.port) as entry,
        ):
            await asyncio.sleep(_SETTLE_SECONDS)

            async def run() -> None:
                async for _ in self._run(agent, "turn on the lights", device_id=entry.devices[0]):
                    pass

            request = await self._requests(run())
        lit = [light for light in LIGHTS if await self._home_assistant.state(light) == "on"]
        place = "; the model is told it" if "in area Kitchen" in request else "; the model is not told it"
        return f"turns on {', '.join(lit) or 'nothing'}{place if request else ''}"

    async def _exposure(self, agent: Agent) -> str:
        async with self._unexposed():
            request = await self._requests(ask(self._home_assistant, agent.entity_id, "hello there"))
        return "the model is told of it" if "front door" in request.lower() else "hidden from the model"

    async def _removal(self, agent: Agent) -> str:
        client = self._home_assistant.client
        await client.delete(f"/api/config/config_entries/entry/{agent.entry_id}")
        entities = await client.call("config/entity_registry/list")
        devices = await client.call("config/device_registry/list")
        left = [entity["entity_id"] for entity in entities if entity["config_entry_id"] == agent.entry_id]
        left += [device["name"] for device in devices if agent.entry_id in device["config_entries"]]
        return f"leaves {left}" if left else "leaves no entity and no device"

    async def _requests(self, asking: Any) -> str:
        before = len(self._model.requests)
        await asking
        return "\n".join(self._model.requests[before:])

    @contextlib.asynccontextmanager
    async def _unexposed(self) -> AsyncIterator[None]:
        expose = {"assistants": ["conversation"], "entity_ids": [LOCK]}
        command = "homeassistant/expose_entity"
        await self._home_assistant.client.call(command, should_expose=False, **expose)
        await asyncio.sleep(_SETTLE_SECONDS)
        try:
            yield
        finally:
            await self._home_assistant.client.call(command, should_expose=True, **expose)

    async def _run(self, agent: Agent, text: str, **more: Any) -> AsyncIterator[tuple[str, dict[str, Any]]]:
        """Run a pipeline of the agent's on words; give its events."""
        client = self._home_assistant.client
        made = await client.call(
            "assist_pipeline/pipeline/create",
            name=agent.name,
            language="en",
            conversation_engine=agent.entity_id,
            conversation_language="en",
            stt_engine=None,
            stt_language=None,
            tts_engine=None,
            tts_language=None,
            tts_voice=None,
            wake_word_entity=None,
            wake_word_id=None,
            prefer_local_intents=False,
        )
        try:
            async with client.subscription(
                "assist_pipeline/run",
                start_stage="intent",
                end_stage="intent",
                input={"text": text},
                pipeline=made["id"],
                timeout=_SECONDS,
                **more,
            ) as answers:
                await answers.result()
                kind = ""
                while kind != "run-end":
                    event = await answers.event()
                    kind = event["type"]
                    yield kind, event["data"] or {}
        finally:
            await client.call("assist_pipeline/pipeline/delete", pipeline_id=made["id"])
