"""Home Assistant's tools: offered to Morgan's model, run by Home Assistant, seen in its log and trace."""

from __future__ import annotations

import asyncio
from typing import Any, override

import probatio
import pytest
from fake_morgan import FakeMorgan
from homeassistant.components import conversation
from homeassistant.components.conversation import trace
from homeassistant.core import Context, HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import chat_session, llm
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser, async_mock_service
from test_agents import DONE, ask, subentry_of

TURN_ON = "intent__HassTurnOn"


class Lookup(llm.Tool):
    """Answers, fails, or waits, as the test wants it."""

    name = "house__lookup"
    description = "Looks something up"
    integration = "house"
    parameters = probatio.Schema({probatio.Required("what"): str})

    def __init__(self) -> None:
        self.contexts: list[llm.LLMContext] = []
        self.failure: Exception | None = None
        self.result: Any = {"it": "is"}
        self.free = asyncio.Event()
        self.free.set()

    @override
    async def async_call(
        self, hass: HomeAssistant, tool_input: llm.ToolInput, llm_context: llm.LLMContext
    ) -> llm.ToolResult:
        self.contexts.append(llm_context)
        await self.free.wait()
        if self.failure is not None:
            raise self.failure
        return llm.ToolResult({"for": tool_input.tool_args["what"], **self.result})


class Destroyer(Lookup):
    """Says what it does."""

    name = "house__destroy"
    annotations = llm.ToolAnnotations(destructive=True)


class House(llm.API):
    """An API of another integration."""

    tools: tuple[llm.Tool, ...] = ()

    @override
    async def async_get_api_instance(self, llm_context: llm.LLMContext) -> llm.APIInstance:
        return llm.APIInstance(self, "Ask the house.", llm_context, list(self.tools))


@pytest.fixture
def lookup(hass: HomeAssistant) -> Lookup:
    """The tool of another integration's API, `house`."""
    tool = Lookup()
    api = House(hass=hass, id="house", name="House")
    House.tools = (tool, Destroyer())
    llm.async_register_api(hass, api)
    return tool


@pytest.fixture
def chosen(hass: HomeAssistant, linked: MockConfigEntry, lookup: Lookup) -> None:
    """Have the agent use that API."""
    choose(hass, linked, "house")


def choose(hass: HomeAssistant, entry: MockConfigEntry, *apis: str) -> None:
    hass.config_entries.async_update_subentry(entry, subentry_of(entry), data={"llm_hass_api": list(apis)})


async def begin(hass: HomeAssistant, morgan: FakeMorgan, **more: Any) -> asyncio.Task[Any]:
    asking = asyncio.create_task(ask(hass, **more))
    count = len(morgan.turns)
    await morgan.until(lambda: len(morgan.turns) > count)
    return asking


async def listed(hass: HomeAssistant, morgan: FakeMorgan) -> list[dict[str, Any]]:
    """Return the tools that are told in a turn."""
    asking = await begin(hass, morgan)
    tools: list[dict[str, Any]] = (await morgan.list_tools())["tools"]
    await morgan.say(DONE)
    await asking
    return tools


async def test_a_tool_of_assist_is_run_with_the_rights_of_who_speaks(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    calls: list[ServiceCall] = async_mock_service(hass, "light", "turn_on")
    user = MockUser().add_to_hass(hass)
    choose(hass, linked, "assist")
    asking = await begin(hass, morgan, context=Context(user_id=user.id))
    assert morgan.turns[-1]["tools"] == "later"
    listing = await morgan.list_tools()
    tools = {tool["name"]: tool for tool in listing["tools"]}
    assert tools[TURN_ON]["parameters"]["properties"].keys() >= {"name", "area"}
    assert tools[TURN_ON]["annotations"]["open_world"] is False
    assert tools["homeassistant__GetLiveContext"]["annotations"]["read_only"] is True
    assert listing["instructions"] == ""
    result = await morgan.call(TURN_ON, {"name": "Lamp"})
    assert result["error"] is False
    assert [target["name"] for target in result["data"]["data"]["success"]] == ["Lamp"]
    assert [call.context.user_id for call in calls] == [user.id]
    await morgan.say(DONE)
    assert (await asking).response.speech["plain"]["speech"] == "Well."


async def test_calls_and_results_are_in_the_chat_log_and_in_the_trace(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry, lookup: Lookup
) -> None:
    choose(hass, linked, "house")
    heard: list[Any] = []
    with (
        chat_session.async_get_chat_session(hass) as session,
        conversation.async_get_chat_log(
            hass, session, chat_log_delta_listener=lambda _, delta: heard.append(delta)
        ) as chat_log,
    ):
        asking = asyncio.create_task(
            conversation.async_converse(
                hass,
                "hello",
                session.conversation_id,
                Context(),
                language="en",
                agent_id="conversation.morgan",
            )
        )
        await morgan.until(lambda: morgan.turns)
        assert (await morgan.list_tools())["instructions"] == "Ask the house."
        await morgan.say({"type": "delta", "text": "Let me see. "})
        assert (await morgan.call("house__lookup", {"what": "rain"}))["data"] == {"for": "rain", "it": "is"}
        await morgan.say({"type": "delta", "text": "It rains."}, {**DONE, "trace": {"path": "llm"}})
        await asking
    roles = [content.role for content in chat_log.content[1:]]
    assert roles == ["user", "assistant", "tool_result", "assistant"]
    called, result, said = chat_log.content[-3:]
    assert isinstance(called, conversation.AssistantContent)
    assert called.tool_calls is not None
    assert (called.content, called.tool_calls[0].tool_name) == ("Let me see. ", "house__lookup")
    assert isinstance(result, conversation.ToolResultContent)
    assert result.tool_call_id == called.tool_calls[0].id
    assert isinstance(said, conversation.AssistantContent)
    assert said.content == "It rains."
    events = trace.async_get_traces()[-1].as_dict()["events"]
    assert {"tool_name": "house__lookup", "tool_args": {"what": "rain"}} in [
        event["data"] for event in events
    ]
    assert {"morgan": {"path": "llm"}} in [event["data"] for event in events]


async def test_tools_run_side_by_side_and_each_result_finds_its_call(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry, lookup: Lookup
) -> None:
    choose(hass, linked, "house")
    asking = await begin(hass, morgan)
    await morgan.list_tools()
    lookup.free.clear()
    both = asyncio.gather(*(morgan.links[-1].send_json(call(number)) for number in (1, 2)))
    await both
    await morgan.until(lambda: len(lookup.contexts) == 2)
    lookup.free.set()
    await morgan.until(lambda: len(morgan.results) == 2)
    assert {result["id"]: result["response"]["data"]["for"] for result in morgan.results} == {1: "1", 2: "2"}
    await morgan.say(DONE)
    await asking


def call(number: int) -> dict[str, Any]:
    return {
        "type": "tool",
        "id": number,
        "turn": 1,
        "name": "house__lookup",
        "arguments": {"what": str(number)},
    }


@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        (HomeAssistantError("no rain here"), "HomeAssistantError"),
        (probatio.Invalid("wrong"), "Invalid"),
        (ValueError("internal detail"), "UnexpectedError"),
    ],
)
@pytest.mark.usefixtures("chosen")
async def test_a_tool_that_fails_is_told_as_failed(
    hass: HomeAssistant, morgan: FakeMorgan, lookup: Lookup, failure: Exception, kind: str
) -> None:
    lookup.failure = failure
    asking = await begin(hass, morgan)
    await morgan.list_tools()
    result = await morgan.call("house__lookup", {"what": "rain"})
    assert (result["error"], result["data"]["error"]) == (True, kind)
    assert "internal detail" not in str(result)
    await morgan.say(DONE)
    await asking


@pytest.mark.parametrize("data", [{"it": "x" * 1_000_000}, {"it": object()}], ids=["too large", "no JSON"])
async def test_a_result_that_cannot_be_told_is_an_error(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry, lookup: Lookup, data: Any
) -> None:
    choose(hass, linked, "house")
    lookup.result = data
    asking = await begin(hass, morgan)
    await morgan.list_tools()
    assert (await morgan.call("house__lookup", {"what": "rain"}))["error"] is True
    assert len(morgan.links) == 1
    await morgan.say(DONE)
    await asking


@pytest.mark.parametrize("name", ["house__unknown", TURN_ON])
async def test_a_tool_that_was_not_offered_is_not_run(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry, lookup: Lookup, name: str
) -> None:
    calls = async_mock_service(hass, "light", "turn_on")
    choose(hass, linked, "house")
    asking = await begin(hass, morgan)
    await morgan.list_tools()
    assert (await morgan.call(name, {"name": "Lamp"}))["error"] is True
    assert calls == []
    await morgan.say(DONE)
    await asking


async def test_without_an_llm_api_and_after_its_turn_no_tool_is_run(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    asking = await begin(hass, morgan)
    assert (await morgan.call(TURN_ON, {"name": "Lamp"}))["error"] is True
    await morgan.say(DONE)
    await asking
    assert (await morgan.call(TURN_ON, {"name": "Lamp"}))["error"] is True


async def test_a_tool_whose_turn_is_given_up_is_given_up(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry, lookup: Lookup
) -> None:
    choose(hass, linked, "house")
    lookup.free.clear()
    asking = await begin(hass, morgan)
    await morgan.list_tools()
    await morgan.links[-1].send_json(call(1))
    await morgan.until(lambda: lookup.contexts)
    asking.cancel()
    await morgan.until(lambda: morgan.cancelled == [1])
    assert morgan.results == []


async def test_what_a_tool_declares_is_told_and_what_it_does_not_is_not(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry, lookup: Lookup
) -> None:
    choose(hass, linked, "house")
    tools = {tool["name"]: tool["annotations"] for tool in await listed(hass, morgan)}
    assert tools["house__lookup"] == {}
    assert tools["house__destroy"] == {
        "read_only": False,
        "destructive": True,
        "idempotent": False,
        "open_world": True,
    }


async def test_tools_that_do_not_fit_into_a_message_are_left_out(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry, lookup: Lookup
) -> None:
    class Wordy(Lookup):
        description = "x" * 20_000

    House.tools = tuple(Wordy() for _ in range(50))
    choose(hass, linked, "house")
    assert 0 < len(await listed(hass, morgan)) < 50


async def test_a_tool_whose_parameters_are_no_schema_is_left_out(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry, lookup: Lookup
) -> None:
    class Strange:
        __hash__ = None  # type: ignore[assignment] # what cannot be looked up has no JSON schema

        def __eq__(self, other: object) -> bool:
            return False

        def __call__(self, value: Any) -> Any:
            return value

    class Odd(Lookup):
        name = "house__odd"
        parameters = probatio.Schema({probatio.Required("what"): Strange()})

    House.tools = (Odd(), lookup)
    choose(hass, linked, "house")
    assert [tool["name"] for tool in await listed(hass, morgan)] == ["house__lookup"]


async def test_an_api_that_is_away_is_told_to_morgan_when_it_asks_and_costs_no_command(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    choose(hass, linked, "gone")
    asking = await begin(hass, morgan)
    assert "error" in await morgan.list_tools()
    await morgan.say(DONE)
    assert (await asking).response.error_code is None


async def test_an_api_that_fails_is_told_as_an_error(
    hass: HomeAssistant, morgan: FakeMorgan, chosen: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(api: llm.APIInstance) -> None:
        raise ValueError("internal detail")

    monkeypatch.setattr("custom_components.morgan.conversation.offered", fail)
    asking = await begin(hass, morgan)
    assert await morgan.list_tools() == {"error": "an unexpected error in Home Assistant"}
    await morgan.say(DONE)
    await asking


async def test_without_an_llm_api_there_are_no_tools_to_tell(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    asking = await begin(hass, morgan)
    assert await morgan.list_tools() == {"tools": []}
    await morgan.say(DONE)
    await asking
