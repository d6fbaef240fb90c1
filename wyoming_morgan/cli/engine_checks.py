"""The checks of `morgan doctor` on engines: each is loaded, and hears the languages of the home."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator

import home_assistant_intents

from wyoming_morgan import loop
from wyoming_morgan.advice import instead
from wyoming_morgan.agent.language.tags import resolve_language
from wyoming_morgan.app.engines import engine_context
from wyoming_morgan.cli.checks import Finding, Mark
from wyoming_morgan.config.schema import Config, EngineSettings, engine_settings, language_settings
from wyoming_morgan.engines.contract.engine import Engine, EngineKind
from wyoming_morgan.engines.registry import AUTO, Registry
from wyoming_morgan.errors import MorganError
from wyoming_morgan.home.model import Home
from wyoming_morgan.languages.matching import match_language
from wyoming_morgan.settings import setting

_SECONDS = 60.0
"""How long one engine may take to load: a large model from a slow disk takes long."""


def check_engines(config: Config, registry: Registry) -> Iterator[Finding]:
    """Check whether every service has an engine that can be loaded, and whether there is a better one."""
    for kind in EngineKind:
        for name, settings in engine_settings(config, kind).items():
            yield _check_engine(config, registry, kind, name, settings)
        for tag, single in language_settings(config, kind).items():
            yield _check_engine(config, registry, kind, tag, single, language=tag)
    if not config.llm.backends:
        fix = f"to answer more than commands, configure a language model server: {setting('llm.backends')}"
        yield Finding("llm engine", Mark.GOOD, "none; only the grammar answers", fix)
    for name, why in registry.broken.items():
        fix = "update or remove the package that contains it"
        yield Finding("engines", Mark.WARNING, f"{name} cannot be used: {why}", fix)


def _check_engine(
    config: Config,
    registry: Registry,
    kind: EngineKind,
    name: str,
    settings: EngineSettings,
    *,
    language: str | None = None,
) -> Finding:
    check = f"{kind} engine {name}".rstrip()
    context = engine_context(config, settings, config.core.home.home().vocabulary(), language)
    # Without wake words everything else works.
    broken = Mark.WARNING if kind is EngineKind.WAKE else Mark.FAILURE
    try:
        choice = registry.choose(kind, settings.engine, settings.engines, context)
    except MorganError as error:
        optional = kind is EngineKind.WAKE and settings.engine == AUTO
        return Finding(check, Mark.WARNING if optional else Mark.FAILURE, error.message, error.hint)
    detail = f"{choice.spec.name} ({choice.reason})"
    if kind is EngineKind.LLM:
        return Finding(check, Mark.GOOD, detail, choice.improvement)  # its server has a check of its own
    try:
        loop.run(_loaded(registry.create(choice, context)))
    except MorganError as error:
        return Finding(check, broken, f"{detail} cannot be loaded: {error.message}", error.hint)
    except TimeoutError:
        fix = f"see what it waits for: morgan serve, or choose another engine in {kind}.yaml"
        return Finding(check, broken, f"{detail} is not loaded within {_SECONDS:g} s", fix)
    return Finding(check, Mark.GOOD, detail, choice.improvement)


async def _loaded(engine: Engine) -> None:
    """Load an engine and release it."""
    try:
        async with asyncio.timeout(_SECONDS):
            await engine.load()
    finally:
        await engine.close()


def unknown_languages(config: Config) -> Iterator[tuple[int, MorganError]]:
    """Yield the places of languages of the home that the grammar does not have: Morgan does not start."""
    for place, language in enumerate(config.core.languages):
        try:
            resolve_language(language, home_assistant_intents.get_languages())
        except MorganError as error:
            yield place, error


def check_languages(config: Config, registry: Registry) -> Iterator[Finding]:
    """Check whether the recognizer hears the languages of the home, and the grammar understands them."""
    settings = config.stt
    context = engine_context(config, settings, Home().vocabulary())
    heard: tuple[str, ...] = ()
    better = ""
    with contextlib.suppress(MorganError):  # `check_engines` reports it
        choice = registry.choose(EngineKind.STT, settings.engine, settings.engines, context)
        heard, better = registry.create(choice, context).capabilities.languages, choice.improvement
    unknown = dict(unknown_languages(config))
    for place, language in enumerate(config.core.languages):
        if error := unknown.get(place):
            yield Finding("languages", Mark.FAILURE, f"{language}: {error.message}", error.hint)
        elif heard and language not in settings.by_language and match_language(language, heard) is None:
            detail = f"the recognizer hears {', '.join(heard[:3])}, and not {language}"
            fix = better or instead("morgan models pull faster-whisper/base")
            yield Finding("languages", Mark.WARNING, detail, fix)
