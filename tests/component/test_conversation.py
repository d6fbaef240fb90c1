"""Turns and orders over the link, and what is said when it is not there."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from conftest import LAMP
from fake_morgan import FakeMorgan
from homeassistant.components import conversation
from homeassistant.core import Context, HomeAssistant, ServiceCall
from homeassistant.helpers import chat_session, intent
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser, async_mock_service

AGENT = "conversation.morgan"
DONE = {"type": "done", "outcome": "handled", "text": "Turned on.", "language": "en", "awaits_answer": False}
FAILED = {"type": "failed", "code": "busy", "message": "internal detail", "hint": "", "retryable": True}

pytestmark = pytest.mark.usefixtures("linked")


async def ask(
    hass: HomeAssistant, text: str = "turn on the lamp", **more: Any
) -> conversation.ConversationResult:
    return await conversation.async_converse(
        hass,
        text,
        more.pop("conversation_id", None),
        more.pop("context", Context()),
        language=more.pop("language", "en"),
        agent_id=AGENT,
        **more,
    )


def said(result: conversation.ConversationResult) -> str:
    return str(result.response.speech["plain"]["speech"])


async def test_a_turn_is_asked_with_who_speaks_where_and_in_which_language(
    hass: HomeAssistant, morgan: FakeMorgan
) -> None:
    morgan.reply = [{"type": "delta", "text": "Turned "}, {"type": "delta", "text": "on."}, DONE]
    user = MockUser().add_to_hass(hass)
    result = await ask(
        hass,
        "turn\0on the lamp",
        context=Context(user_id=user.id),
        device_id="box",
        satellite_id="assist_satellite.box",
        language="de",
    )
    [turn] = morgan.turns
    assert turn == {
        "type": "turn",
        "id": turn["id"],
        "text": "turn on the lamp",
        "language": "de",
        "conversation_id": result.conversation_id,
        "user_id": user.id,
        "device_id": "box",
        "satellite_id": "assist_satellite.box",
    }
    assert said(result) == "Turned on."
    assert result.response.response_type is intent.IntentResponseType.ACTION_DONE
    assert result.continue_conversation is False


async def test_a_reply_is_streamed(hass: HomeAssistant, morgan: FakeMorgan) -> None:
    heard: list[Any] = []
    morgan.reply = [{"type": "delta", "text": "Turned "}, {"type": "delta", "text": "on."}, DONE]
    with (
        chat_session.async_get_chat_session(hass) as session,
        conversation.async_get_chat_log(
            hass, session, chat_log_delta_listener=lambda _, delta: heard.append(delta)
        ) as chat_log,
    ):
        await ask(hass, conversation_id=session.conversation_id)
    assert heard == [{"role": "assistant", "content": "Turned "}, {"content": "on."}]
    assert [getattr(content, "content", None) for content in chat_log.content[1:]] == [
        "turn on the lamp",
        "Turned on.",
    ]


async def test_a_reply_without_pieces_is_said_too(hass: HomeAssistant, morgan: FakeMorgan) -> None:
    morgan.reply = [DONE]
    assert said(await ask(hass)) == "Turned on."


async def test_a_question_of_morgan_keeps_the_conversation_open(
    hass: HomeAssistant, morgan: FakeMorgan
) -> None:
    morgan.reply = [{**DONE, "text": "Say yes to unlock it.", "awaits_answer": True}]
    assert (await ask(hass)).continue_conversation is True
    morgan.reply = [{**DONE, "text": "Nice, isn't it?"}]
    assert (await ask(hass)).continue_conversation is False


async def test_what_is_not_understood_is_an_error_with_morgans_words(
    hass: HomeAssistant, morgan: FakeMorgan
) -> None:
    morgan.reply = [{**DONE, "outcome": "not-handled", "text": "I did not understand."}]
    result = await ask(hass)
    assert result.response.error_code is intent.IntentResponseErrorCode.NO_INTENT_MATCH
    assert said(result) == "I did not understand."


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Sorry, something went wrong."),
        ("de-AT", "Da ist leider"),
        ("ja", "Sorry, something went wrong."),
    ],
)
async def test_a_failed_turn_is_said_in_a_short_sentence(
    hass: HomeAssistant, morgan: FakeMorgan, language: str, words: str
) -> None:
    morgan.reply = [{"type": "delta", "text": "Well, "}, FAILED]
    result = await ask(hass, language=language)
    assert result.response.error_code is intent.IntentResponseErrorCode.UNKNOWN
    assert said(result).startswith(words)


async def test_a_link_that_breaks_within_a_turn_fails_the_turn(
    hass: HomeAssistant, morgan: FakeMorgan
) -> None:
    asking = asyncio.create_task(ask(hass))
    await morgan.until(lambda: morgan.turns)
    await morgan.break_links()
    assert said(await asking) == "Sorry, I cannot reach Morgan."


async def test_without_a_link_the_agent_says_so_and_is_not_available(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    assert not hass.states.is_state(AGENT, "unavailable")
    await morgan.stop()
    await morgan.until(lambda: hass.states.is_state(AGENT, "unavailable"))
    assert said(await ask(hass)) == "Sorry, I cannot reach Morgan."
    await morgan.start()
    await morgan.until(lambda: not hass.states.is_state(AGENT, "unavailable"))
    morgan.reply = [DONE]
    assert said(await ask(hass)) == "Turned on."


async def test_a_turn_that_nobody_waits_for_is_cancelled(hass: HomeAssistant, morgan: FakeMorgan) -> None:
    asking = asyncio.create_task(ask(hass))
    await morgan.until(lambda: morgan.turns)
    asking.cancel()
    await morgan.until(lambda: morgan.cancelled == [morgan.turns[0]["id"]])


async def test_an_order_is_carried_out_with_the_rights_of_who_speaks(
    hass: HomeAssistant, morgan: FakeMorgan
) -> None:
    calls: list[ServiceCall] = async_mock_service(hass, "light", "turn_on")
    user = MockUser().add_to_hass(hass)
    asking = asyncio.create_task(ask(hass, context=Context(user_id=user.id)))
    await morgan.until(lambda: morgan.turns)
    response = await morgan.order("HassTurnOn", {"name": "Lamp"}, turn=morgan.turns[0]["id"])
    assert response["response_type"] == "action_done"
    assert [target["id"] for target in response["data"]["success"]] == [LAMP]
    [call] = calls
    assert call.context.user_id == user.id
    await morgan.links[-1].send_json({"id": morgan.turns[0]["id"], **DONE})
    await asking


async def test_an_order_of_a_turn_that_is_over_is_refused(hass: HomeAssistant, morgan: FakeMorgan) -> None:
    calls = async_mock_service(hass, "light", "turn_on")
    response = await morgan.order("HassTurnOn", {"name": "Lamp"}, turn=99)
    assert response["response_type"] == "error"
    assert calls == []


async def test_an_order_that_no_turn_gave_is_carried_out(hass: HomeAssistant, morgan: FakeMorgan) -> None:
    calls = async_mock_service(hass, "light", "turn_on")
    response = await morgan.order("HassTurnOn", {"name": "Lamp"}, device_id=None, satellite_id=None)
    assert response["response_type"] == "action_done"
    assert len(calls) == 1


class Strange(intent.IntentHandler):
    """Fails in another way."""

    intent_type = "Strange"

    async def async_handle(self, intent_obj: intent.Intent) -> intent.IntentResponse:
        raise ValueError("internal detail")


class Huge(intent.IntentHandler):
    """Answers more than fits."""

    intent_type = "Huge"

    async def async_handle(self, intent_obj: intent.Intent) -> intent.IntentResponse:
        response = intent_obj.create_response()
        response.async_set_speech("x" * 1_000_000)
        return response


class Mute(intent.IntentHandler):
    """Answers what is no JSON."""

    intent_type = "Mute"

    async def async_handle(self, intent_obj: intent.Intent) -> intent.IntentResponse:
        response = intent_obj.create_response()
        response.async_set_speech("", extra_data=object())
        return response


@pytest.mark.parametrize(
    ("name", "slots"),
    [
        pytest.param("HassTurnOn", {"name": "Secret"}, id="not exposed"),
        pytest.param("HassTurnOn", {"name": "Moon"}, id="not there"),
        pytest.param("HassPaintTheMoon", {}, id="unknown intent"),
        pytest.param("HassTurnOn", {"name": {"a": 1}}, id="a wrong slot"),
        pytest.param("HassTurnOn", None, id="no slots"),
        pytest.param("Strange", {}, id="a handler that fails"),
        pytest.param("Mute", {}, id="a response that is no JSON"),
        pytest.param("Huge", {}, id="a response that is too large"),
    ],
)
async def test_an_order_that_cannot_be_carried_out_is_an_error_response(
    hass: HomeAssistant, morgan: FakeMorgan, name: str, slots: Any
) -> None:
    for handler in (Strange(), Huge(), Mute()):
        intent.async_register(hass, handler)
    calls = async_mock_service(hass, "light", "turn_on")
    response = await morgan.order(name, slots)
    assert (response["response_type"], response["data"]["code"]) == ("error", "failed_to_handle")
    assert "internal detail" not in response["speech"]["plain"]["speech"]
    assert calls == []
    assert len(morgan.links) == 1


async def test_every_language_is_taken(hass: HomeAssistant) -> None:
    assert conversation.async_get_conversation_languages(hass, AGENT) == "*"


async def test_others_hear_the_messages_of_a_type_until_they_have_heard_enough(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    heard: list[Any] = []

    def fail(message: Any) -> None:
        raise ValueError(message)

    link = linked.runtime_data.link
    link.subscribe("status", fail)
    end = link.subscribe("status", heard.append)
    await morgan.links[-1].send_json({"type": "status", "queue": 1})
    await morgan.until(lambda: heard)
    end()
    await morgan.links[-1].send_json({"type": "status", "queue": 2})
    morgan.reply = [DONE]
    assert said(await ask(hass)) == "Turned on."
    assert heard == [{"type": "status", "queue": 1}]
