"""What is said while a turn takes long: heard by who listens, and in no history."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from fake_morgan import FakeMorgan
from homeassistant.components import conversation
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import chat_session
from pytest_homeassistant_custom_component.common import MockConfigEntry
from test_agents import DONE, ask

pytestmark = pytest.mark.usefixtures("linked")
SPOKEN_FROM = 60
"""Characters after which core's pipeline begins to speak."""


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("custom_components.morgan.bridge.FIRST_SECONDS", 0.05)
    monkeypatch.setattr("custom_components.morgan.bridge.LONGEST_SECONDS", 0.1)


@dataclass
class Heard:
    """What a satellite hears in a turn."""

    deltas: list[Any] = field(default_factory=list)
    chat_log: conversation.ChatLog | None = None
    result: conversation.ConversationResult | None = None

    @property
    def texts(self) -> list[str]:
        return [delta["content"] for delta in self.deltas if delta.get("content")]

    @property
    def history(self) -> str:
        assert self.chat_log is not None
        return " ".join(str(getattr(content, "content", "")) for content in self.chat_log.content[1:])


@asynccontextmanager
async def listening(hass: HomeAssistant, morgan: FakeMorgan, language: str = "en") -> AsyncGenerator[Heard]:
    """Have a turn during the block, which the block lets end."""
    heard = Heard()
    with (
        chat_session.async_get_chat_session(hass) as session,
        conversation.async_get_chat_log(
            hass, session, chat_log_delta_listener=lambda _, delta: heard.deltas.append(delta)
        ) as heard.chat_log,
    ):
        asking = asyncio.create_task(
            conversation.async_converse(
                hass, "hello", session.conversation_id, Context(), language=language,
                agent_id="conversation.morgan",
            )
        )  # fmt: skip
        await morgan.until(lambda: morgan.turns)
        yield heard
        heard.result = await asking


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("en", "One moment.", "I'm still on it."),
        ("de-AT", "Einen Moment.", "Ich bin noch dabei."),
        ("fr", "Un instant.", "Je m'en occupe encore."),
        ("es", "Un momento.", "Sigo en ello."),
        ("it", "Un momento.", "Ci sto ancora lavorando."),
        ("nl", "Een ogenblik.", "Ik ben er nog mee bezig."),
        ("ja", "One moment.", "I'm still on it."),
    ],
)
async def test_a_long_silence_is_bridged_and_again_if_it_goes_on(
    hass: HomeAssistant, morgan: FakeMorgan, language: str, first: str, second: str
) -> None:
    async with listening(hass, morgan, language) as heard:
        await morgan.until(lambda: len(heard.texts) >= 2)
        await morgan.say({"type": "delta", "text": "It rains."}, {**DONE, "text": "It rains."})
    assert heard.texts[0].strip() == first
    assert heard.texts[1].strip() == second
    assert heard.deltas[0]["role"] == "assistant"
    assert len(heard.texts[0]) > SPOKEN_FROM
    assert heard.texts[-1] == "It rains."


async def test_a_bridge_is_in_no_history_and_not_in_the_answer(
    hass: HomeAssistant, morgan: FakeMorgan
) -> None:
    async with listening(hass, morgan) as heard:
        await morgan.until(lambda: heard.texts)
        await morgan.say({"type": "delta", "text": "It rains."}, {**DONE, "text": "It rains."})
    assert heard.history == "hello It rains."
    assert heard.result is not None
    assert heard.result.response.speech["plain"]["speech"] == "It rains."


async def test_what_was_said_before_counts_for_what_has_to_be_said_to_be_heard(
    hass: HomeAssistant, morgan: FakeMorgan
) -> None:
    async with listening(hass, morgan) as heard:
        await morgan.say({"type": "delta", "text": "Let me look that up for you in the calendar. "})
        await morgan.until(lambda: len(heard.texts) >= 2)
        await morgan.say(DONE)
    assert len("".join(heard.texts[:2])) > SPOKEN_FROM
    assert heard.texts[1].startswith("One moment.")


async def test_a_bridge_within_a_sentence_does_not_read_as_its_end(
    hass: HomeAssistant, morgan: FakeMorgan
) -> None:
    async with listening(hass, morgan) as heard:
        await morgan.say({"type": "delta", "text": "The weather is"})
        await morgan.until(lambda: len(heard.texts) >= 2)
        await morgan.say({"type": "delta", "text": " nice."}, {**DONE, "text": "The weather is nice."})
    assert heard.texts[1].startswith("… One moment.")
    assert heard.history == "hello The weather is nice."


async def test_who_only_waits_for_the_answer_hears_no_bridge(hass: HomeAssistant, morgan: FakeMorgan) -> None:
    asking = asyncio.create_task(ask(hass))
    await morgan.until(lambda: morgan.turns)
    await asyncio.sleep(0.2)
    await morgan.say(DONE)
    assert (await asking).response.speech["plain"]["speech"] == "Well."


async def test_a_failure_is_heard_by_who_has_begun_to_listen(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    async with listening(hass, morgan) as heard:
        await morgan.until(lambda: heard.texts)
        await morgan.say({"type": "failed", "code": "x", "message": "m", "hint": "", "retryable": False})
    assert heard.texts[-1] == "Sorry, something went wrong."
    assert heard.history == "hello Sorry, something went wrong."
