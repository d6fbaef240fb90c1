from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from aiohttp import web

from tests.home.conftest import connected
from tests.home.fake_home_assistant import TOKEN, FakeHomeAssistant
from wyoming_morgan.errors import EngineUnavailable
from wyoming_morgan.home.contract import ActionResult, Place

LIGHT = {"name": "Kitchen light", "type": "entity", "id": "light.ceiling"}
LOCK = {"name": "Front door", "type": "entity", "id": "lock.door"}
KITCHEN = {"name": "Kitchen", "type": "area", "id": "kitchen"}


async def act(assistant: FakeHomeAssistant, place: Place | None = None, **other: float) -> ActionResult:
    async with connected(assistant, **other) as home:
        return await home.handle_intent(
            "HassTurnOn", {"name": "Kitchen light", "brightness": 50}, language="de", place=place or Place()
        )


def response(
    kind: str = "action_done", speech: str | None = None, **data: object
) -> Callable[[], web.Response]:
    """As `IntentResponse.as_dict` of Home Assistant writes it."""
    said = {"plain": {"speech": speech, "extra_data": None}} if speech is not None else {}
    content = {"speech": said, "card": {}, "language": "de", "response_type": kind, "data": data}
    return partial(web.json_response, content)


async def test_what_was_reached_is_named(assistant: FakeHomeAssistant) -> None:
    assistant.intent = response(success=[KITCHEN, LIGHT, LIGHT], failed=[])
    result = await act(assistant)
    assert (result.success, result.done, result.failed, result.error) == (True, ("Kitchen light",), (), "")
    assert result.data["response_type"] == "action_done"


async def test_home_assistant_is_asked_as_its_own_conversation_would(assistant: FakeHomeAssistant) -> None:
    assistant.intent = response(success=[], failed=[])
    await act(assistant)
    await act(assistant, Place("d1", "assist_satellite.kitchen", "Kitchen"))
    asked = {
        "name": "HassTurnOn",
        "data": {"name": "Kitchen light", "brightness": 50},
        "language": "de",
        "assistant": "conversation",
    }
    assert assistant.intents == [
        asked,
        asked | {"device_id": "d1", "satellite_id": "assist_satellite.kitchen"},
    ]


async def test_areas_are_named_only_where_no_entity_is(assistant: FakeHomeAssistant) -> None:
    assistant.intent = response(success=[KITCHEN], failed=[])
    assert (await act(assistant)).done == ("Kitchen",)


async def test_an_answer_to_a_question_has_words(assistant: FakeHomeAssistant) -> None:
    assistant.intent = response("query_answer", "It is on", success=[LIGHT], failed=[])
    result = await act(assistant)
    assert (result.success, result.speech) == (True, "It is on")


async def test_what_was_done_in_part_is_no_success(assistant: FakeHomeAssistant) -> None:
    assistant.intent = response(success=[LIGHT], failed=[LOCK])
    result = await act(assistant)
    assert (result.success, result.done, result.failed) == (False, ("Kitchen light",), ("Front door",))
    assert "Front door" in result.error


async def test_an_error_is_no_success_and_its_words_are_not_spoken(assistant: FakeHomeAssistant) -> None:
    assistant.intent = response("error", "No entities matched", code="failed_to_handle")
    result = await act(assistant)
    assert (result.success, result.speech) == (False, "")
    assert result.error == "failed_to_handle: No entities matched"


async def test_an_intent_that_home_assistant_does_not_know_is_a_failure(assistant: FakeHomeAssistant) -> None:
    text = "500 Internal Server Error\n\nServer got itself in trouble"
    assistant.intent = partial(web.Response, status=500, text=text)
    result = await act(assistant)
    assert not result.success
    assert result.error == f"Home Assistant failed to handle HassTurnOn: {' '.join(text.split())}"


@pytest.mark.parametrize(
    "answer",
    [
        partial(web.Response, status=400, text='{"message":"Message format incorrect"}'),
        partial(web.Response, status=302, headers={"Location": "http://127.0.0.1:1/"}),
        partial(web.Response, text="<html>"),
        partial(web.Response, text='{"a":' * 100_000),
        partial(web.json_response, [1]),
        partial(web.json_response, {"response_type": 5}),
        partial(web.Response, body=b'"' + b"x" * 2_000_000 + b'"'),
    ],
    ids=["refused", "redirect", "html", "deep", "list", "no-type", "too-long"],
)
async def test_an_answer_in_no_known_shape_is_no_success(
    assistant: FakeHomeAssistant, answer: Callable[[], web.Response]
) -> None:
    assistant.intent = answer
    result = await act(assistant)
    assert not result.success
    assert result.error


async def test_strange_targets_are_no_names(assistant: FakeHomeAssistant) -> None:
    assistant.intent = response(success=[5, {"name": None, "type": "entity"}, {}], failed="none")
    result = await act(assistant)
    assert (result.done, result.failed) == ((), ())


async def test_no_answer_in_time_is_a_failure_of_which_nobody_knows(assistant: FakeHomeAssistant) -> None:
    result = await act(assistant, answer_seconds=0.2)
    assert not result.success
    assert "not known" in result.error


async def test_a_refused_token_is_told_and_not_shown(assistant: FakeHomeAssistant) -> None:
    async with connected(assistant) as home:
        assistant.token = "another"  # noqa: S105 - of the fake
        with pytest.raises(EngineUnavailable, match="refuses the token") as caught:
            await home.handle_intent("HassTurnOn", {}, language="en", place=Place())
        assert TOKEN not in str(caught.value)


async def test_a_home_assistant_that_is_away_does_nothing(assistant: FakeHomeAssistant) -> None:
    async with connected(assistant) as home:
        await assistant.stop()
        with pytest.raises(EngineUnavailable, match="does not answer"):
            await home.handle_intent("HassTurnOn", {}, language="en", place=Place())
