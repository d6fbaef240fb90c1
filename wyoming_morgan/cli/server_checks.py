"""The checks of `morgan doctor` that ask servers of others: Home Assistant, and those of language models."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import aiohttp

from wyoming_morgan import loop
from wyoming_morgan.app.engines import engine_context
from wyoming_morgan.cli.checks import Finding, Mark
from wyoming_morgan.config.schema import Config
from wyoming_morgan.engines.contract.engine import EngineKind
from wyoming_morgan.engines.contract.llm import ChatModel
from wyoming_morgan.engines.registry import Registry
from wyoming_morgan.errors import MorganError
from wyoming_morgan.home.model import Home
from wyoming_morgan.home.registry import read_registries
from wyoming_morgan.home.settings import HomeAssistantSettings
from wyoming_morgan.home.socket import HomeSocket
from wyoming_morgan.settings import setting

_HOME = "home assistant"
_SECONDS = 5.0
_MOST_NAMES = 5


def check_home_assistant(settings: HomeAssistantSettings) -> Iterator[Finding]:
    """Check whether the configured Home Assistant answers, takes the token, and shows entities."""
    url, token = setting("core.home_assistant.url"), setting("core.home_assistant.token")
    if settings.url is None and settings.token is None:
        return
    if settings.url is None or settings.token is None:
        lacking = url if settings.url is None else token
        yield Finding(_HOME, Mark.WARNING, f"it is not used without {lacking}", f"set {lacking}")
        return
    try:
        count = loop.run(_exposed(settings))
    except MorganError as error:
        fix = error.hint or f"check {url}"
        yield Finding(_HOME, Mark.FAILURE, f"{settings.url}: {error.message}", fix)
    except (aiohttp.ClientError, OSError, ValueError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        yield Finding(_HOME, Mark.FAILURE, f"{settings.url} does not answer: {reason}", f"check {url}")
    else:
        fix = "" if count else "in Home Assistant: Settings > Voice assistants > Expose"
        mark = Mark.GOOD if count else Mark.WARNING
        yield Finding(_HOME, mark, f"{settings.url} takes the token; {count} entities are exposed", fix)


async def _exposed(settings: HomeAssistantSettings) -> int:
    """Return how many entities Home Assistant exposes to voice assistants."""
    async with (
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=settings.verify_certificate)) as session,
        HomeSocket.connect(session, settings) as socket,
    ):
        return len((await read_registries(socket)).exposed)


def check_language_models(config: Config, registry: Registry) -> Iterator[Finding]:
    """Check whether the servers of language models answer, and which models they have."""
    for name, settings in config.llm.backends.items():
        check = f"llm {name}"
        try:
            context = engine_context(config, settings, Home().vocabulary())
            choice = registry.choose(EngineKind.LLM, settings.engine, settings.engines, context)
            models = loop.run(_models(registry.create(choice, context)))
        except MorganError as error:
            yield Finding(check, Mark.FAILURE, error.message, error.hint)
        except TimeoutError:
            fix = f"check {setting('llm.backends')}"
            yield Finding(check, Mark.FAILURE, f"its server does not answer within {_SECONDS:g} s", fix)
        else:
            names = ", ".join(models[:_MOST_NAMES]) + (", …" if len(models) > _MOST_NAMES else "")
            if models:
                yield Finding(check, Mark.GOOD, f"its server answers: {names}")
            else:
                yield Finding(check, Mark.WARNING, "its server has no model", "such as: ollama pull qwen3:4b")


async def _models(engine: ChatModel) -> list[str]:
    try:
        async with asyncio.timeout(_SECONDS):
            await engine.load()
            return [model.id for model in await engine.refresh()]
    finally:
        await engine.close()
