"""AI tasks: text and data from a language model of Morgan, with pictures and tools."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
import voluptuous as vol
from fake_morgan import FakeMorgan
from homeassistant.components import ai_task, media_source
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import selector
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry
from test_agents import answer, begin, subentry_of
from test_tools import House, Lookup

ENTITY = "ai_task.morgan_ai_task"
STRUCTURE: Any = vol.Schema(
    {
        vol.Required("people"): selector.NumberSelector({"min": 0, "max": 10}),
        vol.Optional("mood"): selector.TextSelector(),
    }
)
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
async def tasks(hass: HomeAssistant, linked: MockConfigEntry) -> None:
    """An entity that does tasks."""
    assert await async_setup_component(hass, "ai_task", {})
    await answer(hass, await begin(hass, linked, "ai_task_data"), name="Morgan AI Task")


async def do(hass: HomeAssistant, structure: Any = None, **more: Any) -> Any:
    result = await ai_task.async_generate_data(
        hass,
        task_name="count",
        entity_id=ENTITY,
        instructions="How many people are there?",
        structure=structure,
        **more,
    )
    return result.data


def called(tool: str, arguments: str, number: int = 1) -> dict[str, Any]:
    function = {"name": tool, "arguments": arguments}
    return {"content": None, "tool_calls": [{"id": f"c{number}", "type": "function", "function": function}]}


async def failure(hass: HomeAssistant, structure: Any = None, **more: Any) -> str:
    with pytest.raises(HomeAssistantError) as caught:
        await do(hass, structure, **more)
    return str(caught.value.translation_key)


@pytest.mark.usefixtures("tasks")
async def test_a_task_is_done_in_words_by_the_model_in_use(hass: HomeAssistant, morgan: FakeMorgan) -> None:
    morgan.answers = ["Two."]
    assert await do(hass) == "Two."
    [chat] = morgan.chats
    assert chat["model"] == "house/small"
    assert [message["role"] for message in chat["messages"]] == ["system", "user"]
    assert chat["messages"][1]["content"] == "How many people are there?"
    assert chat.keys().isdisjoint({"tools", "response_format", "temperature"})


async def test_a_chosen_model_and_temperature_are_used(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry, tasks: None
) -> None:
    flow: Any = await linked.start_subentry_reconfigure_flow(hass, subentry_of(linked, 1).subentry_id)
    assert flow["step_id"] == "reconfigure"
    await answer(hass, flow, model="house/large", temperature=0.0)
    morgan.answers = ["Two."]
    await do(hass)
    assert (morgan.chats[0]["model"], morgan.chats[0]["temperature"]) == ("house/large", 0.0)


@pytest.mark.usefixtures("tasks")
@pytest.mark.parametrize(
    "text", ['{"people": 2}', '```json\n{"people": 2}\n```'], ids=["plain", "in a fence"]
)
async def test_data_of_a_structure_are_asked_for_by_their_schema(
    hass: HomeAssistant, morgan: FakeMorgan, text: str
) -> None:
    morgan.answers = [text]
    assert await do(hass, STRUCTURE) == {"people": 2}
    form = morgan.chats[0]["response_format"]
    assert form["type"] == "json_schema"
    schema = form["json_schema"]["schema"]
    assert (schema["type"], schema["required"]) == ("object", ["people"])
    assert schema["properties"]["people"]["type"] == "number"


@pytest.mark.usefixtures("tasks")
@pytest.mark.parametrize("wrong", ["two", '{"people": 99}', "{}", '{"people": 2, "else": 1}', "[]"])
async def test_data_that_do_not_fit_are_asked_for_once_more(
    hass: HomeAssistant, morgan: FakeMorgan, wrong: str
) -> None:
    morgan.answers = [wrong, '{"people": 2}']
    assert await do(hass, STRUCTURE) == {"people": 2}
    assert [message["role"] for message in morgan.chats[1]["messages"]][-2:] == ["assistant", "user"]
    morgan.answers = [wrong, wrong]
    assert await failure(hass, STRUCTURE) == "task_not_fitting"


@pytest.mark.usefixtures("tasks")
@pytest.mark.parametrize(
    ("answer_", "key"),
    [
        ((400, {"error": {"message": "the model small cannot see pictures"}}), "task_failed"),
        ((502, []), "task_failed"),
        ((200, {"choices": []}), "task_failed"),
        ((401, {}), "key_refused"),
    ],
    ids=["an error", "no error", "no answer", "a refused key"],
)
async def test_a_model_that_fails_fails_the_task(
    hass: HomeAssistant, morgan: FakeMorgan, answer_: Any, key: str
) -> None:
    morgan.answers = [answer_]
    assert await failure(hass) == key


@pytest.mark.usefixtures("tasks")
async def test_without_a_language_model_the_task_says_so(hass: HomeAssistant, morgan: FakeMorgan) -> None:
    morgan.models = {"data": []}
    assert await failure(hass) == "no_language_model"


@pytest.fixture
def pictures(hass: HomeAssistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of media files; those whose name ends in `.txt` are no pictures."""

    async def resolve(_: HomeAssistant, media_content_id: str, __: Any) -> media_source.PlayMedia:
        path = tmp_path / media_content_id
        kind = "text/plain" if path.suffix == ".txt" else "image/png"
        return media_source.PlayMedia("", kind, path=path)

    monkeypatch.setattr("homeassistant.components.media_source.async_resolve_media", resolve)
    return tmp_path


def attached(name: str) -> list[dict[str, Any]]:
    return [{"media_content_id": name, "media_content_type": ""}]


@pytest.mark.usefixtures("tasks")
async def test_pictures_go_along(hass: HomeAssistant, morgan: FakeMorgan, pictures: Path) -> None:
    (pictures / "door.png").write_bytes(PNG)
    morgan.answers = ["Two."]
    assert await do(hass, attachments=attached("door.png")) == "Two."
    text, picture = morgan.chats[0]["messages"][1]["content"]
    assert text == {"type": "text", "text": "How many people are there?"}
    prefix, _, data = picture["image_url"]["url"].partition(",")
    assert (prefix, base64.b64decode(data)) == ("data:image/png;base64", PNG)


@pytest.mark.usefixtures("tasks")
@pytest.mark.parametrize(
    ("name", "size", "key"),
    [
        ("door.png", 700_000, "pictures_too_large"),
        ("door.txt", 10, "only_pictures"),
        ("gone.png", 0, "task_failed"),
    ],
)
async def test_what_cannot_go_along_fails_the_task(
    hass: HomeAssistant, pictures: Path, name: str, size: int, key: str
) -> None:
    if size:
        (pictures / name).write_bytes(bytes(size))
    assert await failure(hass, attachments=attached(name)) == key


@pytest.fixture
def house(hass: HomeAssistant) -> tuple[House, Lookup]:
    """An API with one tool."""
    tool = Lookup()
    House.tools = (tool,)
    return House(hass=hass, id="house", name="House"), tool


@pytest.mark.usefixtures("tasks")
async def test_tools_are_run_before_the_answer_and_before_its_form(
    hass: HomeAssistant, morgan: FakeMorgan, house: tuple[House, Lookup]
) -> None:
    api, tool = house
    morgan.answers = [called("house__lookup", '{"what": "people"}'), "There are two.", '{"people": 2}']
    assert await do(hass, STRUCTURE, llm_api=api) == {"people": 2}
    assert len(tool.contexts) == 1
    assert [name["function"]["name"] for name in morgan.chats[0]["tools"]] == ["house__lookup"]
    result = morgan.chats[1]["messages"][-1]
    assert (result["role"], result["tool_call_id"]) == ("tool", "c1")
    assert '"for":"people"' in result["content"]
    assert "tools" not in morgan.chats[2]
    assert "response_format" not in morgan.chats[0]


@pytest.mark.usefixtures("tasks")
async def test_calls_of_tools_come_to_an_end(
    hass: HomeAssistant, morgan: FakeMorgan, house: tuple[House, Lookup]
) -> None:
    api, tool = house
    tool.failure = HomeAssistantError("no")
    morgan.answers = [called("house__lookup", "broken", number) for number in range(10)] + ["I do not know."]
    assert await do(hass, llm_api=api) == "I do not know."
    assert '"error":true' in morgan.chats[-1]["messages"][-1]["content"]
