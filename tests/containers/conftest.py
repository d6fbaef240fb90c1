"""Reads Dockerfile and docker-compose.yml as Docker does, as far as they go."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from wyoming_morgan.cli.app import app
from wyoming_morgan.config.choices import Service
from wyoming_morgan.config.loader import load
from wyoming_morgan.config.schema import Config, Ports
from wyoming_morgan.engines.contract.engine import EngineKind
from wyoming_morgan.engines.registry import Registry

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Image:
    """The instructions of the Dockerfile's last stage, and what all stages copy from the checkout."""

    instructions: tuple[tuple[str, str], ...]
    copied: tuple[str, ...]

    def last(self, instruction: str) -> str:
        """Return the text of the last instruction of a kind."""
        return [text for name, text in self.instructions if name == instruction][-1]

    def command(self, instruction: str) -> list[str]:
        """The words of an instruction that holds a command as JSON."""
        words: list[str] = json.loads(re.sub(r"^.*?(?=\[)", "", self.last(instruction)))
        return words

    @property
    def environment(self) -> dict[str, str]:
        """The variables that ENV sets."""
        words = [word for name, text in self.instructions if name == "ENV" for word in shlex.split(text)]
        return dict(word.split("=", 1) for word in words)


@dataclass(frozen=True, slots=True)
class Container:
    """A service of docker-compose.yml, on top of the image."""

    described: dict[str, Any]
    environment: dict[str, str]
    config: Config
    services: frozenset[Service]

    @property
    def ports(self) -> Ports:
        """Where Morgan listens in it."""
        return self.config.ports(self.services)


@pytest.fixture(scope="session")
def image() -> Image:
    lines = [line for line in _read("Dockerfile").splitlines() if not line.startswith("#")]
    whole = re.sub(r"\\\n", "", "\n".join(lines))
    rows = [line.split(maxsplit=1) for line in whole.splitlines() if line]
    instructions = tuple((keyword, text) for keyword, text in rows)
    last_stage = max(index for index, (keyword, _) in enumerate(instructions) if keyword == "FROM")
    copies = [text.split() for keyword, text in instructions if keyword == "COPY"]
    return Image(
        instructions[last_stage:],
        tuple(source for words in copies if not words[0].startswith("--from=") for source in words[:-1]),
    )


@pytest.fixture(scope="session")
def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(_read("docker-compose.yml"))
    return read


@pytest.fixture(scope="session")
def container(
    image: Image, compose: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Container]:
    """Describe a service of docker-compose.yml, by its name, without any configuration file."""
    specs = Registry.discover().specs()
    if not any(spec.kind is EngineKind.TTS for spec in specs):
        pytest.skip("Morgan is not installed here, so its engines are not found: run make test")
    folder = tmp_path_factory.mktemp("configuration")

    @cache
    def described(name: str) -> Container:
        service = compose["services"][name]
        environment = image.environment | service["environment"]
        arguments = image.command("ENTRYPOINT")[1:] + service.get("command", image.command("CMD"))
        return Container(
            described=service,
            environment=environment,
            config=load(specs, folder=folder, environ=environment).config,
            services=served(arguments),
        )

    return described


def served(arguments: list[str]) -> frozenset[Service]:
    """The services of a command line of `morgan serve`; anything that `morgan` would refuse is an error."""
    morgan: Any = get_command(app)
    context = morgan.make_context("morgan", list(arguments))
    name, command, rest = morgan.resolve_command(context, list(arguments))
    assert name == "serve"
    options = command.make_context(name, rest, parent=context).params
    return frozenset(options["services"] or Service)


def _read(name: str) -> str:
    return (CHECKOUT / name).read_text(encoding="utf-8")
