"""What `morgan doctor` learns from Home Assistant and from servers of language models."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from tests.fakes.ollama_server import CHAT, FakeOllamaServer
from tests.home.fake_home_assistant import TOKEN, FakeHomeAssistant
from wyoming_morgan.bench.ports import free_port
from wyoming_morgan.cli.checks import Finding, Mark
from wyoming_morgan.cli.server_checks import check_home_assistant, check_language_models
from wyoming_morgan.config.loader import load
from wyoming_morgan.config.schema import Config
from wyoming_morgan.engines.registry import Registry
from wyoming_morgan.home.settings import HomeAssistantSettings


async def of_home(settings: HomeAssistantSettings) -> list[Finding]:
    return await asyncio.to_thread(lambda: list(check_home_assistant(settings)))


async def test_a_home_assistant_that_takes_the_token_is_good_and_says_what_it_exposes() -> None:
    assistant = FakeHomeAssistant()
    assistant.furnish("light.kitchen", "Kitchen light")
    await assistant.start()
    try:
        settings = HomeAssistantSettings(url=assistant.url, token=TOKEN)
        (finding,) = await of_home(settings)
        assert finding.mark is Mark.GOOD
        assert "1 entities are exposed" in finding.detail
        (refused,) = await of_home(replace(settings, token="another"))  # noqa: S106 - of a test
        assert refused.mark is Mark.FAILURE
        assert "refuses the token" in refused.detail
        assert "long-lived access token" in refused.fix
        assistant.entities.clear()
        (bare,) = await of_home(settings)
        assert bare.mark is Mark.WARNING
        assert "Expose" in bare.fix
    finally:
        await assistant.stop()


async def test_a_home_assistant_that_is_away_or_half_configured_is_no_good() -> None:
    url = f"http://127.0.0.1:{free_port()}"
    (away,) = await of_home(HomeAssistantSettings(url=url, token=TOKEN))
    assert away.mark is Mark.FAILURE
    assert url in away.detail
    (without_token,) = await of_home(HomeAssistantSettings(url=url))
    assert (without_token.mark, without_token.fix.split()[0]) == (Mark.WARNING, "set")
    assert "token" in without_token.detail
    (without_url,) = await of_home(HomeAssistantSettings(token=TOKEN))
    assert "url" in without_url.detail
    assert await of_home(HomeAssistantSettings()) == []


def with_ollama(url: str) -> Config:
    backend = '{"home": {"engine": "ollama", "engines": {"ollama": {"url": "' + url + '"}}}}'
    return load(Registry.discover().specs(), environ={"MORGAN_LLM__BACKENDS": backend}).config


async def of_models(config: Config) -> list[Finding]:
    return await asyncio.to_thread(lambda: list(check_language_models(config, Registry.discover())))


async def test_the_models_of_a_server_are_named_and_one_that_is_away_fails() -> None:
    async with FakeOllamaServer().serving() as server:
        (finding,) = await of_models(with_ollama(server.url))
    assert finding.mark is Mark.GOOD
    assert CHAT in finding.detail
    (away,) = await of_models(with_ollama(f"http://127.0.0.1:{free_port()}"))
    assert (away.check, away.mark) == ("llm home", Mark.FAILURE)
