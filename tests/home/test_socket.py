from __future__ import annotations

import asyncio
import json
import logging

import pytest

from tests.home.conftest import connected, connection
from tests.home.fake_home_assistant import TOKEN, FakeHomeAssistant
from tests.waiting import until
from wyoming_morgan.home.connection import HomeConnection
from wyoming_morgan.home.settings import HomeAssistantSettings
from wyoming_morgan.home.socket import CommandRefused


async def test_a_refused_token_is_told_once_without_the_token_and_tried_again(
    assistant: FakeHomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assistant.token = "another"  # noqa: S105 - of the fake
    async with connection(assistant) as home:
        await until(lambda: "refuses the token" in caplog.text)
        await asyncio.sleep(0.2)
        assert caplog.text.count("refuses the token") == 1
        assistant.token = TOKEN
        await until(lambda: home.connected)
    assert TOKEN not in caplog.text


@pytest.mark.parametrize(
    "sent",
    [
        "no json",
        "17",
        '[{"id": 6, "type": "event", "event": {"c": {"light.ceiling": 3}}}, 5]',
        json.dumps({"id": 1, "type": "event", "event": "x" * 100_000}),
        "[" * 60_000,
        '{"id": 6, "type": "event", "event": ' + '{"a":' * 5_000 + "0" + "}" * 5_001,
        '[{"id": 6, "type": "event", "event": {"a": {"light.ceiling": {"s": ' + "9" * 5_000 + "}}}}]",
    ],
    ids=["no-json", "no-message", "no-entity", "too-long", "deep-list", "deep-object", "long-number"],
)
async def test_what_home_assistant_never_says_ends_the_connection_and_the_next_one_is_good(
    assistant: FakeHomeAssistant, sent: str
) -> None:
    async with connected(assistant, max_message_bytes=65536) as home:
        await assistant.send_raw(sent)
        await until(lambda: assistant.logins == 2 and home.connected)


async def test_another_server_is_not_taken_for_home_assistant(
    assistant: FakeHomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = HomeAssistantSettings(url=f"{assistant.url}/lovelace", token=TOKEN, mcp=False)
    home = HomeConnection(wrong)
    await home.start()
    await until(lambda: "Home Assistant is away" in caplog.text)
    await home.close()


async def test_a_home_assistant_that_answers_no_ping_is_left(assistant: FakeHomeAssistant) -> None:
    assistant.pongs = False
    async with connected(assistant, heartbeat_seconds=0.2):
        await until(lambda: assistant.logins > 1)


def test_a_refused_command_names_its_reason() -> None:
    refused = CommandRefused("config/area_registry/list", {"code": "unauthorized", "message": "Unauthorized"})
    assert refused.reason == "unauthorized"
    assert "config/area_registry/list: unauthorized: Unauthorized" in str(refused)

    assert CommandRefused("ping", None).reason == "unknown_error"
