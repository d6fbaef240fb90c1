"""What automations and people ask of Morgan."""

from __future__ import annotations

import json
from typing import Any

import pytest
import voluptuous as vol
from fake_morgan import FakeMorgan
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockUser,
    async_mock_service,
)
from yarl import URL

DONE = {
    "type": "done",
    "outcome": "handled",
    "text": "It is on.",
    "conversation_id": "c",
    "awaits_answer": True,
}
SPEAKER = "media_player.kitchen"
VOICE = "tts.morgan_text_to_speech"
SATELLITE = "assist_satellite.study"
ACTIONS = ("say", "ask", "remember", "forget")
VALID: dict[str, dict[str, Any]] = {
    "say": {"entity_id": SPEAKER, "message": "Hello"},
    "ask": {"text": "Hello"},
    "remember": {"fact": "Hello"},
    "forget": {"fact": "Hello"},
}


async def call(
    hass: HomeAssistant, action: str, context: Context | None = None, *, response: bool = False, **data: Any
) -> Any:
    return await hass.services.async_call(
        "morgan", action, data, blocking=True, context=context, return_response=response
    )


async def as_user(hass: HomeAssistant) -> Context:
    return Context(user_id=MockUser().add_to_hass(hass).id)


@pytest.mark.usefixtures("home")
async def test_the_actions_are_there_before_an_entry_is(hass: HomeAssistant) -> None:
    assert await async_setup_component(hass, "morgan", {})
    for action in ACTIONS:
        assert hass.services.has_service("morgan", action)
        with pytest.raises(ServiceValidationError):
            await call(hass, action, **VALID[action])


@pytest.mark.parametrize("action", ACTIONS)
async def test_of_two_morgans_the_one_that_is_meant_has_to_be_said(
    hass: HomeAssistant, linked: MockConfigEntry, elsewhere: FakeMorgan, action: str
) -> None:
    data = {"url": elsewhere.url, "api_key": "right"}
    other = MockConfigEntry(domain="morgan", title="Other", unique_id=elsewhere.id, data=data)
    other.add_to_hass(hass)
    assert await hass.config_entries.async_setup(other.entry_id)
    with pytest.raises(ServiceValidationError):
        await call(hass, action, **VALID[action])
    with pytest.raises(ServiceValidationError):
        await call(hass, action, config_entry_id="another", **VALID[action])
    await hass.config_entries.async_unload(other.entry_id)
    with pytest.raises(ServiceValidationError):
        await call(hass, action, config_entry_id=other.entry_id, **VALID[action])


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("say", {"message": "Hello"}),
        ("say", {"entity_id": [], "message": "Hello"}),
        ("say", {"entity_id": SPEAKER, "message": "  "}),
        ("ask", {"text": ""}),
        ("remember", {"fact": "x" * 501}),
        ("forget", {"fact": "x", "household": True}),
    ],
)
async def test_what_is_not_valid_is_refused(
    hass: HomeAssistant, linked: MockConfigEntry, action: str, data: dict[str, Any]
) -> None:
    with pytest.raises(vol.Invalid):
        await call(hass, action, **data)


async def test_morgan_is_asked_as_the_user_who_calls(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    morgan.reply = [{"type": "delta", "text": "It is on."}, DONE]
    context = await as_user(hass)
    response = await call(hass, "ask", context, response=True, text="Is the lamp on?", language="en")
    assert response == {
        "text": "It is on.",
        "outcome": "handled",
        "conversation_id": "c",
        "awaits_answer": True,
    }
    turn = morgan.turns[-1]
    assert (turn["text"], turn["language"], turn["user_id"]) == ("Is the lamp on?", "en", context.user_id)
    assert turn["incognito"] is False
    await call(hass, "ask", context, text="And now?", conversation_id="c", incognito=True)
    assert (morgan.turns[-1]["conversation_id"], morgan.turns[-1]["incognito"]) == ("c", True)


async def test_two_questions_of_an_automation_are_two_conversations(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    morgan.reply = [DONE]
    for _ in range(2):
        await call(hass, "ask", text="Is the lamp on?")
    first, second = morgan.turns
    assert first["user_id"] is second["user_id"] is None
    assert first["conversation_id"] != second["conversation_id"]


async def test_a_question_that_is_not_answered_is_an_error_with_its_reason(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    morgan.reply = [{"type": "failed", "code": "busy", "message": "too many requests", "hint": ""}]
    with pytest.raises(HomeAssistantError) as failure:
        await call(hass, "ask", text="Hello")
    assert failure.value.translation_key == "turn_failed"
    assert failure.value.translation_placeholders == {"reason": "too many requests"}
    morgan.link_status = 503
    await morgan.break_links()
    await morgan.until(lambda: not linked.runtime_data.link.available)
    with pytest.raises(HomeAssistantError) as failure:
        await call(hass, "ask", text="Hello")
    assert failure.value.translation_key == "not_linked"
    morgan.link_status = None


async def test_a_fact_is_the_users_who_calls_or_the_households(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    context = await as_user(hass)
    await call(hass, "remember", context, fact=" I like tea. ")
    await call(hass, "remember", context, fact="The bins go out on Monday.", household=True)
    await call(hass, "remember", fact="The cat is fed.")
    await call(hass, "forget", context, fact="tea")
    await call(hass, "forget", fact="bins")
    user = context.user_id
    assert morgan.facts == [
        {"path": "/api/facts", "content": "I like tea.", "user_id": user},
        {"path": "/api/facts", "content": "The bins go out on Monday.", "user_id": None},
        {"path": "/api/facts", "content": "The cat is fed.", "user_id": None},
        {"path": "/api/facts/forget", "query": "tea", "user_id": user},
        {"path": "/api/facts/forget", "query": "bins", "user_id": None},
    ]


@pytest.mark.parametrize(
    ("answer", "key"),
    [
        ((200, {"deleted": False}), "fact_not_known"),
        ((400, {"error": {"code": "invalid-request"}}), "fact_not_clear"),
        ((404, {"error": {"code": "not-found"}}), "no_memory"),
        ((503, []), "no_memory"),
    ],
)
async def test_a_fact_that_is_not_forgotten_is_an_error(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry, answer: tuple[int, Any], key: str
) -> None:
    morgan.fact_answer = answer
    with pytest.raises(HomeAssistantError) as failure:
        await call(hass, "forget", fact="tea")
    assert failure.value.translation_key == key


async def test_a_fact_for_a_morgan_that_is_away_or_refuses_the_key_is_an_error(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    morgan.keys = {"new"}
    with pytest.raises(HomeAssistantError) as failure:
        await call(hass, "remember", fact="tea")
    assert failure.value.translation_key == "key_refused"
    await morgan.stop()
    with pytest.raises(HomeAssistantError) as failure:
        await call(hass, "remember", fact="tea")
    assert failure.value.translation_key == "cannot_connect"


async def test_players_and_satellites_say_it_in_morgans_voice_with_the_callers_rights(
    hass: HomeAssistant, linked: MockConfigEntry
) -> None:
    spoken, announced = (
        async_mock_service(hass, "tts", "speak"),
        async_mock_service(hass, "assist_satellite", "announce"),
    )
    context = await as_user(hass)
    await call(hass, "say", context, entity_id=[SPEAKER, SATELLITE], message="Hello", voice="ada")
    assert [(one.data, one.context) for one in spoken] == [
        (
            {
                "entity_id": VOICE,
                "media_player_entity_id": [SPEAKER],
                "message": "Hello",
                "options": {"voice": "ada"},
            },
            context,
        )
    ]
    assert [(one.data, one.context) for one in announced] == [
        (
            {
                "entity_id": [SATELLITE],
                "message": "Hello",
                "media_id": announced[0].data["media_id"],
            },
            context,
        )
    ]

    media = URL(announced[0].data["media_id"])
    assert (media.scheme, media.host, media.name) == ("media-source", "tts", VOICE)
    assert (media.query["message"], json.loads(media.query["tts_options"])) == ("Hello", {"voice": "ada"})


async def test_nothing_is_said_where_nothing_can_be(hass: HomeAssistant, linked: MockConfigEntry) -> None:
    spoken = async_mock_service(hass, "tts", "speak")
    with pytest.raises(ServiceValidationError) as failure:
        await call(hass, "say", entity_id=[SPEAKER, "light.lamp"], message="Hello")
    assert failure.value.translation_placeholders == {"entity_id": "light.lamp"}
    hass.states.async_set(VOICE, STATE_UNAVAILABLE)
    with pytest.raises(HomeAssistantError) as error:
        await call(hass, "say", entity_id=SPEAKER, message="Hello")
    assert error.value.translation_key == "not_linked"
    er.async_get(hass).async_update_entity(VOICE, disabled_by=er.RegistryEntryDisabler.USER)
    with pytest.raises(ServiceValidationError) as failure:
        await call(hass, "say", entity_id=SPEAKER, message="Hello")
    assert failure.value.translation_key == "no_voice"
    assert spoken == []
