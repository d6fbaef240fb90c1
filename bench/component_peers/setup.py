"""Sets up each agent in Home Assistant through its own flow, as a person would."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientResponseError
from yarl import URL

from bench.component_peers.model import MODEL, ModelServer
from tests.home_assistant.client import Client
from tests.home_assistant.hass import FLOWS, HomeAssistant

SUBENTRY_FLOWS = "/api/config/config_entries/subentries/flow"
_ENTITY_SECONDS = 15.0


class SetUpFailed(Exception):
    """The flow of an agent did not end with an entry; the message has its last answer."""


@dataclass(frozen=True, slots=True)
class Agent:
    """An agent to be compared."""

    name: str
    domain: str
    entry_id: str
    entity_id: str


Answers = Mapping[str, Any]
SetUp = Callable[[HomeAssistant, ModelServer], Awaitable[Agent]]


async def _walk(client: Client, path: str, handler: Any, *answers: Answers) -> dict[str, Any]:
    """Walk through a flow, with the answers to its steps in their order."""
    step: dict[str, Any] = await client.post(path, {"handler": handler})
    for given in answers:
        if step.get("type") != "form":
            break
        names = {field["name"] for field in step["data_schema"]}
        fields = {name: value for name, value in given.items() if name in names}
        try:
            step = await client.post(f"{path}/{step['flow_id']}", _with_defaults(step, fields))
        except ClientResponseError as error:
            raise SetUpFailed(f"{error.status} for {fields}") from error
    if step.get("type") != "create_entry":
        raise SetUpFailed(str({key: step.get(key) for key in ("type", "step_id", "errors", "reason")}))
    return step


def _with_defaults(step: Mapping[str, Any], fields: Answers) -> dict[str, Any]:
    """Add what the form suggests, as the front end does."""
    filled: dict[str, Any] = {}
    for field in step["data_schema"]:
        suggestion = (field.get("description") or {}).get("suggested_value")
        if field.get("type") == "expandable":
            if field.get("required"):
                filled[field["name"]] = _with_defaults({"data_schema": field["schema"]}, {})
        elif field.get("default") is not None:
            filled[field["name"]] = field["default"]
        elif suggestion is not None:
            filled[field["name"]] = suggestion
    return {**filled, **fields}


async def _agent(
    home_assistant: HomeAssistant, name: str, domain: str, entry_id: str, *subentry: Answers
) -> Agent:
    """Add a subentry for conversations, if its answers are given; return the agent."""
    client = home_assistant.client
    if subentry:
        await _walk(client, SUBENTRY_FLOWS, [entry_id, "conversation"], *subentry)
    try:
        async with asyncio.timeout(_ENTITY_SECONDS):
            while True:
                for entity in await client.call("config/entity_registry/list"):
                    if entity["config_entry_id"] == entry_id and entity["entity_id"].startswith(
                        "conversation."
                    ):
                        return Agent(name, domain, entry_id, entity["entity_id"])
                await asyncio.sleep(0.2)
    except TimeoutError as error:
        raise SetUpFailed("it has no conversation entity") from error


async def _entry(home_assistant: HomeAssistant, domain: str, *answers: Answers) -> str:
    made = await _walk(home_assistant.client, FLOWS, domain, *answers)
    return str(made["result"]["entry_id"])


async def ollama(home_assistant: HomeAssistant, model: ModelServer) -> Agent:
    """Core's integration."""
    entry_id = await _entry(home_assistant, "ollama", {"url": model.ollama_url})
    answers = {"name": "Ollama", "model": MODEL, "llm_hass_api": ["assist"]}
    return await _agent(home_assistant, "ollama", "ollama", entry_id, answers)


async def openai_conversation(home_assistant: HomeAssistant, model: ModelServer) -> Agent:
    """Core's integration; Home Assistant runs with OPENAI_BASE_URL, as it has no field for an address."""
    del model
    entry_id = await _entry(home_assistant, "openai_conversation", {"api_key": "none"})
    return await _agent(home_assistant, "openai_conversation", "openai_conversation", entry_id)


async def home_llm(home_assistant: HomeAssistant, model: ModelServer) -> Agent:
    """acon96/home-llm with its backend for Ollama."""
    url = URL(model.ollama_url)
    entry_id = await _entry(
        home_assistant,
        "llama_conversation",
        {"model_backend": "ollama", "selected_language": "en"},
        {"host": "127.0.0.1", "port": str(url.port), "ssl": False, "api_path": ""},
    )
    answers = ({"huggingface_model": MODEL}, {"llm_hass_api": ["assist"]})
    return await _agent(home_assistant, "home-llm", "llama_conversation", entry_id, *answers)


async def local_openai(home_assistant: HomeAssistant, model: ModelServer) -> Agent:
    """skye-harris/hass_local_openai_llm."""
    return await _local_openai(home_assistant, model, ["assist"])


async def local_openai_without_tools(home_assistant: HomeAssistant, model: ModelServer) -> Agent:
    """Look at it also where it has no tools of Home Assistant."""
    return await _local_openai(home_assistant, model, [])


async def _local_openai(home_assistant: HomeAssistant, model: ModelServer, apis: list[str]) -> Agent:
    name = f"Local {len(apis)}"
    answers = {"server_name": name, "base_url": model.openai_url, "server_type": "generic"}
    entry_id = await _entry(home_assistant, "local_openai", answers)
    subentry = {"model": MODEL, "llm_hass_api": apis}
    return await _agent(home_assistant, "hass_local_openai_llm", "local_openai", entry_id, subentry)


async def extended_openai(home_assistant: HomeAssistant, model: ModelServer) -> Agent:
    """jekalmin/extended_openai_conversation."""
    answers = {"api_key": "none", "base_url": model.openai_url, "skip_authentication": True}
    entry_id = await _entry(home_assistant, "extended_openai_conversation", answers)
    domain = "extended_openai_conversation"
    return await _agent(home_assistant, domain, domain, entry_id)


AGENTS: Mapping[str, Mapping[str, SetUp]] = {
    "ollama": {"": ollama},
    "openai_conversation": {"": openai_conversation},
    "llama_conversation": {"": home_llm},
    "local_openai": {"": local_openai, "without tools": local_openai_without_tools},
    "extended_openai_conversation": {"": extended_openai},
}
"""The ways to set each up, by its domain."""
