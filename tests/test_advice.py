"""What to do is told as it can be done where Morgan runs: on a machine, in its image, as an app."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.source import PACKAGE, modules, nodes, shown
from wyoming_morgan.advice import (
    APP_OPTIONS_VARIABLE,
    IMAGE_VARIABLE,
    Deployment,
    advice,
    deployment,
    instead,
)

CHECKOUT = Path(__file__).resolve().parent.parent
DOCKER = CHECKOUT / "deploy" / "docker"
APP = CHECKOUT / "deploy" / "home_assistant_app"

NOT_PLAIN = re.compile(r"\bpip install |run: morgan models pull (?!.* --)")
PLAIN_ONLY = {"advice.py", "engines/reference.py", "metrics/reference.py"}
"""Where commands are for pages, or made into advice."""
WITH_TERMINAL = {"cli", "models"}
"""Rooms that speak to who types commands."""
COMMAND_NAMES = {"install", "pull", "_PULL", "_REINSTALL", "_CUDA_INSTALL"}
"""Names of commands that are made into advice where they are used."""


@pytest.mark.parametrize(
    ("command", "machine", "image", "app"),
    [
        (
            "pip install 'wyoming-morgan[kokoro]'",
            "run: pip install 'wyoming-morgan[kokoro]'",
            "build the image with EXTRAS=kokoro, see docs/containers.md",
            "name a server that has kokoro in the app's option tts_server",
        ),
        (
            "pip install 'wyoming-morgan[redis]'",
            "run: pip install 'wyoming-morgan[redis]'",
            "build the image with EXTRAS=redis, see docs/containers.md",
            "do without it: the app does not have redis, and nothing can be added to it",
        ),
        (
            "pip install 'misaki[zh]'",
            "run: pip install 'misaki[zh]'",
            "build the image with PACKAGES='misaki[zh]', see docs/containers.md",
            "do without it: the app does not have 'misaki[zh]', and nothing can be added to it",
        ),
        (
            "pip install --force-reinstall pocketsphinx",
            "run: pip install --force-reinstall pocketsphinx",
            "build the image again: docker compose build --pull --no-cache, see docs/containers.md",
            "update the app, or install it again",
        ),
        (
            "morgan models pull faster-whisper/base --force",
            "run: morgan models pull faster-whisper/base --force",
            "run in the container: morgan models pull faster-whisper/base --force",
            "have faster-whisper/base in the app's option models, and restart the app",
        ),
        (
            "morgan config init",
            "run: morgan config init",
            "cp config/core.yaml.example config/core.yaml, see docs/containers.md",
            "write core.yaml in the app's folder of addon_configs",
        ),
    ],
)
def test_what_to_do_can_be_done_where_morgan_runs(command: str, machine: str, image: str, app: str) -> None:
    assert [advice(command, where) for where in (Deployment.MACHINE, Deployment.IMAGE, Deployment.APP)] == [
        machine,
        image,
        app,
    ]
    assert instead(command, Deployment.MACHINE) == command


def test_the_environment_says_where_morgan_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (IMAGE_VARIABLE, APP_OPTIONS_VARIABLE):
        monkeypatch.delenv(name, raising=False)
    assert deployment() is Deployment.MACHINE
    monkeypatch.setenv(IMAGE_VARIABLE, "1")
    assert deployment() is Deployment.IMAGE
    assert f"{APP_OPTIONS_VARIABLE}=/data/options.json" in (APP / "Dockerfile").read_text()
    monkeypatch.setenv(APP_OPTIONS_VARIABLE, "/data/options.json")
    assert deployment() is Deployment.APP


def plain_texts(path: Path) -> Iterator[str]:
    """Every text that is not made into advice."""
    advised: set[int] = set()
    for node in nodes(path):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in {"advice", "instead"}
        ):
            advised |= {id(part) for part in ast.walk(node)}
        elif isinstance(node, ast.keyword) and node.arg in COMMAND_NAMES:
            advised |= {id(part) for part in ast.walk(node.value)}
        elif isinstance(node, ast.Assign):
            target = node.targets[0]
            if isinstance(target, ast.Name) and target.id in COMMAND_NAMES:
                advised |= {id(part) for part in ast.walk(node.value)}
    for node in nodes(path):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in advised:
            yield node.value


def test_no_message_names_what_works_on_a_plain_machine_only() -> None:
    assert {
        shown(path): text
        for path in modules()
        if path.relative_to(PACKAGE).parts[0] not in WITH_TERMINAL and shown(path) not in PLAIN_ONLY
        for text in plain_texts(path)
        if NOT_PLAIN.search(text)
    } == {}


def test_an_extra_in_a_message_exists() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
    named = {
        extra
        for path in modules()
        for node in nodes(path)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for extra in re.findall(r"wyoming-morgan\[([a-z-]+)\]", node.value)
    }
    assert len(named) > 5
    assert named <= project["optional-dependencies"].keys()


def test_options_of_the_app_in_messages_exist() -> None:
    schema = yaml.safe_load((APP / "config.yaml").read_text("utf-8"))["schema"]
    said = " ".join(
        advice(command, Deployment.APP)
        for command in (
            "pip install 'wyoming-morgan[piper]'",
            "pip install 'wyoming-morgan[onnx-asr]'",
            "morgan models pull a/b",
        )
    )
    options = re.findall(r"option (\w+)", said)
    assert options == ["tts_server", "stt_server", "models"]
    assert set(options) <= schema.keys()


def test_the_image_is_built_with_extras_and_with_any_other_package() -> None:
    words = [sys.executable, str(DOCKER / "extras.py"), str(CHECKOUT / "pyproject.toml")]
    printed = [
        subprocess.run([*words, *arguments], check=True, capture_output=True, text=True).stdout.split("\n")  # noqa: S603 - our own words
        for arguments in (["redis", "'misaki[zh]' my-engine==2"], ["", ""])
    ]
    assert printed == [["redis>=8", "misaki[zh]", "my-engine==2", ""], [""]]
    dockerfile = (CHECKOUT / "Dockerfile").read_text("utf-8")
    assert '"${EXTRAS}" "${PACKAGES}"' in dockerfile
    assert {"ARG EXTRAS=", "ARG PACKAGES="} <= set(dockerfile.splitlines())
