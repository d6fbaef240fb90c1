"""The options of the app, which a person sets in Home Assistant, as settings of Morgan.

The Supervisor checks them by the schema in the app's config.yaml and writes them to a file at each start.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from wyoming_morgan.config.complaints import Complaint, InvalidConfiguration
from wyoming_morgan.config.environment import Given
from wyoming_morgan.config.files import YamlLoader

_PLAIN: Mapping[str, tuple[str, ...]] = {
    "languages": ("core", "languages"),
    "stt_engine": ("stt", "engine"),
    "tts_engine": ("tts", "engine"),
    "tts_voice": ("tts", "voice"),
    "api_keys": ("core", "http", "api_keys"),
    "log_level": ("core", "log_level"),
    "log_transcripts": ("core", "log_transcripts"),
}
"""Options that are one setting each."""
_SERVERS = {"stt_server": "stt", "tts_server": "tts"}
"""Options that name a Wyoming server, such as another app, which does the work of a service."""
_BACKEND = ("llm", "backends", "app")
_LLM_ENGINE = "llm_engine"
_DEFAULT_LLM_ENGINE = "ollama"
_LLM_URL = "llm_url"
_URL_NAMES = {"ollama": "url", "openai": "base_url"}
"""What each engine calls its address."""
_LLM = {"llm_model": "model", "llm_api_key": "api_key"}
_SETTINGS = "settings"


def read_options(file: Path) -> list[Given]:
    """Return the settings that the options of a file make; none if there is no such file.

    Raises:
        InvalidConfiguration: it is not what the Supervisor writes, or a line of `settings` names none.
    """
    try:
        options = json.loads(file.read_bytes())
    except FileNotFoundError:
        return []
    except OSError as error:
        raise InvalidConfiguration([Complaint(f"{file}", f"cannot be read: {error.strerror}")]) from error
    except ValueError as error:
        raise InvalidConfiguration([Complaint(f"{file}", "expected JSON")]) from error
    if not isinstance(options, dict):
        raise InvalidConfiguration([Complaint(f"{file}", "expected options as `name: value`")])
    return list(_settings_of({name: value for name, value in options.items() if value not in (None, "", [])}))


def _settings_of(options: Mapping[str, Any]) -> Iterator[Given]:
    for name, path in _PLAIN.items():
        if name in options:
            yield Given(path, options[name], _source(name))
    for name, service in _SERVERS.items():
        if name in options:
            yield Given((service, "engine"), "wyoming", _source(name))
            yield Given((service, "engines", "wyoming", "uri"), options[name], _source(name))
    yield from _language_model(options)
    # The last: what names a setting itself wins over an option that stands for it.
    for line in options.get(_SETTINGS, ()):
        yield _assigned(str(line))


def _language_model(options: Mapping[str, Any]) -> Iterator[Given]:
    if _LLM_URL not in options:
        return
    engine = options.get(_LLM_ENGINE, _DEFAULT_LLM_ENGINE)
    place = (*_BACKEND, "engines", engine)
    yield Given((*_BACKEND, "engine"), engine, _source(_LLM_ENGINE))
    yield Given((*place, _URL_NAMES.get(engine, "url")), options[_LLM_URL], _source(_LLM_URL))
    for name, option in _LLM.items():
        if name in options:
            yield Given((*place, option), options[name], _source(name))


def _assigned(line: str) -> Given:
    """Return the setting of a line such as `tts.voice=amy`; the value is YAML."""
    name, equals, text = line.partition("=")
    path = tuple(name.strip().split("."))
    if not equals or not all(path):
        # Without the line, whose value may be a secret.
        raise InvalidConfiguration([Complaint(_source(_SETTINGS), "expected lines such as `tts.voice=amy`")])
    try:
        value = yaml.load(text, YamlLoader)  # noqa: S506 - a loader of plain values, derived from SafeLoader
        return Given(path, value, f"{_source(_SETTINGS)}, {name.strip()}")
    except yaml.YAMLError as error:
        problem = f"{name.strip()}: the value is not valid YAML"
        raise InvalidConfiguration([Complaint(_source(_SETTINGS), problem)]) from error


def _source(option: str) -> str:
    return f"the option {option} of the app"
