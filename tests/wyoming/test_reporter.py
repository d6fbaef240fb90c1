from __future__ import annotations

import logging

import pytest
from wyoming.event import Event

from wyoming_morgan.errors import Busy, MorganError, UnknownModel, UnknownVoice
from wyoming_morgan.wyoming.ends import no_transcript
from wyoming_morgan.wyoming.reporter import Reporter


async def sent(reporter: Reporter, error: Exception) -> list[str]:
    events: list[Event] = []

    async def send(event: Event) -> None:
        events.append(event)

    await reporter.report(error, send, no_transcript)
    return [event.type for event in events]


async def test_an_error_is_followed_by_what_older_clients_wait_for() -> None:
    error = UnknownModel("there is no model 'huge'", hint="there is 'tiny'")
    assert await sent(Reporter(), error) == ["error", "transcript", "transcript-stop"]


async def test_where_the_connection_is_busy_the_answers_before_end_the_wait() -> None:
    assert await sent(Reporter(), Busy("two requests wait", hint="wait for them")) == ["error"]


@pytest.mark.parametrize("kind", [UnknownModel, UnknownVoice])
async def test_a_name_that_does_not_exist_is_told_to_the_operator_once(
    kind: type[MorganError], caplog: pytest.LogCaptureFixture
) -> None:
    reporter = Reporter()
    with caplog.at_level(logging.INFO):
        for name in ("huge", "huge", "larger", "huge"):
            await sent(reporter, kind(f"there is no {name!r}", hint="there is 'tiny'"))
    assert [record.levelname for record in caplog.records] == ["INFO", "INFO"]
    assert "there is no 'huge' (there is 'tiny')" in caplog.text


async def test_endless_names_do_not_fill_the_log(caplog: pytest.LogCaptureFixture) -> None:
    reporter = Reporter()
    with caplog.at_level(logging.INFO):
        for number in range(200):
            await sent(reporter, UnknownModel(f"there is no {number}", hint="there is 'tiny'"))
    assert len(caplog.records) == 64
