"""The list of models."""

from __future__ import annotations

from tests.http.conftest import Door, FakeServices
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
