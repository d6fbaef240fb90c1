"""The list of models."""

from __future__ import annotations

import pytest
from yarl import URL

from tests.http.conftest import Door, FakeServices, Serve
from wyoming_morgan.engines.contract.llm import ModelInfo


async def test_models_are_listed_in_openai_s_shape(door: Door) -> None:
    async with door.get("/v1/models") as response:
        body = await response.json()
    assert body["object"] == "list"
    assert body["data"][0] == {
        "id": "morgan",
        "object": "model",
        "created": 1_760_000_000,
        "owned_by": "morgan",
    }


async def test_one_model_is_found_also_with_a_slash_in_its_name(door: Door) -> None:
    async with door.get("/v1/models/org/whisper") as response:
        assert (await response.json())["id"] == "org/whisper"


ALIASES = [
    ("morgan", "morgan"),
    ("org/whisper", "org/whisper"),
    ("org%2Fwhisper", "org/whisper"),
    ("whisper-1", "org/whisper"),
    ("Whisper-1", "org/whisper"),
    ("gpt-4o-transcribe", "org/whisper"),
    ("gpt-4o-mini-transcribe-2025-12-15", "org/whisper"),
    ("org/hearing-small", "org/whisper"),
    ("tts-1", "voices"),
    ("tts-1-hd", "voices"),
    ("gpt-4o-mini-tts-2025-03-20", "voices"),
    ("home/org/x:latest", "home/org/x:latest"),
    ("org/x", "home/org/x:latest"),
    ("org/x:latest", "home/org/x:latest"),
    ("fast", "fast"),
    ("gpt-realtime", "morgan"),
    ("gpt-4o-realtime-preview-2024-12-17", "morgan"),
]


@pytest.mark.parametrize(("name", "model"), ALIASES)
async def test_every_name_that_is_served_is_found(
    door: Door, fakes: FakeServices, name: str, model: str
) -> None:
    fakes.llm.models = (ModelInfo("home/org/x:latest", "ollama"), ModelInfo("fast", "ollama"))
    async with door.session.get(URL(f"{door.url}/v1/models/{name}", encoded=True)) as response:
        assert response.status == 200
        entry = await response.json()
    assert entry["id"] == URL(f"/{name}", encoded=True).path[1:]
    assert entry.get("root", entry["id"]) == model
    assert entry["object"] == "model"


@pytest.mark.parametrize("name", ["whisper-2", "gpt-4", "voices/whisper-1", "x", "org", "home/", "alloy"])
async def test_no_other_name_is_found(door: Door, fakes: FakeServices, name: str) -> None:
    fakes.llm.models = (ModelInfo("home/org/x:latest", "ollama"), ModelInfo("fast", "ollama"))
    async with door.get(f"/v1/models/{name}") as response:
        assert (await door.error(response, 404))["code"] == "model_not_found"


async def test_a_name_is_found_only_where_it_is_served(serve: Serve) -> None:
    door = await serve(without=("stt", "stt_capabilities"))
    for name, status in (("whisper-1", 404), ("tts-1", 200)):
        async with door.get(f"/v1/models/{name}") as response:
            assert response.status == status


async def test_an_unknown_model_is_404_and_names_what_exists(door: Door) -> None:
    async with door.get("/v1/models/org/other") as response:
        error = await door.error(response, 404)
    assert error["code"] == "model_not_found"
    assert "org/whisper" in error["message"]


async def test_models_are_listed_with_the_agent_and_their_context(door: Door, fakes: FakeServices) -> None:
    fakes.llm.models = (ModelInfo("home/org/x:4b", "ollama", context_tokens=512),)
    async with door.get("/v1/models") as response:
        listed = {model["id"]: model for model in (await response.json())["data"]}
    assert "morgan" in listed
    assert listed["home/org/x:4b"]["context_length"] == 512
    assert listed["home/org/x:4b"]["owned_by"] == "ollama"
    async with door.get("/v1/models/home/org/x:4b") as response:
        assert (await response.json())["id"] == "home/org/x:4b"
    async with door.get("/v1/audio/models") as response:
        assert "home/org/x:4b" not in {model["id"] for model in (await response.json())["models"]}


async def test_language_models_are_told_apart_and_the_one_in_use_is_marked(
    door: Door, fakes: FakeServices
) -> None:
    fakes.llm.models = (ModelInfo("home/small"), ModelInfo("home/large"))
    fakes.llm.current = "home/large"
    async with door.get("/v1/models") as response:
        listed = {model["id"]: model for model in (await response.json())["data"]}
    assert {listed["home/small"]["kind"], listed["home/large"]["kind"]} == {"llm"}
    assert [name for name, model in listed.items() if model.get("default")] == ["home/large"]
